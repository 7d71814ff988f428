"""How sure can we be of a share, and when should we say that we cannot tell?

Every figure carries the number of audits behind it. A share of nothing is not 0 %, it is None, and pages say
"no audits" instead. Intervals are Wilson's score interval, which behaves well with the small numbers of one
team's month, where the textbook interval runs below 0 % or pretends to certainty.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_Z95 = 1.959963984540054
"""The standard normal quantile that leaves 2.5 % in each tail."""


@dataclass(frozen=True, slots=True)
class Share:
    """``k`` of ``n``, with the 95 % Wilson interval as fractions between 0 and 1. Made by ``share``."""

    k: int
    n: int
    low: float
    high: float

    @property
    def fraction(self) -> float:
        """The share itself, between 0 and 1."""
        return self.k / self.n

    @property
    def percent(self) -> int:
        """The share as a whole percentage, halves rounded up."""
        return percent(self.k, self.n)

    @property
    def words(self) -> str:
        """The share as a phrase that can stand alone in a sentence or a table cell."""
        low, high = _whole(self.low), _whole(self.high)
        return f"{self.k:,} of {self.n:,} ({self.percent}%; 95% interval {low}% to {high}%)"


def share(k: int, n: int) -> Share | None:
    """``k`` of ``n`` with its interval; None when n is 0. Raises ValueError unless 0 <= k <= n."""
    if n == 0 and k == 0:
        return None
    low, high = wilson(k, n)
    return Share(k, n, low, high)


def wilson(k: int, n: int, z: float = _Z95) -> tuple[float, float]:
    """The score interval for k successes in n trials (Wilson 1927, J. Am. Stat. Assoc. 22, 209-212).

    Bounds are fractions. Raises ValueError unless 0 <= k <= n and n >= 1.
    """
    if n < 1 or not 0 <= k <= n:
        raise ValueError(f"{k} of {n} is not a share")
    p = k / n
    centre = p + z * z / (2 * n)
    half = z * sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    scale = 1 + z * z / n
    # At the ends the exact bound is 0 or 1; arithmetic leaves dust there that would print as "-0".
    low = 0.0 if k == 0 else max(0.0, (centre - half) / scale)
    high = 1.0 if k == n else min(1.0, (centre + half) / scale)
    return low, high


def percent(k: int, n: int) -> int:
    """Whole per cent, halves rounded up as people expect (Python's own rounding takes 12.5 to 12).

    Raises ValueError for a share of nothing.
    """
    if n < 1:
        raise ValueError("a share of nothing has no percentage")
    return (200 * k + n) // (2 * n)


def median(values: Iterable[float]) -> float | None:
    """The middle value, or the mean of the middle two; None when there are no values."""
    ordered = sorted(values)
    if not ordered:
        return None
    middle = len(ordered) // 2
    if len(ordered) % 2:
        return ordered[middle]
    return (ordered[middle - 1] + ordered[middle]) / 2


def mean(values: Iterable[float]) -> float | None:
    """The arithmetic mean; None when there are no values."""
    kept = list(values)
    return sum(kept) / len(kept) if kept else None


def in_words(found: Share | None, *, least: int = 1, of_what: str = "audits") -> str:
    """The share as words, or a plain refusal when fewer than ``least`` stand behind it."""
    n = found.n if found else 0
    if found is None or n < least:
        return too_few(n, least, of_what)
    return found.words


def too_few(n: int, least: int, of_what: str = "audits") -> str:
    """The sentence that stands where a figure would mislead."""
    if n == 0:
        return f"No {of_what} yet"
    there = "there is 1" if n == 1 else f"there are {n:,}"
    return f"Too few to say: at least {least:,} {of_what} are needed, and {there}"


def _whole(fraction: float) -> int:
    return int(fraction * 100 + 0.5)
