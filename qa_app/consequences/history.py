"""What does the history keep of this? One call inside the transaction that does it.

A step of use cases, not a use case: the line is written with the transaction, and a transaction that fails leaves none.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from qa_app.db import fingerprint_key, session
from qa_app.domain.fingerprints import fingerprint
from qa_app.models.sealing import Note, gather

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from qa_app.domain.happenings import Happening
    from qa_app.models import Base
    from qa_app.models.people import User


def record(
    what: Happening,
    *,
    by: User | None,
    at: datetime,
    on: Base | None = None,
    case: str = "",
    details: Mapping[str, str | int | None] | None = None,
) -> None:
    """Add one line to the history, in the present transaction.

    ``on`` is the record concerned, ``case`` the reference of its case if it has one. ``details`` are small facts (old,
    new, counts, a hash), never words of an audit. ``by`` is None for what no person did.
    """
    gather(
        session(),
        Note(
            what=what.value,
            by_id=by.id if by else None,
            at=at,
            on=on,
            case_reference=case,
            details=dict(details or {}),
        ),
    )


def change_of(old: str, new: str, *, where: str) -> str:
    """That a text changed, as its details say it: how long it was and is, and which, without a word of it."""
    key = fingerprint_key()
    return f"{fingerprint(old, where=where, key=key)} → {fingerprint(new, where=where, key=key)}"
