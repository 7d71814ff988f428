"""How does the newest hash of the history leave the machine, and that it was looked through?

Whoever holds an anchor can show later that no line up to it was written anew, even by somebody with the database's
password.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from qa_app.consequences.history import record
from qa_app.consequences.messages import message
from qa_app.db import use_case
from qa_app.domain.happenings import Happening

if TYPE_CHECKING:
    from datetime import datetime

    from qa_app.domain.chain_checks import Head


@use_case
def anchor(head: Head, text: str, *, to: str, file: str, at: datetime) -> None:
    """Put the anchor into the outbox when ``to`` is an address, and keep that it went out."""
    if to:
        message(f"anchor:{head.sequence}:{to}", to, "Anchor of the case audit history", text, at=at)
    details: dict[str, str | int | None] = {
        "anchored": head.sequence,
        "sha256": head.hash,
        "by mail": "yes" if to else "no",
        "file": "yes" if file else "no",
    }
    record(Happening.HISTORY_ANCHORED, by=None, at=at, details=details)


@use_case
def looked_through(head: Head, troubles: int, *, at: datetime) -> None:
    """Keep that the whole history was checked, and how many faults were found."""
    details: dict[str, str | int | None] = {"up to": head.sequence, "sha256": head.hash, "faults": troubles}
    record(Happening.HISTORY_VERIFIED, by=None, at=at, details=details)
