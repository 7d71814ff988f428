"""Which children are there, family by family?"""

from __future__ import annotations

from datetime import date, timedelta
from random import Random
from typing import TYPE_CHECKING

from qa_app.demo import codes
from qa_app.demo.children import Child
from qa_app.demo.codes import pick
from qa_app.demo.histories import Story
from qa_app.demo.rhythms import workday

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

FIRST_REFERENCE = 104_000
# Children known since before the present case system: their references are bare numbers.
FIRST_OLD_REFERENCE = 98_100


class Families:
    """Makes up children with references that nobody has yet."""

    def __init__(
        self, rng: Random, on: date, last_reference: int = FIRST_REFERENCE, families: int = 0
    ) -> None:
        self._rng = rng
        self._on = on
        self._reference = last_reference
        self._family = families

    def grow(
        self,
        most: int,
        ages: tuple[int, int],
        history: Callable[[Child, Story], Child],
        *,
        alone: bool = False,
        disabled: float = 0.06,
    ) -> list[Child]:
        """One to four brothers and sisters (never more than ``most``) who share a history.

        ``ages`` are whole years, both included; -1 stands for a child who is expected.
        """
        rng = self._rng
        size = 1 if alone else min(most, rng.choices((1, 2, 3, 4), (48, 29, 16, 7))[0])
        self._family += 1
        seed, ethnicity = rng.random(), pick(codes.ETHNICITY, rng)
        born = self._birthdays(size, ages)
        return [
            history(
                Child(
                    reference=self._next_reference(),
                    family=self._family,
                    born=day,
                    gender=pick(codes.GENDER, rng),
                    ethnicity=ethnicity,
                    disabled=rng.random() < disabled,
                    phase=int(seed * 997),
                ),
                Story(Random(seed), self._on),
            )
            for day in born
        ]

    def _birthdays(self, size: int, ages: tuple[int, int]) -> list[date]:
        """Born on different days; only the youngest may still be expected."""
        youngest, oldest = ages
        days: list[date] = []
        while len(days) < size:
            age = self._rng.randint(youngest, oldest)
            if age < 0 and (len(days) > 0 or self._rng.random() < 0.5):
                age = max(oldest // 2, 0)
            if age < 0:
                day = self._on + timedelta(days=self._rng.randint(20, 120))
            else:
                day = self._on - timedelta(days=365 * age + age // 4 + self._rng.randint(3, 358))
            if day not in days:
                days.append(day)
        return days

    def _next_reference(self) -> str:
        self._reference += self._rng.choice((1, 1, 2, 3, 5, 9))
        return f"EX{self._reference}"


def families_of(children: Iterable[Child]) -> list[list[Child]]:
    """Brothers and sisters together, in the order in which the first of them comes."""
    found: dict[int, list[Child]] = {}
    for child in children:
        found.setdefault(child.family, []).append(child)
    return list(found.values())


def day_of_last_month(on: date, rng: Random) -> date:
    """A working day of the four weeks before."""
    return workday(on - timedelta(days=rng.randint(1, 26)))
