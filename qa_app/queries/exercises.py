"""Which calibration exercises may a person see, and what do the pages of one show besides grades?

Whoever runs them sees all, the director those that were opened, and auditors those that they were invited to. Grades are
another question (``queries/spreads.py``): before the release nobody is given any.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import BindParameter, ColumnElement, Select, and_, bindparam, case, false, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from qa_app.clock import now
from qa_app.db import session
from qa_app.domain.policy import Permission
from qa_app.domain.workflow import WITH_AUDITOR, Status
from qa_app.models.audits import CalibrationAudit
from qa_app.models.calibration import Exercise, ExerciseCase, Invitation, ReferenceGrade
from qa_app.models.cases import Case, CaseEntry
from qa_app.models.people import User
from qa_app.queries.paging import Page, page_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from sqlalchemy.orm import InstrumentedAttribute
    from sqlalchemy.sql.base import ExecutableOption


_now: BindParameter[datetime] = bindparam(None, callable_=now)
"""The moment of asking, also in a statement that was put together once."""


def is_released(at: datetime | None = None) -> ColumnElement[bool]:
    """That an exercise is released, now or at a moment, as a condition on ``Exercise``."""
    return and_(
        Exercise.opened_at.is_not(None),
        Exercise.cancelled_at.is_(None),
        Exercise.releases_at <= (at or _now),
    )


def is_of_released(
    exercise_case_id: InstrumentedAttribute[int] | InstrumentedAttribute[int | None],
) -> ColumnElement[bool]:
    """That the exercise of this case of an exercise is released, as a condition on whatever has the column."""
    return exercise_case_id.in_(
        select(ExerciseCase.id).join(Exercise, ExerciseCase.exercise_id == Exercise.id).where(is_released())
    )


def listed_for(user: User, number: int = 1) -> Page[Exercise]:
    """Exercises with their tool and cases: those that somebody still has something to do with, then the latest."""
    order = case((Exercise.cancelled_at.is_not(None), 1), else_=0)
    query = _visible_to(user).options(joinedload(Exercise.tool_version), selectinload(Exercise.cases))
    return page_of(
        query.order_by(order, Exercise.releases_at.desc().nulls_first(), Exercise.id.desc()), number
    )


def one(user: User, exercise_id: int) -> Exercise:
    """An exercise with its tool, cases, reference grades and invitations. NoResultFound when it is not for them."""
    return session.scalars(
        _visible_to(user)
        .where(Exercise.id == exercise_id)
        .options(*_whole())
        .execution_options(populate_existing=True)
    ).one()


def visible_id(user: User, exercise_id: int) -> int | None:
    """The same number when the exercise is for them, else None: to show a link only to those who can follow it."""
    return session.scalar(_visible_to(user).with_only_columns(Exercise.id).where(Exercise.id == exercise_id))


def case_of(exercise: Exercise, exercise_case_id: int) -> ExerciseCase | None:
    """One of the cases of an exercise that has them loaded; None for another one's."""
    return next((each for each in exercise.cases if each.id == exercise_case_id), None)


def cases_shown_to(user: User, exercise: Exercise) -> Sequence[ExerciseCase]:
    """The cases whose spread somebody may see: all, for whoever runs exercises or directs; else those they were to grade.

    Who is too close to a case was not given it, and is not shown what others thought of it either.
    """
    if user.may_any([Permission.CALIBRATION_RUN, Permission.CALIBRATION_READ]):
        return exercise.cases
    own = {each.exercise_case_id for each in own_of(user, exercise.id)}
    return [each for each in exercise.cases if each.id in own]


def own_of(user: User, exercise_id: int) -> Sequence[CalibrationAudit]:
    """What this person grades in an exercise, in the order of its cases."""
    return session.scalars(
        select(CalibrationAudit)
        .join(ExerciseCase, CalibrationAudit.exercise_case_id == ExerciseCase.id)
        .where(
            ExerciseCase.exercise_id == exercise_id,
            CalibrationAudit.auditor_id == user.id,
            CalibrationAudit.status != Status.WITHDRAWN,
        )
        .options(
            joinedload(CalibrationAudit.exercise_case).joinedload(ExerciseCase.exercise),
            joinedload(CalibrationAudit.case),
            joinedload(CalibrationAudit.tool_version),
        )
        .order_by(ExerciseCase.position, ExerciseCase.id)
    ).all()


def waiting_for(user: User) -> Sequence[CalibrationAudit]:
    """What this person still has to grade for exercises that are open, what is released first in front."""
    return session.scalars(
        select(CalibrationAudit)
        .join(ExerciseCase, CalibrationAudit.exercise_case_id == ExerciseCase.id)
        .join(Exercise, ExerciseCase.exercise_id == Exercise.id)
        .where(
            CalibrationAudit.auditor_id == user.id,
            CalibrationAudit.status.in_(WITH_AUDITOR),
            Exercise.releases_at > now(),
        )
        .options(
            joinedload(CalibrationAudit.exercise_case).joinedload(ExerciseCase.exercise),
            joinedload(CalibrationAudit.case),
        )
        .order_by(Exercise.releases_at, Exercise.id, ExerciseCase.position, ExerciseCase.id)
    ).all()


def statuses_in(exercise: Exercise) -> Mapping[tuple[int, int], Status]:
    """(case of the exercise, auditor) → where their audit is. Who was taken out is left out."""
    query = select(
        CalibrationAudit.exercise_case_id, CalibrationAudit.auditor_id, CalibrationAudit.status
    ).where(
        CalibrationAudit.exercise_case_id.in_([each.id for each in exercise.cases]),
        CalibrationAudit.status != Status.WITHDRAWN,
    )
    return {(case_id, auditor_id): status for case_id, auditor_id, status in session.execute(query)}


def case_named(reference: str) -> Case | None:
    """The council's case with this reference, whatever its letters' case; None when no list has named it."""
    query = select(Case).where(func.lower(Case.reference) == reference.strip().lower())
    return session.scalars(query.order_by(Case.id).limit(1)).one_or_none()


def _visible_to(user: User) -> Select[Exercise]:
    query = select(Exercise)
    if user.may(Permission.CALIBRATION_RUN):
        return query
    ways: list[ColumnElement[bool]] = [false()]
    if user.may(Permission.CALIBRATION_READ):
        ways.append(Exercise.opened_at.is_not(None))
    if user.may(Permission.CALIBRATION_JOIN):
        invited = select(Invitation.exercise_id).where(
            Invitation.auditor_id == user.id, Invitation.taken_out_at.is_(None)
        )
        ways.append(and_(Exercise.opened_at.is_not(None), Exercise.id.in_(invited)))
    return query.where(or_(*ways))


def _whole() -> tuple[ExecutableOption, ...]:
    return (
        joinedload(Exercise.tool_version),
        joinedload(Exercise.created_by).lazyload(User.roles),
        joinedload(Exercise.notes_by).lazyload(User.roles),
        joinedload(Exercise.cancelled_by).lazyload(User.roles),
        selectinload(Exercise.cases).options(
            joinedload(ExerciseCase.case).options(
                joinedload(Case.team),
                joinedload(Case.worker),
                selectinload(Case.entries).selectinload(CaseEntry.flags),
            ),
            selectinload(ExerciseCase.references).joinedload(ReferenceGrade.by).lazyload(User.roles),
        ),
        selectinload(Exercise.invitations).options(
            joinedload(Invitation.auditor).lazyload(User.roles),
            joinedload(Invitation.taken_out_by).lazyload(User.roles),
        ),
    )
