"""On which days, and at which hours, do people in Exampleshire work?"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from qa_app.clock import LONDON, in_london
from qa_app.demo.rhythms import workday

if TYPE_CHECKING:
    from random import Random

_MINUTES = timedelta(minutes=1)


def from_day(day: date) -> date:
    """This day, or the Monday after it."""
    return day if day.weekday() < 5 else day + timedelta(days=7 - day.weekday())


def days_later(day: date, count: int) -> date:
    """So many working days later; earlier when negative. 0 gives the day itself, or the Friday before it."""
    later = workday(day)
    for _ in range(abs(count)):
        later = from_day(later + timedelta(days=1)) if count > 0 else workday(later - timedelta(days=1))
    return later


def between(first: date, last: date) -> int:
    """How many working days there are from the first to the last, the first not counted; 0 when none."""
    days = (last - first).days
    return sum((first + timedelta(days=each)).weekday() < 5 for each in range(1, days + 1))


def at(day: date, hour: int, minute: int = 0) -> datetime:
    """This moment on London's clock."""
    return datetime.combine(day, time(hour, minute), LONDON)


def some_time(day: date, rng: Random, *, first: int = 9, last: int = 17) -> datetime:
    """A moment of this day, from the first hour until the last."""
    return at(day, first) + rng.randrange((last - first) * 60) * _MINUTES


def last_moment(now: datetime) -> datetime:
    """A little while ago, if that is in working hours; else the end of the last working day."""
    here = in_london(now)
    today = here.date()
    if today.weekday() < 5 and here.hour >= 10:
        return min(here - 20 * _MINUTES, at(today, 16, 40))
    return at(days_later(today, -1 if today.weekday() < 5 else 0), 16, 40)
