"""How long is each kind of record kept, and when is one of them due to go?

No law names a period for audits of practice: the council decides, and writes its decision down on the page. What stands
here is a proposal, close to the "closed and six years" that several councils use for records of this kind.
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

SHORTEST, LONGEST = 1, 1_200
"""Months. A hundred years is longer than any schedule asks for."""


class RecordClass(StrEnum):
    """Kinds of record that have a period of their own, in the order in which they are carried out."""

    ACTIONS = "actions"
    CONCERNS = "concerns"
    AUDITS = "audits"
    EXERCISES = "exercises"
    COACHING = "coaching"
    PUBLICATIONS = "publications"
    IMPORTS = "imports"
    CASES = "cases"
    OUTBOX = "outbox"
    HISTORY = "history"

    @property
    def label(self) -> str:
        """As the schedule names it."""
        return _SAID[self][0]

    @property
    def ends_with(self) -> str:
        """What the months are counted from."""
        return _SAID[self][1]

    @property
    def becomes(self) -> str:
        """What is left when they are over."""
        return _SAID[self][2]

    @property
    def proposed_months(self) -> int:
        """Unless the council decides otherwise."""
        return _MONTHS[self]

    @property
    def is_carried_out(self) -> bool:
        """Whether the product removes it. History is a chain: whoever took a link out would break it."""
        return self is not RecordClass.HISTORY


_SAID = {
    RecordClass.ACTIONS: (
        "Actions",
        "the day on which the action was verified or cancelled",
        "Words and evidence go. Owner’s team, dates, priority and rating stay.",
    ),
    RecordClass.CONCERNS: (
        "Immediate concerns",
        "the day on which the concern was closed",
        "What was seen and done goes. When it was raised, acknowledged and closed stays.",
    ),
    RecordClass.AUDITS: (
        "Audits, and what came of them",
        "the day on which the audit was moderated or withdrawn",
        "The case, the worker and every free word go, also of replies. Grades, judgements, choices, team and tool stay.",
    ),
    RecordClass.EXERCISES: (
        "Calibration, practice and repeats",
        "the day on which the work was handed in or withdrawn",
        "As for audits.",
    ),
    RecordClass.COACHING: (
        "Coaching",
        "the day on which the next step was done",
        "What was said goes. That somebody was coached, and when, stays: a later comparison needs it.",
    ),
    RecordClass.PUBLICATIONS: (
        "Published findings with rows about cases",
        "the day of publication, or earlier when a case in them is removed",
        "The full version goes. The version without cases, with the same figures, stays.",
    ),
    RecordClass.IMPORTS: (
        "Imports of case lists",
        "the day on which the file was imported or discarded",
        "File name and problems go. How many rows and cases it had stays.",
    ),
    RecordClass.CASES: (
        "Closed cases without any other record",
        "the day on which the case was closed in the case list",
        "The reference, the worker and what the lists say go.",
    ),
    RecordClass.OUTBOX: (
        "Mail outbox",
        "the day on which the message was sent",
        "Address, subject and text go. That a message was sent stays.",
    ),
    RecordClass.HISTORY: (
        "History",
        "the day of the entry",
        "Nothing: it holds no content of audits, and its chain proves that nothing was taken out.",
    ),
}
_MONTHS = {
    RecordClass.ACTIONS: 72,
    RecordClass.CONCERNS: 72,
    RecordClass.AUDITS: 72,
    RecordClass.EXERCISES: 36,
    RecordClass.COACHING: 36,
    RecordClass.PUBLICATIONS: 72,
    RecordClass.IMPORTS: 24,
    RecordClass.CASES: 24,
    RecordClass.OUTBOX: 3,
    RecordClass.HISTORY: 84,
}


REMOVED = "[Removed]"


def removed(text: str) -> str:
    """What stands where words stood; nothing where there were none."""
    return REMOVED if text else ""


def removed_as_long(text: str) -> str:
    """The same, as long as the words were: how much auditors write is a figure, and it stays what it was."""
    length = len(text.strip(" "))
    return REMOVED + "\u00b7" * (length - len(REMOVED)) if length >= len(REMOVED) else "\u00b7" * length


@dataclass(frozen=True, slots=True)
class Due:
    """One record whose period is over, and the holds (sentences) that keep it all the same."""

    record_class: RecordClass
    record_id: int
    what: str
    ended_on: date
    due_on: date
    held_because: tuple[str, ...] = ()

    @property
    def is_held(self) -> bool:
        """Whether it stays in spite of its period."""
        return bool(self.held_because)

    @property
    def why(self) -> str:
        """One sentence for a list."""
        return f"Ended on {_day(self.ended_on)}; its period was over on {_day(self.due_on)}."


def months_of(decided: Mapping[RecordClass, int]) -> dict[RecordClass, int]:
    """Every class with its months: as decided, else as proposed."""
    return {each: decided.get(each, each.proposed_months) for each in RecordClass}


def later(day: date, months: int) -> date:
    """The same day so many months later (earlier, below nought); the last of the month where there is no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    year = min(max(year, 1), 9999)
    return day.replace(year=year, month=month + 1, day=min(day.day, monthrange(year, month + 1)[1]))


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
