"""What can change about an audit that was given out, before it is handed in: whose it is, and when it is due?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, select
from sqlalchemy.orm import joinedload

from qa_app.clock import in_london
from qa_app.consequences import locking, messages
from qa_app.db import session, use_case
from qa_app.domain.conflicts import CaseToAllocate, conflict
from qa_app.domain.errors import ConflictOfInterest, Incomplete, NotPossible, Stale
from qa_app.domain.workflow import Step
from qa_app.models.audits import Answer, AnyAudit, Audit, Finding, SectionGrade
from qa_app.models.cases import Case
from qa_app.models.people import User
from qa_app.queries import auditors, pairs, proposals

if TYPE_CHECKING:
    from datetime import date, datetime

NOTE_LIMIT = 2_000


@use_case
def move(
    audit_id: int, to_id: int, *, because: str, revision: int | None = None, by: User, at: datetime
) -> AnyAudit:
    """Give an audit to another auditor, who begins again: what the first one typed is removed.

    The history keeps who had it, and the reason. Immediate concerns that were raised stay. One of two blind audits goes
    to somebody who is independent of whoever makes the other.

    :raises StepNotAllowed: when it was handed in already.
    :raises ConflictOfInterest: when the other auditor is too close to the case.
    :raises NotPossible: when the other person cannot audit in this round, or has it already.
    :raises Stale: when it is not at this revision any more.
    """
    audit = _one(audit_id, revision)
    _move(audit, to_id, because=because, by=by, at=at)
    return audit


@use_case
def hand_on(
    round_id: int, auditor_id: int, *, digest: str, seed: int, because: str, by: User, at: datetime
) -> list[Audit]:
    """Give an auditor's audits that are not started to those who are proposed for them.

    :raises Stale: when something else would be proposed now than what was shown under ``digest``.
    :raises NotPossible: when nobody can take one of them.
    """
    proposal = proposals.for_work_of(auditor_id, round_id, seed=seed, on=in_london(at).date())
    if digest != proposal.digest:
        raise Stale("Something changed since this was proposed. Nothing was moved. Look at the new proposal.")
    if not proposal.pairings:
        raise NotPossible("There is nothing to hand on that somebody else could take.")
    by_case = {
        audit.sampled_case_id: audit
        for audit in session.scalars(
            select(Audit)
            .where(Audit.sampled_case_id.in_([each.case.sampled_case_id for each in proposal.pairings]))
            .options(*_LOADS)
        )
    }
    moved = []
    for pairing in proposal.pairings:
        audit = by_case[pairing.case.sampled_case_id]
        _move(audit, pairing.auditor.user_id, because=because, by=by, at=at)
        moved.append(audit)
    return moved


@use_case
def extend(
    audit_id: int, due_on: date, *, because: str, revision: int | None = None, by: User, at: datetime
) -> AnyAudit:
    """Give an audit another due date. The first one is kept, and the history says why it changed.

    :raises StepNotAllowed: when the auditor has nothing to do any more.
    :raises Incomplete: when there is no reason, or the date is in the past or is the date that it has.
    """
    audit = _one(audit_id, revision)
    _check_reason(because)
    if due_on < in_london(at).date():
        raise Incomplete("The new due date must be today or later.")
    if due_on == audit.due_on:
        raise Incomplete("The audit is due on that day already. Enter another date.")
    audit.take(
        Step.EXTEND, by=by, at=at, note=f"From {_day(audit.due_on)} to {_day(due_on)}. {because.strip()}"
    )
    audit.due_on = due_on
    return audit


_LOADS = (
    joinedload(AnyAudit.case).options(joinedload(Case.team), joinedload(Case.worker)),
    joinedload(AnyAudit.auditor),
    joinedload(AnyAudit.round),
)


def _one(audit_id: int, revision: int | None) -> AnyAudit:
    locking.hold_pair_of(audit_id)
    audit = session.scalars(
        select(AnyAudit)
        .where(AnyAudit.id == audit_id)
        .options(*_LOADS)
        .with_for_update(of=AnyAudit)
        .execution_options(populate_existing=True)
    ).one()
    if revision is not None and audit.revision != revision:
        raise Stale("Someone else changed this audit while you were working on it. Look at what it says now.")
    return audit


def _move(audit: AnyAudit, to_id: int, *, because: str, by: User, at: datetime) -> None:
    _check_reason(because)
    if to_id == audit.auditor_id:
        raise NotPossible(f"{audit.auditor.name} has this audit already. Choose somebody else.")
    on, case = in_london(at).date(), audit.case
    if audit.round_id is None or case is None:
        raise NotPossible("This audit belongs to no round, so it cannot be moved.")
    pool = auditors.available(audit.round_id, on, cases=[case.id])
    taker = next((each for each in pool if each.user_id == to_id), None)
    if taker is None:
        raise NotPossible("That person cannot audit in this round. Choose an auditor who is not exempt.")
    other_id = pairs.other_auditor_of(audit)
    clash = conflict(
        CaseToAllocate(
            audit.id,
            case.reference,
            case.team.name if case.team else "",
            case.worker.name if case.worker else "",
            auditors.described({other_id}, on)[other_id] if other_id else None,
        ),
        taker,
    )
    if clash:
        raise ConflictOfInterest(f"{clash.sentence} Choose another auditor.")
    audit.take(Step.MOVE, by=by, at=at, note=f"From {audit.auditor.name} to {taker.name}. {because.strip()}")
    _begin_again(audit)
    left, joined = audit.auditor, session.get_one(User, to_id)
    audit.auditor_id, audit.auditor, audit.allocated_at = to_id, joined, at
    _tell(audit, left, joined, at=at)


def _begin_again(audit: AnyAudit) -> None:
    """The next auditor judges for themselves, so nothing of the first judgement stays."""
    for kept in (Answer, SectionGrade, Finding):
        session.execute(delete(kept).where(kept.audit_id == audit.id))
    audit.started_at = audit.auditor_grade = None
    audit.is_above_cap = False


def _check_reason(because: str) -> None:
    if not because.strip():
        raise Incomplete("Enter the reason.")
    if len(because) > NOTE_LIMIT:
        raise Incomplete(f"The reason must be {NOTE_LIMIT:,} characters or fewer.")


def _tell(audit: AnyAudit, left: User, joined: User, *, at: datetime) -> None:
    """Both auditors; no case is named in a mail."""
    key = f"moved:{audit.id}:{at.timestamp()}"
    messages.message(
        f"{key}:from",
        left.email,
        "An audit was moved to a colleague",
        f'One of your audits in the round "{audit.occasion}" was moved to {joined.name}. '
        "There is nothing for you to do.\n",
        at=at,
    )
    messages.message(
        f"{key}:to",
        joined.email,
        "You have 1 new audit",
        f'An audit in the round "{audit.occasion}" was moved to you. It is due on {_day(audit.due_on)}. '
        "Sign in to see it under Your audits.\n",
        at=at,
    )


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
