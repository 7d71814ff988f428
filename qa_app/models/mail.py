"""Which messages wait to be sent? Written in the transaction of what they tell of, sent by ``qa send-mail``."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from qa_app.models.base import Row


class OutboxMessage(Row):
    """One e-mail. ``key`` says what it is about, so that telling twice is impossible."""

    __tablename__ = "outbox_message"

    key: Mapped[str] = mapped_column(unique=True)
    to_address: Mapped[str]
    subject: Mapped[str]
    body: Mapped[str]
    created_at: Mapped[datetime]
    claimed_at: Mapped[datetime | None]
    sent_at: Mapped[datetime | None] = mapped_column(index=True)
    withheld_at: Mapped[datetime | None]
    """When it was decided never to send it: its reader's access had ended."""
    attempts: Mapped[int] = mapped_column(default=0)
    last_error: Mapped[str] = mapped_column(default="")
