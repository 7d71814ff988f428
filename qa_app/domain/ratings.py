"""Who gave which grade to what, and what can be counted in it without any theory?

A table of ratings has a row for each unit (a case, or a section of one) and a column for each rater. Grades are
positions on the tool's scale, 1 for the worst to ``scale`` for the best; None where a rater did not grade the unit.
Rows that are alike are kept once with their number, so that five thousand pairs on four grades are sixteen patterns.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

Row = tuple[int | None, ...]


@dataclass(frozen=True, slots=True)
class Pattern:
    """``units`` units of which each grade was given by ``counts[grade - 1]`` raters. ``counts`` has ``scale`` entries."""

    counts: tuple[int, ...]
    units: int

    @property
    def raters(self) -> int:
        """How many graded each of these units."""
        return sum(self.counts)


@dataclass(frozen=True, slots=True)
class Ratings:
    """A table of ratings, made by ``table_of_ratings``. ``rows`` are distinct, in order, each with its number of units."""

    scale: int
    raters: int
    rows: tuple[tuple[Row, int], ...]

    @property
    def patterns(self) -> tuple[Pattern, ...]:
        """The units somebody graded, by how often each grade was given; in an order that no name or row number decides."""
        found: Counter[tuple[int, ...]] = Counter()
        for row, units in self.rows:
            counts = [0] * self.scale
            for grade in row:
                if grade is not None:
                    counts[grade - 1] += 1
            if any(counts):
                found[tuple(counts)] += units
        return tuple(Pattern(counts, units) for counts, units in sorted(found.items()))

    @property
    def pairs_of_grades(self) -> tuple[tuple[int, int, int], ...]:
        """(first's grade, second's grade, units) of two raters, for units that both graded; empty unless there are two."""
        if self.raters != 2:
            return ()
        return tuple(
            (first, second, units)
            for (first, second), units in self.rows
            if first is not None and second is not None
        )


@dataclass(frozen=True, slots=True)
class Counted:
    """What needs no theory. ``units`` were graded at least twice; ``pairs`` are pairs of grades of the same unit.

    ``exact`` and ``within_one`` are shares of the pairs, between 0 and 1; None without a pair.
    ``mean_signed_difference`` is in grade steps, the first rater's grade minus the second's, over the units that both
    graded; None unless there are exactly two raters and such a unit. ``dominant`` is the largest share that any one
    grade has of all grades in those units, None without a pair.
    """

    units: int
    pairs: int
    exact: float | None
    within_one: float | None
    mean_signed_difference: float | None
    dominant: float | None


def table_of_ratings(rows: Iterable[Sequence[int | None]], *, scale: int, raters: int) -> Ratings:
    """The table of so many raters' grades on a scale of so many grades; units nobody graded may be among the rows.

    Raises ValueError for a scale of less than two grades, a row of another length, or a grade that is not on the scale.
    """
    if scale < 2:
        raise ValueError("a scale needs at least two grades")
    counted = Counter(map(tuple, rows))
    on_scale = {None, *range(1, scale + 1)}
    for row in counted:
        if len(row) != raters:
            raise ValueError(f"a row has {len(row)} entries for {raters} raters")
        if not on_scale.issuperset(row):
            raise ValueError(f"{row} has a grade that is not between 1 and {scale}")
    return Ratings(scale, raters, tuple(sorted(counted.items(), key=_place)))


def pairs_of_ratings(pairs: Iterable[tuple[int, int]], *, scale: int) -> Ratings:
    """The table of (first auditor's grade, second auditor's grade) pairs, whoever the auditors were. Raises ValueError."""
    return table_of_ratings(pairs, scale=scale, raters=2)


def counts_of_ratings(counts: Mapping[tuple[int, int], int], *, scale: int) -> Ratings:
    """The table of pairs that were counted before: (first's grade, second's grade) → how many pairs. Raises ValueError."""
    table = table_of_ratings((pair for pair, units in counts.items() if units), scale=scale, raters=2)
    return Ratings(scale, 2, tuple((row, counts[row[0] or 0, row[1] or 0]) for row, _ in table.rows))


def counted(ratings: Ratings) -> Counted:
    """Units, pairs and the plain shares of a table."""
    units = pairs = exact = near = 0
    grades = [0] * ratings.scale
    for pattern in ratings.patterns:
        if pattern.raters < 2:
            continue
        units += pattern.units
        grades = [sum_ + pattern.units * count for sum_, count in zip(grades, pattern.counts, strict=True)]
        pairs += pattern.units * _pairs(pattern.raters)
        exact += pattern.units * sum(map(_pairs, pattern.counts))
        near += pattern.units * sum(
            worse * better for worse, better in zip(pattern.counts, pattern.counts[1:], strict=False)
        )
    both = ratings.pairs_of_grades
    return Counted(
        units=units,
        pairs=pairs,
        exact=exact / pairs if pairs else None,
        within_one=(exact + near) / pairs if pairs else None,
        mean_signed_difference=(
            sum((first - second) * each for first, second, each in both) / sum(each for *_, each in both)
            if both
            else None
        ),
        dominant=max(grades) / sum(grades) if pairs else None,
    )


def _pairs(number: int) -> int:
    return number * (number - 1) // 2


def _place(entry: tuple[Row, int]) -> tuple[int, ...]:
    return tuple(grade or 0 for grade in entry[0])
