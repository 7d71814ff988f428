"""How do second audits begin, and how is one called off?

A second audit is given out like any other, with the same words in the same mail: nothing tells its auditor, or the first
one, that there are two.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from qa_app.clock import in_london
from qa_app.consequences import locking, messages
from qa_app.db import session, use_case
from qa_app.domain.conflicts import conflict
from qa_app.domain.errors import ConflictOfInterest, NotPossible, Stale, StepNotAllowed
from qa_app.domain.pairs import PairStatus
from qa_app.domain.second_audits import Chosen
from qa_app.domain.words import written
from qa_app.domain.workflow import EDITABLE, Status
from qa_app.models.audits import Audit, SecondAudit
from qa_app.models.pairs import Pair
from qa_app.models.people import User
from qa_app.models.rounds import Round, RoundStatus
from qa_app.queries import auditors, pairings, pairs

if TYPE_CHECKING:
    from datetime import datetime

NOTE_LIMIT = 2_000


@use_case
def give_out(round_id: int, *, digest: str | None = None, by: User, at: datetime) -> list[Pair]:
    """Give out the second audits that the round's rules ask for. With ``digest`` only what was shown under it is done.

    :raises StepNotAllowed: when the round is not open.
    :raises Stale: when something else would be proposed now than what was shown.
    :raises NotPossible: when there is nothing to give out.
    """
    row = session.get_one(Round, round_id, with_for_update=True, populate_existing=True)
    if row.status is not RoundStatus.OPEN:
        raise StepNotAllowed("Second audits are given out while a round is open.")
    proposal = pairings.for_round(row, in_london(at).date())
    if digest is not None and digest != proposal.digest:
        raise Stale(
            "Something changed since this was proposed: an auditor, a case or somebody’s work. Nothing was given out. "
            "Look at the new proposal."
        )
    if not proposal.pairings:
        raise NotPossible("There is no second audit to give out now.")
    made = [
        _pair(each.audit, each.auditor.user_id, each.choice.chosen, each.choice.because, by=by, at=at)
        for each in proposal.pairings
    ]
    _tell(row, [each.auditor.user_id for each in proposal.pairings], at=at)
    return made


@use_case
def pair_by_hand(audit_id: int, auditor_id: int, *, because: str, by: User, at: datetime) -> Pair:
    """Let this auditor audit the same case, blind.

    :raises StepNotAllowed: when the audit is settled or withdrawn, or its round is not open.
    :raises NotPossible: when it has a second audit already, or the person cannot audit in this round.
    :raises ConflictOfInterest: when the person is not independent.
    :raises Incomplete: without a reason.
    """
    because = written(because, "Say why this case should be audited twice.", limit=NOTE_LIMIT)
    audit = session.scalars(
        select(Audit)
        .where(Audit.id == audit_id)
        .options(
            joinedload(Audit.case),
            joinedload(Audit.team),
            joinedload(Audit.worker),
            joinedload(Audit.round),
        )
        .with_for_update(of=Audit)
        .execution_options(populate_existing=True)
    ).one()
    if audit.round.status is not RoundStatus.OPEN:
        raise StepNotAllowed("Second audits are given out while a round is open.")
    if audit.status not in EDITABLE | {Status.ALLOCATED, Status.SUBMITTED}:
        raise StepNotAllowed(
            f"This audit is now “{audit.status.label}”, so it cannot be audited twice any more."
        )
    if pairs.live_of(audit):
        raise NotPossible("This case is audited twice already.")
    on = in_london(at).date()
    taker = next(
        (
            each
            for each in auditors.available(audit.round_id, on, cases=[audit.case_id])
            if each.user_id == auditor_id
        ),
        None,
    )
    if taker is None:
        raise NotPossible("That person cannot audit in this round. Choose an auditor who is not exempt.")
    first = auditors.described({audit.auditor_id}, on)[audit.auditor_id]
    if clash := conflict(pairings.as_case(audit, first), taker):
        raise ConflictOfInterest(f"{clash.sentence} Choose another auditor.")
    made = _pair(audit, auditor_id, Chosen.BY_HAND, because, by=by, at=at)
    _tell(audit.round, [auditor_id], at=at)
    return made


@use_case
def call_off(pair_id: int, *, because: str, revision: int, by: User, at: datetime) -> Pair:
    """End a second audit that is not to be waited for. The first one goes to moderation by itself.

    What the second auditor typed is kept with the withdrawn audit, and compared with nothing.

    :raises StepNotAllowed: when both are handed in.
    :raises Incomplete: without a reason.
    :raises Stale: when the pair changed since revision ``revision`` was read.
    """
    pair = session.get_one(Pair, pair_id, with_for_update=True, populate_existing=True)
    because = written(because, "Say why the second audit is called off.", limit=NOTE_LIMIT)
    if pair.status is not PairStatus.WAITING:
        raise StepNotAllowed(
            f"This pair is now “{pair.status.label}”. Only a second audit that is still waited for can be called off."
        )
    if pair.revision != revision:
        raise Stale("Someone else changed this pair while you were working on it. Look at what it says now.")
    locking.call_off(pair, because, by=by, at=at)
    return pair


def _pair(audit: Audit, auditor_id: int, chosen: Chosen, because: str, *, by: User, at: datetime) -> Pair:
    second = SecondAudit(
        round_id=audit.round_id,
        case_id=audit.case_id,
        of_id=audit.id,
        tool_version_id=audit.tool_version_id,
        auditor_id=auditor_id,
        team_id=audit.team_id,
        worker_id=audit.worker_id,
        status=Status.ALLOCATED,
        allocated_at=at,
        due_on=max(audit.due_on, in_london(at).date()),
        original_due_on=max(audit.due_on, in_london(at).date()),
    )
    session.add(second)
    session.flush()
    pair = Pair(
        round_id=audit.round_id,
        audit_id=audit.id,
        second_id=second.id,
        chosen=chosen,
        because=because,
        made_by_id=by.id,
        made_at=at,
        status=PairStatus.WAITING,
    )
    session.add(pair)
    session.flush()
    return pair


def _tell(row: Round, auditor_ids: list[int], *, at: datetime) -> None:
    """The words of ``allocating``: a mail must not say that an audit is a second one."""
    counts = Counter(auditor_ids)
    people = session.scalars(select(User).where(User.id.in_(counts)).order_by(User.id))
    for person in people:
        messages.given_out(row, person, counts[person.id], at=at)
