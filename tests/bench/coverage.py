"""How often does a 95 % interval of agreement hold the truth? Simulated, where the truth is known.

Two auditors grade the same case: each sees what it is worth with an error of their own and puts it on four grades. The
truth is the coefficient of a population of five million such pairs. Then so many samples of 20, 50 and 200 pairs are
drawn, and it is counted how often the interval that the product prints holds the truth. A sample on which a coefficient
cannot be calculated has no interval and is counted apart.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from statistics import NormalDist
from typing import TYPE_CHECKING

import numpy as np

from qa_app.domain.agreement import agreement
from qa_app.domain.ratings import Ratings
from qa_app.domain.statistics import wilson

if TYPE_CHECKING:
    from qa_app.domain.coefficients import Numbers

SIZES = (20, 50, 200)
SAMPLES = 500
COEFFICIENTS = {"alpha_ordinal": "alpha", "ac2_quadratic": "AC2", "kappa_quadratic": "kappa"}
_SEED = 20
_PAIRS = 5_000_000
_GRADES = 4


@dataclass(frozen=True, slots=True)
class Population:
    """What grades are given how often, and how large an auditor's error is beside the differences between cases."""

    name: str
    grades: tuple[float, ...]
    error: float

    def shares(self) -> Numbers:
        """The share of each pair of grades, (grades, grades), from five million pairs."""
        random = np.random.default_rng(_SEED)
        spread = (1 + self.error**2) ** 0.5
        bounds = [NormalDist().inv_cdf(float(share)) * spread for share in np.cumsum(self.grades)[:-1]]
        counts = np.zeros(_GRADES * _GRADES)
        for _ in range(10):
            worth = random.normal(size=_PAIRS // 10)
            first, second = (
                np.searchsorted(bounds, worth + self.error * random.normal(size=len(worth))) for _ in range(2)
            )
            counts += np.bincount(first * _GRADES + second, minlength=_GRADES * _GRADES)
        return np.asarray(counts.reshape(_GRADES, _GRADES) / _PAIRS)


POPULATIONS = (
    Population("usual agreement", (0.08, 0.34, 0.44, 0.14), 0.55),
    Population("one grade dominates", (0.03, 0.82, 0.12, 0.03), 0.6),
    Population("poor agreement", (0.08, 0.34, 0.44, 0.14), 1.3),
)


@dataclass(frozen=True, slots=True)
class Covered:
    """Of ``samples`` of ``pairs`` pairs, ``held`` intervals held the ``truth``; ``none`` samples had no interval."""

    population: str
    pairs: int
    coefficient: str
    truth: float
    samples: int
    held: int
    none: int
    width: float


def coverage(samples: int, *, at_most_seconds: float) -> list[Covered]:
    """Every population, size and coefficient; fewer samples where the time runs out, at least 20 each."""
    until = time.perf_counter() + at_most_seconds
    cells = [(each, shares, pairs) for each in POPULATIONS for shares in [each.shares()] for pairs in SIZES]
    found = []
    for done, (population, shares, pairs) in enumerate(cells):
        truths = _estimates(np.rint(shares * _PAIRS).astype(int), resamples=2)
        share_of_time = (until - time.perf_counter()) / (len(cells) - done)
        drawn = _drawn(shares, pairs, samples, time.perf_counter() + share_of_time)
        for name, estimates in drawn.items():
            bounds = [(low, high) for _, low, high in estimates if low is not None]
            truth = truths[name][0]
            found.append(
                Covered(
                    population.name, pairs, COEFFICIENTS[name], truth, len(estimates),
                    sum(low <= truth <= high for low, high in bounds), len(estimates) - len(bounds),
                    sum(high - low for low, high in bounds) / max(len(bounds), 1),
                )
            )  # fmt: skip
    return found


def coverage_table(found: list[Covered]) -> str:
    """For a terminal. What is in brackets is how sure the simulation itself is."""
    lines = ["population           pairs  figure   truth    held          (95%)  width  samples without"]
    for each in found:
        with_interval = each.samples - each.none
        low, high = wilson(each.held, with_interval)
        lines.append(
            f"{each.population:<20} {each.pairs:>5}  {each.coefficient:<6} {each.truth:>6.3f}  "
            f"{100 * each.held / with_interval:>5.1f}%  {100 * low:>5.1f} to {100 * high:>4.1f}  {each.width:>5.2f}  "
            f"{each.none:,} of {each.samples:,}"
        )
    return "\n".join(lines)


def _drawn(
    shares: Numbers, pairs: int, samples: int, until: float
) -> dict[str, list[tuple[float | None, ...]]]:
    random = np.random.default_rng(_SEED + pairs)
    estimates: dict[str, list[tuple[float | None, ...]]] = {name: [] for name in COEFFICIENTS}
    for number in range(samples):
        if number >= 20 and time.perf_counter() > until:
            break
        counts = random.multinomial(pairs, shares.ravel() / shares.sum()).reshape(shares.shape)
        for name, estimate in _estimates(counts).items():
            estimates[name].append(estimate)
    return estimates


def _estimates(counts: Numbers, **asked: int) -> dict[str, tuple[float | None, ...]]:
    rows = tuple(
        ((int(first) + 1, int(second) + 1), int(counts[first, second]))
        for first, second in np.argwhere(counts > 0)
    )
    found = agreement(Ratings(_GRADES, 2, rows), **asked)
    answers = {name: getattr(found, name) for name in COEFFICIENTS}
    return {name: (each.value, each.low, each.high) for name, each in answers.items()}
