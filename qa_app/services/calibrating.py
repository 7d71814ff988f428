"""How is a calibration exercise set up, while it is a draft?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from qa_app.consequences import calibrations
from qa_app.db import session, use_case
from qa_app.domain.errors import Incomplete, NotPossible, Stale
from qa_app.domain.words import on_one_line, written
from qa_app.models.calibration import Exercise, ExerciseCase
from qa_app.models.tools import ToolVersion
from qa_app.queries import exercises

if TYPE_CHECKING:
    from datetime import datetime

    from qa_app.models.people import User

TITLE_LIMIT = 200
MOST_CASES = 20


@use_case
def create(title: str, tool_version_id: int, *, once: str | None = None, by: User, at: datetime) -> Exercise:
    """A draft exercise. The same ``once`` gives the same exercise, so a double click makes one.

    :raises Incomplete: without a title, or with a tool that is not offered.
    """
    if once and (made := session.scalars(select(Exercise).where(Exercise.once == once)).one_or_none()):
        return made
    exercise = Exercise(
        title=_title(title),
        tool_version_id=_offered(tool_version_id).id,
        created_by_id=by.id,
        created_at=at,
        once=once,
    )
    session.add(exercise)
    session.flush()
    return exercise


@use_case
def change(exercise_id: int, title: str, tool_version_id: int, *, revision: int, by: User) -> Exercise:
    """Another title or tool.

    :raises StepNotAllowed: when it is no draft any more.
    :raises Stale: when it changed since revision ``revision`` was read.
    :raises Incomplete: as for ``create``.
    """
    del by
    exercise = calibrations.held_draft(exercise_id, revision)
    exercise.title, exercise.tool_version_id = _title(title), _offered(tool_version_id).id
    return exercise


@use_case
def add_case(exercise_id: int, reference: str, *, by: User) -> ExerciseCase:
    """A case of the council, by its reference. Adding it twice keeps one.

    :raises StepNotAllowed: when the exercise is no draft any more.
    :raises NotPossible: when no list has named such a case, or there are too many.
    """
    del by
    exercise = calibrations.held_draft(exercise_id)
    case = exercises.case_named(reference)
    if case is None:
        raise NotPossible(
            f"No case on the council’s lists has the reference “{on_one_line(reference)[:60]}”. Check it, or write a "
            "vignette instead."
        )
    there = next((each for each in exercise.cases if each.case_id == case.id), None)
    return there or _added(exercise, ExerciseCase(case_id=case.id, case=case))


@use_case
def add_vignette(
    exercise_id: int, title: str, text: str, *, once: str | None = None, by: User
) -> ExerciseCase:
    """A made-up case, in words. The same ``once`` gives the same vignette.

    :raises StepNotAllowed: when the exercise is no draft any more.
    :raises Incomplete: without a title or a text.
    :raises NotPossible: when there are too many cases.
    """
    del by
    exercise = calibrations.held_draft(exercise_id)
    if once and (made := next((each for each in exercise.cases if each.once == once), None)):
        return made
    return _added(exercise, ExerciseCase(title=_title(title), text=_text(text), once=once))


@use_case
def change_vignette(
    exercise_id: int, exercise_case_id: int, title: str, text: str, *, revision: int, by: User
) -> ExerciseCase:
    """Other words for a vignette.

    :raises StepNotAllowed: when the exercise is no draft any more.
    :raises Stale: when the vignette changed since revision ``revision`` was read, or was removed.
    :raises Incomplete: without a title or a text.
    """
    del by
    each = _one(calibrations.held_draft(exercise_id), exercise_case_id)
    if each.case_id is not None:
        raise NotPossible("This is a case of the council: it has no words of its own to change.")
    if each.revision != revision:
        raise Stale("Someone else changed this vignette since you opened it. Choose which words to keep.")
    each.title, each.text = _title(title), _text(text)
    return each


@use_case
def remove_case(exercise_id: int, exercise_case_id: int, *, by: User) -> None:
    """Leave a case or a vignette out again.

    :raises StepNotAllowed: when the exercise is no draft any more.
    :raises Stale: when somebody removed it already.
    """
    del by
    session.delete(_one(calibrations.held_draft(exercise_id), exercise_case_id))


def _added(exercise: Exercise, each: ExerciseCase) -> ExerciseCase:
    if len(exercise.cases) >= MOST_CASES:
        raise NotPossible(
            f"An exercise has at most {MOST_CASES} cases. Remove one first, or begin another exercise."
        )
    each.position = max((known.position for known in exercise.cases), default=0) + 1
    exercise.cases.append(each)
    session.flush()
    return each


def _one(exercise: Exercise, exercise_case_id: int) -> ExerciseCase:
    found = exercises.case_of(exercise, exercise_case_id)
    if found is None:
        raise Stale("Someone else removed this case in the meantime. Look at the list.")
    return found


def _title(title: str) -> str:
    return written(on_one_line(title), "Enter a title.", limit=TITLE_LIMIT)


def _text(text: str) -> str:
    return written(text, "Write what the auditors need to know of the case.")


def _offered(tool_version_id: int) -> ToolVersion:
    version = session.get(ToolVersion, tool_version_id)
    if version is None or not version.is_offered:
        raise Incomplete("Choose one of the audit tools that are offered.")
    return version
