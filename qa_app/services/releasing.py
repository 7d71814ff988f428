"""How is a calibration exercise opened, when is it released, and how is it called off?

Its release comes by the clock. Until then its time can be moved, or it can be released at once; never afterwards.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from qa_app.clock import in_london
from qa_app.consequences import calibrations
from qa_app.consequences.messages import in_words
from qa_app.db import use_case
from qa_app.domain.calibration import ExerciseStatus
from qa_app.domain.errors import ConflictOfInterest, Incomplete, NotPossible, StepNotAllowed
from qa_app.domain.words import written
from qa_app.queries import candidates

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from qa_app.models.calibration import Exercise
    from qa_app.models.people import User

REASON_LIMIT = 2_000
_FARTHEST = timedelta(days=366)


@use_case
def schedule(exercise_id: int, releases_at: datetime, *, revision: int, by: User, at: datetime) -> Exercise:
    """When an exercise is released. Those who were invited already are told of the new time.

    :raises StepNotAllowed: when it is released or cancelled.
    :raises Stale: when it changed since revision ``revision`` was read.
    :raises Incomplete: for a moment that has passed, or is more than a year away.
    """
    del by
    exercise = calibrations.held(exercise_id)
    is_open = exercise.opened_at is not None
    exercise = (
        calibrations.held_open(exercise_id, revision, at=at)
        if is_open
        else calibrations.held_draft(exercise_id, revision)
    )
    if releases_at <= at:
        raise Incomplete("The release must be in the future. To release it at once, use “Release now”.")
    if releases_at > at + _FARTHEST:
        raise Incomplete("The release must be within a year.")
    was, exercise.releases_at = exercise.releases_at, releases_at
    if is_open and was != releases_at:
        calibrations.follow_release(exercise, at=at)
        calibrations.tell_invited(
            exercise,
            "calibration-moved",
            "A calibration exercise has another release time",
            f'The calibration exercise "{exercise.title}" is now released on {in_words(releases_at)}. Hand in before then.',
            at=at,
        )
    return exercise


@use_case
def open_it(
    exercise_id: int, *, link: Callable[[int], str], revision: int, by: User, at: datetime
) -> Exercise:
    """Give every invited auditor their cases and tell them. ``link`` makes the full address of the exercise's page.

    :raises StepNotAllowed: when it is no draft any more.
    :raises Stale: when it changed since revision ``revision`` was read.
    :raises Incomplete: without cases, people or a release time that is still to come.
    :raises NotPossible: when its tool version was replaced meanwhile, or nobody may grade one of the cases.
    :raises ConflictOfInterest: when somebody chosen may grade none of the cases any more.
    """
    exercise = calibrations.held_draft(exercise_id, revision)
    if not exercise.cases:
        raise Incomplete("Choose at least one case, or write a vignette.")
    if not exercise.invitations:
        raise Incomplete("Choose at least one auditor.")
    if exercise.releases_at is None or exercise.releases_at <= at:
        raise Incomplete("Choose a release time that is still to come.")
    if not exercise.tool_version.is_offered:
        raise NotPossible(
            f"{exercise.tool_version.label} is not offered any more. Choose the tool again, then open the exercise."
        )
    chosen = {each.auditor_id for each in exercise.invitations}
    people = candidates.for_exercise(exercise, in_london(at).date(), only=chosen)
    unable = [next(iter(each.why_not.values())) for each in people if not each.can_join]
    gone = chosen - {each.auditor.user_id for each in people}
    unable += [
        f"{each.auditor.name} is no active auditor any more."
        for each in exercise.invitations
        if each.auditor_id in gone
    ]
    if unable:
        raise ConflictOfInterest(f"{' '.join(unable)} Choose the auditors again.")
    graded = frozenset().union(*(each.may for each in people))
    if nobody := [each.name for each in exercise.cases if each.id not in graded]:
        raise NotPossible(f"Nobody invited may grade {nobody[0]}. Invite somebody else, or remove the case.")
    exercise.opened_at, exercise.opened_by_id = at, by.id
    calibrations.let_in(exercise, people, link=link, at=at)
    return exercise


@use_case
def release_now(exercise_id: int, *, revision: int, by: User, at: datetime) -> Exercise:
    """Release an open exercise at once: whoever has not handed in is absent.

    :raises StepNotAllowed: when it is not open, or released already.
    :raises Stale: when it changed since revision ``revision`` was read.
    """
    del by
    exercise = calibrations.held_open(exercise_id, revision, at=at)
    exercise.releases_at = at
    return exercise


@use_case
def cancel(exercise_id: int, *, because: str, revision: int, by: User, at: datetime) -> Exercise:
    """Call off an exercise that is not released. What was graded is kept, and nobody else ever sees it.

    :raises StepNotAllowed: when it is released, or cancelled already.
    :raises Stale: when it changed since revision ``revision`` was read.
    :raises Incomplete: without a reason.
    """
    because = written(because, "Say why the exercise is cancelled.", limit=REASON_LIMIT)
    exercise = calibrations.held(exercise_id)
    if exercise.cancelled_at is not None:
        raise StepNotAllowed("This exercise was cancelled already.")
    if exercise.status(at) is ExerciseStatus.DRAFT:
        calibrations.held_draft(exercise_id, revision)
    else:
        calibrations.held_open(exercise_id, revision, at=at)
        calibrations.call_off(exercise, because, by=by, at=at)
        calibrations.tell_invited(
            exercise,
            "calibration-cancelled",
            "A calibration exercise was cancelled",
            f'The calibration exercise "{exercise.title}" was cancelled. There is nothing more for you to do.',
            at=at,
        )
    exercise.cancelled_at, exercise.cancelled_by_id, exercise.cancelled_because = at, by.id, because
    return exercise
