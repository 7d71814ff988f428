"""How is a round set up, changed while it is a draft, and closed?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, func, select

from qa_app.consequences import locking
from qa_app.db import session, use_case
from qa_app.domain.errors import Incomplete, NotPossible, Stale, StepNotAllowed
from qa_app.domain.pairs import PairStatus
from qa_app.domain.rounds import new_seed
from qa_app.domain.workflow import WITH_AUDITOR, Status, Step
from qa_app.models.audits import Audit
from qa_app.models.pairs import Pair
from qa_app.models.rounds import Round, RoundStatus, Sample, SampledCase
from qa_app.models.tools import ToolVersion

if TYPE_CHECKING:
    from datetime import datetime

    from qa_app.domain.rounds import RoundPlan
    from qa_app.models.people import User


@use_case
def create(
    plan: RoundPlan,
    *,
    once: str | None = None,
    moderation_seed: int | None = None,
    by: User,
    at: datetime,
) -> Round:
    """Make a draft round. The same ``once`` gives the same round, so a double click makes one.

    ``moderation_seed`` decides what is read by chance; nobody chooses it, unless a story is to be told twice alike.

    :raises Incomplete: when the plan lacks something, or its tool is not offered.
    """
    if once and (made := session.scalars(select(Round).where(Round.once == once)).one_or_none()):
        return made
    row = Round(
        status=RoundStatus.DRAFT,
        moderation_seed=new_seed() if moderation_seed is None else moderation_seed,
        created_by_id=by.id,
        created_at=at,
        once=once,
    )
    _write(row, plan)
    session.add(row)
    return row


@use_case
def change(round_id: int, plan: RoundPlan, *, revision: int | None = None, by: User, at: datetime) -> Round:
    """Change a draft round. A sample drawn from another cohort is thrown away, because it no longer says the truth.

    :raises StepNotAllowed: when the round is no draft any more.
    :raises Stale: when it is not at this revision.
    """
    del by, at
    row = session.get_one(Round, round_id, with_for_update=True, populate_existing=True)
    if row.status is not RoundStatus.DRAFT:
        raise StepNotAllowed("This round has been allocated, so what it looks at can no longer be changed.")
    if revision is not None and row.revision != revision:
        raise Stale("Someone else changed this round while you were working on it. Look at what it says now.")
    was = row.cohort_json
    _write(row, plan)
    if row.cohort_json != was:
        forget_sample_of = select(Sample.id).where(Sample.round_id == row.id)
        session.execute(delete(SampledCase).where(SampledCase.sample_id.in_(forget_sample_of)))
        session.execute(delete(Sample).where(Sample.round_id == row.id))
    return row


@use_case
def close(round_id: int, *, because: str = "", by: User, at: datetime) -> Round:
    """End a round. Audits that were not handed in are withdrawn for the reason ``because``.

    :raises StepNotAllowed: when the round is not open.
    :raises NotPossible: when a submitted audit waits for moderation, or for its second audit.
    :raises Incomplete: when audits would be withdrawn without a reason.
    """
    row = session.get_one(Round, round_id, with_for_update=True, populate_existing=True)
    if row.status is not RoundStatus.OPEN:
        raise StepNotAllowed(f'Only an open round can be closed. This one is "{row.status.label}".')
    seconds = session.scalar(
        select(func.count())
        .select_from(Pair)
        .join(Pair.audit)
        .where(Pair.round_id == row.id, Pair.status == PairStatus.WAITING, Audit.status == Status.SUBMITTED)
    )
    if seconds:
        noun = "audit waits for its" if seconds == 1 else "audits wait for their"
        raise NotPossible(
            f"{seconds} {noun} second audit. Call off what is not to be waited for, then close the round."
        )
    waiting = session.scalar(
        select(func.count()).where(Audit.round_id == row.id, Audit.status == Status.SUBMITTED)
    )
    if waiting:
        noun = "audit waits" if waiting == 1 else "audits wait"
        raise NotPossible(f"{waiting} {noun} for moderation. Moderate them first, then close the round.")
    late = session.scalars(
        select(Audit).where(Audit.round_id == row.id, Audit.status.in_(WITH_AUDITOR)).order_by(Audit.id)
    ).all()
    if late and not because.strip():
        raise Incomplete("Say why the audits that were not handed in are withdrawn.")
    for audit in late:
        if pair := locking.hold_pair_of(audit.id):
            locking.call_off(pair, because.strip(), by=by, at=at)
        audit.take(Step.WITHDRAW, by=by, at=at, note=because.strip())
    row.status = RoundStatus.CLOSED
    return row


def _write(row: Round, plan: RoundPlan) -> None:
    plan.check()
    version = session.get(ToolVersion, plan.tool_version_id)
    if version is None or not (version.is_offered or row.tool_version_id == version.id):
        raise Incomplete("Choose one of the audit tools that are offered.")
    row.title = " ".join(plan.title.split())
    row.theme = " ".join(plan.theme.split())
    row.tool_version_id = version.id
    row.period_start, row.period_end = plan.period.first, plan.period.last
    row.opens_on, row.due_on = plan.opens_on, plan.due_on
    row.cohort_json = plan.cohort.to_json()
    row.moderation_json = plan.moderation.to_json()
    row.second_json = plan.second.to_json()
