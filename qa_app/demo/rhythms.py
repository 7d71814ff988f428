"""When was the latest visit, the latest review? Told from a child's rhythm, for any day."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

    from qa_app.demo.children import Child


def latest_visit(child: Child, since: date, day: date) -> date | None:
    """The last visit up to this day, or None if there was none since then (or the child is not born)."""
    seen = workday(day - timedelta(days=(day.toordinal() + child.phase) % child.every))
    return seen if seen >= max(since, child.born) else None


def latest_review(child: Child, since: date, day: date, first: int, then: tuple[int, ...]) -> date | None:
    """The last review up to this day: after ``first`` days, then after each of ``then``, the last for ever.

    One child in nine is reviewed late.
    """
    slip = 12 if child.phase % 9 == 0 else 0
    due, latest, rest = since + timedelta(days=first + slip), None, list(then)
    while due <= day:
        latest = workday(due)
        due += timedelta(days=(rest.pop(0) if len(rest) > 1 else rest[0]) + slip)
    return latest


def workday(day: date) -> date:
    """This day, or the Friday before it."""
    return day - timedelta(days=max(0, day.weekday() - 4))
