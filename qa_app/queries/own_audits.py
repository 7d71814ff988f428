"""What does an auditor have to do, and what came of what they did?

A second audit stands among the others, with nothing that tells it apart: who knows that a case is audited twice, and by
whom, audits it differently.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import ColumnElement, CompoundSelect, Select, and_, case, func, not_, or_, select
from sqlalchemy.orm import joinedload

from qa_app.db import session
from qa_app.domain.moderating import Decision
from qa_app.domain.pairs import SETTLED
from qa_app.domain.workflow import WITH_AUDITOR, Status
from qa_app.models.audits import Answer, AnyAudit, Audit, AuditKind, SecondAudit
from qa_app.models.moderation import Moderation
from qa_app.models.pairs import Pair
from qa_app.models.people import User
from qa_app.queries.audits import is_repeated_by
from qa_app.queries.paging import Page, page_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date


LISTED = frozenset({AuditKind.AUDIT, AuditKind.SECOND, AuditKind.REPEAT})
"""The kinds that "Your audits" holds."""
MODERATED = LISTED - {AuditKind.REPEAT}
"""Those that somebody moderates: the others end when they are handed in."""


@dataclass(frozen=True, slots=True)
class Feedback:
    """What an auditor was told about one audit, and whether they have not read it yet."""

    words: str
    is_new: bool


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


def due_for(user: User) -> Sequence[AnyAudit]:
    """All that waits for the auditor: returned ones first, then by due date. With case, round and tool."""
    query = _listed(user).where(AnyAudit.status.in_(WITH_AUDITOR))
    is_returned = case((AnyAudit.status == Status.RETURNED, 0), else_=1)
    return session.scalars(query.order_by(is_returned, AnyAudit.due_on, AnyAudit.id)).all()


def waiting_for_moderation(user: User) -> Sequence[AnyAudit]:
    """The auditor's submitted audits, the latest first."""
    query = _listed(user).where(AnyAudit.status == Status.SUBMITTED, AnyAudit.kind.in_(MODERATED))
    return session.scalars(query.order_by(AnyAudit.submitted_at.desc(), AnyAudit.id.desc())).all()


def done_by(user: User, *, page: int = 1) -> Page[AnyAudit]:
    """The auditor's moderated audits, the latest first, 50 a page."""
    query = _listed(user).where(AnyAudit.status == Status.MODERATED)
    return page_of(query.order_by(AnyAudit.moderated_at.desc(), AnyAudit.id.desc()), page)


def counts_for(user: User, *, today: date) -> OwnCounts:
    """The same in figures, for a home page."""
    is_hidden = is_repeated_by(user)
    is_listed = _is_listed_for(user, is_hidden)
    is_over = and_(AnyAudit.status == Status.SUBMITTED, AnyAudit.kind.not_in(MODERATED))
    statuses = select(AnyAudit.status, func.count()).where(is_listed, not_(is_over)).group_by(AnyAudit.status)
    by_status = dict(session.execute(statuses).all())
    overdue = session.scalar(
        select(func.count()).where(is_listed, AnyAudit.status.in_(WITH_AUDITOR), AnyAudit.due_on < today)
    )
    return OwnCounts(
        due=sum(by_status.get(status, 0) for status in WITH_AUDITOR),
        overdue=overdue or 0,
        not_started=by_status.get(Status.ALLOCATED, 0),
        in_progress=by_status.get(Status.IN_PROGRESS, 0),
        returned=by_status.get(Status.RETURNED, 0),
        submitted=by_status.get(Status.SUBMITTED, 0),
        moderated=by_status.get(Status.MODERATED, 0),
        unread_feedback=session.scalar(select(func.count()).select_from(_unread(user, is_hidden).subquery()))
        or 0,
    )


def answered_in(audits: Sequence[AnyAudit]) -> Mapping[int, int]:
    """Audit id → how many answers are kept, for a list that says how far each draft is."""
    if not audits:
        return {}
    query = (
        select(Answer.audit_id, func.count())
        .where(Answer.audit_id.in_([audit.id for audit in audits]), Answer.value != "")
        .group_by(Answer.audit_id)
    )
    return dict(session.execute(query).all())


def last_returns(audits: Sequence[AnyAudit]) -> Mapping[int, Moderation]:
    """Audit id → the latest return, of those that were returned, with who returned it."""
    returned = [audit.id for audit in audits if audit.status is Status.RETURNED]
    query = (
        select(Moderation)
        .where(Moderation.audit_id.in_(returned), Moderation.decision == Decision.RETURNED)
        .options(joinedload(Moderation.by).lazyload(User.roles))
        .order_by(Moderation.id)
    )
    return {row.audit_id: row for row in session.scalars(query)} if returned else {}


def feedback_on(audits: Sequence[AnyAudit]) -> Mapping[int, Feedback]:
    """Audit id → what its auditor was told when it was decided, of those where there was something to tell."""
    seconds = [audit.id for audit in audits if audit.kind is AuditKind.SECOND]
    others = [audit.id for audit in audits if audit.kind is not AuditKind.SECOND]
    found: dict[int, Feedback] = {}
    if others:
        query = select(Moderation).where(Moderation.audit_id.in_(others), Moderation.stands)
        for row in session.scalars(query):
            if _has_something_to_tell(row):
                words = row.feedback or row.because or "A grade was changed"
                found[row.audit_id] = Feedback(words, row.feedback_read_at is None)
    if seconds:
        of_pairs = (
            select(Pair.second_id, Pair.second_read_at, Moderation)
            .join(Moderation, (Moderation.pair_id == Pair.id) & Moderation.stands)
            .where(Pair.second_id.in_(seconds))
        )
        for audit_id, read_at, row in session.execute(of_pairs):
            words = row.feedback or row.because or "See how the two audits compare"
            found[audit_id] = Feedback(words, read_at is None)
    return found


def _has_something_to_tell(row: Moderation) -> bool:
    return bool(row.feedback) or row.decision is Decision.CHANGED


def _unread(user: User, is_hidden: ColumnElement[bool]) -> CompoundSelect[int]:
    """Decisions that say something, and pairs that were settled, which their auditor has not opened yet."""
    decided = (
        select(Moderation.id)
        .join(Moderation.audit)
        .where(
            Audit.auditor_id == user.id,
            Audit.status == Status.MODERATED,
            not_(is_hidden),
            Moderation.stands,
            Moderation.feedback_read_at.is_(None),
            or_(Moderation.feedback != "", Moderation.decision == Decision.CHANGED),
        )
    )
    settled = (
        select(Pair.id)
        .join(Pair.second)
        .where(
            SecondAudit.auditor_id == user.id,
            not_(is_hidden),
            Pair.status.in_(SETTLED),
            Pair.second_read_at.is_(None),
        )
    )
    return decided.union_all(settled)


def _is_listed_for(user: User, is_hidden: ColumnElement[bool]) -> ColumnElement[bool]:
    """Their own, without what they may not look at while it comes back to them."""
    return and_(AnyAudit.auditor_id == user.id, AnyAudit.kind.in_(LISTED), not_(is_hidden))


def _listed(user: User) -> Select[AnyAudit]:
    return (
        select(AnyAudit)
        .where(_is_listed_for(user, is_repeated_by(user)))
        .options(
            joinedload(AnyAudit.case),
            joinedload(AnyAudit.round),
            joinedload(AnyAudit.team),
            joinedload(AnyAudit.tool_version),
        )
    )
