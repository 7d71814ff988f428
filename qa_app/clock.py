"""What time is it?

Moments are kept in UTC and shown in Europe/London. This is the only file that asks the machine; everything else
takes ``at=`` or a day. ``frozen`` lets a test (or the demo's past) say when "now" is without patching.
"""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from collections.abc import Iterator

LONDON = ZoneInfo("Europe/London")

_frozen: ContextVar[datetime | None] = ContextVar("frozen_clock", default=None)


def now() -> datetime:
    """This moment, aware, in UTC."""
    return _frozen.get() or datetime.now(UTC)


def today() -> date:
    """The day in London, which is the council's day."""
    return in_london(now()).date()


def in_london(moment: datetime) -> datetime:
    """The same moment on London's clock, for showing."""
    return moment.astimezone(LONDON)


@contextmanager
def frozen(moment: datetime) -> Iterator[None]:
    """Within the block, it is ``moment`` (aware)."""
    if moment.tzinfo is None:
        raise ValueError("a moment needs a time zone")
    token = _frozen.set(moment.astimezone(UTC))
    try:
        yield
    finally:
        _frozen.reset(token)
