"""How do the cases of a sample become audits that people hold?"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from qa_app.clock import in_london
from qa_app.consequences import messages
from qa_app.db import session, use_case
from qa_app.domain.errors import NotPossible, Stale, StepNotAllowed
from qa_app.domain.workflow import Status
from qa_app.models.audits import Audit
from qa_app.models.people import User
from qa_app.models.rounds import Round, RoundStatus, SampledCase
from qa_app.queries import proposals, samples

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from qa_app.queries.proposals import Pairing


@use_case
def allocate(round_id: int, *, digest: str | None = None, by: User, at: datetime) -> list[Audit]:
    """Give every case that waits to the auditor who is proposed for it, and open the round.

    Cases that nobody can take go on waiting. With ``digest`` only what was shown under it is done.

    :raises StepNotAllowed: when the round is closed.
    :raises Stale: when something else would be proposed now than what was shown.
    :raises NotPossible: when there is no sample, no case waits, or nobody can take one.
    """
    del by
    row = session.get_one(Round, round_id, with_for_update=True, populate_existing=True)
    if row.status is RoundStatus.CLOSED:
        raise StepNotAllowed("This round is closed. Nothing more can be given out.")
    sample = samples.of_round(row.id)
    if sample is None:
        raise NotPossible("Draw the sample first: there is nothing to give out yet.")
    proposal = proposals.for_round(row.id, seed=sample.seed, on=in_london(at).date())
    if digest is not None and digest != proposal.digest:
        raise Stale(
            "Something changed since this proposal was made: an auditor, a case or somebody's work. "
            "Nothing was given out. Look at the new proposal."
        )
    if not proposal.pairings:
        raise NotPossible(
            "Nobody can take any of the cases that wait."
            if proposal.left_over
            else "Every case of the sample has an auditor already."
        )
    made = _give_out(row, proposal.pairings, at=at)
    row.status = RoundStatus.OPEN
    _tell(row, proposal.pairings, at=at)
    return made


def _give_out(row: Round, pairings: Sequence[Pairing], *, at: datetime) -> list[Audit]:
    wanted = [each.case.sampled_case_id for each in pairings]
    sampled = {
        each.id: each
        for each in session.scalars(
            select(SampledCase).where(SampledCase.id.in_(wanted)).options(joinedload(SampledCase.case))
        )
    }
    made = []
    for pairing in pairings:
        one = sampled[pairing.case.sampled_case_id]
        made.append(
            Audit(
                round_id=row.id,
                sampled_case_id=one.id,
                case_id=one.case_id,
                tool_version_id=row.tool_version_id,
                auditor_id=pairing.auditor.user_id,
                team_id=one.case.team_id,
                worker_id=one.case.worker_id,
                status=Status.ALLOCATED,
                allocated_at=at,
                due_on=row.due_on,
                original_due_on=row.due_on,
            )
        )
    session.add_all(made)
    session.flush()
    return made


def _tell(row: Round, pairings: Sequence[Pairing], *, at: datetime) -> None:
    """One message for each auditor; no case is named in a mail."""
    counts = Counter(each.auditor.user_id for each in pairings)
    people = session.scalars(select(User).where(User.id.in_(counts)).order_by(User.id))
    for person in people:
        messages.given_out(row, person, counts[person.id], at=at)
