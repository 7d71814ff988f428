"""Which audits were opened again, and which wait for a second person to agree?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload

from qa_app.db import session
from qa_app.domain.reopenings import ReopeningStatus
from qa_app.models.audits import Audit
from qa_app.models.people import User
from qa_app.models.reopenings import Reopening
from qa_app.queries import audits
from qa_app.queries.paging import Page, page_of

if TYPE_CHECKING:
    from collections.abc import Sequence


def waiting(user: User) -> Sequence[Reopening]:
    """All that wait for a second person, the oldest first."""
    query = _visible_to(user).where(Reopening.status == ReopeningStatus.WAITING)
    return session.scalars(query.order_by(Reopening.asked_at, Reopening.id)).all()


def settled(user: User, *, page: int = 1) -> Page[Reopening]:
    """All others, the latest first, 50 a page."""
    query = _visible_to(user).where(Reopening.status != ReopeningStatus.WAITING)
    return page_of(query.order_by(Reopening.asked_at.desc(), Reopening.id.desc()), page)


def one(user: User, reopening_id: int) -> Reopening:
    """With all that its page shows. NoResultFound for what the person may not see."""
    return session.scalars(_visible_to(user).where(Reopening.id == reopening_id)).one()


def waiting_of(audit_id: int) -> Reopening | None:
    """The reopening of an audit that waits for a second person, if one does, with who asked."""
    query = (
        select(Reopening)
        .where(Reopening.audit_id == audit_id, Reopening.status == ReopeningStatus.WAITING)
        .options(joinedload(Reopening.asked_by).lazyload(User.roles))
    )
    return session.scalars(query).one_or_none()


def number_for(user: User) -> int:
    """How many reopenings wait for this person: those that they did not ask for."""
    query = (
        select(func.count(Reopening.id))
        .join(Reopening.audit)
        .where(
            Reopening.status == ReopeningStatus.WAITING,
            Reopening.asked_by_id != user.id,
            Audit.auditor_id != user.id,
            audits.in_reach_of(user),
        )
    )
    return session.scalar(query) or 0


def _visible_to(user: User) -> Select[Reopening]:
    return (
        select(Reopening)
        .join(Reopening.audit)
        .where(audits.in_reach_of(user))
        .options(
            joinedload(Reopening.audit).options(
                joinedload(Audit.case),
                joinedload(Audit.round),
                joinedload(Audit.tool_version),
                joinedload(Audit.auditor).lazyload(User.roles),
            ),
            joinedload(Reopening.asked_by).lazyload(User.roles),
            joinedload(Reopening.decided_by).lazyload(User.roles),
            joinedload(Reopening.sign_off),
        )
    )
