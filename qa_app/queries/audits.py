"""Which audits may a person read, and what does the page of one show?

``visible_to`` is the scope that every other question about audits begins from: an auditor reads their own, QA and the
director all, managers the moderated ones of their teams. Nobody reads another's judgement of a case that they still have
to judge themselves.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import BindParameter, ColumnElement, Select, and_, bindparam, false, not_, or_, select
from sqlalchemy.exc import NoResultFound
from sqlalchemy.orm import aliased, joinedload, selectinload

from qa_app.db import session
from qa_app.domain.policy import Role
from qa_app.domain.workflow import WITH_AUDITOR, Status
from qa_app.models.audits import AnyAudit, Audit, AuditEvent, AuditKind, Finding
from qa_app.models.cases import Case, CaseEntry
from qa_app.models.moderation import Moderation
from qa_app.models.people import Team, User
from qa_app.queries.people import teams_managed_by

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.sql.base import ExecutableOption

READ_ALL = frozenset({Role.QA_MANAGER, Role.DIRECTOR})
"""Who reads every audit, so that nothing can be kept from them."""
_MANAGE = frozenset({Role.TEAM_MANAGER, Role.SERVICE_MANAGER})


def in_reach_of(user: User) -> ColumnElement[bool]:
    """That a person may read the audit, of any kind, as a condition on ``AnyAudit``. Blind work stays blind."""
    roles = user.held_roles
    if roles & READ_ALL:
        return not_(is_blind_to(user))
    ways: list[ColumnElement[bool]] = [false()]
    if Role.AUDITOR in roles:
        ways.append(_is_own(user.id))
    if roles & _MANAGE:
        is_final = and_(AnyAudit.kind == AuditKind.AUDIT, AnyAudit.status == Status.MODERATED)
        ways.append(and_(is_final, AnyAudit.team_id.in_(teams_managed_by(user)), not_(is_blind_to(user))))
    return or_(*ways)


def is_blind_to(user: User) -> ColumnElement[bool]:
    """That the audit is somebody else's judgement of a case that this person still has to judge, as a condition.

    Whatever roles somebody holds besides, they see nothing of it until their own is handed in.
    """
    if Role.AUDITOR not in user.held_roles:
        return false()
    still_to_do = aliased(AnyAudit)
    own = select(still_to_do.id).where(
        still_to_do.auditor_id == user.id,
        still_to_do.status.in_(WITH_AUDITOR),
        still_to_do.case_id == AnyAudit.case_id,
    )
    return and_(AnyAudit.auditor_id != user.id, own.correlate(AnyAudit).exists())


def visible_to(user: User) -> Select[AnyAudit]:
    """The audits, of any kind, that a person may read. Add conditions, loads and an order."""
    return select(AnyAudit).where(in_reach_of(user))


def one_visible_to(user: User, audit_id: int) -> AnyAudit:
    """With everything that reading it shows. NoResultFound for what the person may not see."""
    return session.scalars(
        visible_to(user)
        .where(AnyAudit.id == audit_id)
        .options(*_page(), selectinload(AnyAudit.section_grades), selectinload(AnyAudit.queue_reasons))
    ).one()


def one_counted(user: User, audit_id: int) -> Audit:
    """The same of an audit that is moderated, counted and acted on. NoResultFound for blind work, which never is."""
    audit = one_visible_to(user, audit_id)
    if not isinstance(audit, Audit):
        raise NoResultFound
    return audit


def as_counted(audit: AnyAudit) -> Audit | None:
    """The same audit, where it is one that is moderated and counted; None for blind work, which never is."""
    return audit if isinstance(audit, Audit) else None


def some_counted(user: User, audit_ids: Sequence[int]) -> Sequence[Audit]:
    """Those of these audits that the person may read, without loads, in the order of their numbers."""
    query = select(Audit).where(Audit.id.in_(audit_ids), in_reach_of(user)).order_by(Audit.id)
    return session.scalars(query).all()


def is_visible_to(user: User, audit_id: int) -> bool:
    """Whether the person may read this audit: to show a link only to those who can follow it."""
    query = select(AnyAudit.id).where(AnyAudit.id == audit_id, in_reach_of(user))
    return session.scalar(query) is not None


def one_of(user: User, audit_id: int) -> AnyAudit:
    """The auditor's own audit, with everything that its pages show. NoResultFound for anybody else's."""
    return session.scalars(_own(user).where(AnyAudit.id == audit_id).options(*_page())).one()


def one_to_answer(user: User, audit_id: int) -> AnyAudit:
    """The auditor's own audit with its tool and nothing else: a save must be quick."""
    return session.scalars(_TO_ANSWER, {"user_id": user.id, "audit_id": audit_id}).one()


def finding_of(user: User, audit_id: int, finding_id: int) -> Finding:
    """A finding of the auditor's own audit, with the audit's tool. NoResultFound for anybody else's."""
    return session.scalars(
        select(Finding)
        .join(Finding.audit)
        .where(Finding.id == finding_id, AnyAudit.id == audit_id, _is_own(user.id))
        .options(
            joinedload(Finding.audit).options(joinedload(AnyAudit.tool_version), joinedload(AnyAudit.case)),
            selectinload(Finding.themes),
        )
    ).one()


def history_of(audit: AnyAudit) -> Sequence[AuditEvent]:
    """What happened to an audit, the oldest first, with who did it."""
    return session.scalars(
        audit.history.select().options(joinedload(AuditEvent.by).lazyload(User.roles))
    ).all()


def moderations_of(audit: AnyAudit) -> Sequence[Moderation]:
    """What moderators decided about an audit, the newest first, with who and with changed sections."""
    return session.scalars(
        select(Moderation)
        .where(Moderation.audit_id == audit.id)
        .options(joinedload(Moderation.by).lazyload(User.roles), selectinload(Moderation.sections))
        .order_by(Moderation.id.desc())
    ).all()


def _is_own(user_id: int | BindParameter[int]) -> ColumnElement[bool]:
    return and_(AnyAudit.auditor_id == user_id, AnyAudit.status != Status.WITHDRAWN)


def _own(user: User) -> Select[AnyAudit]:
    return select(AnyAudit).where(_is_own(user.id))


# Asked whenever somebody types: putting a statement together costs more than asking it, so it is done once.
_TO_ANSWER = (
    select(AnyAudit)
    .where(_is_own(bindparam("user_id")), AnyAudit.id == bindparam("audit_id"))
    .options(joinedload(AnyAudit.tool_version))
)


def _page() -> tuple[ExecutableOption, ...]:
    return (
        joinedload(AnyAudit.case).options(
            selectinload(Case.entries).selectinload(CaseEntry.flags),
        ),
        joinedload(AnyAudit.tool_version),
        joinedload(AnyAudit.round),
        joinedload(AnyAudit.auditor).lazyload(User.roles),
        joinedload(AnyAudit.team).joinedload(Team.service),
        joinedload(AnyAudit.worker),
        selectinload(AnyAudit.answers),
        selectinload(AnyAudit.findings).selectinload(Finding.themes),
    )
