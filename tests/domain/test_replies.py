"""Until when may somebody ask for another look, and who may decide?"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from qa_app.domain.errors import Incomplete, NotPossible
from qa_app.domain.moderating import ChangeReason
from qa_app.domain.pairs import Grades
from qa_app.domain.questions import Given
from qa_app.domain.regrading import Changes, GradeChange
from qa_app.domain.replies import (
    AskedAs,
    Asking,
    Part,
    check_asked_about,
    check_outcome,
    grades_after,
    last_day,
    no_longer_after,
    why_not,
    window,
)
from qa_app.domain.workflow import Status
from tests.domain.small_tool import TOOL, given

DECIDED = datetime(2026, 11, 10, 16, 0, tzinfo=UTC)
AUDITOR = Asking(
    AskedAs.AUDITOR, Status.MODERATED, DECIDED, 10, final="Requires improvement", lowest="Inadequate"
)
MANAGER = replace(AUDITOR, asked_as=AskedAs.MANAGER, final="Inadequate")
ON_TIME = datetime(2026, 11, 20, 23, 59, tzinfo=UTC)
TOO_LATE = datetime(2026, 11, 21, 0, 0, tzinfo=UTC)


def test_whole_days_are_counted_on_londons_calendar():
    assert last_day(DECIDED, 10) == date(2026, 11, 20)
    # In summer it is already the next day in London.
    assert last_day(datetime(2026, 7, 1, 23, 30, tzinfo=UTC), 10) == date(2026, 7, 12)
    # The clocks change in between: still ten whole days.
    assert last_day(datetime(2026, 10, 20, 12, 0, tzinfo=UTC), 10) == date(2026, 10, 30)


def test_the_last_moment_of_the_last_day_is_in_time():
    assert window(AUDITOR, ON_TIME).refusal == ""
    assert window(AUDITOR, ON_TIME).until == date(2026, 11, 20)
    assert "The 10 days for a reply ended on 20 November 2026." in window(AUDITOR, TOO_LATE).refusal
    assert (
        "The day for a reply ended on 11 November 2026." in window(replace(AUDITOR, days=1), TOO_LATE).refusal
    )


@pytest.mark.parametrize("at", [ON_TIME, TOO_LATE])
def test_what_nobody_can_ask_about_any_more_is_what_was_decided_before_the_first_such_moment(at):
    is_over = no_longer_after(at.date(), 10) > DECIDED
    assert is_over == bool(window(AUDITOR, at).refusal)


@pytest.mark.parametrize(
    ("asking", "sentence"),
    [
        (replace(AUDITOR, status=Status.RETURNED), "This audit is now “Returned to auditor”"),
        (replace(AUDITOR, decided_at=None), "no final grade to ask about"),
        (replace(AUDITOR, is_signed_off=True), "This audit is signed off"),
        (replace(AUDITOR, has_open=True), "already. It waits for somebody independent"),
        (replace(AUDITOR, was_heard=True), "What they decided is final"),
        (
            replace(MANAGER, final="Good"),
            "can ask for another look at an audit that is graded Inadequate. This one is graded Good.",
        ),
    ],
)
def test_why_somebody_may_not_ask(asking, sentence):
    assert sentence in window(asking, ON_TIME).refusal


def test_a_manager_may_ask_about_the_lowest_grade():
    assert window(MANAGER, ON_TIME).refusal == ""


def test_whoever_had_a_part_does_not_decide():
    assert why_not(Part()) == ""
    for name in ("made_it", "made_second", "asked", "decided", "sat_on_panel", "looked_again"):
        assert why_not(Part(**{name: True})).startswith("You "), name
    assert why_not(Part(conflict="Rita supervises Wren.")) == "Rita supervises Wren."


def test_a_reply_is_about_grades_that_there_are():
    assert check_asked_about(["overall", "seeing"], ["seeing"]) == ""
    assert "at least one" in check_asked_about(["overall"], [])
    assert "none of them" in check_asked_about(["overall"], ["magic"])


PRESENT = Grades("requires_improvement", {"seeing": "good", "family": "requires_improvement"})
ANSWERS = given(
    seen="yes", seen_alone="yes", seeing_grade="good", family_relevance="relevant", family_grade="good"
) | {"overall-grade": Given("good")}


def because(grade, words="The plan is dated."):
    return GradeChange(grade, ChangeReason.EVIDENCE_OVERLOOKED, words)


def test_an_outcome_differs_from_the_grades_that_hold_now_and_not_from_the_auditors():
    check_outcome(TOOL, ANSWERS, PRESENT, Changes(because("good")))
    for changes in (Changes(), Changes(because("requires_improvement")), Changes(because("good", " "))):
        with pytest.raises(Incomplete):
            check_outcome(TOOL, ANSWERS, PRESENT, changes)
    with pytest.raises(NotPossible):
        check_outcome(TOOL, ANSWERS, PRESENT, Changes(because("superb")))
    with pytest.raises(NotPossible):
        check_outcome(TOOL, ANSWERS, PRESENT, Changes(sections={"facts": because("good")}))


def test_a_cap_that_only_the_present_section_grades_bring_about_is_not_passed_over_in_silence():
    changes = Changes(sections={"seeing": because("inadequate")})
    with pytest.raises(Incomplete, match="allow Inadequate overall at most"):
        check_outcome(TOOL, ANSWERS, PRESENT, changes)
    check_outcome(TOOL, ANSWERS, PRESENT, replace(changes, above_cap_because="Seen the week after."))


def test_what_nobody_changes_stays():
    after = grades_after(PRESENT, Changes(because("good"), {"family": because("good")}))
    assert after == {"overall": "good", "seeing": "good", "family": "good"}
    assert grades_after(PRESENT, Changes()) == {"overall": PRESENT.overall, **PRESENT.sections}
