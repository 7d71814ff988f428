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
    """A figure with its 95 % interval, or the ``reason`` why there is none: then all three numbers are None.

    A mean of a single difference has a value and no interval.
    """

    value: float | None
    low: float | None
    high: float | None
    reason: str | None

    @property
    def shown(self) -> str:
        """``0.82``, or the reason in a word or two: ``Too few to say``."""
        return (self.reason or "").partition(":")[0] if self.value is None else two_places(self.value)

    @property
    def interval_shown(self) -> str:
        """``0.71 to 0.90``; empty when there is none."""
        if self.low is None or self.high is None:
            return ""
        return f"{two_places(self.low)} to {two_places(self.high)}"

    @property
    def words(self) -> str:
        """``0.82 (95% interval 0.71 to 0.90)``, or the reason."""
        if self.value is None:
            return self.reason or ""
        if not self.interval_shown:
            return f"{self.shown} (too few for an interval)"
        return f"{self.shown} (95% interval {self.interval_shown})"


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
    there = "is 1" if ratings.raters == 1 else f"are {ratings.raters:,}"
    not_two = f"{_NOT} this kappa is for exactly two raters, and there {there}"
    by_person = ratings if ratings.raters == 2 else not_two
    return _agreement(ratings, by_person, at_least=at_least, seed=seed, resamples=resamples)


def agreement_of_pairs(
    by_role: Ratings,
    by_person: Ratings | None,
    *,
    at_least: int = AT_LEAST,
    seed: int = SEED,
    resamples: int = RESAMPLES,
) -> Agreement:
    """All figures of pairs that many people made, the first auditor's grades in one column, the second's in the other.

    ``by_person`` are the same pairs with a column for each person, where the same two made them all: kappa is for two
    fixed raters, so without it there is none.
    """
    many = f"{_NOT} this kappa is for two people who made all pairs, and more than two made these"
    return _agreement(by_role, by_person or many, at_least=at_least, seed=seed, resamples=resamples)


def _agreement(
    ratings: Ratings, by_person: Ratings | str, *, at_least: int, seed: int, resamples: int
) -> Agreement:
    """``by_person`` is the table that kappa is made from, or the reason why there is none."""
    from qa_app.domain import coefficients  # noqa: PLC0415  # numpy is slow to load and seldom needed

    plain = counted(ratings)

    def estimate(kind: Callable[[Ratings], Coefficient], of: Ratings | str) -> Estimate:
        reason = of if isinstance(of, str) else _too_little(plain.pairs, at_least)
        if isinstance(of, str) or reason:
            return Estimate(None, None, None, reason)
        return _estimate(kind, of, n=plain.units, seed=seed, resamples=resamples)

    return Agreement(
        raters=ratings.raters,
        scale=ratings.scale,
        units=plain.units,
        pairs=plain.pairs,
        exact=plain.exact,
        within_one=plain.within_one,
        mean_signed_difference=plain.mean_signed_difference,
        dominant=plain.dominant,
        alpha_ordinal=estimate(coefficients.Alpha, ratings),
        ac2_quadratic=estimate(coefficients.AC2, ratings),
        kappa_quadratic=estimate(coefficients.Kappa, by_person),
    )


def mean_difference(differences: Sequence[int], *, seed: int = SEED, resamples: int = RESAMPLES) -> Estimate:
    """The mean of signed differences in grade steps, not shrunk, with its interval; no interval for a single one."""
    from qa_app.domain.resampling import interval_of_mean  # noqa: PLC0415  # numpy is slow to load

    if not differences:
        return Estimate(None, None, None, f"{_NOT} no unit was graded twice")
    bounds = interval_of_mean(differences, seed=seed, resamples=resamples)
    low, high = bounds or (None, None)
    return Estimate(sum(differences) / len(differences), low, high, None)


def severity(differences: Sequence[int], *, seed: int = SEED, resamples: int = RESAMPLES) -> Severity | None:
    """An auditor's signed differences (own grade minus the other's, in grade steps), shrunk; None without any.

    Shrinking draws a mean of few pairs towards zero: with n pairs it counts n / (n + 5).
    """
    from qa_app.domain.resampling import interval_of_mean  # noqa: PLC0415  # numpy is slow to load

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
    from qa_app.domain.resampling import interval  # noqa: PLC0415  # numpy is slow to load

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


def _is_one_grade(ratings: Ratings) -> bool:
    return len({grade for row, _ in ratings.rows for grade in row if grade is not None}) < 2


def _too_little(pairs: int, at_least: int) -> str | None:
    if not pairs:
        return f"{_NOT} no unit was graded twice"
    return too_few(pairs, at_least, "pairs") if pairs < at_least else None
