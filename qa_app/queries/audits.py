"""Which audits may a person read, and what does the page of one show?

``visible_to`` is the scope that every other question about audits begins from: an auditor reads their own, QA and the
director all, managers the moderated ones of their teams.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import BindParameter, ColumnElement, Select, and_, bindparam, false, or_, select, true
from sqlalchemy.orm import joinedload, selectinload

from qa_app.db import session
from qa_app.domain.policy import Role
from qa_app.domain.workflow import Status
from qa_app.models.audits import Audit, AuditEvent, Finding
from qa_app.models.cases import Case, CaseEntry
from qa_app.models.moderation import Moderation
from qa_app.models.people import Team, User
from qa_app.queries.people import teams_managed_by

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.sql.base import ExecutableOption

_READ_ALL = frozenset({Role.QA_MANAGER, Role.DIRECTOR})
_MANAGE = frozenset({Role.TEAM_MANAGER, Role.SERVICE_MANAGER})


def in_reach_of(user: User) -> ColumnElement[bool]:
    """That a person may read the audit, as a condition on ``Audit``."""
    roles = user.held_roles
    if roles & _READ_ALL:
        return true()
    ways: list[ColumnElement[bool]] = [false()]
    if Role.AUDITOR in roles:
        ways.append(and_(Audit.auditor_id == user.id, Audit.status != Status.WITHDRAWN))
    if roles & _MANAGE:
        ways.append(and_(Audit.status == Status.MODERATED, Audit.team_id.in_(teams_managed_by(user))))
    return or_(*ways)


def visible_to(user: User) -> Select[Audit]:
    """The audits that a person may read. Add conditions, loads and an order."""
    return select(Audit).where(in_reach_of(user))


def one_visible_to(user: User, audit_id: int) -> Audit:
    """With everything that reading it shows. NoResultFound for what the person may not see."""
    return session.scalars(
        visible_to(user)
        .where(Audit.id == audit_id)
        .options(*_page(), selectinload(Audit.section_grades), selectinload(Audit.queue_reasons))
    ).one()


def is_visible_to(user: User, audit_id: int) -> bool:
    """Whether the person may read this audit: to show a link only to those who can follow it."""
    return session.scalar(select(Audit.id).where(Audit.id == audit_id, in_reach_of(user))) is not None


def one_of(user: User, audit_id: int) -> Audit:
    """The auditor's own audit, with everything that its pages show. NoResultFound for anybody else's."""
    return session.scalars(_own(user).where(Audit.id == audit_id).options(*_page())).one()


def one_to_answer(user: User, audit_id: int) -> Audit:
    """The auditor's own audit with its tool and nothing else: a save must be quick."""
    return session.scalars(_TO_ANSWER, {"user_id": user.id, "audit_id": audit_id}).one()


def finding_of(user: User, audit_id: int, finding_id: int) -> Finding:
    """A finding of the auditor's own audit, with the audit's tool. NoResultFound for anybody else's."""
    return session.scalars(
        select(Finding)
        .join(Finding.audit)
        .where(Finding.id == finding_id, Audit.id == audit_id, _is_own(user.id))
        .options(
            joinedload(Finding.audit).options(joinedload(Audit.tool_version), joinedload(Audit.case)),
            selectinload(Finding.themes),
        )
    ).one()


def history_of(audit: Audit) -> Sequence[AuditEvent]:
    """What happened to an audit, the oldest first, with who did it."""
    return session.scalars(
        audit.history.select().options(joinedload(AuditEvent.by).lazyload(User.roles))
    ).all()


def moderations_of(audit: Audit) -> Sequence[Moderation]:
    """What moderators decided about an audit, the newest first, with who and with changed sections."""
    return session.scalars(
        select(Moderation)
        .where(Moderation.audit_id == audit.id)
        .options(joinedload(Moderation.by).lazyload(User.roles), selectinload(Moderation.sections))
        .order_by(Moderation.id.desc())
    ).all()


def _is_own(user_id: int | BindParameter[int]) -> ColumnElement[bool]:
    return and_(Audit.auditor_id == user_id, Audit.status != Status.WITHDRAWN)


def _own(user: User) -> Select[Audit]:
    return select(Audit).where(_is_own(user.id))


# Asked whenever somebody types: putting a statement together costs more than asking it, so it is done once.
_TO_ANSWER = (
    select(Audit)
    .where(_is_own(bindparam("user_id")), Audit.id == bindparam("audit_id"))
    .options(joinedload(Audit.tool_version))
)


def _page() -> tuple[ExecutableOption, ...]:
    return (
        joinedload(Audit.case).options(
            selectinload(Case.entries).selectinload(CaseEntry.flags),
        ),
        joinedload(Audit.tool_version),
        joinedload(Audit.round),
        joinedload(Audit.auditor).lazyload(User.roles),
        joinedload(Audit.team).joinedload(Team.service),
        joinedload(Audit.worker),
        selectinload(Audit.answers),
        selectinload(Audit.findings).selectinload(Finding.themes),
    )
