"""How far could a figure lie from the truth, given how few units were graded twice?

The interval is a bootstrap: units are drawn again with replacement, the figure is made from each draw, and the middle
95 % of what comes out is the interval. Two things are added to the plain percentile interval, both because simulation
(``python -m tests.bench --only coverage``) shows that it claims too much with few pairs:

- Each draw is from the units seen and one imaginary unit, graded by two raters alike or one step apart (all such pairs
  of grades equally likely), seldom further (two steps a quarter as likely, three a sixteenth). Without it twenty pairs
  that happen to agree, or to differ once, look like certainty: draws cannot show a disagreement, or a grade, that the
  sample missed. It weighs one unit, so it fades as units grow, in the way of A. Agresti and B. A. Coull, Approximate is
  better than "exact", American Statistician 52 (1998), 119-126.
- Quantiles are taken a little further out, at the levels that make a bootstrap of a mean as wide as Student's interval:
  the expanded percentile interval of T. C. Hesterberg, What teachers should know about the bootstrap, American
  Statistician 69 (2015), 371-386.

On four grades, of about 400 samples each from four populations, the true value was inside so often (per cent):

======================================  ==========  ==========  ==========  ==================================
interval                                20 pairs    50 pairs    200 pairs   alpha, one grade dominates, 20 pairs
======================================  ==========  ==========  ==========  ==================================
percentile                              80 to 97    91 to 95    93 to 96    81
BCa (Efron 1987)                        80 to 97    92 to 97    94 to 96    83
BCa, expanded                           82 to 98    93 to 98    94 to 96    83
jackknife on Fisher's scale             82 to 98    94 to 96    94 to 96    83
this one                                92 to 99    93 to 97    93 to 96    99
======================================  ==========  ==========  ==========  ==================================

The least is AC2 of raters who hardly agree. Only an imaginary unit lets an interval see what the sample missed: without
two and three steps in it that 92 was 88; with all steps equally likely intervals of AC2 were far too wide.

A draw in which the figure cannot be calculated (all units in it have one grade) says nothing about it and is left out.
"""

from __future__ import annotations

from math import inf, pi, sqrt, tan
from statistics import NormalDist
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qa_app.domain.coefficients import Coefficient, Numbers

_TAIL = 0.025
_NORMAL = NormalDist()
_AT_ONCE = 1_000_000
"""Numbers in one block of draws: 8 MB."""


def interval(
    coefficient: Coefficient, value: float, *, n: int, seed: int, resamples: int
) -> tuple[float, float]:
    """The 95 % interval of a coefficient over ``n`` units graded at least twice; it holds ``value``.

    Same table, same seed: same interval. One unit alone gives the coefficient's whole range.
    """
    if n < 2:
        return coefficient.lowest, 1.0
    units = round(float(coefficient.seen.sum()))
    likely = coefficient.seen + coefficient.imagined
    likely /= likely.sum()
    random = np.random.default_rng(seed)
    block = max(1, _AT_ONCE // len(likely))
    drawn = np.concatenate(
        [
            coefficient.values(
                random.multinomial(units, likely, size=min(block, resamples - done)).astype(float)
            )
            for done in range(0, resamples, block)
        ]
    )
    low, high = _middle(drawn[~np.isnan(drawn)], n)
    return max(coefficient.lowest, min(low, value)), min(1.0, max(high, value))


def interval_of_mean(differences: Sequence[int], *, seed: int, resamples: int) -> tuple[float, float] | None:
    """The 95 % interval of the mean of signed differences in grade steps; None for fewer than two of them.

    The imaginary difference is -1, 0 or 1. Exchanging first and second turns the interval round exactly.
    """
    n = len(differences)
    if n < 2:
        return None
    widest = max(1, *map(abs, differences))
    steps = np.arange(-widest, widest + 1, dtype=float)
    seen = np.array([differences.count(int(step)) for step in steps], dtype=float)
    counts, from_the_end = seen.tolist(), seen[::-1].tolist()
    turned = counts < from_the_end
    likely = (seen[::-1] if turned else seen) + (np.abs(steps) <= 1) / 3
    drawn = np.random.default_rng(seed).multinomial(n, likely / likely.sum(), size=resamples) @ steps / n
    low, high = _middle(drawn, n)
    if turned:
        low, high = -high, -low
    elif counts == from_the_end:
        low, high = (low - high) / 2, (high - low) / 2
    mean = sum(differences) / n
    return min(low, mean), max(high, mean)


def _middle(drawn: Numbers, n: int) -> tuple[float, float]:
    """The expanded percentiles of values drawn from n units; without a value, no bounds."""
    if not drawn.size:
        return -inf, inf
    tail = _NORMAL.cdf(-sqrt(n / (n - 1)) * _student(n - 1))
    low, high = np.quantile(drawn, (tail, 1 - tail))
    return float(low), float(high)


def _student(freedom: int) -> float:
    """The 97.5 % point of Student's t; from three degrees on, Abramowitz and Stegun 26.7.5, within 0.004."""
    if freedom == 1:
        return tan(pi * (0.5 - _TAIL))
    if freedom == 2:
        share = 1 - 2 * _TAIL
        return share * sqrt(2 / (1 - share * share))
    z = _NORMAL.inv_cdf(1 - _TAIL)
    return (
        z
        + (z**3 + z) / (4 * freedom)
        + (5 * z**5 + 16 * z**3 + 3 * z) / (96 * freedom**2)
        + (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / (384 * freedom**3)
        + (79 * z**9 + 776 * z**7 + 1482 * z**5 - 1920 * z**3 - 945 * z) / (92160 * freedom**4)
    )
