"""Is a history what it was, and if not, which line gives it away?

A line that no longer fits its own hash was altered, or stands where it was not written. A line that fits its own hash but
not the line before it was written anew, or something between the two was taken away or put in. Somebody who can write
everything anew, from one line to the end and the head too, leaves a chain without a fault: only a hash that was sent out
before, an anchor, shows it.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

from qa_app.domain.chain import BEGINNING, Line, digest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

_NEAR = 20
"""How far from its place a line is looked for whose neighbours were touched too."""


class Kept(NamedTuple):
    """A line with the hashes that are kept beside it."""

    line: Line
    previous: str
    hash: str


class Trouble(NamedTuple):
    """One thing that is not as it was, and the number of the line that shows it."""

    sequence: int
    sentence: str


class Head(NamedTuple):
    """The number and the hash of the newest line; also what an anchor says."""

    sequence: int
    hash: str


_NOTHING = Head(0, BEGINNING)


@dataclass(slots=True)
class Check:
    """Reads a whole history from its first line to its last.

    ``anchors`` are hashes by number that were sent out before. ``place_of`` finds the number of the line that has a hash.
    """

    anchors: Mapping[int, str]
    place_of: Callable[[str], int | None]
    newest: Head = _NOTHING
    _before_newest: str = ""
    _shift: int = 0
    _look_ups: int = 0

    def troubles(self, history: Iterable[Kept], head: Head | None) -> Iterator[Trouble]:
        """Everything that is wrong, in the order of the lines. ``newest`` is the last line read so far."""
        for kept in history:
            if kept.line.sequence == self.newest.sequence + 1 and kept.previous == self.newest.hash:
                if digest(kept.line, kept.previous) != kept.hash:
                    yield from self._not_itself(kept)
            else:
                yield from self._does_not_follow(kept)
            anchor = self.anchors.get(kept.line.sequence)
            if anchor is not None and anchor != kept.hash:
                yield Trouble(
                    kept.line.sequence,
                    f"Row {kept.line.sequence:,} is not the one that was anchored: it, or a row before it, was changed "
                    "and everything after that written anew.",
                )
            self._before_newest, self.newest = self.newest.hash, Head(kept.line.sequence, kept.hash)
        yield from self._at_the_end(head)

    def _does_not_follow(self, kept: Kept) -> Iterator[Trouble]:
        place, expected = kept.line.sequence, self.newest.sequence + 1
        if place > expected:
            yield _missing(expected, place - 1)
        if digest(kept.line, kept.previous) != kept.hash:
            yield from self._not_itself(kept)
        elif place > expected:
            return  # what is missing stood between
        elif kept.previous == self._before_newest:
            yield Trouble(
                self.newest.sequence,
                f"Row {self.newest.sequence:,} was inserted: row {place:,} follows the row before it.",
            )
        else:
            yield Trouble(
                place,
                f"Row {place:,} does not follow row {place - 1:,}: one of them was written anew, or rows between them "
                "were removed.",
            )

    def _not_itself(self, kept: Kept) -> Iterator[Trouble]:
        place = kept.line.sequence
        origin = self._origin(kept)
        if origin is None:
            yield Trouble(place, f"Row {place:,} was altered.")
        elif place - origin != self._shift:
            self._shift = place - origin
            yield Trouble(place, f"Row {place:,} is out of its place: it was written as row {origin:,}.")

    def _origin(self, kept: Kept) -> int | None:
        """The number that the line was hashed with; None when its content is another."""
        place = kept.line.sequence
        near = (place + step * way for step in range(1, _NEAR + 1) for way in (1, -1))
        for number in chain((place - self._shift,), near, self._looked_up(kept)):
            if number > 0 and digest(kept.line._replace(sequence=number), kept.previous) == kept.hash:
                return number
        return None

    def _looked_up(self, kept: Kept) -> Iterator[int]:
        """The place after the line that it was hashed with. Looked up a few times only: each reads the whole table."""
        self._look_ups += 1
        if self._look_ups <= _NEAR:
            follows = self.place_of(kept.previous)
            if follows is not None:
                yield follows + 1

    def _at_the_end(self, head: Head | None) -> Iterator[Trouble]:
        last = self.newest.sequence
        for number in sorted(self.anchors):
            if number > last:
                yield Trouble(number, f"Row {number:,} was anchored and is not there.")
        if head is None:
            yield Trouble(last, "The head of the history is missing.")
        elif head.sequence > last:
            yield _missing(last + 1, head.sequence)
        elif head.sequence < last:
            yield Trouble(
                head.sequence + 1, f"{_were(head.sequence + 1, last)} inserted after the head of the history."
            )
        elif head.hash != self.newest.hash:
            yield Trouble(last, f"Row {last:,} is not the one that the head of the history names.")


def _missing(first: int, last: int) -> Trouble:
    said = f"Row {first:,} is" if first == last else f"Rows {first:,} to {last:,} are"
    return Trouble(first, f"{said} missing.")


def _were(first: int, last: int) -> str:
    return f"Row {first:,} was" if first == last else f"Rows {first:,} to {last:,} were"
