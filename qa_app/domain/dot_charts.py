"""What picture shows figures that have an interval and may be below 0? A dot for each, with a line for how sure it is.

One below the other to compare people or sections, or along the time to see a course. Like every chart it is another view
of a table that stands beside it.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, floor
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

_NUMBERS = "The numbers are in the table that follows."
_STEPS = (0.1, 0.25, 0.5, 1.0, 2.0)
_MOST_TICKS = 8


@dataclass(frozen=True, slots=True)
class Dot:
    """One figure in the chart's unit; None where there is none, and no bounds where there is no interval.

    ``label`` is said beside it: the number, or why there is none.
    """

    name: str
    value: float | None
    low: float | None
    high: float | None
    label: str


@dataclass(frozen=True, slots=True)
class DotChart:
    """Dots between two ends of an axis. ``ticks`` are the numbers on it, ``axis`` says what it measures.

    ``is_over_time``: the dots stand in the order of time, from left to right. ``is_of_shares``: numbers are fractions of
    1, said as percentages.
    """

    key: str
    title: str
    alt: str
    dots: tuple[Dot, ...]
    ticks: tuple[float, ...]
    axis: str
    is_over_time: bool = False
    is_of_shares: bool = False

    @property
    def low(self) -> float:
        """The number at the lower end of the axis."""
        return self.ticks[0]

    @property
    def high(self) -> float:
        """The number at its upper end."""
        return self.ticks[-1]


def dot_chart(
    key: str,
    title: str,
    dots: Sequence[Dot],
    *,
    axis: str,
    at_least: tuple[float, float],
    is_over_time: bool = False,
    is_of_shares: bool = False,
) -> DotChart | None:
    """The chart, its axis as long as its dots and intervals need but not shorter than ``at_least``.

    None when there are not two dots to compare.
    """
    known = [dot for dot in dots if dot.value is not None]
    if len(known) < 2:
        return None
    numbers = [number for dot in known for number in (dot.value, dot.low, dot.high) if number is not None]
    low, high = min(at_least[0], *numbers), max(at_least[1], *numbers)
    first, last = (known[0], known[-1]) if is_over_time else _ends(known)
    kind = (
        "Line with a band for its likely range"
        if is_over_time
        else "Dots, each with a line for its likely range"
    )
    reading = ("first", "last") if is_over_time else ("lowest", "highest")
    return DotChart(
        key=key,
        title=title,
        alt=f"{kind}. {axis}: {reading[0]} {first.name}, {first.label}; {reading[1]} {last.name}, {last.label}. {_NUMBERS}",
        dots=tuple(dots),
        ticks=_ticks(low, high),
        axis=axis,
        is_over_time=is_over_time,
        is_of_shares=is_of_shares,
    )


def _ends(known: Sequence[Dot]) -> tuple[Dot, Dot]:
    def value(dot: Dot) -> float:
        return dot.value or 0

    return min(known, key=value), max(known, key=value)


def _ticks(low: float, high: float) -> tuple[float, ...]:
    """Round numbers from below the lowest to above the highest, not too many."""
    for step in _STEPS:
        first, last = floor(low / step + 1e-9), ceil(high / step - 1e-9)
        if last - first < _MOST_TICKS or step == _STEPS[-1]:
            break
    return tuple(round(place * step, 2) for place in range(first, last + 1))
