"""With which reference cases can somebody practise, and what came of those that they did?

A reference case is one of a released exercise with all of its reference grades. Nobody practises with a case of an
exercise that they were invited to, or with a case that is too close to them; each is done once.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, selectinload

from qa_app.db import session
from qa_app.domain.conflicts import blind_conflict
from qa_app.domain.workflow import WITH_AUDITOR, Status
from qa_app.models.audits import PracticeAudit
from qa_app.models.calibration import Exercise, ExerciseCase, Invitation, ReferenceGrade
from qa_app.models.cases import Case
from qa_app.models.people import User
from qa_app.queries import auditors, readiness
from qa_app.queries.candidates import as_case
from qa_app.queries.exercises import is_released

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from sqlalchemy import Select

    from qa_app.domain.calibration import Distance


@dataclass(frozen=True, slots=True)
class Offered:
    """A reference case that somebody could practise with; ``because`` says why they cannot, empty when they can."""

    case: ExerciseCase
    because: str = ""


def number_of_cases() -> int:
    """How many reference cases there are in all."""
    return session.scalar(select(func.count()).select_from(_reference_cases().subquery())) or 0


def offered_to(user: User, on: date) -> Sequence[Offered]:
    """Every reference case that they have not begun, the oldest first."""
    begun = select(PracticeAudit.exercise_case_id).where(
        PracticeAudit.auditor_id == user.id, PracticeAudit.status != Status.WITHDRAWN
    )
    cases = session.scalars(
        _reference_cases()
        .where(ExerciseCase.id.not_in(begun))
        .options(
            joinedload(ExerciseCase.case).options(joinedload(Case.team), joinedload(Case.worker)),
            joinedload(ExerciseCase.exercise).joinedload(Exercise.tool_version),
        )
        .order_by(ExerciseCase.referenced_at, ExerciseCase.id)
    ).all()
    joined = set(session.scalars(select(Invitation.exercise_id).where(Invitation.auditor_id == user.id)))
    real = [each.case_id for each in cases if each.case_id is not None]
    person = auditors.described([user.id], on, cases=real)[user.id]
    found = []
    for each in cases:
        clash = blind_conflict(as_case(each), person) if each.case else None
        because = (
            "You were invited to the exercise that it comes from."
            if each.exercise_id in joined
            else clash.sentence
            if clash
            else ""
        )
        found.append(Offered(each, because))
    return found


def one_offered_to(user: User, exercise_case_id: int, on: date) -> Offered | None:
    """One of those; None for what is no reference case, or was begun."""
    return next((each for each in offered_to(user, on) if each.case.id == exercise_case_id), None)


def begun_by(user: User) -> Sequence[PracticeAudit]:
    """What they began and have not handed in, the oldest first."""
    return session.scalars(
        select(PracticeAudit)
        .where(PracticeAudit.auditor_id == user.id, PracticeAudit.status.in_(WITH_AUDITOR))
        .options(joinedload(PracticeAudit.case), joinedload(PracticeAudit.exercise_case))
        .order_by(PracticeAudit.id)
    ).all()


def done_by(user: User) -> tuple[Sequence[PracticeAudit], Mapping[int, tuple[Distance, ...]]]:
    """What they handed in, the oldest first, and by audit id how far each grade is from its reference."""
    audits = readiness.handed_in_by([user.id])
    return audits, readiness.distances_of(audits)


def one_done(user: User, audit_id: int) -> tuple[PracticeAudit, tuple[Distance, ...]]:
    """One of their own, with the reference grades, who recorded them and why. NoResultFound before the hand-in."""
    audit = session.scalars(
        select(PracticeAudit)
        .where(
            PracticeAudit.id == audit_id,
            PracticeAudit.auditor_id == user.id,
            PracticeAudit.status == Status.SUBMITTED,
        )
        .options(
            joinedload(PracticeAudit.tool_version),
            joinedload(PracticeAudit.case),
            joinedload(PracticeAudit.exercise_case).options(
                joinedload(ExerciseCase.exercise),
                selectinload(ExerciseCase.references).joinedload(ReferenceGrade.by).lazyload(User.roles),
            ),
        )
    ).one()
    return audit, readiness.distances_of([audit])[audit.id]


def _reference_cases() -> Select[ExerciseCase]:
    return (
        select(ExerciseCase)
        .join(Exercise, ExerciseCase.exercise_id == Exercise.id)
        .where(ExerciseCase.referenced_at.is_not(None), is_released())
    )
