"""What happened in Exampleshire, in which order?

Everything that people do is an entry with its moment. Living through the diary takes the entries in their order, each
at its own time, and an entry may lead to others. What lies after today has not happened yet: so the work of the last
weeks is half done, as it is on any day in a real council.
"""

from __future__ import annotations

import heapq
from itertools import count
from typing import TYPE_CHECKING

from qa_app import clock

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    Entry = Callable[[datetime], None]


class Diary:
    """Entries still to be lived through, up to ``now``."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        self._entries: list[tuple[datetime, int, Entry]] = []
        self._number = count()

    def note(self, at: datetime, entry: Entry) -> None:
        """At this moment, do this; the entry is given its moment. After ``now`` it will never be done."""
        if at <= self.now:
            heapq.heappush(self._entries, (at, next(self._number), entry))

    def live(self) -> None:
        """Do everything in its order. Entries of one moment keep the order in which they were noted."""
        while self._entries:
            at, _, entry = heapq.heappop(self._entries)
            with clock.frozen(at):
                entry(at)
