"""How consistent are the grades of a table of ratings, how sure is that, and when can nothing be said?

Every coefficient is a value with its interval or a reason, never a number that stands for "not calculable". Below
``at_least`` pairs no coefficient is given. Only blind, first grades belong in a table: whoever fills it sees to that.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import isnan
from typing import TYPE_CHECKING

from qa_app.domain.ratings import counted
from qa_app.domain.statistics import too_few

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from qa_app.domain.coefficients import Coefficient
    from qa_app.domain.ratings import Ratings

AT_LEAST = 10
"""Fewer pairs than this are too few to say."""
SEED = 1
RESAMPLES = 2000
HALF_KNOWN_AT = 5
"""So many pairs make an auditor's mean difference count for half (the k of n / (n + k))."""
_DOMINANT = 0.8
_NOT = "Not calculable:"


@dataclass(frozen=True, slots=True)
class Estimate:
    """A coefficient with its 95 % interval, or the ``reason`` why there is none: then all three numbers are None."""

    value: float | None
    low: float | None
    high: float | None
    reason: str | None

    @property
    def words(self) -> str:
        """``0.82 (95% interval 0.71 to 0.90)``, or the reason."""
        if self.value is None or self.low is None or self.high is None:
            return self.reason or ""
        return f"{two_places(self.value)} (95% interval {two_places(self.low)} to {two_places(self.high)})"


@dataclass(frozen=True, slots=True)
class Agreement:
    """Everything that is said of one table of ratings.

    ``units`` were graded at least twice, ``pairs`` are pairs of grades of one unit. ``exact`` and ``within_one`` are
    shares of pairs (0 to 1), ``mean_signed_difference`` is first minus second in grade steps for exactly two raters;
    each None where nothing stands behind it. ``dominant`` is the most used grade's share of the grades in those units.
    """

    raters: int
    scale: int
    units: int
    pairs: int
    exact: float | None
    within_one: float | None
    mean_signed_difference: float | None
    dominant: float | None
    alpha_ordinal: Estimate
    ac2_quadratic: Estimate
    kappa_quadratic: Estimate

    @property
    def one_grade_dominates(self) -> bool:
        """Whether one grade has at least 80 % of the grades and alpha is below the share of exact agreement."""
        alpha = self.alpha_ordinal.value
        return (
            self.dominant is not None
            and self.dominant >= _DOMINANT
            and self.exact is not None
            and alpha is not None
            and alpha < self.exact
        )


@dataclass(frozen=True, slots=True)
class Severity:
    """How an auditor's grades lie against others', in grade steps; below 0 is severe, above 0 lenient.

    ``mean`` is the plain mean of the signed differences over ``n`` pairs; ``shrunk`` is mean * n / (n + 5), and ``low``
    to ``high`` the 95 % interval of it, both None for a single pair.
    """

    n: int
    mean: float
    shrunk: float
    low: float | None
    high: float | None


def agreement(
    ratings: Ratings, *, at_least: int = AT_LEAST, seed: int = SEED, resamples: int = RESAMPLES
) -> Agreement:
    """All figures of a table of ratings; neither the order of units nor raters' names change any of them."""
    from qa_app.domain import coefficients  # noqa: PLC0415  # numpy is slow to load and seldom needed

    plain = counted(ratings)

    def estimate(kind: Callable[[Ratings], Coefficient], because: str | None = None) -> Estimate:
        reason = because or _too_little(plain.pairs, at_least)
        if reason:
            return Estimate(None, None, None, reason)
        return _estimate(kind, ratings, n=plain.units, seed=seed, resamples=resamples)

    there = "is 1" if ratings.raters == 1 else f"are {ratings.raters:,}"
    not_two = (
        f"{_NOT} this kappa is for exactly two raters, and there {there}" if ratings.raters != 2 else None
    )
    return Agreement(
        raters=ratings.raters,
        scale=ratings.scale,
        units=plain.units,
        pairs=plain.pairs,
        exact=plain.exact,
        within_one=plain.within_one,
        mean_signed_difference=plain.mean_signed_difference,
        dominant=plain.dominant,
        alpha_ordinal=estimate(coefficients.Alpha),
        ac2_quadratic=estimate(coefficients.AC2),
        kappa_quadratic=estimate(coefficients.Kappa, not_two),
    )


def severity(differences: Sequence[int], *, seed: int = SEED, resamples: int = RESAMPLES) -> Severity | None:
    """An auditor's signed differences (own grade minus the other's, in grade steps), shrunk; None without any.

    Shrinking draws a mean of few pairs towards zero: with n pairs it counts n / (n + 5).
    """
    from qa_app.domain.resampling import interval_of_mean  # noqa: PLC0415

    n = len(differences)
    if not n:
        return None
    known = n / (n + HALF_KNOWN_AT)
    mean = sum(differences) / n
    bounds = interval_of_mean(differences, seed=seed, resamples=resamples)
    low, high = (known * bounds[0], known * bounds[1]) if bounds else (None, None)
    return Severity(n, mean, known * mean, low, high)


def two_places(value: float) -> str:
    """``0.82``; never ``-0.00``, and 1.00 only for 1 itself, so that nearly perfect is not read as perfect."""
    text = f"{value:.2f}"
    if text == "1.00" and value < 1:
        return "0.99"
    return "0.00" if text == "-0.00" else text


def _estimate(
    kind: Callable[[Ratings], Coefficient], ratings: Ratings, *, n: int, seed: int, resamples: int
) -> Estimate:
    from qa_app.domain.resampling import interval  # noqa: PLC0415

    coefficient = kind(ratings)
    value = float(coefficient.values(coefficient.seen[None])[0])
    if _is_one_grade(ratings):
        return Estimate(None, None, None, f"{_NOT} everybody always gave the same grade")
    if isnan(value):
        return Estimate(
            None, None, None, f"{_NOT} wherever two people graded, everybody always gave the same grade"
        )
    low, high = interval(coefficient, value, n=n, seed=seed, resamples=resamples)
    return Estimate(value, low, high, None)


_ONE_GRADE = "Not calculable: everybody always gave the same grade, so nothing shows whether they would tell cases apart"


def _is_one_grade(ratings: Ratings) -> bool:
    return len({grade for row, _ in ratings.rows for grade in row if grade is not None}) < 2


def _too_little(pairs: int, at_least: int) -> str | None:
    if not pairs:
        return f"{_NOT} no unit was graded twice"
    return too_few(pairs, at_least, "pairs") if pairs < at_least else None
