"""Is every changed grade explained, and no cap passed over in silence?"""

from __future__ import annotations

import pytest

from qa_app.domain.errors import Incomplete, NotPossible
from qa_app.domain.moderating import ChangeReason
from qa_app.domain.regrading import Changes, GradeChange, cap_that_appears, check_changes
from tests.domain.small_tool import TOOL, given

ANSWERS = given(
    seen="yes", seen_alone="yes", seeing_grade="good", family_relevance="relevant", family_grade="good",
    overall_grade="good",
)  # fmt: skip
SECTIONS = {"seeing": "good", "family": "good"}


def to(grade, words="Nothing shows it."):
    return GradeChange(grade, ChangeReason.NOT_SUPPORTED, words)


def check(changes, overall="good", answers=ANSWERS):
    check_changes(TOOL, answers, overall, SECTIONS, changes)


def test_an_explained_change_passes():
    check(Changes(to("requires_improvement"), {"family": to("requires_improvement")}))


@pytest.mark.parametrize(
    "changes", [Changes(), Changes(to("good")), Changes(to("inadequate"), {"family": to("good")})]
)
def test_a_change_changes_something(changes):
    with pytest.raises(Incomplete, match="differs from the one it has now"):
        check(changes)


def test_only_grades_and_sections_that_exist():
    with pytest.raises(NotPossible, match="grades of this tool"):
        check(Changes(to("superb")))
    with pytest.raises(NotPossible, match="no graded section facts"):
        check(Changes(sections={"facts": to("inadequate")}))


def test_a_cap_that_a_changed_section_brings_about_is_answered():
    lower = {"seeing": to("inadequate")}
    with pytest.raises(Incomplete, match="allow Inadequate overall at most"):
        check(Changes(sections=lower))
    check(Changes(sections=lower, above_cap_because="She was seen the week after."))
    check(Changes(to("inadequate"), lower))


def test_what_the_auditor_explained_is_not_asked_again():
    above = {**ANSWERS, **given(seeing_grade="inadequate")}
    assert cap_that_appears(TOOL, above, "good", Changes(sections={"family": to("inadequate")})) is None


def test_a_change_for_the_better_brings_no_cap():
    assert cap_that_appears(TOOL, ANSWERS, "good", Changes(sections={"family": to("outstanding")})) is None
