"""What needs this person today? Counts and the nearest thing of each kind, in a fixed number of reads."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import and_, case, func, or_, select

from qa_app.db import session
from qa_app.domain.actions import NOT_DONE, ActionStatus, end_of_week
from qa_app.domain.policy import Permission, Role
from qa_app.domain.workflow import WITH_AUDITOR, Status
from qa_app.models.actions import Action
from qa_app.models.audits import AnyAudit, Audit
from qa_app.models.publications import Publication
from qa_app.models.rounds import Round, RoundStatus
from qa_app.queries import (
    actions,
    calibration_today,
    coaching,
    concerns,
    jobs,
    moderation,
    outsiders,
    own_audits,
    pairs,
    reopenings,
    replies,
    retention,
    sign_ins,
)
from qa_app.queries.coaching import CoachingCounts
from qa_app.queries.outsiders import OutsiderCounts

if TYPE_CHECKING:
    from datetime import date, datetime

    from qa_app.models.jobs import Job
    from qa_app.models.people import User
    from qa_app.queries.calibration_today import CalibrationToday
    from qa_app.queries.own_audits import OwnCounts


@dataclass(frozen=True, slots=True)
class ActionCounts:
    """How many actions wait for this person, by what they must do. ``overdue`` and ``due_this_week`` they own."""

    to_agree: int = 0
    suggested: int = 0
    to_verify: int = 0
    overdue: int = 0
    due_this_week: int = 0
    owned: int = 0


@dataclass(frozen=True, slots=True)
class RoundCounts:
    """How far an open round is. ``audits`` leaves out those that were withdrawn."""

    id: int
    title: str
    due_on: date
    audits: int
    with_auditors: int
    submitted: int
    moderated: int
    overdue: int


@dataclass(frozen=True, slots=True)
class Today:
    """Everything that a home page may speak of. None or 0 where the person has no such work.

    ``coached`` is what waits for them as the auditor of an entry, ``coaching`` what waits in the log that they run.
    """

    jobs: tuple[Job, ...]
    own: OwnCounts | None
    next_audit: AnyAudit | None
    concerns_waiting: int
    concerns_open: int
    to_moderate: int
    agreed_in_bulk: int
    to_settle: int
    replies: int
    reopenings: int
    coached: CoachingCounts
    coaching: CoachingCounts
    actions: ActionCounts
    calibration: CalibrationToday
    outsiders: OutsiderCounts
    emergencies: int
    due_to_go: int
    rounds: tuple[RoundCounts, ...]
    latest: Publication | None


def for_person(user: User, *, today: date, at: datetime) -> Today:
    """What needs this person."""
    audits = user.may(Permission.AUDITS_COMPLETE)
    reads_concerns = user.may(Permission.CONCERNS_ACKNOWLEDGE)
    moderates = user.may(Permission.MODERATION_DECIDE)
    due = own_audits.due_for(user) if audits else ()
    return Today(
        jobs=tuple(jobs.running_for(user, at=at)),
        own=own_audits.counts_for(user, today=today) if audits else None,
        next_audit=due[0] if due else None,
        concerns_waiting=concerns.number_waiting_for(user) if reads_concerns else 0,
        concerns_open=len(concerns.open_concerns_for(user)) if reads_concerns else 0,
        to_moderate=moderation.count_waiting_for(user) if moderates else 0,
        agreed_in_bulk=moderation.count_the_rest_for(user) if moderates else 0,
        to_settle=pairs.number_to_settle(user) if moderates else 0,
        replies=replies.number_for(user) if user.may(Permission.REPLIES_DECIDE) else 0,
        reopenings=reopenings.number_for(user) if user.may(Permission.REOPENINGS_GRANT) else 0,
        coached=coaching.counts_for_auditor(user, today=today)
        if user.may(Permission.COACHING_OWN)
        else CoachingCounts(),
        coaching=coaching.counts_for_programme(user, today=today)
        if user.may(Permission.COACHING_RUN)
        else CoachingCounts(),
        actions=_actions(user, today=today) if user.may(Permission.ACTIONS_READ) else ActionCounts(),
        calibration=calibration_today.for_person(user),
        outsiders=outsiders.counts(today) if user.may(Permission.OUTSIDERS_READ) else OutsiderCounts(),
        emergencies=sign_ins.number_of_emergency_uses(at=at) if user.may(Permission.PEOPLE_RUN) else 0,
        due_to_go=_due_to_go(today) if user.may(Permission.PERSONAL_DATA_RUN) else 0,
        rounds=_rounds(today) if user.may(Permission.ROUNDS_READ) else (),
        latest=_latest() if user.may(Permission.FINDINGS_READ) else None,
    )


def _due_to_go(today: date) -> int:
    return sum(not each.is_held for each in retention.due(today))


def _actions(user: User, *, today: date) -> ActionCounts:
    agrees = actions.is_managed_by(user) if user.may(Permission.ACTIONS_AGREE) else None
    is_own = and_(Action.owner_id == user.id, Action.status.in_(NOT_DONE))
    answers = Action.proposed_by_id == user.id
    if user.holds(Role.QA_MANAGER):
        answers = or_(answers, Action.id.is_not(None))
    counts = {
        "suggested": and_(Action.status == ActionStatus.SUGGESTED, answers),
        "overdue": and_(is_own, Action.due_on < today),
        "due_this_week": and_(is_own, Action.due_on >= today, Action.due_on <= end_of_week(today)),
        "owned": is_own,
    }
    if agrees is not None:
        counts["to_agree"] = and_(Action.status == ActionStatus.PROPOSED, agrees)
    if user.may(Permission.ACTIONS_VERIFY):
        counts["to_verify"] = and_(Action.status == ActionStatus.COMPLETED, Action.owner_id != user.id)
    row = session.execute(
        select(*(func.count(case((condition, 1))).label(name) for name, condition in counts.items()))
        .select_from(Action)
        .join(Action.audit)
        .where(Action.status.not_in([ActionStatus.VERIFIED, ActionStatus.CANCELLED]))
    ).one()
    return ActionCounts(**row._mapping)  # noqa: SLF001  # SQLAlchemy's documented name


def _rounds(today: date) -> tuple[RoundCounts, ...]:
    with_auditor = Audit.status.in_(WITH_AUDITOR)
    query = (
        select(
            Round.id,
            Round.title,
            Round.due_on,
            func.count(case((Audit.status != Status.WITHDRAWN, 1))).label("audits"),
            func.count(case((with_auditor, 1))).label("with_auditors"),
            func.count(case((Audit.status == Status.SUBMITTED, 1))).label("submitted"),
            func.count(case((Audit.status == Status.MODERATED, 1))).label("moderated"),
            func.count(case((and_(with_auditor, Audit.due_on < today), 1))).label("overdue"),
        )
        .join(Audit, Audit.round_id == Round.id, isouter=True)
        .where(Round.status != RoundStatus.CLOSED)
        .group_by(Round.id, Round.title, Round.due_on)
        .order_by(Round.due_on, Round.id)
        .limit(5)
    )
    return tuple(RoundCounts(**row._mapping) for row in session.execute(query))  # noqa: SLF001


def _latest() -> Publication | None:
    return session.scalars(select(Publication).order_by(Publication.id.desc()).limit(1)).one_or_none()
