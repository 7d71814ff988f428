"""How does a group's reference grade become one, and what if two people record it at once?"""

from __future__ import annotations

from datetime import timedelta

import pytest

from qa_app.db import session
from qa_app.domain.calibration import ExerciseStatus
from qa_app.domain.errors import Incomplete, NotPossible, Stale, StepNotAllowed
from qa_app.models.calibration import ExerciseCase
from qa_app.services import referencing
from tests import exercises
from tests.exercises import RELEASE

AFTER = RELEASE + timedelta(hours=1)


@pytest.fixture
def released(cast):
    return exercises.released(cast.quinn, {cast.asha: "good", cast.ben: "inadequate"})


def record(case, cast, key="overall", grade="good", *, rationale="Steady work.", seen=0, by=None, at=AFTER):
    return referencing.record(case.id, key, grade, rationale=rationale, seen=seen, by=by or cast.quinn, at=at)


def test_nothing_is_recorded_before_the_release(cast):
    made = exercises.opened(cast.quinn, [cast.asha])
    with pytest.raises(StepNotAllowed, match="after the release"):
        record(made.cases[0], cast, at=RELEASE - timedelta(seconds=1))
    with pytest.raises(StepNotAllowed, match="after the release"):
        referencing.take_notes(
            made.id, "Words", revision=made.revision, by=cast.quinn, at=RELEASE - timedelta(1)
        )


def test_a_correction_is_a_new_grade_and_the_earlier_one_stays(cast, released):
    (case,) = released.cases
    first = record(case, cast)
    record(case, cast, grade="inadequate", rationale="Nobody saw him.", seen=first.id)
    (case,) = exercises.fresh(released).cases
    assert [each.grade for each in case.references] == ["good", "inadequate"]
    assert case.latest["overall"].rationale == "Nobody saw him."


def test_of_two_who_record_one_is_told_and_the_same_sent_twice_is_recorded_once(cast, released):
    (case,) = released.cases
    first = record(case, cast)
    assert record(case, cast).id == first.id
    with pytest.raises(Stale, match="Yours is not saved yet"):
        record(case, cast, grade="inadequate")
    with pytest.raises(Stale):
        record(case, cast, by=cast.dara)
    record(case, cast, key="seeing")  # another section is another question
    session.expire_all()
    assert len(exercises.fresh(released).cases[0].references) == 2


def test_a_case_is_complete_when_every_section_and_the_whole_have_a_grade(cast, released):
    exercises.reference(released, cast.quinn, only=["overall", "seeing"])
    assert exercises.fresh(released).status(AFTER) is ExerciseStatus.RELEASED
    (case,) = exercises.fresh(released).cases
    assert case.referenced_at is None
    record(case, cast, key="family", grade=None, rationale="There is no family in it.")
    assert session.get_one(ExerciseCase, case.id, populate_existing=True).referenced_at == AFTER
    assert exercises.fresh(released).status(AFTER) is ExerciseStatus.FINISHED


@pytest.mark.parametrize(
    ("key", "grade", "refusal"),
    [
        ("facts", "good", NotPossible),
        ("nothing", "good", NotPossible),
        ("overall", None, NotPossible),
        ("seeing", None, NotPossible),
        ("overall", "splendid", NotPossible),
        ("overall", "", NotPossible),
    ],
)
def test_only_grades_of_the_tool_for_what_it_grades(cast, released, key, grade, refusal):
    with pytest.raises(refusal):
        record(released.cases[0], cast, key=key, grade=grade)


def test_a_reference_grade_needs_its_reason(cast, released):
    with pytest.raises(Incomplete):
        record(released.cases[0], cast, rationale="  ")


def test_notes_are_changed_by_who_has_read_them(cast, released):
    seen = released.revision
    referencing.take_notes(released.id, "We read “seen” differently.", revision=seen, by=cast.quinn, at=AFTER)
    with pytest.raises(Stale, match="Somebody else saved notes on 18 November 2026 at 3:00pm"):
        referencing.take_notes(released.id, "Other words.", revision=seen, by=cast.dara, at=AFTER)
    kept = exercises.fresh(released)
    assert (kept.notes, kept.notes_by_id, kept.notes_at) == (
        "We read “seen” differently.",
        cast.quinn.id,
        AFTER,
    )
    with pytest.raises(Incomplete):
        referencing.take_notes(released.id, "x" * 20_001, revision=kept.revision, by=cast.quinn, at=AFTER)
