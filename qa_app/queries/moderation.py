"""Which submitted audits wait for a moderator, why, and may this person moderate them?

Nobody moderates their own audit: those are not in anybody's own queue. An audit of a case that the moderator is too
close to stays in the queue, with the sentence that says why somebody else must take it. An audit that is made twice is
settled with its second audit, and is in no queue here before that.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import ColumnElement, Select, and_, false, func, not_, or_, select
from sqlalchemy.orm import joinedload, selectinload

from qa_app.db import session
from qa_app.domain.conflicts import AvailableAuditor, CaseToAllocate, Conflict, moderation_conflict
from qa_app.domain.workflow import Status
from qa_app.models.audits import AnyAudit, Audit
from qa_app.models.moderation import Moderation
from qa_app.models.people import Supervision, Team, User, Worker
from qa_app.models.rounds import Round
from qa_app.models.tools import ToolVersion
from qa_app.queries import pairs
from qa_app.queries.paging import Page, page_of
from qa_app.queries.people import teams_managed_by

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which part of the queue is asked for; nothing given, all of it."""

    round_id: int | None = None
    auditor_id: int | None = None
    grade: str = ""


@dataclass(frozen=True, slots=True)
class Choices:
    """What the queue can be narrowed by: rounds and auditors by id, grades by key, each with its name."""

    rounds: tuple[tuple[int, str], ...]
    auditors: tuple[tuple[int, str], ...]
    grades: tuple[tuple[str, str], ...]


def to_read(user: User, wanted: Wanted, *, page: int = 1) -> Page[Audit]:
    """Submitted audits that have a reason to be read, the oldest first, 50 a page, with their reasons."""
    return page_of(_queue(user, wanted).where(Audit.queue_reasons.any()), page)


def the_rest(user: User, wanted: Wanted, *, page: int = 1) -> Page[Audit]:
    """Submitted audits without any reason, which can be agreed in bulk, the oldest first, 50 a page."""
    return page_of(_queue(user, wanted).where(~Audit.queue_reasons.any()), page)


def some_of_the_rest(user: User, audit_ids: Sequence[int]) -> Sequence[Audit]:
    """Those of these audits that are still in the second list, the oldest first."""
    query = _queue(user, Wanted()).where(Audit.id.in_(audit_ids), ~Audit.queue_reasons.any())
    return session.scalars(query).unique().all()


def choices_for(user: User) -> Choices:
    """The rounds, auditors and grades that the waiting audits have."""
    waiting = _waits_for(user)
    rounds = select(Round.id, Round.title).join(Audit, Audit.round_id == Round.id)
    auditors = select(User.id, User.name).join(Audit, Audit.auditor_id == User.id)
    grades = select(Audit.auditor_grade, func.max(Audit.tool_version_id)).group_by(Audit.auditor_grade)
    return Choices(
        rounds=_pairs(rounds.where(waiting).distinct().order_by(Round.title, Round.id)),
        auditors=_pairs(auditors.where(waiting).distinct().order_by(User.name, User.id)),
        grades=_grades(session.execute(grades.where(waiting)).all()),
    )


def count_waiting_for(user: User) -> int:
    """How many audits this moderator can decide on that have a reason to be read."""
    query = select(func.count(Audit.id)).where(
        _waits_for(user), Audit.queue_reasons.any(), ~_is_too_close_to(user)
    )
    return session.scalar(query) or 0


def count_the_rest_for(user: User) -> int:
    """How many audits this moderator can agree in bulk."""
    query = select(func.count(Audit.id)).where(
        _waits_for(user), ~Audit.queue_reasons.any(), ~_is_too_close_to(user)
    )
    return session.scalar(query) or 0


def count_own_of(user: User) -> int:
    """How many submitted audits wait for somebody else because this person made them."""
    query = select(func.count(Audit.id)).where(
        Audit.status == Status.SUBMITTED, Audit.auditor_id == user.id, not_(pairs.is_live())
    )
    return session.scalar(query) or 0


