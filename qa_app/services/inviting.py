"""Who grades in a calibration exercise, and who is taken out of it?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from qa_app.clock import in_london
from qa_app.consequences import calibrations
from qa_app.consequences.messages import message
from qa_app.db import session, use_case
from qa_app.domain.errors import ConflictOfInterest, Incomplete, NotPossible
from qa_app.domain.words import written
from qa_app.models.calibration import Exercise, Invitation
from qa_app.models.people import User
from qa_app.queries import candidates

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence
    from datetime import datetime

    from qa_app.queries.candidates import Candidate

REASON_LIMIT = 2_000


@use_case
def choose(
    exercise_id: int, auditor_ids: Collection[int], *, revision: int, by: User, at: datetime
) -> Exercise:
    """Who will be invited to a draft: these, instead of those chosen before. Nobody is told yet.

    :raises StepNotAllowed: when it is no draft any more.
    :raises Stale: when it changed since revision ``revision`` was read.
    :raises NotPossible: for somebody who is no auditor, or before there is a case to grade.
    :raises ConflictOfInterest: for somebody who may grade none of the cases.
    """
    exercise = calibrations.held_draft(exercise_id, revision)
    wanted = set(auditor_ids)
    _check(exercise, wanted, at=at)
    for invitation in list(exercise.invitations):
        if invitation.auditor_id not in wanted:
            exercise.invitations.remove(invitation)
            session.delete(invitation)
    known = {each.auditor_id for each in exercise.invitations}
    for number in sorted(wanted - known):
        exercise.invitations.append(Invitation(auditor_id=number, by_id=by.id, at=at))
    return exercise


@use_case
def add(
    exercise_id: int,
    auditor_ids: Collection[int],
    *,
    link: Callable[[int], str],
    by: User,
    at: datetime,
) -> Sequence[Invitation]:
    """Invite more people to an open exercise: they are told at once. Who was taken out can be let in again, and begins anew.

    Those who take part already are passed over, so that a form sent twice invites once. ``link`` makes the full address of
    the exercise's page from its id.

    :raises StepNotAllowed: when it is not open, or released.
    :raises NotPossible: for somebody who is no auditor.
    :raises ConflictOfInterest: for somebody who may grade none of the cases.
    :raises Incomplete: when nobody was chosen.
    """
    exercise = calibrations.held_open(exercise_id, at=at)
    if not auditor_ids:
        raise Incomplete("Choose at least one auditor.")
    known = {each.auditor_id: each for each in exercise.invitations}
    new = {number for number in auditor_ids if number not in known or known[number].taken_out_at}
    people = _check(exercise, new, at=at)
    made = []
    for number in sorted(new):
        invitation = known.get(number)
        if invitation is None:
            auditor = session.get_one(User, number)
            invitation = Invitation(auditor_id=number, auditor=auditor, by_id=by.id, at=at)
            exercise.invitations.append(invitation)
        invitation.by_id, invitation.at = by.id, at
        invitation.taken_out_because, invitation.taken_out_by_id, invitation.taken_out_at = "", None, None
        made.append(invitation)
    session.flush()
    calibrations.let_in(exercise, people, link=link, at=at)
    return made


@use_case
def take_out(exercise_id: int, auditor_id: int, *, because: str, by: User, at: datetime) -> Invitation:
    """Take somebody out of an open exercise, and tell them. What they graded is kept, and counts nowhere.

    :raises StepNotAllowed: when it is not open, or released.
    :raises NotPossible: when they do not take part.
    :raises Incomplete: without a reason.
    """
    because = written(because, "Say why this person is taken out.", limit=REASON_LIMIT)
    exercise = calibrations.held_open(exercise_id, at=at)
    invitation = next((each for each in exercise.invitations if each.auditor_id == auditor_id), None)
    if invitation is None or invitation.taken_out_at is not None:
        raise NotPossible("This person does not take part in the exercise.")
    calibrations.take_out(exercise, invitation, because, by=by, at=at)
    message(
        f"calibration-left:{exercise.id}:{auditor_id}:{at.timestamp()}",
        invitation.auditor.email,
        "You do not take part in a calibration exercise any more",
        f'You were taken out of the calibration exercise "{exercise.title}". There is nothing more for you to do. '
        f"Ask {by.name} if you have questions.\n\n{calibrations.NO_DETAIL}",
        at=at,
    )
    return invitation


def _check(exercise: Exercise, auditor_ids: Collection[int], *, at: datetime) -> Sequence[Candidate]:
    if auditor_ids and not exercise.cases:
        raise NotPossible("Choose the cases first: who can be invited depends on them.")
    found = candidates.for_exercise(exercise, in_london(at).date(), only=auditor_ids)
    if len(found) < len(set(auditor_ids)):
        raise NotPossible("Choose auditors from the list: one of those sent cannot be invited.")
    for each in found:
        if not each.can_join:
            raise ConflictOfInterest(f"{next(iter(each.why_not.values()))} Choose somebody else.")
    return found
