"""What would a reminder say today, and to whom?

Only to people who can act: active, let in today, and with something to do. Worked out at the moment, so that what is done is never
reminded of.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import ColumnElement, and_, not_, or_, select

from qa_app.clock import in_london
from qa_app.db import session
from qa_app.domain.actions import WITH_OWNER, ActionStatus
from qa_app.domain.policy import AUDITORS, Role
from qa_app.domain.workflow import WITH_AUDITOR
from qa_app.models.actions import Action
from qa_app.models.audits import AnyAudit, Audit, CalibrationAudit
from qa_app.models.calibration import Exercise, ExerciseCase
from qa_app.models.people import Management, RoleRow, Team, User
from qa_app.models.rounds import Round, RoundStatus
from qa_app.queries.exercises import is_released
from qa_app.queries.people import is_let_in

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

    from sqlalchemy import Select

SOON_DAYS = 3
"""How many days before its due date an audit is reminded of, at most."""

PATIENCE_DAYS = 7
"""How long a proposal waits before its managers are reminded."""


@dataclass(frozen=True, slots=True)
class Due:
    """An audit or an action, by number, and its due date."""

    number: int
    due_on: date


@dataclass(frozen=True, slots=True)
class Reminder:
    """What one person is reminded of: so many things of one kind, the most urgent first."""

    user_id: int
    email: str
    things: tuple[Due, ...]


def audits_due_on(day: date, today: date) -> tuple[Reminder, ...]:
    """Audits due on a day, by auditor."""
    return _audits(AnyAudit.due_on == day, today)


def calibration_due_on(day: date) -> tuple[Reminder, ...]:
    """Cases of exercises that are released on a day and were not handed in yet, by auditor."""
    query = (
        _people(CalibrationAudit)
        .join(CalibrationAudit, CalibrationAudit.auditor_id == User.id)
        .join(ExerciseCase, CalibrationAudit.exercise_case_id == ExerciseCase.id)
        .join(Exercise, ExerciseCase.exercise_id == Exercise.id)
        .where(CalibrationAudit.status.in_(WITH_AUDITOR), CalibrationAudit.due_on == day, not_(is_released()))
    )
    return _reminders(query, CalibrationAudit)


def audits_overdue(today: date) -> tuple[Reminder, ...]:
    """Audits past their due date, by auditor."""
    return _audits(AnyAudit.due_on < today, today)


def actions_due(today: date) -> tuple[Reminder, ...]:
    """Actions overdue or due by Sunday, by owner."""
    sunday = today + timedelta(days=6 - today.weekday())
    query = _people(Action).join(Action, Action.owner_id == User.id)
    return _reminders(query.where(Action.status.in_(WITH_OWNER), Action.due_on <= sunday), Action)


def proposals_waiting(at: datetime) -> tuple[Reminder, ...]:
    """Actions that wait for longer than a week to be agreed, by manager of the team or of its service."""
    long_ago = at - timedelta(days=PATIENCE_DAYS)
    manages = or_(Management.team_id == Action.team_id, Management.service_id == Team.service_id)
    query = (
        _people(Action)
        .join(Management, Management.user_id == User.id)
        .join(Action, Action.status == ActionStatus.PROPOSED)
        .join(Team, Team.id == Action.team_id)
        .join(Audit, Audit.id == Action.audit_id)
        .where(manages, Action.proposed_at < long_ago, Audit.moderated_at < long_ago)
    )
    return _reminders(query.distinct(), Action)


def completed_to_verify() -> tuple[Reminder, ...]:
    """Completed actions that wait for verification, by QA manager, never the owner."""
    query = (
        _people(Action)
        .join(Action, and_(Action.status == ActionStatus.COMPLETED, Action.owner_id != User.id))
        .where(User.roles.any(RoleRow.name == Role.QA_MANAGER.value))
    )
    return _reminders(query, Action)


def day_of(at: datetime) -> date:
    """The council's day."""
    return in_london(at).date()


def _audits(is_due: ColumnElement[bool], today: date) -> tuple[Reminder, ...]:
    query = (
        _people(AnyAudit)
        .join(AnyAudit, AnyAudit.auditor_id == User.id)
        .outerjoin(Round, Round.id == AnyAudit.round_id)
        .where(AnyAudit.status.in_(WITH_AUDITOR), is_due)
        .where(or_(Round.id.is_(None), Round.status != RoundStatus.CLOSED))
        .where(User.roles.any(RoleRow.name.in_(AUDITORS)), is_let_in(today))
    )
    return _reminders(query, AnyAudit)


def _people(kind: type[AnyAudit | Action]) -> Select[int, str, int, date]:
    return select(User.id, User.email, kind.id, kind.due_on).where(User.active)


def _reminders(query: Select[int, str, int, date], kind: type[AnyAudit | Action]) -> tuple[Reminder, ...]:
    ordered = query.order_by(User.id, User.email, kind.due_on, kind.id)
    return tuple(_by_person(session.execute(ordered)))


def _by_person(rows: Iterable[tuple[int, str, int, date]]) -> Iterable[Reminder]:
    found: dict[tuple[int, str], list[Due]] = defaultdict(list)
    for user_id, email, number, due_on in rows:
        found[user_id, email].append(Due(number, due_on))
    for (user_id, email), things in found.items():
        yield Reminder(user_id, email, tuple(things))
