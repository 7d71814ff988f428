"""Is only what has an order compared, over the whole scale, and by the right two people?"""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qa_app.domain.pair_agreement import (
    JUDGED,
    OVERALL,
    About,
    LeftOut,
    PairsAlike,
    asked_in,
    compared,
    what_can_be_compared,
)
from qa_app.domain.scales import scale_of
from qa_app.domain.statistics import share
from qa_app.domain.tools import ToolDefinition
from tests.domain.small_tool import SMALL, TOOL

SCALE = scale_of(TOOL)
WORST, RI, GOOD, BEST = SCALE.keys
WITHOUT_SEEN_ALONE = ToolDefinition.model_validate(
    {
        **SMALL, "version": 2, "limiting_rules": [],
        "sections": [
            {**SMALL["sections"][0], "questions": [
                SMALL["sections"][0]["questions"][0],
                {"kind": "grade", "key": "warmth", "text": "How warm was it?"},
            ]},
            *SMALL["sections"][1:],
        ],
    }
)  # fmt: skip


def pairs(*counted):
    return [PairsAlike(*each) for each in counted]


def test_grades_sections_and_judgements_can_be_compared_and_nothing_else():
    assert [(each.key, each.is_section, each.is_graded) for each in what_can_be_compared(TOOL)] == [
        ("overall-grade", False, True),
        ("seeing-grade", True, True),
        ("family-grade", True, True),
        ("seen", False, False),
        ("seen-alone", False, False),
        ("plan-now", False, True),
    ]


def test_of_several_versions_the_newest_speaks_first():
    keys = [each.key for each in what_can_be_compared(WITHOUT_SEEN_ALONE, TOOL)]
    assert keys == [
        "overall-grade",
        "seeing-grade",
        "family-grade",
        "seen",
        "warmth",
        "plan-now",
        "seen-alone",
    ]
    assert what_can_be_compared() == (OVERALL,)


def test_a_version_asks_it_only_in_the_same_way():
    seen_alone = About("seen-alone", "Was the child seen alone?", is_graded=False)
    assert asked_in(TOOL, seen_alone)
    assert not asked_in(WITHOUT_SEEN_ALONE, seen_alone)
    assert not asked_in(TOOL, About("seen", "Was the child seen?", is_graded=True))


def test_the_matrix_spans_the_whole_scale_first_in_rows():
    found = compared(OVERALL, SCALE, pairs((GOOD, RI, 3), (GOOD, GOOD, 5), (WORST, BEST, 1)))
    assert found.matrix == ((0, 0, 0, 1), (0, 0, 0, 0), (0, 3, 5, 0), (0, 0, 0, 0))
    assert (found.apart, found.further) == ((5, 3, 0, 1), 1)
    assert (found.exact, found.within_one) == (share(5, 9), share(8, 9))
    assert found.figures.scale == 4


def test_the_difference_is_first_minus_second_with_its_interval():
    found = compared(OVERALL, SCALE, pairs((GOOD, RI, 6), (GOOD, GOOD, 6))).difference
    assert found.value == 0.5
    assert 0 < found.low < 0.5 < found.high
    alone = compared(OVERALL, SCALE, pairs((GOOD, RI, 1))).difference
    assert (alone.value, alone.low, alone.words) == (1, None, "1.00 (too few for an interval)")


def test_answers_to_a_judgement_are_ordered_no_partly_yes():
    found = compared(
        About("seen", "Seen?", is_graded=False), JUDGED, pairs(("no", "yes", 1), ("partly", "yes", 2))
    )
    assert found.matrix == ((0, 0, 1), (0, 0, 2), (0, 0, 0))
    assert found.difference.value == -4 / 3


@pytest.mark.parametrize("value", ["not_applicable", "not_evidenced", "good"])
def test_what_is_no_grade_is_refused(value):
    with pytest.raises(KeyError):
        compared(About("seen", "Seen?", is_graded=False), JUDGED, pairs(("yes", value, 1)))


def test_kappa_is_for_two_people_who_made_all_pairs():
    some = [(GOOD, RI, 4), (GOOD, GOOD, 4), (RI, RI, 4)]
    many = compared(OVERALL, SCALE, pairs(*some)).figures
    assert "for two people who made all pairs" in many.kappa_quadratic.reason
    assert many.alpha_ordinal.value is not None
    two = compared(OVERALL, SCALE, pairs(*some), are_by_the_same_two=True).figures
    assert two.kappa_quadratic.value is not None
    assert two.alpha_ordinal == many.alpha_ordinal


@given(
    st.lists(
        st.tuples(st.sampled_from(SCALE.keys), st.sampled_from(SCALE.keys), st.integers(1, 5), st.booleans()),
        min_size=4,
        max_size=12,
    )
)
@settings(deadline=None, max_examples=40)
def test_who_of_two_people_was_first_changes_no_kappa(some):
    found = compared(OVERALL, SCALE, pairs(*some), are_by_the_same_two=True)
    turned = compared(
        OVERALL,
        SCALE,
        pairs(*((second, first, n, not is_turned) for first, second, n, is_turned in some)),
        are_by_the_same_two=True,
    )
    assert found.figures.kappa_quadratic == turned.figures.kappa_quadratic
    assert found.figures.alpha_ordinal == turned.figures.alpha_ordinal
    assert sum(map(sum, found.matrix)) == found.figures.pairs == sum(n for *_, n, _ in some)


def test_without_pairs_nothing_is_said_and_nothing_fails():
    found = compared(OVERALL, SCALE, [])
    assert (found.exact, found.within_one, found.difference.value) == (None, None, None)
    assert found.figures.kappa_quadratic.reason == "Not calculable: no unit was graded twice"


def test_every_reason_has_a_sentence_of_its_own():
    sentences = [reason.sentence for reason in LeftOut]
    assert len(set(sentences)) == len(sentences)
    assert all(each.endswith(".") for each in sentences)
