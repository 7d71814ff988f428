"""How far do raters agree beyond what chance would bring? Three coefficients, each for many tables at once.

A coefficient knows the distinct patterns of its units. Asked with numbers of units (tables x patterns) it answers one
value for each table, NaN where that table has none; ``agreement`` turns NaN into a reason. Grades are ordered, and the
scale is the tool's: some packages drop grades that nobody gave, which changes AC2.

- Krippendorff's alpha with his own ordinal metric: K. Krippendorff, Computing Krippendorff's Alpha-Reliability (2011),
  repository.upenn.edu/asc_papers/43. irrCAC weighs with Gwet's "ordinal weights" instead and gives another number.
- Gwet's AC2 with quadratic weights: K. L. Gwet, Handbook of Inter-Rater Reliability, 4th edition (2014).
- Quadratic weighted kappa: J. Cohen, Weighted kappa, Psychological Bulletin 70 (1968), 213-220.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, TypeAlias

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qa_app.domain.ratings import Pattern, Ratings

Numbers: TypeAlias = NDArray[np.float64]

_BY_STEPS = (1, 1, 1 / 4, 1 / 16, 0)
"""How likely the two grades of the imaginary unit are so many steps apart, beside being alike."""


class Coefficient(Protocol):
    """One coefficient over the patterns of one table of ratings, in an order that no name or row number decides."""

    seen: Numbers
    """How many units of the table show each pattern."""
    imagined: Numbers
    """One imaginary unit with two grades, spread over the patterns that it could have; sums to 1. Why: ``resampling``."""
    lowest: float
    """The least value that any ratings could give; the greatest is 1."""

    def values(self, units: Numbers) -> Numbers:
        """Of tables with so many units of each pattern: (tables, patterns) to (tables,), NaN where not calculable."""


class Alpha:
    """Krippendorff's alpha, ordinal: 1 - Do / De over units with at least two ratings, any number of raters.

    His distance of grades c and k, n_c / 2 + all grades between + n_k / 2, is the distance of their middle ranks R among
    all n ratings. Coincidences sum over all ordered pairs of a unit, each weighing 1 / (m - 1), so that Do sums
    2 (m sum R^2 - (sum R)^2) / (m - 1) over units, and De is 2 n sum n_c (R_c - n / 2)^2 / (n - 1), both over n.
    Not calculable when all those ratings are the same grade.
    """

    lowest = -1.0

    def __init__(self, ratings: Ratings) -> None:
        patterns = [pattern for pattern in ratings.patterns if pattern.raters >= 2]
        self._counts, self.seen, self.imagined = _with_an_imaginary_unit(patterns, ratings.scale)
        self._raters = self._counts.sum(axis=1)

    def values(self, units: Numbers) -> Numbers:
        """One for each table, as ``Coefficient`` says."""
        totals = units @ self._counts
        n = totals.sum(axis=1, keepdims=True)
        ranks = totals.cumsum(axis=1) - totals / 2 - n / 2
        sums, squares = ranks @ self._counts.T, ranks**2 @ self._counts.T
        within = np.maximum(self._raters * squares - sums**2, 0) / (self._raters - 1)
        observed = (units * within).sum(axis=1)
        expected = (totals * ranks**2).sum(axis=1) * n[:, 0]
        return _one_minus((n[:, 0] - 1) * observed, expected)


class AC2:
    """Gwet's AC2 with quadratic weights: (pa - pe) / (1 - pe), any number of raters.

    pa is the mean, over units with at least two ratings, of sum r_k (r*_k - 1) / (r (r - 1)), r*_k = sum w_kl r_l.
    pe = sum(w) / (q (q - 1)) * sum pi_k (1 - pi_k), pi_k the mean of r_k / r over all units with a rating, so that units
    one rater saw count in it. Where everybody gave one grade the formula says 1; ``agreement`` says "not calculable".
    """

    def __init__(self, ratings: Ratings) -> None:
        q = ratings.scale
        counts, self.seen, self.imagined = _with_an_imaginary_unit(ratings.patterns, q)
        raters = counts.sum(axis=1)
        weights = 1 - (_steps(q) / (q - 1)) ** 2
        self._twice = (raters >= 2).astype(float)
        alike = (counts * (counts @ weights - 1)).sum(axis=1) / np.maximum(raters * (raters - 1), 1)
        self._alike = alike * self._twice
        self._shares = counts / raters[:, None]
        self._chance = float(weights.sum()) / (q * (q - 1))
        most_by_chance = float(weights.sum()) / q**2
        self.lowest = -most_by_chance / (1 - most_by_chance)

    def values(self, units: Numbers) -> Numbers:
        """One for each table, as ``Coefficient`` says."""
        twice = units @ self._twice
        shares = (units @ self._shares) / units.sum(axis=1, keepdims=True)
        chance = self._chance * (shares * (1 - shares)).sum(axis=1)
        differing = _share(units @ (self._twice - self._alike), twice)
        return np.asarray(1 - differing / (1 - chance))


class Kappa:
    """Quadratic weighted kappa of two raters over the units both graded: 1 - sum d^2 p_ij / sum d^2 p_i. p_.j.

    This is (Po - Pe) / (1 - Pe) with weights 1 - (d / (q - 1))^2; the size of the scale cancels out. Not calculable when
    both always gave one and the same grade.
    """

    lowest = -1.0

    def __init__(self, ratings: Ratings) -> None:
        q = ratings.scale
        table = np.zeros((q, q))
        for first, second, units in ratings.pairs_of_grades:
            table[first - 1, second - 1] = units
        # Kappa is the same from either side. What stands in the table decides the side that is resampled, so that the
        # interval is the same too when the two raters change places.
        if table.ravel().tolist() < table.T.ravel().tolist():
            table = table.T
        steps = _steps(q)
        imagined = _imagined(q)
        firsts, seconds = np.nonzero((table > 0) | (imagined > 0))
        self.seen = table[firsts, seconds]
        self.imagined = imagined[firsts, seconds]
        self._firsts, self._seconds = np.eye(q)[firsts], np.eye(q)[seconds]
        self._squares = steps**2
        self._apart = self._squares[firsts, seconds]

    def values(self, units: Numbers) -> Numbers:
        """One for each table, as ``Coefficient`` says."""
        expected = ((units @ self._firsts @ self._squares) * (units @ self._seconds)).sum(axis=1)
        return _one_minus(units.sum(axis=1) * (units @ self._apart), expected)


def _with_an_imaginary_unit(patterns: Sequence[Pattern], scale: int) -> tuple[Numbers, Numbers, Numbers]:
    """Counts of every pattern (patterns, scale), the units that show it, and its part of the imaginary unit."""
    likely = _imagined(scale)
    worse, better = np.nonzero(np.triu(likely))
    same = np.eye(scale)
    counts = np.vstack(
        [
            np.array([pattern.counts for pattern in patterns], dtype=float).reshape(-1, scale),
            same[worse] + same[better],
        ]
    )
    seen, imagined = np.zeros(len(counts)), np.zeros(len(counts))
    seen[: len(patterns)] = [pattern.units for pattern in patterns]
    imagined[len(patterns) :] = likely[worse, better] * np.where(worse == better, 1, 2)
    return counts, seen, imagined


def _imagined(scale: int) -> Numbers:
    """How likely the imaginary unit has each (first grade, second grade); sums to 1."""
    steps = _steps(scale).astype(int)
    likely = np.array(_BY_STEPS)[np.minimum(steps, len(_BY_STEPS) - 1)]
    return np.asarray(likely / likely.sum())


def _steps(scale: int) -> Numbers:
    places = np.arange(scale, dtype=float)
    return np.asarray(np.abs(places[:, None] - places))


def _one_minus(observed: Numbers, expected: Numbers) -> Numbers:
    return np.asarray(1 - _share(observed, expected))


def _share(part: Numbers, whole: Numbers) -> Numbers:
    """Part of the whole, NaN where the whole is nothing."""
    return np.divide(part, whole, out=np.full_like(whole, np.nan), where=whole > 0)
