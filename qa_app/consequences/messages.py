"""Who is told of what? Messages are rows, written in the transaction of what they tell of. No case is named in any."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from qa_app.clock import in_london
from qa_app.db import session
from qa_app.models.mail import OutboxMessage

if TYPE_CHECKING:
    from datetime import datetime

    from qa_app.models.people import User
    from qa_app.models.rounds import Round


def message(key: str, to: str, subject: str, body: str, *, at: datetime) -> None:
    """Add a message to the present transaction, unless one with this key was ever added."""
    if session.scalar(select(OutboxMessage.id).where(OutboxMessage.key == key)) is None:
        session.add(
            OutboxMessage(key=key, to_address=to, subject=subject, body=body, created_at=at, attempts=0)
        )
        session.flush()


def given_out(row: Round, to: User, number: int, *, at: datetime) -> None:
    """Add to the present transaction that so many audits of a round were given to somebody; no case is named."""
    one = number == 1
    message(
        f"allocated:{row.id}:{to.id}:{at.timestamp()}",
        to.email,
        f"You have {number} new {'audit' if one else 'audits'}",
        f'{number} {"audit was" if one else "audits were"} allocated to you in the round "{row.title}".\n'
        f"They are due on {row.due_on.day} {row.due_on:%B %Y}. Sign in to see them under Your audits.\n",
        at=at,
    )


def in_words(moment: datetime) -> str:
    """As "3 October 2026 at 2:05pm", on London's clock."""
    local = in_london(moment)
    clock = f"{local.hour % 12 or 12}:{local:%M}{'am' if local.hour < 12 else 'pm'}"
    return f"{local.day} {local:%B %Y} at {clock}"
