"""What does an auditor have to do, and what came of what they did?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import Select, case, func, or_, select
from sqlalchemy.orm import joinedload

from qa_app.db import session
from qa_app.domain.moderating import Decision
from qa_app.domain.workflow import WITH_AUDITOR, Status
from qa_app.models.audits import Answer, Audit
from qa_app.models.moderation import Moderation
from qa_app.models.people import User
from qa_app.queries.paging import Page, page_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date


@dataclass(frozen=True, slots=True)
class OwnCounts:
    """How many of an auditor's audits are where. ``due`` counts all that wait for them, overdue ones too."""

    due: int
    overdue: int
    not_started: int
    in_progress: int
    returned: int
    submitted: int
    moderated: int
    unread_feedback: int


def due_for(user: User) -> Sequence[Audit]:
    """All that waits for the auditor: returned ones first, then by due date. With case, round and tool."""
    query = _listed(user).where(Audit.status.in_(WITH_AUDITOR))
    is_returned = case((Audit.status == Status.RETURNED, 0), else_=1)
    return session.scalars(query.order_by(is_returned, Audit.due_on, Audit.id)).all()


def waiting_for_moderation(user: User) -> Sequence[Audit]:
    """The auditor's submitted audits, the latest first."""
    query = _listed(user).where(Audit.status == Status.SUBMITTED)
    return session.scalars(query.order_by(Audit.submitted_at.desc(), Audit.id.desc())).all()


def done_by(user: User, *, page: int = 1) -> Page[Audit]:
    """The auditor's moderated audits, the latest first, 50 a page."""
    query = _listed(user).where(Audit.status == Status.MODERATED)
    return page_of(query.order_by(Audit.moderated_at.desc(), Audit.id.desc()), page)


def counts_for(user: User, *, today: date) -> OwnCounts:
    """The same in figures, for a home page."""
    statuses = select(Audit.status, func.count()).where(Audit.auditor_id == user.id).group_by(Audit.status)
    by_status = dict(session.execute(statuses).all())
    overdue = session.scalar(
        select(func.count()).where(
            Audit.auditor_id == user.id, Audit.status.in_(WITH_AUDITOR), Audit.due_on < today
        )
    )
    return OwnCounts(
        due=sum(by_status.get(status, 0) for status in WITH_AUDITOR),
        overdue=overdue or 0,
        not_started=by_status.get(Status.ALLOCATED, 0),
        in_progress=by_status.get(Status.IN_PROGRESS, 0),
        returned=by_status.get(Status.RETURNED, 0),
        submitted=by_status.get(Status.SUBMITTED, 0),
        moderated=by_status.get(Status.MODERATED, 0),
        unread_feedback=session.scalar(select(func.count()).select_from(_unread(user).subquery())) or 0,
    )


def answered_in(audits: Sequence[Audit]) -> Mapping[int, int]:
    """Audit id → how many answers are kept, for a list that says how far each draft is."""
    if not audits:
        return {}
    query = (
        select(Answer.audit_id, func.count())
        .where(Answer.audit_id.in_([audit.id for audit in audits]), Answer.value != "")
        .group_by(Answer.audit_id)
    )
    return dict(session.execute(query).all())


def last_returns(audits: Sequence[Audit]) -> Mapping[int, Moderation]:
    """Audit id → the latest return, of those that were returned, with who returned it."""
    return _last_decisions([audit for audit in audits if audit.status is Status.RETURNED], Decision.RETURNED)


def feedback_on(audits: Sequence[Audit]) -> Mapping[int, Moderation]:
    """Audit id → the decision that ended moderation, with who decided."""
    return _last_decisions(audits, Decision.AGREED, Decision.CHANGED)


def _last_decisions(audits: Sequence[Audit], *decisions: Decision) -> Mapping[int, Moderation]:
    if not audits:
        return {}
    query = (
        select(Moderation)
        .where(Moderation.audit_id.in_([audit.id for audit in audits]), Moderation.decision.in_(decisions))
        .options(joinedload(Moderation.by).lazyload(User.roles))
        .order_by(Moderation.id)
    )
    return {row.audit_id: row for row in session.scalars(query)}


def _unread(user: User) -> Select[int]:
    return (
        select(Moderation.id)
        .join(Moderation.audit)
        .where(
            Audit.auditor_id == user.id,
            Audit.status == Status.MODERATED,
            Moderation.decision.in_([Decision.AGREED, Decision.CHANGED]),
            Moderation.feedback_read_at.is_(None),
            or_(Moderation.feedback != "", Moderation.decision == Decision.CHANGED),
        )
    )


def _listed(user: User) -> Select[Audit]:
    return (
        select(Audit)
        .where(Audit.auditor_id == user.id)
        .options(
            joinedload(Audit.case),
            joinedload(Audit.round),
            joinedload(Audit.team),
            joinedload(Audit.tool_version),
        )
    )
