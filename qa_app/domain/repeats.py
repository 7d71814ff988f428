"""Which of an auditor's audits comes back to them, and when?

Whoever opted in has at most one repeat at a time, and as many weeks between two as an audit must be old. Which audit it
is comes from SHA-256 of its round's seed and its case's reference: nobody steers it, and asked again it is the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

DAYS_TO_DO = 14
"""A repeat is due so many days after it was given out."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """An audit that could come back: its round's seed and its case's reference decide when its turn is."""

    audit_id: int
    seed: int
    reference: str


def in_order(candidates: Iterable[Candidate]) -> list[Candidate]:
    """Whose turn is first. The same audits give the same order, however they were found."""
    return sorted(candidates, key=lambda each: (_place(each), each.audit_id))


def old_enough(weeks: int, *, at: datetime) -> datetime:
    """What was moderated until then can come back; who handed a repeat in until then can have the next."""
    return at - timedelta(weeks=weeks)


def due_on(on: date) -> date:
    """When a repeat that is given out on this day is due."""
    return on + timedelta(days=DAYS_TO_DO)


def _place(candidate: Candidate) -> str:
    return sha256(f"{candidate.seed} repeat {candidate.reference}".encode()).hexdigest()
