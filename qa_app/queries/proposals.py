"""How could the cases that wait in a round be shared among its auditors, and what would help the rest?"""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import aliased

from qa_app.db import session
from qa_app.domain.allocation import Allocation, allocate
from qa_app.domain.conflicts import AvailableAuditor, CaseToAllocate
from qa_app.domain.pairs import LIVE
from qa_app.domain.swaps import Held, Swap, swaps_for
from qa_app.domain.workflow import Status
from qa_app.models.audits import Audit, SecondAudit
from qa_app.models.cases import Case
from qa_app.models.pairs import Pair
from qa_app.models.people import Team, Worker
from qa_app.models.rounds import Round, RoundStatus
from qa_app.queries import auditors, samples

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date


@dataclass(frozen=True, slots=True)
class Pairing:
    """One case and who would audit it."""

    case: CaseToAllocate
    auditor: AvailableAuditor


@dataclass(frozen=True, slots=True)
class LeftOver:
    """One case that nobody can take now: a sentence for each auditor asked, and the swaps that would help."""

    case: CaseToAllocate
    reasons: tuple[str, ...]
    swaps: tuple[Swap, ...]


@dataclass(frozen=True, slots=True)
class Proposal:
    """A way to share the waiting cases. ``digest`` is the same while the same would be proposed."""

    pairings: tuple[Pairing, ...]
    left_over: tuple[LeftOver, ...]
    auditors: tuple[AvailableAuditor, ...]

    @property
    def digest(self) -> str:
        """So that what is confirmed is what was shown."""
        lines = (f"{each.case.sampled_case_id} {each.auditor.user_id}" for each in self.pairings)
        return sha256("\n".join(sorted(lines)).encode()).hexdigest()

    @property
    def loads(self) -> tuple[tuple[AvailableAuditor, int], ...]:
        """Each auditor who can be given audits, with the number of cases that they would get, by name."""
        given = [each.auditor.user_id for each in self.pairings]
        return tuple(
            (auditor, given.count(auditor.user_id)) for auditor in self.auditors if not auditor.not_ready
        )

    @property
    def not_ready(self) -> tuple[AvailableAuditor, ...]:
        """Those who cannot be given audits yet, by name."""
        return tuple(auditor for auditor in self.auditors if auditor.not_ready)


def for_round(round_id: int, *, seed: int, on: date) -> Proposal:
    """For every case of the sample that has no auditor."""
    return _proposal(samples.waiting(round_id), auditors.available(round_id, on), seed, on)


def for_work_of(auditor_id: int, round_id: int, *, seed: int, on: date) -> Proposal:
    """For the audits of one person in a round that they have not started, among the others."""
    held = [each.case for each in _held(on, round_id=round_id) if each.user_id == auditor_id]
    cases = select(Audit.case_id).where(Audit.sampled_case_id.in_([case.sampled_case_id for case in held]))
    judged = session.scalars(cases).all()
    return _proposal(held, auditors.available(round_id, on, without=[auditor_id], cases=judged), seed, on)


def _proposal(
    cases: Sequence[CaseToAllocate], pool: tuple[AvailableAuditor, ...], seed: int, on: date
) -> Proposal:
    shared: Allocation = allocate(cases, pool, seed)
    by_case = {case.sampled_case_id: case for case in cases}
    by_user = {auditor.user_id: auditor for auditor in pool}
    held = _held(on) if shared.unassigned else ()
    return Proposal(
        pairings=tuple(
            Pairing(by_case[each.sampled_case_id], by_user[each.user_id]) for each in shared.assigned
        ),
        left_over=tuple(
            LeftOver(
                by_case[each.sampled_case_id],
                each.reasons,
                swaps_for(by_case[each.sampled_case_id], pool, held),
            )
            for each in shared.unassigned
        ),
        auditors=pool,
    )


def _held(on: date, round_id: int | None = None) -> tuple[Held, ...]:
    """Audits that were given out and not started, of one open round or of all; those made twice with who else does."""
    second = aliased(SecondAudit)
    query = (
        select(
            Audit.sampled_case_id,
            Case.reference,
            Team.name,
            Worker.name,
            Audit.auditor_id,
            second.auditor_id.label("other_id"),
        )
        .join(Case, Audit.case_id == Case.id)
        .join(Round, Audit.round_id == Round.id)
        .outerjoin(Team, Case.team_id == Team.id)
        .outerjoin(Worker, Case.worker_id == Worker.id)
        .outerjoin(Pair, (Pair.audit_id == Audit.id) & Pair.status.in_(LIVE))
        .outerjoin(second, second.id == Pair.second_id)
        .where(Audit.status == Status.ALLOCATED, Round.status == RoundStatus.OPEN)
        .order_by(Audit.id)
    )
    if round_id is not None:
        query = query.where(Audit.round_id == round_id)
    rows = session.execute(query).all()
    others = auditors.described({row.other_id for row in rows if row.other_id}, on)
    return tuple(
        Held(
            CaseToAllocate(sampled_case_id, reference, team or "", worker or "", others.get(other_id)),
            auditor_id,
        )
        for sampled_case_id, reference, team, worker, auditor_id, other_id in rows
    )
