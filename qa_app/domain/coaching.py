"""Where does an entry of the coaching log come from, and what is still to be done about it?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

SOON_DAYS = 7
"""How many days before its date a next step is said to be due."""


class Source(StrEnum):
    """What a conversation about grading came from. A number of a record stands beside it, except by hand."""

    CHANGED = "changed"
    DISAGREEMENT = "disagreement"
    CALIBRATION = "calibration"
    BY_HAND = "by_hand"

    @property
    def label(self) -> str:
        """The source as a list says it."""
        return {
            Source.CHANGED: "A changed grade",
            Source.DISAGREEMENT: "Two audits that differed",
            Source.CALIBRATION: "A calibration",
            Source.BY_HAND: "By hand",
        }[self]


class Standing(StrEnum):
    """What an entry waits for."""

    UNANSWERED = "unanswered"
    OPEN = "open"
    DONE = "done"

    @property
    def label(self) -> str:
        """The same as a list says it."""
        return {
            Standing.UNANSWERED: "Not answered yet",
            Standing.OPEN: "Next step to do",
            Standing.DONE: "Done",
        }[self]


@dataclass(frozen=True, slots=True)
class Conversation:
    """What is written down of it: about what, in which words, and the next step agreed, by when."""

    topic: str
    notes: str
    next_step: str
    next_on: date


def is_due(next_on: date, today: date) -> bool:
    """Whether a next step that is not done is late or due within a week."""
    return next_on <= today + timedelta(days=SOON_DAYS)
