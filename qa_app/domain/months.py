"""Which moments make a month? A council's month begins and ends at midnight in London, summer time or not."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, time

from qa_app.clock import LONDON

_KEY = re.compile(r"(20[0-9]{2})-(0[1-9]|1[0-2])")


@dataclass(frozen=True, slots=True, order=True)
class Month:
    """A month of a year of this century."""

    year: int
    number: int

    @property
    def key(self) -> str:
        """As in addresses and file names: ``2026-10``."""
        return f"{self.year}-{self.number:02}"

    @property
    def name(self) -> str:
        """As people say it: ``October 2026``."""
        return f"{self.first:%B} {self.year}"

    @property
    def first(self) -> date:
        """Its first day."""
        return date(self.year, self.number, 1)

    @property
    def last(self) -> date:
        """Its last day."""
        return date(self.year, self.number, monthrange(self.year, self.number)[1])

    @property
    def since(self) -> datetime:
        """Its first moment."""
        return datetime.combine(self.first, time(), LONDON)

    @property
    def until(self) -> datetime:
        """The first moment that is no longer in it."""
        return self.later(1).since

    def later(self, months: int) -> Month:
        """The month so many months later; earlier when negative."""
        year, place = divmod(self.year * 12 + self.number - 1 + months, 12)
        return Month(year, place + 1)


def month_named(key: str) -> Month | None:
    """The month of a key such as ``2026-10``; None for anything else."""
    found = _KEY.fullmatch(key)
    return Month(int(found[1]), int(found[2])) if found else None


def month_of(day: date) -> Month:
    """The month that a day is in."""
    return Month(day.year, day.month)
