"""What happens to an exercise and its audits when somebody joins, leaves, hands in or calls it off?

Steps of other use cases, not use cases themselves: they add to the transaction that they are part of. Whoever needs both
an exercise and its audits holds the exercise first.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from qa_app.clock import in_london
from qa_app.consequences.messages import in_words, message
from qa_app.db import session
from qa_app.domain.calibration import ExerciseStatus
from qa_app.domain.errors import Stale, StepNotAllowed
from qa_app.domain.workflow import Status, Step
from qa_app.models.audits import CalibrationAudit
from qa_app.models.calibration import Exercise, ExerciseCase, Invitation
from qa_app.models.cases import Case

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import datetime

    from qa_app.models.audits import AnyAudit
    from qa_app.models.people import User
    from qa_app.queries.candidates import Candidate

NO_DETAIL = "This message says nothing about any case on purpose. Do not reply with case details."


def held(exercise_id: int) -> Exercise:
    """The exercise as it is now, held until the transaction ends, with its tool, cases and invitations."""
    return session.scalars(
        select(Exercise)
        .where(Exercise.id == exercise_id)
        .options(
            joinedload(Exercise.tool_version),
            selectinload(Exercise.cases)
            .joinedload(ExerciseCase.case)
            .options(joinedload(Case.team), joinedload(Case.worker)),
            selectinload(Exercise.invitations).joinedload(Invitation.auditor),
        )
        .with_for_update(of=Exercise)
        .execution_options(populate_existing=True)
    ).one()


def held_draft(exercise_id: int, revision: int | None = None) -> Exercise:
    """The same of one that is still being set up.

    :raises StepNotAllowed: when it was opened or cancelled.
    :raises Stale: when it is not at this revision any more.
    """
    exercise = held(exercise_id)
    if exercise.cancelled_at is not None:
        raise StepNotAllowed("This exercise was cancelled, so nothing of it can be changed.")
    if exercise.opened_at is not None:
        raise StepNotAllowed("This exercise was opened, so what is graded in it can no longer be changed.")
    _check_revision(exercise, revision)
    return exercise


def held_open(exercise_id: int, revision: int | None = None, *, at: datetime) -> Exercise:
    """The same of one that was opened and is not released.

    :raises StepNotAllowed: when it is a draft, released or cancelled.
    :raises Stale: when it is not at this revision any more.
    """
    exercise = held(exercise_id)
    status = exercise.status(at)
    if status is ExerciseStatus.DRAFT:
        raise StepNotAllowed("This exercise is not open yet. Open it first.")
    if status is ExerciseStatus.CANCELLED:
        raise StepNotAllowed("This exercise was cancelled, so nothing of it can be changed.")
    if status is not ExerciseStatus.OPEN:
        raise StepNotAllowed(
            f"This exercise was released on {in_words(exercise.releases_at or at)}. What was graded can no longer change."
        )
    _check_revision(exercise, revision)
    return exercise


def check_blind(audit: AnyAudit, *, at: datetime) -> None:
    """Hold the exercise that an audit belongs to, if any, so that it is not released while this is handed in.

    :raises StepNotAllowed: when it is released: from now on nothing would be blind.
    """
    if not isinstance(audit, CalibrationAudit):
        return
    exercise = session.scalars(
        select(Exercise)
        .join(ExerciseCase, ExerciseCase.exercise_id == Exercise.id)
        .where(ExerciseCase.id == audit.exercise_case_id)
        .with_for_update(of=Exercise, read=True)
        .execution_options(populate_existing=True)
    ).one()
    if exercise.is_released(at) and exercise.releases_at:
        raise StepNotAllowed(
            f"This exercise was released on {in_words(exercise.releases_at)}, before you handed in. It would not be blind "
            "any more, so it can no longer be handed in. What you wrote is kept for you to read."
        )


def let_in(
    exercise: Exercise,
    people: Iterable[Candidate],
    *,
    link: Callable[[int], str],
    at: datetime,
) -> list[CalibrationAudit]:
    """An audit for each of these people and each case that they may grade, and a message without a word of any case."""
    release = exercise.releases_at or at
    made = []
    for person in people:
        theirs = [_audit(exercise, each, person, at=at) for each in exercise.cases if each.id in person.may]
        made += theirs
    session.add_all(made)
    session.flush()
    users = {each.auditor_id: each.auditor for each in exercise.invitations}
    for person in people:
        number = len(person.may)
        cases = "1 case" if number == 1 else f"{number} cases"
        message(
            f"calibration-opened:{exercise.id}:{person.auditor.user_id}:{at.timestamp()}",
            users[person.auditor.user_id].email,
            f"You are invited to grade {cases} for a calibration exercise",
            f'You are invited to the calibration exercise "{exercise.title}", with {cases} to grade. Everybody grades '
            f"alone, with the usual form. Hand in before {in_words(release)}: then all see how the grades are spread.\n\n"
            f"{link(exercise.id)}\n\n{NO_DETAIL}",
            at=at,
        )
    return made


def take_out(exercise: Exercise, invitation: Invitation, because: str, *, by: User, at: datetime) -> None:
    """End somebody's part in an open exercise that is held: what they graded is kept, and counts nowhere."""
    invitation.taken_out_because, invitation.taken_out_by_id, invitation.taken_out_at = because, by.id, at
    for audit in _audits_of(exercise, invitation.auditor_id):
        audit.take(Step.WITHDRAW, by=by, at=at, note=because)


