"""Does each rule speak where it should, and not before there is enough to say?"""

from __future__ import annotations

import pytest

from qa_app.domain.question_health import Advice, Rule, Tallied, health

NOTHING = Tallied(0, {}, 0, 0, 0, 0, 0, 0, {})


def judged(yes=0, no=0, not_applicable=0, not_evidenced=0, *, pairs=0, same=0, decided=0, changed=0, **other):
    answers = {"yes": yes, "no": no, "not_evidenced": not_evidenced}
    found = Tallied(
        yes + no + not_applicable + not_evidenced,
        {key: n for key, n in answers.items() if n},
        not_applicable,
        not_evidenced,
        pairs,
        same,
        decided,
        changed,
        {},
    )
    return of(found, **other)


def of(found, kind="judgement", *, is_grade=False, is_standing=False):
    return health(
        "seen",
        "Was the child seen?",
        kind,
        found,
        is_grade_of_its_own=is_grade,
        is_standing=is_standing,
        can_be_compared=True,
    )


def rules(found):
    return [reason.rule for reason in found.reasons]


def test_a_question_that_does_its_work_is_not_on_the_list():
    assert rules(judged(yes=30, no=10, not_applicable=2, not_evidenced=3, pairs=20, same=18)) == []


@pytest.mark.parametrize(
    ("figures", "rule", "said"),
    [
        ({"yes": 20, "not_applicable": 3}, Rule.NO_VARIATION, "The same in all 20 audits"),
        (
            {"yes": 6, "no": 5, "not_applicable": 11},
            Rule.SELDOM_APPLIES,
            "Not applicable in 11 of 22 audits",
        ),
        ({"yes": 8, "no": 4, "not_evidenced": 8}, Rule.NOT_EVIDENCED, "Not evidenced in 8 of 20 audits"),
        (
            {"yes": 5, "no": 5, "pairs": 10, "same": 5},
            Rule.READ_DIFFERENTLY,
            "The same answer in 5 of 10 pairs",
        ),
    ],
)
def test_each_rule_says_by_which_figures_it_holds(figures, rule, said):
    (reason,) = judged(**figures).reasons
    assert (reason.rule, reason.figures) == (rule, said)


@pytest.mark.parametrize(
    "figures",
    [
        {"yes": 19},
        {"yes": 5, "no": 4, "not_applicable": 10},
        {"yes": 7, "no": 4, "not_evidenced": 8},
        {"yes": 5, "no": 5, "pairs": 9, "same": 0},
        {"yes": 5, "no": 5, "pairs": 10, "same": 6},
        {"yes": 50, "no": 20, "not_applicable": 69},
        {"yes": 13, "no": 12, "not_evidenced": 16},
    ],
)
def test_below_its_least_number_or_its_share_a_rule_is_silent(figures):
    assert rules(judged(**figures)) == []


def test_not_evidenced_is_a_share_of_the_audits_to_which_the_question_applied():
    found = judged(yes=20, no=10, not_applicable=20, not_evidenced=10)
    assert (found.not_applicable.k, found.not_applicable.n) == (20, 60)
    assert (found.not_evidenced.k, found.not_evidenced.n) == (10, 40)


def test_a_changed_grade_is_a_reason_for_the_grade_and_not_for_each_question_of_its_section():
    found = {"yes": 15, "no": 15, "decided": 20, "changed": 6}
    assert rules(judged(**found)) == []
    assert rules(judged(**found, is_grade=True)) == [Rule.OVERTURNED]
    assert rules(judged(**{**found, "changed": 5}, is_grade=True)) == []


def test_what_every_tool_asks_is_only_looked_at_for_how_its_grades_are_read():
    same = judged(yes=40, pairs=10, same=1, is_standing=True)
    assert rules(same) == [Rule.READ_DIFFERENTLY]


def test_an_answer_in_words_is_judged_by_its_length():
    found = of(Tallied(20, {}, 0, 0, 0, 0, 0, 0, {3: 10, 20: 9, 500: 1}), "long_text")
    assert (found.median_length, found.written, found.is_always_the_same) == (11.5, 20, None)
    assert rules(found) == [Rule.FEW_WORDS]
    assert rules(of(Tallied(20, {}, 0, 0, 0, 0, 0, 0, {3: 9, 20: 11}), "long_text")) == []
    assert rules(of(Tallied(20, {}, 0, 0, 0, 0, 0, 0, {3: 20}), "number")) == []


def test_a_median_is_the_middle_one_or_the_mean_of_the_middle_two():
    for lengths, median in (
        ({5: 1}, 5),
        ({5: 1, 9: 1}, 7),
        ({1: 1, 5: 3, 9: 1}, 5),
        ({1: 2, 9: 2}, 5),
        ({}, None),
    ):
        assert of(Tallied(9, {"yes": 9}, 0, 0, 0, 0, 0, 0, lengths)).median_length == median


def test_nothing_is_said_of_a_question_that_never_arose():
    found = of(NOTHING)
    assert found.reasons == ()
    assert (found.not_applicable, found.not_evidenced, found.same, found.overturned) == (
        None,
        None,
        None,
        None,
    )
    assert found.is_always_the_same is None


def test_every_rule_has_its_words_and_its_advice():
    for rule in Rule:
        assert rule.words.endswith(".")
        assert rule.advice in Advice
