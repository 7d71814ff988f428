"""Which audits can be signed off, which are, and with what content?

Ready is a moderated audit about which nobody can ask for another look any more, and nobody has an open reply. Nobody finds
their own audits here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import ColumnElement, Select, and_, func, select
from sqlalchemy.orm import joinedload, selectinload

from qa_app.clock import in_london
from qa_app.db import session
from qa_app.domain.frozen_audits import FrozenAnswer, FrozenAudit, FrozenDecision, FrozenFinding, FrozenGrade
from qa_app.domain.replies import no_longer_after
from qa_app.domain.standing_questions import OVERALL
from qa_app.domain.workflow import Status
from qa_app.models.audits import Audit, Finding
from qa_app.models.moderation import Moderation
from qa_app.models.people import User
from qa_app.models.replies import Reply
from qa_app.models.rounds import Round
from qa_app.models.sign_offs import SignOff
from qa_app.queries import audits
from qa_app.queries.paging import Page, page_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from sqlalchemy.sql.base import ExecutableOption


def standing_of(audit_id: int) -> SignOff | None:
    """The sign-off that locks an audit; None for one that is not signed off."""
    query = select(SignOff).where(SignOff.audit_id == audit_id, SignOff.voided_at.is_(None))
    return session.scalars(query).one_or_none()


def of_audit(audit_id: int) -> Sequence[SignOff]:
    """Every sign-off of an audit, the newest first, with who signed."""
    query = (
        select(SignOff)
        .where(SignOff.audit_id == audit_id)
        .options(joinedload(SignOff.by).lazyload(User.roles))
    )
    return session.scalars(query.order_by(SignOff.number.desc())).all()


def one(user: User, audit_id: int, number: int) -> SignOff:
    """One sign-off of an audit that the person may read, with its audit. NoResultFound for others."""
    return session.scalars(
        select(SignOff)
        .join(SignOff.audit)
        .where(SignOff.audit_id == audit_id, SignOff.number == number, audits.in_reach_of(user))
        .options(
            joinedload(SignOff.by).lazyload(User.roles),
            joinedload(SignOff.audit).options(
                joinedload(Audit.case), joinedload(Audit.round), joinedload(Audit.tool_version)
            ),
        )
    ).one()


def before(sign_off: SignOff) -> SignOff | None:
    """The sign-off of the same audit that came before this one; None for the first."""
    query = select(SignOff).where(
        SignOff.audit_id == sign_off.audit_id, SignOff.number == sign_off.number - 1
    )
    return session.scalars(query).one_or_none()


def ready(user: User, *, days: int, today: date, round_id: int | None = None, page: int = 1) -> Page[Audit]:
    """Audits that can be signed off together, those that were moderated first in front, 50 a page."""
    query = _ready(user, days, today)
    if round_id is not None:
        query = query.where(Audit.round_id == round_id)
    return page_of(query.options(*_listed()).order_by(Audit.moderated_at, Audit.id), page)


def some_ready(user: User, audit_ids: Sequence[int], *, days: int, today: date) -> Sequence[Audit]:
    """Those of these audits that are still ready, in the same order."""
    query = _ready(user, days, today).where(Audit.id.in_(audit_ids)).options(*_listed())
    return session.scalars(query.order_by(Audit.moderated_at, Audit.id)).all()


def number_too_early(user: User, *, days: int, today: date) -> int:
    """How many moderated audits are not signed off because somebody may still ask, or has asked, for another look."""
    unsigned = select(func.count(Audit.id)).where(_is_unsigned(user))
    all_ready = _ready(user, days, today).with_only_columns(func.count(Audit.id), maintain_column_froms=True)
    return (session.scalar(unsigned) or 0) - (session.scalar(all_ready) or 0)


def rounds_with_ready(user: User, *, days: int, today: date) -> tuple[tuple[int, str], ...]:
    """The rounds of the audits that are ready, by id, with their titles."""
    ids = _ready(user, days, today).with_only_columns(Audit.round_id, maintain_column_froms=True)
    query = select(Round.id, Round.title).where(Round.id.in_(ids)).order_by(Round.title, Round.id)
    return tuple((number, title) for number, title in session.execute(query))


def content_of(audit: Audit, decision: Moderation) -> FrozenAudit:
    """All that a sign-off freezes. The audit needs everything that ``whole`` loads, the decision who made it."""
    return FrozenAudit(
        audit=audit.id,
        case=audit.reference,
        round=audit.occasion,
        tool=audit.tool_version.label,
        auditor=audit.auditor.name,
        submitted_at=_moment(audit.submitted_at),
        answers={row.question_key: FrozenAnswer(row.value, row.comment) for row in audit.answers},
        grades={
            OVERALL: FrozenGrade(audit.auditor_grade, audit.final_grade),
            **{
                row.section_key: FrozenGrade(row.auditor_grade, row.final_grade)
                for row in audit.section_grades
            },
        },
        findings={
            str(each.id): FrozenFinding(
                each.kind.label, each.text, each.section_key, tuple(row.theme_key for row in each.themes)
            )
            for each in audit.findings
        },
        decision=FrozenDecision(
            way=decision.way.label,
            by=decision.by.name if decision.by else "",
            at=_moment(decision.at),
            category=decision.category.label if decision.category else "",
            because=decision.because,
            feedback=decision.feedback,
            sections={row.section_key: row.because for row in decision.sections},
        ),
    )


def whole() -> tuple[ExecutableOption, ...]:
    """The loads of an audit that ``content_of`` needs."""
    return (
        joinedload(Audit.case),
        joinedload(Audit.round),
        joinedload(Audit.tool_version),
        joinedload(Audit.auditor).lazyload(User.roles),
        selectinload(Audit.answers),
        selectinload(Audit.section_grades),
        selectinload(Audit.findings).selectinload(Finding.themes),
    )


def _is_unsigned(user: User) -> ColumnElement[bool]:
    standing = select(SignOff.id).where(SignOff.audit_id == Audit.id, SignOff.voided_at.is_(None))
    return and_(
        Audit.status == Status.MODERATED,
        Audit.auditor_id != user.id,
        ~standing.correlate(Audit).exists(),
        audits.in_reach_of(user),
    )


def _ready(user: User, days: int, today: date) -> Select[Audit]:
    decided = select(Moderation.id).where(
        Moderation.audit_id == Audit.id, Moderation.stands, Moderation.at < no_longer_after(today, days)
    )
    waits = select(Reply.id).where(Reply.audit_id == Audit.id, Reply.outcome.is_(None))
    return select(Audit).where(
        _is_unsigned(user), decided.correlate(Audit).exists(), ~waits.correlate(Audit).exists()
    )


def _listed() -> tuple[ExecutableOption, ...]:
    return (
        joinedload(Audit.case),
        joinedload(Audit.round),
        joinedload(Audit.team),
        joinedload(Audit.auditor).lazyload(User.roles),
        joinedload(Audit.tool_version),
    )


def _moment(value: datetime | None) -> str:
    """As one reads it in London, to the second, with the distance from UTC."""
    return in_london(value).isoformat(timespec="seconds") if value else ""
