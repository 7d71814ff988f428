"""Which rounds are there, and what belongs to one?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import case, false, func, select
from sqlalchemy.exc import NoResultFound
from sqlalchemy.orm import joinedload

from qa_app.db import session
from qa_app.domain.errors import Stale
from qa_app.domain.policy import Permission
from qa_app.domain.workflow import OPEN, WITH_AUDITOR, Status
from qa_app.models.audits import Answer, AnyAudit, Audit, Finding, SecondAudit
from qa_app.models.cases import Case
from qa_app.models.rounds import Exemption, Round, RoundStatus, Sample, SampledCase
from qa_app.queries.paging import Page, page_of
from qa_app.queries.progress import is_late

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from sqlalchemy import Select

    from qa_app.models.people import User

OVERDUE = "overdue"
OUTSTANDING = "outstanding"


@dataclass(frozen=True, slots=True)
class AuditFilter:
    """Which audits of a round are wanted. ``status`` is a Status value, OVERDUE, OUTSTANDING or "" for all."""

    status: str = ""
    team_id: int | None = None
    auditor_id: int | None = None


def all_for(user: User, number: int = 1, *, status: RoundStatus | None = None) -> Page[Round]:
    """Rounds with their tool: open ones first, then drafts, then closed ones, the latest to open first."""
    query = _visible_to(user).options(joinedload(Round.tool_version))
    if status:
        query = query.where(Round.status == status)
    order = case((Round.status == RoundStatus.OPEN, 0), (Round.status == RoundStatus.DRAFT, 1), else_=2)
    return page_of(query.order_by(order, Round.opens_on.desc(), Round.id.desc()), number)


def one(user: User, round_id: int) -> Round:
    """A round with its tool and its maker. NoResultFound when there is none for this person."""
    return session.scalars(
        _visible_to(user)
        .where(Round.id == round_id)
        .options(joinedload(Round.tool_version), joinedload(Round.created_by))
    ).one()


def audits_of(user: User, round_id: int, wanted: AuditFilter, today: date, number: int = 1) -> Page[Audit]:
    """The audits of a round, what is due first in front, with case, team and auditor."""
    query = select(Audit).where(
        Audit.round_id == round_id,
        Audit.round_id.in_(_visible_to(user).with_only_columns(Round.id)),
    )
    if wanted.status == OVERDUE:
        query = query.where(is_late(today))
    elif wanted.status == OUTSTANDING:
        query = query.where(Audit.status.in_(WITH_AUDITOR))
    elif wanted.status:
        query = query.where(Audit.status == Status(wanted.status))
    if wanted.team_id is not None:
        query = query.where(Audit.team_id == wanted.team_id if wanted.team_id else Audit.team_id.is_(None))
    if wanted.auditor_id is not None:
        query = query.where(Audit.auditor_id == wanted.auditor_id)
    done = case((Audit.status.in_(OPEN), 0), else_=1)
    return page_of(
        query.options(joinedload(Audit.case), joinedload(Audit.team), joinedload(Audit.auditor)).order_by(
            done, Audit.due_on, Audit.id
        ),
        number,
    )


def one_audit(user: User, audit_id: int, *, seen: int | None = None) -> Audit | SecondAudit:
    """An audit of a round, or a second one, for somebody who runs rounds, with its round, case and auditor.

    :raises Stale: when it is not at the revision ``seen`` any more.
    """
    audit = session.scalars(
        select(AnyAudit)
        .join(Round, AnyAudit.round_id == Round.id)
        .where(AnyAudit.id == audit_id, Round.id.in_(_visible_to(user).with_only_columns(Round.id)))
        .options(
            joinedload(AnyAudit.round),
            joinedload(AnyAudit.case).options(joinedload(Case.team), joinedload(Case.worker)),
            joinedload(AnyAudit.auditor),
            joinedload(AnyAudit.team),
            joinedload(AnyAudit.worker),
            joinedload(AnyAudit.sampled_case),
        )
    ).one()
    if not isinstance(audit, Audit | SecondAudit):
        raise NoResultFound
    if seen is not None and audit.revision != seen:
        raise Stale("Someone else changed this audit while you were working on it. Look at what it says now.")
    return audit


def one_counted(user: User, audit_id: int) -> Audit:
    """The same of an audit that is counted. NoResultFound for a second one."""
    audit = one_audit(user, audit_id)
    if not isinstance(audit, Audit):
        raise NoResultFound
    return audit


def one_audit_of(user: User, sampled_case_id: int) -> Audit:
    """The audit of a sampled case, as ``one_audit`` gives it."""
    found = session.scalars(select(Audit.id).where(Audit.sampled_case_id == sampled_case_id)).one()
    return one_counted(user, found)


def one_sampled(user: User, sampled_case_id: int, round_id: int) -> SampledCase:
    """A case of a round's sample. NoResultFound when it is of another round."""
    return session.scalars(
        select(SampledCase)
        .join(Sample, SampledCase.sample_id == Sample.id)
        .where(
            SampledCase.id == sampled_case_id,
            Sample.round_id == round_id,
            Sample.round_id.in_(_visible_to(user).with_only_columns(Round.id)),
        )
        .options(joinedload(SampledCase.case))
    ).one()


def typed_in(audit: AnyAudit) -> tuple[int, int]:
    """How many answers and how many findings an audit has: what a move would remove."""
    answers = session.scalar(select(func.count()).where(Answer.audit_id == audit.id, Answer.value != ""))
    findings = session.scalar(select(func.count()).where(Finding.audit_id == audit.id))
    return answers or 0, findings or 0


def started_by(auditor_id: int, round_id: int) -> int:
    """How many audits of a round somebody has begun and not handed in."""
    begun = WITH_AUDITOR - {Status.ALLOCATED}
    return (
        session.scalar(
            select(func.count()).where(
                Audit.auditor_id == auditor_id, Audit.round_id == round_id, Audit.status.in_(begun)
            )
        )
        or 0
    )


def one_exemption(user: User, round_id: int, auditor_id: int) -> Exemption:
    """That an auditor is exempt from a round. NoResultFound when they are not."""
    return session.scalars(
        select(Exemption)
        .where(
            Exemption.round_id == round_id,
            Exemption.auditor_id == auditor_id,
            Exemption.round_id.in_(_visible_to(user).with_only_columns(Round.id)),
        )
        .options(joinedload(Exemption.auditor), joinedload(Exemption.by))
    ).one()


def exemptions_of(user: User, round_id: int) -> Sequence[Exemption]:
    """Who need not audit in the round, and why, by name of the auditor."""
    found = session.scalars(
        select(Exemption)
        .where(
            Exemption.round_id == round_id,
            Exemption.round_id.in_(_visible_to(user).with_only_columns(Round.id)),
        )
        .options(joinedload(Exemption.auditor), joinedload(Exemption.by))
        .order_by(Exemption.id)
    ).all()
    return sorted(found, key=lambda each: (each.auditor.name, each.id))


def _visible_to(user: User) -> Select[Round]:
    query = select(Round)
    return query if user.may_any([Permission.ROUNDS_READ, Permission.ROUNDS_RUN]) else query.where(false())
