"""Which immediate concerns may a person read, and which still wait for somebody?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import ColumnElement, Select, String, case, cast, false, func, literal, or_, select, true
from sqlalchemy.orm import joinedload, lazyload

from qa_app.db import session
from qa_app.domain.policy import Role
from qa_app.models.audits import AnyAudit
from qa_app.models.concerns import Concern
from qa_app.models.mail import OutboxMessage
from qa_app.models.people import Management, RoleRow, Team, User
from qa_app.queries.paging import Page, page_of
from qa_app.queries.people import teams_managed_by

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.sql.base import ExecutableOption

_READ_ALL = frozenset({Role.QA_MANAGER, Role.DIRECTOR})
_MANAGE = frozenset({Role.TEAM_MANAGER, Role.SERVICE_MANAGER})


def in_reach_of(user: User) -> ColumnElement[bool]:
    """That a person may read the concern: whoever raised it, its managers, QA and the director."""
    roles = user.held_roles
    if roles & _READ_ALL:
        return true()
    ways: list[ColumnElement[bool]] = [false()]
    if Role.AUDITOR in roles:
        ways.append(Concern.raised_by_id == user.id)
    if roles & _MANAGE:
        ways.append(Concern.team_id.in_(teams_managed_by(user)))
    return or_(*ways)


def open_concerns_for(user: User) -> Sequence[Concern]:
    """Concerns that are not closed: those that nobody has acknowledged first, the oldest first."""
    is_acknowledged = case((Concern.acknowledged_at.is_(None), 0), else_=1)
    query = _listed(user).where(Concern.closed_at.is_(None))
    return session.scalars(query.order_by(is_acknowledged, Concern.raised_at, Concern.id)).all()


def closed_for(user: User, *, page: int = 1) -> Page[Concern]:
    """Closed concerns, the latest first, 50 a page."""
    query = _listed(user).where(Concern.closed_at.is_not(None))
    return page_of(query.order_by(Concern.closed_at.desc(), Concern.id.desc()), page)


def one_visible_to(user: User, concern_id: int) -> Concern:
    """With everything that its page shows. NoResultFound for what the person may not see."""
    return session.scalars(_listed(user).where(Concern.id == concern_id)).one()


def of_audit(audit: AnyAudit) -> Sequence[Concern]:
    """The concerns that were raised from an audit, the newest first."""
    query = (
        select(Concern)
        .where(Concern.audit_id == audit.id)
        .options(joinedload(Concern.raised_by).lazyload(User.roles))
    )
    return session.scalars(query.order_by(Concern.id.desc())).all()


def number_waiting_for(user: User) -> int:
    """How many concerns within reach nobody has acknowledged."""
    query = select(func.count(Concern.id)).where(in_reach_of(user), Concern.acknowledged_at.is_(None))
    return session.scalar(query) or 0


def told_about(team_id: int | None) -> Sequence[User]:
    """Who is told of a concern about a case of this team: its managers, its service's, and QA."""
    managers = (
        select(Management.user_id)
        .join(Team, or_(Management.team_id == Team.id, Management.service_id == Team.service_id))
        .where(Team.id == team_id)
    )
    assurance = User.roles.any(RoleRow.name == Role.QA_MANAGER.value)
    told = (
        select(User)
        .options(lazyload(User.roles))
        .where(User.active, or_(User.id.in_(managers), assurance))
        .order_by(User.id)
    )
    return session.scalars(told).all()


def told_of(concern: Concern) -> Sequence[User]:
    """Who was told of it when it was raised, whoever manages what by now."""
    key = literal(f"concern-raised:{concern.id}:") + cast(User.id, String)
    return session.scalars(
        select(User)
        .options(lazyload(User.roles))
        .join(OutboxMessage, OutboxMessage.key == key)
        .order_by(User.name, User.id)
    ).all()


def _listed(user: User) -> Select[Concern]:
    return select(Concern).where(in_reach_of(user)).options(*_whole())


def _whole() -> tuple[ExecutableOption, ...]:
    return (
        joinedload(Concern.audit).options(
            joinedload(AnyAudit.case), joinedload(AnyAudit.exercise_case), joinedload(AnyAudit.worker)
        ),
        joinedload(Concern.team).joinedload(Team.service),
        joinedload(Concern.raised_by).lazyload(User.roles),
        joinedload(Concern.acknowledged_by).lazyload(User.roles),
        joinedload(Concern.closed_by).lazyload(User.roles),
    )
