"""Is each message sent, only once, and only to people who are let in?

Each is claimed before it is sent, so that two senders at once send nothing twice. What is for somebody whose access has not
begun waits until it has; what is for somebody whose access has ended is never sent.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import exists, func, not_, or_, select, update

from qa_app.clock import in_london
from qa_app.consequences.messages import message
from qa_app.db import session, use_case
from qa_app.models.mail import OutboxMessage
from qa_app.models.people import User
from qa_app.queries.people import is_let_in

if TYPE_CHECKING:
    from datetime import datetime

_CLAIM_FOR = timedelta(minutes=10)


@use_case
def queue(key: str, to: str, subject: str, body: str, *, at: datetime) -> None:
    """One message as a transaction of its own."""
    message(key, to, subject, body, at=at)


@use_case
def claim_next(*, at: datetime) -> OutboxMessage | None:
    """The oldest message that waits, now held by this sender for ten minutes; None when there is none."""
    free = or_(
        OutboxMessage.claimed_at.is_(None),
        OutboxMessage.claimed_at < at - _CLAIM_FOR,
        OutboxMessage.claimed_at > at + _CLAIM_FOR,  # the clock was set back since
    )
    is_kept_out = exists().where(
        func.lower(User.email) == func.lower(OutboxMessage.to_address), not_(is_let_in(in_london(at).date()))
    )
    waiting = select(OutboxMessage.id).where(
        OutboxMessage.sent_at.is_(None), OutboxMessage.withheld_at.is_(None), free, not_(is_kept_out)
    )
    found = session.scalar(waiting.order_by(OutboxMessage.id).limit(1))
    if found is None:
        return None
    claimed = session.execute(
        update(OutboxMessage)
        .where(OutboxMessage.id == found, OutboxMessage.sent_at.is_(None), free)
        .values(claimed_at=at, attempts=OutboxMessage.attempts + 1)
        .execution_options(synchronize_session=False)
    )
    if claimed.rowcount == 0:  # type: ignore[attr-defined]  # a CursorResult for an UPDATE
        return None
    return session.get_one(OutboxMessage, found, populate_existing=True)


@use_case
def withhold(*, at: datetime) -> int:
    """Put aside for good what waits for people whose access has ended; how many messages that were."""
    ended = select(func.lower(User.email)).where(User.access_until < in_london(at).date())
    withheld = session.execute(
        update(OutboxMessage)
        .where(
            OutboxMessage.sent_at.is_(None),
            OutboxMessage.withheld_at.is_(None),
            func.lower(OutboxMessage.to_address).in_(ended),
        )
        .values(withheld_at=at)
        .execution_options(synchronize_session=False)
    )
    number: int = withheld.rowcount  # type: ignore[attr-defined]  # a CursorResult for an UPDATE
    return number


@use_case
def record_sent(sent: OutboxMessage, *, at: datetime) -> None:
    """The mail server took it."""
    sent.sent_at = at
    sent.last_error = ""


@use_case
def record_failure(failed: OutboxMessage, because: str) -> None:
    """The mail server did not take it; it is tried again when the claim ends."""
    failed.last_error = because[:500]
