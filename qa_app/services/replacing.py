"""What happens when a sampled case turns out to be unsuitable? The next of its reserve takes its place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from qa_app.clock import in_london
from qa_app.consequences import locking
from qa_app.db import session, use_case
from qa_app.domain.conflicts import CaseToAllocate, conflict
from qa_app.domain.errors import Incomplete, StepNotAllowed
from qa_app.domain.workflow import Status, Step
from qa_app.models.audits import Audit
from qa_app.models.cases import Case
from qa_app.models.rounds import Round, RoundStatus, Sample, SampledCase
from qa_app.queries import auditors

if TYPE_CHECKING:
    from datetime import datetime

    from qa_app.models.people import User

REASON_LIMIT = 2_000


@dataclass(frozen=True, slots=True)
class Replaced:
    """What came of it: the reserve case (None when the reserve is used up) and its audit (None when nobody has it)."""

    gone: SampledCase
    instead: SampledCase | None
    audit: Audit | None


@use_case
def replace(sampled_case_id: int, *, because: str, by: User, at: datetime) -> Replaced:
    """Withdraw a case that cannot be audited and bring the next reserve of its group.

    The same auditor gets it when they are not too close to it; otherwise it waits to be allocated.

    :raises StepNotAllowed: when its audit is moderated, the round is closed, or it was replaced before.
    :raises Incomplete: when there is no reason.
    """
    if not because.strip() or len(because) > REASON_LIMIT:
        raise Incomplete(f"Say why the case cannot be audited, in {REASON_LIMIT:,} characters or fewer.")
    round_ = session.scalars(
        select(Round)
        .join(Sample, Sample.round_id == Round.id)
        .join(SampledCase, SampledCase.sample_id == Sample.id)
        .where(SampledCase.id == sampled_case_id)
        .with_for_update(of=Round)
    ).one()
    if round_.status is RoundStatus.CLOSED:
        raise StepNotAllowed("This round is closed, so its sample stays as it is.")
    gone = session.get_one(SampledCase, sampled_case_id, populate_existing=True)
    if gone.unsuitable_because is not None:
        raise StepNotAllowed("This case was found unsuitable already.")
    if gone.is_reserve and gone.replaces_id is None:
        raise StepNotAllowed("This case is still in the reserve. Only a case that is in use can be replaced.")
    audit = session.scalars(select(Audit).where(Audit.sampled_case_id == gone.id)).one_or_none()
    if audit:
        if pair := locking.hold_pair_of(audit.id):
            locking.call_off(pair, because.strip(), by=by, at=at)
        audit.take(Step.WITHDRAW, by=by, at=at, note=because.strip())
    gone.unsuitable_because, gone.unsuitable_at, gone.unsuitable_by_id = because.strip(), at, by.id
    spare = _next_in_reserve(gone)
    if spare is None:
        return Replaced(gone, None, None)
    spare.replaces_id = gone.id
    session.flush()
    return Replaced(gone, spare, _given_to_the_same(audit, spare, at=at) if audit else None)


def _next_in_reserve(gone: SampledCase) -> SampledCase | None:
    return session.scalars(
        select(SampledCase)
        .where(
            SampledCase.sample_id == gone.sample_id,
            SampledCase.stratum == gone.stratum,
            SampledCase.is_reserve,
            SampledCase.replaces_id.is_(None),
            SampledCase.unsuitable_because.is_(None),
        )
        .options(joinedload(SampledCase.case).options(joinedload(Case.team), joinedload(Case.worker)))
        .order_by(SampledCase.position)
        .limit(1)
    ).one_or_none()


def _given_to_the_same(withdrawn: Audit, spare: SampledCase, *, at: datetime) -> Audit | None:
    case = spare.case
    on_list = CaseToAllocate(
        spare.id,
        case.reference,
        case.team.name if case.team else "",
        case.worker.name if case.worker else "",
    )
    pool = auditors.available(withdrawn.round_id, in_london(at).date())
    same = next((each for each in pool if each.user_id == withdrawn.auditor_id), None)
    if same is None or conflict(on_list, same):
        return None
    audit = Audit(
        round_id=withdrawn.round_id,
        sampled_case_id=spare.id,
        case_id=case.id,
        tool_version_id=withdrawn.tool_version_id,
        auditor_id=withdrawn.auditor_id,
        team_id=case.team_id,
        worker_id=case.worker_id,
        status=Status.ALLOCATED,
        allocated_at=at,
        due_on=withdrawn.due_on,
        original_due_on=withdrawn.due_on,
    )
    session.add(audit)
    session.flush()
    return audit
