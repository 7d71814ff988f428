"""Which numbers must be hidden so that nobody can work out a small one?

Numbers are tied to each other by sums that are published too (a row and its total, teams and their service). Hiding
only the small ones is not enough: a lone hidden number is the total less the others. So more are hidden, until

* no hidden number follows from the sums and the shown numbers by any chain of additions and subtractions: exactly
  when no line of the solved sums has only one hidden number;
* in every sum whose whole is shown, what is hidden is together not small itself; and
* no hidden number can have only one size once a reader knows that none is 0 (because zeros are shown).

Zeros are never hidden: that nobody was found is not a fact about a child. Choosing fewest is NP-hard (Kelly, Golden
and Assad 1992, Networks 22:397); this takes the cheapest at a time and may hide a few more than it must.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

_PRIME = (1 << 61) - 1


@dataclass(frozen=True, slots=True)
class Sum:
    """The numbers ``parts`` add up to the number ``whole`` (places in ``Ledger.numbers``)."""

    whole: int
    parts: tuple[int, ...]

    @property
    def places(self) -> frozenset[int]:
        """Every number that the sum ties together."""
        return frozenset((self.whole, *self.parts))


@dataclass(slots=True)
class Ledger:
    """Numbers, whether a small one is a secret, how dear it is to hide each, and the sums between them."""

    numbers: list[int] = field(default_factory=list)
    secret: list[bool] = field(default_factory=list)
    cost: list[float] = field(default_factory=list)
    sums: list[Sum] = field(default_factory=list)

    def enter(self, number: int, *, cost: float = 0, secret: bool = True) -> int:
        """Write a number down; its place."""
        self.numbers.append(number)
        self.secret.append(secret)
        self.cost.append(cost)
        return len(self.numbers) - 1

    def add_up(self, whole: int, parts: Iterable[int]) -> None:
        """State that parts make a whole. ValueError when they do not: a table that is wrong must not be published."""
        stated = Sum(whole, tuple(parts))
        if sum(self.numbers[part] for part in stated.parts) != self.numbers[whole]:
            raise ValueError("A published total is not the sum of its parts")
        self.sums.append(stated)

    def hidden(self, threshold: int) -> frozenset[int]:
        """The places of all numbers that must be hidden when numbers from 1 to ``threshold`` - 1 are secrets."""
        hidden = {
            place
            for place, number in enumerate(self.numbers)
            if self.secret[place] and 0 < number < threshold
        }
        for sums in _connected(self.sums):
            here = hidden & {place for one in sums for place in one.places}
            while partners := (
                self._too_thin(sums, here, threshold)
                or self._given_away(sums, here)
                or self._cornered(sums, here)
            ):
                here |= partners
            hidden |= here
        return frozenset(hidden)

    def _too_thin(self, sums: list[Sum], hidden: set[int], threshold: int) -> set[int]:
        """Partners for sums in which what is hidden is small even together."""
        partners: set[int] = set()
        for one in sums:
            inside = [part for part in one.parts if part in hidden or part in partners]
            amount = sum(self.numbers[part] for part in inside)
            if inside and one.whole not in hidden and amount < threshold:
                partners |= self._cheapest(one.places - hidden - partners)
        return partners

    def _given_away(self, sums: list[Sum], hidden: set[int]) -> set[int]:
        """One partner for each hidden number that follows from shown ones, among those that it follows from."""
        partners: set[int] = set()
        for line in _solved(sums, hidden).values():
            shown = line.keys() - hidden
            if len(shown) + 1 == len(line) and shown.isdisjoint(partners):
                partners |= self._cheapest(shown)
        return partners

    def _cornered(self, sums: list[Sum], hidden: set[int]) -> set[int]:
        """A partner for one hidden number that can have only one size, from as near as there is one."""
        for place in sorted(self._pinned(sums, hidden)):
            reach, near = {place}, {place}
            while near:
                near = {other for one in sums if reach & one.places for other in one.places} - reach
                if partner := self._cheapest(near - hidden):
                    return partner
                reach |= near
        return set()

    def _pinned(self, sums: list[Sum], hidden: set[int]) -> set[int]:
        """Hidden numbers that can have only one size, once it is known that none is below 1.

        A 1 can only grow. So ones that are tied to each other alone, all growing or none, cannot move at all; what
        is left may move if the sums allow it when those stand still.
        """
        ones = {place for place in hidden if self.numbers[place] == 1}
        still: set[int] = set()
        while True:
            solved = _solved(sums, hidden - ones, ones - still)
            stuck = {
                place
                for pivot, line in solved.items()
                if pivot in ones and _is_one_sided(line, ones - still)
                for place in line.keys() & (ones - still)
            }
            if not stuck:
                break
            still |= stuck
        alone = {pivot for pivot, line in solved.items() if len(line.keys() & (hidden - still)) == 1}
        return still | alone

    def _cheapest(self, places: Iterable[int]) -> set[int]:
        """The number that costs least to hide; zeros are never hidden."""
        near = [place for place in places if self.numbers[place]]
        return (
            {min(near, key=lambda place: (self.cost[place] + self.numbers[place], place))} if near else set()
        )


def _connected(sums: list[Sum]) -> list[list[Sum]]:
    """Sums that share no number, directly or through others, are worked on apart."""
    groups: list[tuple[set[int], list[Sum]]] = []
    for one in sums:
        touched = [group for group in groups if not group[0].isdisjoint(one.places)]
        groups = [group for group in groups if group[0].isdisjoint(one.places)]
        places = set(one.places).union(*(group[0] for group in touched))
        groups.append((places, [*(old for group in touched for old in group[1]), one]))
    return [group for _, group in groups]


def _solved(sums: list[Sum], first: set[int], then: Collection[int] = ()) -> dict[int, dict[int, int]]:
    """The sums solved for unknown numbers, by Gauss-Jordan elimination over a prime field.

    Each line (coefficients with which numbers add up to 0) is solved for one of ``first`` if it has any, else for one
    of ``then``, else dropped. A line with one unknown says how to work that one out.
    """
    solved: dict[int, dict[int, int]] = {}
    for one in sums:
        line = dict.fromkeys(one.parts, 1)
        _subtract(line, {one.whole: 1}, 1)
        for pivot in [place for place in line if place in solved]:
            _subtract(line, solved[pivot], line[pivot])
        unknown = [place for place in line if place in first] or [place for place in line if place in then]
        if not unknown:
            continue
        pivot = unknown[0]
        inverse = pow(line[pivot], -1, _PRIME)
        line = {place: value * inverse % _PRIME for place, value in line.items()}
        for other in solved.values():
            if pivot in other:
                _subtract(other, line, other[pivot])
        solved[pivot] = line
    return solved


def _is_one_sided(line: dict[int, int], places: set[int]) -> bool:
    """Whether all of these stand on the same side of the line."""
    return len({line[place] < _PRIME // 2 for place in line.keys() & places}) == 1


def _subtract(line: dict[int, int], other: dict[int, int], times: int) -> None:
    for place, value in other.items():
        left = (line.get(place, 0) - times * value) % _PRIME
        if left:
            line[place] = left
        else:
            line.pop(place, None)
