"""What did the group agree when it saw the spread: which reference grades, and what was said in the room?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from qa_app.consequences import calibrations
from qa_app.consequences.messages import in_words
from qa_app.db import session, use_case
from qa_app.domain.calibration import ExerciseStatus, places
from qa_app.domain.errors import Incomplete, NotPossible, Stale, StepNotAllowed
from qa_app.domain.words import LONGEST, cleaned, written
from qa_app.models.calibration import Exercise, ExerciseCase, ReferenceGrade

if TYPE_CHECKING:
    from datetime import datetime

    from qa_app.domain.calibration import Place
    from qa_app.domain.tools import ToolDefinition
    from qa_app.models.people import User

_RELEASED = frozenset({ExerciseStatus.RELEASED, ExerciseStatus.FINISHED})


@use_case
def record(
    exercise_case_id: int,
    section_key: str,
    grade: str | None,
    *,
    rationale: str,
    seen: int,
    by: User,
    at: datetime,
) -> ReferenceGrade:
    """The reference grade of one section, or of the case as a whole (``overall``); None: not relevant here.

    A correction is a new grade, the earlier one stays. ``seen`` is the id of the one that was shown, 0 for none. The same
    sent twice by one person is recorded once.

    :raises StepNotAllowed: before the release.
    :raises NotPossible: for a section that the tool does not grade, or a grade that is not on its scale.
    :raises Incomplete: without a rationale.
    :raises Stale: when another one was recorded since.
    """
    each = _held(exercise_case_id)
    tool = each.exercise.tool_version.definition
    if not each.exercise.is_released(at):
        raise StepNotAllowed(
            "A reference grade is recorded after the release, when the group has seen the spread."
        )
    _check_grade(tool, _place(tool, section_key), grade)
    because = written(rationale, "Say why this is the reference grade.")
    latest = each.latest.get(section_key)
    if latest and latest.id != seen:
        if (latest.grade, latest.rationale, latest.by_id) == (grade, because, by.id):
            return latest
        raise Stale(
            "Somebody recorded this reference grade since you opened the page. Yours is not saved yet."
        )
    row = ReferenceGrade(section_key=section_key, grade=grade, rationale=because, by_id=by.id, at=at)
    each.references.append(row)
    if each.referenced_at is None and {place.key for place in places(tool)} <= each.latest.keys():
        each.referenced_at = at
    session.flush()
    return row


@use_case
def take_notes(exercise_id: int, notes: str, *, revision: int, by: User, at: datetime) -> Exercise:
    """What was said in the room, instead of what was noted before.

    :raises StepNotAllowed: before the release.
    :raises Stale: when somebody else wrote since revision ``revision`` was read.
    :raises Incomplete: with too many words.
    """
    exercise = calibrations.held(exercise_id)
    if exercise.status(at) not in _RELEASED:
        raise StepNotAllowed("Notes are taken after the release, when the group talks about the spread.")
    if exercise.revision != revision:
        when = f" on {in_words(exercise.notes_at)}" if exercise.notes_at else ""
        raise Stale(f"Somebody else saved notes{when}, since you opened the page. Yours are not saved yet.")
    said = cleaned(notes).strip()
    if len(said) > LONGEST:
        raise Incomplete(f"Use {LONGEST:,} characters or fewer; there are {len(said):,}.")
    exercise.notes, exercise.notes_by_id, exercise.notes_at = said, by.id, at
    return exercise


def _held(exercise_case_id: int) -> ExerciseCase:
    return session.scalars(
        select(ExerciseCase)
        .where(ExerciseCase.id == exercise_case_id)
        .options(
            joinedload(ExerciseCase.exercise).joinedload(Exercise.tool_version),
            selectinload(ExerciseCase.references),
        )
        .with_for_update(of=ExerciseCase)
        .execution_options(populate_existing=True)
    ).one()


def _place(tool: ToolDefinition, section_key: str) -> Place:
    found = next((each for each in places(tool) if each.key == section_key), None)
    if found is None:
        raise NotPossible("The tool of this exercise does not grade such a section.")
    return found


def _check_grade(tool: ToolDefinition, place: Place, grade: str | None) -> None:
    if grade is None and place.is_optional:
        return
    if grade not in {each.key for each in tool.grades}:
        raise NotPossible("Choose one of the grades of the tool’s scale.")
