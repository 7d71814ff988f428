"""Who need not audit in a round, and why?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from qa_app.db import session, use_case
from qa_app.domain.errors import Incomplete, NotPossible, StepNotAllowed
from qa_app.models.people import User
from qa_app.models.rounds import Exemption, Round, RoundStatus

if TYPE_CHECKING:
    from datetime import datetime

REASON_LIMIT = 2_000


@use_case
def exempt(round_id: int, auditor_id: int, *, because: str, by: User, at: datetime) -> Exemption:
    """Let an auditor off for one round. Doing it twice keeps the first reason.

    What they hold already stays theirs until it is moved (``moving.hand_on``).

    :raises StepNotAllowed: when the round is closed.
    :raises NotPossible: when the person is no auditor.
    :raises Incomplete: when there is no reason.
    """
    if not because.strip() or len(because) > REASON_LIMIT:
        raise Incomplete(f"Enter the reason, in {REASON_LIMIT:,} characters or fewer.")
    row = session.get_one(Round, round_id, with_for_update=True, populate_existing=True)
    if row.status is RoundStatus.CLOSED:
        raise StepNotAllowed("This round is closed. Nobody needs to be exempt from it any more.")
    auditor = session.get(User, auditor_id)
    if auditor is None or not auditor.active or not auditor.audits:
        raise NotPossible("Choose one of the auditors.")
    found = session.scalars(
        select(Exemption).where(Exemption.round_id == row.id, Exemption.auditor_id == auditor.id)
    ).one_or_none()
    if found is None:
        found = Exemption(round_id=row.id, auditor_id=auditor.id, because=because.strip(), by_id=by.id, at=at)
        session.add(found)
        session.flush()
    return found


@use_case
def end(round_id: int, auditor_id: int, *, by: User, at: datetime) -> None:
    """Let an exempt auditor audit in the round again. Nothing happens when they were not exempt."""
    del by, at
    found = session.scalars(
        select(Exemption).where(Exemption.round_id == round_id, Exemption.auditor_id == auditor_id)
    ).one_or_none()
    if found is not None:
        session.delete(found)
