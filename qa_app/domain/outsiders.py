"""From when until when may somebody who is not of the council be here, and what does that leave open?

Days are London's, the first and the last included. The council's own people have no dates: they are here until they are
deactivated.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

SOON_DAYS = 14
"""So many days before the last one, somebody should have thought about it."""


class Standing(StrEnum):
    """Where somebody's time is."""

    NOT_BEGUN = "not_begun"
    HERE = "here"
    ENDS_SOON = "ends_soon"
    ENDED = "ended"

    @property
    def label(self) -> str:
        """For a tag."""
        return {
            Standing.NOT_BEGUN: "Not begun",
            Standing.HERE: "Has access",
            Standing.ENDS_SOON: "Ends soon",
            Standing.ENDED: "Ended",
        }[self]


@dataclass(frozen=True, slots=True)
class Access:
    """The first and the last day; None where there is no such end."""

    first: date | None = None
    last: date | None = None

    def covers(self, day: date) -> bool:
        """Whether the person is let in on this day."""
        return (self.first is None or self.first <= day) and (self.last is None or day <= self.last)

    def standing(self, today: date) -> Standing:
        """Where it is today."""
        if self.first and today < self.first:
            return Standing.NOT_BEGUN
        if self.last is None:
            return Standing.HERE
        if today > self.last:
            return Standing.ENDED
        return Standing.ENDS_SOON if (self.last - today).days <= SOON_DAYS else Standing.HERE


def why_not_until(name: str, access: Access, due_on: date, today: date) -> str:
    """Why somebody cannot be given work that is due on a day; "" when they can. What is late is due today."""
    needed = max(due_on, today)
    if access.last and access.last < needed:
        if access.last < today:
            return f"The access of {name}, an external auditor, ended on {_day(access.last)}."
        return (
            f"The access of {name}, an external auditor, ends on {_day(access.last)}, before the work is due on "
            f"{_day(needed)}."
        )
    if access.first and access.first > needed:
        return (
            f"The access of {name}, an external auditor, begins on {_day(access.first)}, after the work is due on "
            f"{_day(needed)}."
        )
    return ""


def _day(on: date) -> str:
    return f"{on.day} {on:%B %Y}"