def call_off(exercise: Exercise, because: str, *, by: User, at: datetime) -> None:
    """Withdraw everything that is graded in an open exercise that is held."""
    for audit in _audits_of(exercise):
        audit.take(Step.WITHDRAW, by=by, at=at, note=because)


def follow_release(exercise: Exercise, *, at: datetime) -> None:
    """Let the audits of an exercise that is held be due when it is released."""
    due = in_london(exercise.releases_at or at).date()
    for audit in _audits_of(exercise):
        audit.due_on = due


def leave(user: User, because: str, *, by: User, at: datetime) -> None:
    """Take somebody who stops auditing out of all exercises that are not released yet."""
    waiting = session.scalars(
        select(Invitation.exercise_id)
        .join(Exercise, Invitation.exercise_id == Exercise.id)
        .where(
            Invitation.auditor_id == user.id,
            Invitation.taken_out_at.is_(None),
            Exercise.cancelled_at.is_(None),
            (Exercise.opened_at.is_(None)) | (Exercise.releases_at > at),
        )
        .order_by(Invitation.exercise_id)
    ).all()
    for exercise_id in waiting:
        exercise = held(exercise_id)
        invitation = next((each for each in exercise.invitations if each.auditor_id == user.id), None)
        if invitation is None or exercise.is_released(at):
            continue
        if exercise.opened_at is None:
            session.delete(invitation)
        else:
            take_out(exercise, invitation, because, by=by, at=at)


def tell_invited(exercise: Exercise, key: str, subject: str, body: str, *, at: datetime) -> None:
    """A message to everybody who still takes part, without a word of any case."""
    for invitation in exercise.invitations:
        if invitation.taken_out_at is None and invitation.auditor.active:
            message(
                f"{key}:{exercise.id}:{invitation.auditor_id}:{at.timestamp()}",
                invitation.auditor.email,
                subject,
                f"{body}\n\n{NO_DETAIL}",
                at=at,
            )


def _check_revision(exercise: Exercise, revision: int | None) -> None:
    if revision is not None and exercise.revision != revision:
        raise Stale(
            "Someone else changed this exercise while you were working on it. Look at what it says now."
        )


def _audit(exercise: Exercise, each: ExerciseCase, person: Candidate, *, at: datetime) -> CalibrationAudit:
    due = in_london(exercise.releases_at or at).date()
    return CalibrationAudit(
        exercise_case_id=each.id,
        case_id=each.case_id,
        tool_version_id=exercise.tool_version_id,
        auditor_id=person.auditor.user_id,
        team_id=each.case.team_id if each.case else None,
        worker_id=each.case.worker_id if each.case else None,
        status=Status.ALLOCATED,
        allocated_at=at,
        due_on=due,
        original_due_on=due,
    )


def _audits_of(exercise: Exercise, auditor_id: int | None = None) -> Sequence[CalibrationAudit]:
    query = select(CalibrationAudit).where(
        CalibrationAudit.exercise_case_id.in_([each.id for each in exercise.cases]),
        CalibrationAudit.status != Status.WITHDRAWN,
    )
    if auditor_id is not None:
        query = query.where(CalibrationAudit.auditor_id == auditor_id)
    query = query.order_by(CalibrationAudit.id).with_for_update().execution_options(populate_existing=True)
    return session.scalars(query).all()
