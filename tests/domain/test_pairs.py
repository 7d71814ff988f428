"""When do two audits agree by themselves, and who decides when they do not?"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa_app.domain.pairs import Grades, PairStatus, differences, outcome, rule_in_words
from qa_app.domain.second_audits import SecondAuditRules
from tests.domain.small_tool import TOOL

WORST_TO_BEST = ("inadequate", "requires_improvement", "good", "outstanding")
USUAL = SecondAuditRules()
STRICT = SecondAuditRules(sections_apart=0)


def grades(overall: str = "good", seeing: str | None = "good", family: str | None = "good", **more) -> Grades:
    sections = {key: grade for key, grade in (("seeing", seeing), ("family", family)) if grade}
    return Grades(overall, sections, **more)


def status(first: Grades, second: Grades, rules: SecondAuditRules = USUAL) -> PairStatus:
    return outcome(TOOL, first, second, rules).status


def test_the_same_grades_are_agreed_and_the_reason_says_so():
    found = outcome(TOOL, grades(), grades(), USUAL)
    assert found.status is PairStatus.AGREED
    assert found.reasons == ("Both graded Good overall, and the same in every section.",)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("good", "outstanding", PairStatus.AGREED),
        ("requires_improvement", "good", PairStatus.TO_DECIDE),
        ("inadequate", "requires_improvement", PairStatus.TO_PANEL),
        ("requires_improvement", "outstanding", PairStatus.TO_PANEL),
        ("inadequate", "outstanding", PairStatus.TO_PANEL),
    ],
)
def test_a_section_may_differ_by_one_step_but_never_across_a_line(one, other, expected):
    assert status(grades(seeing=one), grades(seeing=other)) is expected
    assert status(grades(seeing=other), grades(seeing=one)) is expected


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("good", "outstanding", PairStatus.TO_DECIDE),
        ("requires_improvement", "good", PairStatus.TO_DECIDE),
        ("inadequate", "requires_improvement", PairStatus.TO_PANEL),
        ("requires_improvement", "outstanding", PairStatus.TO_PANEL),
    ],
)
def test_the_overall_grade_must_be_the_same(one, other, expected):
    assert status(grades(one), grades(other)) is expected


def test_a_round_can_make_the_rule_stricter():
    near = (grades(), grades(seeing="outstanding"))
    assert status(*near) is PairStatus.AGREED
    assert status(*near, STRICT) is PairStatus.TO_DECIDE
    lowest = grades("inadequate", "inadequate", "inadequate")
    assert status(lowest, lowest) is PairStatus.AGREED
    found = outcome(TOOL, lowest, lowest, SecondAuditRules(lowest_by_person=True))
    assert found.status is PairStatus.TO_DECIDE
    assert found.reasons == ("Both graded Inadequate, which this round always has decided by a moderator.",)


def test_a_section_that_only_one_graded_is_decided():
    found = outcome(TOOL, grades(), grades(family=None), USUAL)
    assert found.status is PairStatus.TO_DECIDE
    assert found.reasons == ("Family: graded by one of them only.",)


def test_a_grade_above_the_limit_is_never_agreed_by_itself():
    found = outcome(TOOL, grades(is_above_cap=True), grades(), USUAL)
    assert found.status is PairStatus.TO_DECIDE
    assert found.reasons == ("One of them is graded above what the tool’s limiting rules allow.",)


def test_a_panel_is_told_what_it_is_for():
    found = outcome(TOOL, grades("good", "inadequate"), grades("good", "requires_improvement"), USUAL)
    assert found.reasons == (
        "Seeing the child: Inadequate and Requires improvement, so one of them is the lowest grade.",
    )


def test_differences_come_in_the_order_of_the_tool_with_the_overall_grade_first():
    found = differences(
        TOOL, grades("good", "good", "good"), grades("requires_improvement", "outstanding", None)
    )
    assert [(each.key, each.first, each.second) for each in found] == [
        ("overall", "good", "requires_improvement"),
        ("seeing", "good", "outstanding"),
        ("family", "good", None),
    ]


def test_the_rule_is_written_in_the_words_of_the_scale():
    words = " ".join(rule_in_words(TOOL, SecondAuditRules(lowest_by_person=True)))
    assert "never across Good and Requires improvement" in words
    assert "never across Inadequate and Requires improvement" in words
    assert "both Inadequate are always decided by a moderator" in words
    assert "every section graded the same, and neither" in " ".join(rule_in_words(TOOL, STRICT))


some = st.sampled_from(WORST_TO_BEST)
any_grades = st.builds(
    grades, some, st.one_of(st.none(), some), st.one_of(st.none(), some), is_above_cap=st.booleans()
)
any_rules = st.builds(
    SecondAuditRules, sections_apart=st.sampled_from([0, 1]), lowest_by_person=st.booleans()
)


@given(first=any_grades, second=any_grades, rules=any_rules)
def test_whoever_was_first_changes_nothing(first, second, rules):
    assert status(first, second, rules) is status(second, first, rules)


@given(first=any_grades, second=any_grades, rules=any_rules)
def test_what_is_agreed_has_one_overall_grade_and_crosses_no_line(first, second, rules):
    if status(first, second, rules) is not PairStatus.AGREED:
        return
    assert first.overall == second.overall
    assert set(first.sections) == set(second.sections)
    for key, one in first.sections.items():
        both = {one, second.sections[key]}
        assert len(both) == 1 or both == {"good", "outstanding"}


@given(first=any_grades, second=any_grades)
def test_a_stricter_rule_never_agrees_what_the_usual_one_does_not(first, second):
    if status(first, second, USUAL) is not PairStatus.AGREED:
        for rules in (STRICT, SecondAuditRules(lowest_by_person=True)):
            assert status(first, second, rules) is not PairStatus.AGREED
