"""Which audits of a round would be made twice, by whom, and why could nobody make the others?"""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from qa_app.db import session
from qa_app.domain.allocation import allocate, has_room, why_not
from qa_app.domain.conflicts import CaseToAllocate, conflict
from qa_app.domain.second_audits import Candidate, choose
from qa_app.domain.workflow import AUDITED, EDITABLE, Status
from qa_app.models.audits import AnyAudit, Audit, SecondAudit
from qa_app.models.pairs import Pair
from qa_app.queries import auditors

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from qa_app.domain.conflicts import AvailableAuditor
    from qa_app.domain.second_audits import Choice
    from qa_app.models.rounds import Round

_CAN_BE_PAIRED = frozenset({Status.ALLOCATED, Status.SUBMITTED}) | EDITABLE


@dataclass(frozen=True, slots=True)
class Pairing:
    """One audit that would be made twice: why, and who would make the second one. The audit has its loads."""

    audit: Audit
    choice: Choice
    auditor: AvailableAuditor


@dataclass(frozen=True, slots=True)
class NotPaired:
    """One audit that the rules ask for and nobody can make: a sentence for each auditor asked."""

    audit: Audit
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PairProposal:
    """Second audits to give out. ``digest`` is the same while the same would be proposed."""

    pairings: tuple[Pairing, ...]
    left_over: tuple[NotPaired, ...]

    @property
    def digest(self) -> str:
        """So that what is confirmed is what was shown."""
        lines = (f"{each.audit.id} {each.auditor.user_id}" for each in self.pairings)
        return sha256("\n".join(sorted(lines)).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Asked:
    """Who may make the second audit of one case, the least loaded first, and one sentence for each who may not."""

    may: tuple[AvailableAuditor, ...]
    why_not: tuple[str, ...]


def for_round(round_: Round, on: date) -> PairProposal:
    """What the round's rules ask for beyond what is paired already."""
    rules = round_.second_rules
    if not rules.asks_for_any:
        return PairProposal((), ())
    audits = _audits_of(round_.id)
    pool = auditors.available(round_.id, on, cases=[audit.case_id for audit in audits])
    firsts = auditors.described({audit.auditor_id for audit in audits}, on)
    cases = {audit.id: as_case(audit, firsts[audit.auditor_id]) for audit in audits}
    candidates = _candidates(round_.id, audits, cases, pool)
    chosen = choose(candidates, rules, round_.moderation_seed)
    by_audit = {audit.id: audit for audit in audits}
    choices = {each.audit_id: each for each in chosen.choices}
    shared = allocate([cases[number] for number in choices], pool, round_.moderation_seed)
    audit_of = {cases[number].sampled_case_id: number for number in choices}
    people = {auditor.user_id: auditor for auditor in pool}
    nobody = [NotPaired(by_audit[number], why_not(cases[number], pool)) for number in chosen.passed_over]
    full = [NotPaired(by_audit[audit_of[each.sampled_case_id]], each.reasons) for each in shared.unassigned]
    return PairProposal(
        pairings=tuple(
            Pairing(
                by_audit[audit_of[each.sampled_case_id]],
                choices[audit_of[each.sampled_case_id]],
                people[each.user_id],
            )
            for each in shared.assigned
        ),
        left_over=(*nobody, *full),
    )


def for_audit(audit: Audit, on: date) -> Asked:
    """Who could make a second audit of this one. The audit needs its case, team and worker."""
    return _asked(audit, on, without=(), other_id=audit.auditor_id)


def instead_of(second: SecondAudit, first: Audit, on: date) -> Asked:
    """Who could take a second audit over. The first audit needs its case, team and worker."""
    return _asked(first, on, without=[second.auditor_id], other_id=first.auditor_id)


def as_case(audit: AnyAudit, other: AvailableAuditor) -> CaseToAllocate:
    """The case of an audit as somebody independent of ``other`` would get it. It needs its case, team and worker."""
    return CaseToAllocate(
        sampled_case_id=audit.id,
        reference=audit.reference,
        team=audit.team.name if audit.team else "",
        worker=audit.worker.name if audit.worker else "",
        other_auditor=other,
    )


def _asked(first: Audit, on: date, *, without: Sequence[int], other_id: int) -> Asked:
    case = as_case(first, auditors.described({other_id}, on)[other_id])
    pool = auditors.available(first.round_id, on, without=without, cases=[first.case_id])
    may = [auditor for auditor in pool if not conflict(case, auditor) and has_room(auditor)]
    return Asked(
        may=tuple(sorted(may, key=lambda each: (each.load, each.name))),
        why_not=why_not(case, [auditor for auditor in pool if auditor not in may])
        if len(may) < len(pool)
        else (),
    )


def _audits_of(round_id: int) -> Sequence[Audit]:
    return session.scalars(
        select(Audit)
        .where(Audit.round_id == round_id, Audit.status.in_(_CAN_BE_PAIRED | AUDITED))
        .options(
            joinedload(Audit.case),
            joinedload(Audit.team),
            joinedload(Audit.worker),
            joinedload(Audit.auditor),
        )
        .order_by(Audit.id)
    ).all()


def _candidates(
    round_id: int,
    audits: Sequence[Audit],
    cases: Mapping[int, CaseToAllocate],
    pool: Sequence[AvailableAuditor],
) -> list[Candidate]:
    """Every audit of the round counts in a share; one that cannot be paired any more is as if nobody could take it."""
    paired = set(session.scalars(select(Pair.audit_id).where(Pair.round_id == round_id)))
    earlier = dict(
        session.execute(
            select(Audit.auditor_id, func.count())
            .where(
                Audit.round_id != round_id,
                Audit.status != Status.WITHDRAWN,
                Audit.auditor_id.in_({audit.auditor_id for audit in audits}),
            )
            .group_by(Audit.auditor_id)
        ).all()
    )
    return [
        Candidate(
            audit_id=audit.id,
            reference=audit.reference,
            auditor_id=audit.auditor_id,
            auditor_name=audit.auditor.name,
            earlier=earlier.get(audit.auditor_id, 0),
            is_paired=audit.id in paired,
            is_possible=audit.status in _CAN_BE_PAIRED
            and any(conflict(cases[audit.id], auditor) is None for auditor in pool),
        )
        for audit in audits
    ]
