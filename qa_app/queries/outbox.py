"""What waits to be sent?"""

from __future__ import annotations

from sqlalchemy import func, select

from qa_app.db import session
from qa_app.models.mail import OutboxMessage


def count_waiting() -> int:
    """How many messages have not been sent, and still can be."""
    waiting = (
        select(func.count())
        .select_from(OutboxMessage)
        .where(OutboxMessage.sent_at.is_(None), OutboxMessage.withheld_at.is_(None))
    )
    return session.scalar(waiting) or 0