def decisions_on(audit: Audit) -> Sequence[Moderation]:
    """Every decision on an audit, the oldest first, with who decided and the changed sections."""
    return session.scalars(
        select(Moderation)
        .where(Moderation.audit_id == audit.id)
        .options(joinedload(Moderation.by), selectinload(Moderation.sections))
        .order_by(Moderation.id)
    ).all()


def conflict_of(user: User, audit: AnyAudit) -> Conflict | None:
    """Why this person must not moderate this audit; None when they may. The audit needs case, team and worker."""
    return conflicts_of(user, [audit]).get(audit.id)


def conflicts_of(user: User, audits: Sequence[AnyAudit]) -> Mapping[int, Conflict]:
    """Audit id → why this person must not moderate it, for those that they must not."""
    moderator = _as_moderator(user)
    found = {audit.id: _conflict(audit, moderator) for audit in audits}
    return {audit_id: conflict for audit_id, conflict in found.items() if conflict}


def _conflict(audit: AnyAudit, moderator: AvailableAuditor) -> Conflict | None:
    case = CaseToAllocate(
        sampled_case_id=audit.id,
        reference=audit.reference,
        team=audit.team.name if audit.team else "",
        worker=audit.worker.name if audit.worker else "",
    )
    return moderation_conflict(case, moderator, auditor_id=audit.auditor_id)


def _as_moderator(user: User) -> AvailableAuditor:
    teams = select(Team.name).where(or_(Team.id == user.team_id, Team.id.in_(teams_managed_by(user))))
    supervised = (
        select(Worker.name)
        .join(Supervision, Supervision.worker_id == Worker.id)
        .where(Supervision.user_id == user.id)
    )
    own = select(Worker.name).where(Worker.id == user.worker_id)
    return AvailableAuditor(
        user_id=user.id,
        name=user.name,
        teams=frozenset(session.scalars(teams)),
        worker_names=frozenset(session.scalars(own)),
        supervises=frozenset(session.scalars(supervised)),
    )


def _waits_for(user: User) -> ColumnElement[bool]:
    return and_(Audit.status == Status.SUBMITTED, Audit.auditor_id != user.id, not_(pairs.is_live()))


def _is_too_close_to(user: User) -> ColumnElement[bool]:
    """As the rule, by the ids of teams and workers; spellings of names are compared only when it is decided."""
    supervised = select(Supervision.worker_id).where(Supervision.user_id == user.id)
    return or_(
        func.coalesce(Audit.team_id.in_(teams_managed_by(user)), false()),
        func.coalesce(Audit.team_id == (user.team_id or 0), false()),
        func.coalesce(Audit.worker_id.in_(supervised), false()),
        func.coalesce(Audit.worker_id == (user.worker_id or 0), false()),
    )


def _queue(user: User, wanted: Wanted) -> Select[Audit]:
    query = select(Audit).where(_waits_for(user))
    if wanted.round_id is not None:
        query = query.where(Audit.round_id == wanted.round_id)
    if wanted.auditor_id is not None:
        query = query.where(Audit.auditor_id == wanted.auditor_id)
    if wanted.grade:
        query = query.where(Audit.auditor_grade == wanted.grade)
    return query.options(
        joinedload(Audit.case),
        joinedload(Audit.round),
        joinedload(Audit.auditor),
        joinedload(Audit.team),
        joinedload(Audit.worker),
        joinedload(Audit.tool_version),
        selectinload(Audit.queue_reasons),
    ).order_by(Audit.submitted_at, Audit.id)


def _pairs(query: Select[int, str]) -> tuple[tuple[int, str], ...]:
    return tuple((number, name) for number, name in session.execute(query))


def _grades(found: Sequence[tuple[str | None, int]]) -> tuple[tuple[str, str], ...]:
    """Grade keys with their names, the worst first, as the newest tool that uses each says it."""
    versions = select(ToolVersion).where(ToolVersion.id.in_({version for _, version in found}))
    tools = {version.id: version.definition for version in session.scalars(versions)}
    grades = {key: tools[version] for key, version in found if key}
    placed = sorted(grades, key=lambda key: (grades[key].grade_position(key), key))
    return tuple((key, grades[key].grade(key).name) for key in placed)
