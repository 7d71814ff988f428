"""Which audit comes back first, and how are two judgements of one auditor compared?"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from qa_app.domain.repeats import Candidate, due_on, in_order, old_enough
from qa_app.domain.self_agreement import Twice, WhyNot, differences, self_agreement
from qa_app.domain.tools import ToolDefinition
from tests.domain.small_tool import SMALL, TOOL

GRADES = ("inadequate", "requires_improvement", "good", "outstanding")
OTHER_SCALE = ToolDefinition.model_validate(
    {**SMALL, "key": "three", "title": "Three", "grades": ["Poor", "Fair", "Good"], "limiting_rules": []}
)


def twice(earlier, again, number=1, tool=TOOL, **more):
    """The overall grade each time; with ``more`` sections' grades and answers as (first, second)."""
    why_not, was_changed = more.pop("why_not", None), more.pop("was_changed", False)
    pairs = {"overall-grade": (earlier, again)} | {
        key.replace("_", "-"): value for key, value in more.items()
    }
    return Twice(
        number,
        tool,
        {key: one for key, (one, _) in pairs.items() if one},
        {key: other for key, (_, other) in pairs.items() if other},
        why_not,
        was_changed,
    )


@given(st.lists(st.integers(1, 10_000), unique=True, max_size=30), st.randoms(use_true_random=False))
def test_the_order_depends_on_nothing_but_the_audits(ids, random: Random):
    candidates = [Candidate(number, number % 3, f"EX{number}") for number in ids]
    shuffled = random.sample(candidates, len(candidates))
    assert in_order(candidates) == in_order(shuffled)


def test_another_seed_gives_another_order():
    orders = {
        tuple(each.audit_id for each in in_order(Candidate(n, seed, f"EX{n}") for n in range(8)))
        for seed in range(20)
    }
    assert len(orders) > 15


def test_dates():
    at = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
    assert old_enough(8, at=at) == at - timedelta(days=56)
    assert due_on(date(2026, 11, 20)) == date(2026, 12, 4)


def test_differences_are_in_the_order_of_the_tool_with_steps_of_grades_only():
    found = differences(
        twice(
            "good",
            "inadequate",
            seen=("yes", "no"),
            seen_alone=("yes", ""),
            seeing_grade=("good", "good"),
            plan=("child_in_need", "child_in_need"),
        )
    )
    assert [(each.question.key, each.steps, each.is_same) for each in found] == [
        ("seen", None, False),
        ("seen-alone", None, False),
        ("seeing-grade", 0, True),
        ("plan", None, True),
        ("overall-grade", -2, False),
    ]
    assert found[0].section.key == "seeing"


def test_figures_of_a_few():
    (found,) = self_agreement(
        [
            twice("good", "good", seen=("yes", "yes"), seeing_grade=("good", "outstanding")),
            twice(
                "good", "requires_improvement", seen=("yes", "no"), seeing_grade=("good", ""), was_changed=True
            ),
            twice("inadequate", "good", seen=("yes", "")),
        ]
    ).by_scale  # fmt: skip
    assert (found.n, found.same.k, found.within_one.k, found.changed) == (3, 1, 2, 1)
    assert found.drift.mean == (0 - 1 + 2) / 3
    assert found.agreement.mean_signed_difference == found.drift.mean
    assert found.drift.low < found.drift.mean < found.drift.high
    (section,) = found.sections
    assert (section.tool, section.title) == ("A small tool", "Seeing the child")
    assert (section.n, section.same, section.within_one) == (1, 0, 1)
    assert (found.answers.k, found.answers.n) == (1, 2)
    assert found.agreement.alpha_ordinal.value is None
    assert "at least 10" in found.agreement.alpha_ordinal.reason


def test_coefficients_come_with_ten():
    grades = [GRADES[number % 4] for number in range(10)]
    (nine,) = self_agreement(twice(grade, grade) for grade in grades[:9]).by_scale
    (ten,) = self_agreement(twice(grade, grade) for grade in grades).by_scale
    assert nine.agreement.kappa_quadratic.value is None
    assert nine.too_few == "Too few to say: at least 10 repeats are needed, and there are 9"
    assert ten.too_few == ""
    assert ten.agreement.alpha_ordinal.value == ten.agreement.ac2_quadratic.value == 1
    assert ten.agreement.kappa_quadratic.low <= 1


def test_nothing_is_said_of_nothing_and_little_of_one():
    assert self_agreement([]).by_scale == ()
    assert self_agreement([]).n == 0
    (one,) = self_agreement([twice("good", "outstanding")]).by_scale
    assert (
        one.drift.words == "1.00 grade steps higher than the first time (1 repeat, too few for an interval)"
    )
    assert one.answers is None


def test_always_the_same_grade_is_not_calculable():
    (found,) = self_agreement(twice("good", "good") for _ in range(12)).by_scale
    assert found.same.percent == 100
    assert found.agreement.alpha_ordinal.reason.startswith("Not calculable")
    assert found.drift.words.startswith("Level with the first time")


def test_scales_are_never_mixed_and_what_cannot_be_compared_is_counted_apart():
    found = self_agreement(
        [
            twice("good", "good"),
            twice("good", "outstanding"),
            twice("fair", "good", tool=OTHER_SCALE),
            twice("good", "good", why_not=WhyNot.OTHER_VERSION),
            twice("good", "good", why_not=WhyNot.OTHER_VERSION),
            twice("good", "good", why_not=WhyNot.CAME_BACK),
        ]
    )
    assert [(each.n, each.scale.names[0]) for each in found.by_scale] == [(2, "Inadequate"), (1, "Poor")]
    assert dict(found.left_out) == {WhyNot.OTHER_VERSION: 2, WhyNot.CAME_BACK: 1}
    assert all(why.sentence for why in WhyNot)


def test_the_order_of_repeats_changes_nothing():
    random = Random(7)
    for number in (1, 2, 9, 14):
        pairs = [(random.choice(GRADES), random.choice(GRADES)) for _ in range(number)]
        forwards = self_agreement(twice(*pair) for pair in pairs)
        assert forwards == self_agreement(twice(*pair) for pair in reversed(pairs))
