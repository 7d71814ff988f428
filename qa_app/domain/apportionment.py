"""How many of the sample fall to each stratum, and how large should the sample be?

Proportional shares use the largest remainder (Hamilton's method) in whole numbers, so that no rounding of
fractions can differ between machines and the parts always add up to the whole.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from qa_app.domain.errors import NotPossible

if TYPE_CHECKING:
    from collections.abc import Mapping

_Z95 = 1.96
"""As printed in the clinical-audit guidance whose worked example the tests repeat."""


def allot(sizes: Mapping[str, int], n: int, *, evenly: bool = False) -> dict[str, int]:
    """``n`` places shared among strata of these sizes, by size or evenly; never more than a stratum holds.

    What a small stratum cannot take is shared again among the others. The result adds up to ``n``, or to all
    there is when ``n`` is more. Equal remainders go to the larger stratum, then to the earlier name.
    """
    given = dict.fromkeys(sizes, 0)
    left = min(n, sum(sizes.values()))
    growing = {name for name, size in sizes.items() if size}
    while left:
        weights = {name: 1 if evenly else sizes[name] for name in growing}
        shares = _largest_remainder(weights, left, sizes)
        too_small = {name for name in growing if shares[name] > sizes[name]}
        if not too_small:
            return given | shares
        for name in too_small:
            given[name] = sizes[name]
            left -= sizes[name]
        growing -= too_small
    return given


def size_for(population: int, expected: float, margin: float) -> int:
    """How many audits estimate a share to within ``margin`` at 95 %, in a finite population.

    ``expected`` and ``margin`` are fractions: 0.7 and 0.05 for "about 70 %, give or take 5". The formula is
    n0 / (1 + n0 / N) with n0 = z² p (1 - p) / d², rounded to the nearest audit (GP CPD Wales audit guidance:
    300 cases, 70 %, ±5 % → 155). Raises NotPossible for shares or margins outside 0 to 1.
    """
    if population < 1:
        raise NotPossible("There are no cases to draw from. Change the filters of the round.")
    if not 0 < expected < 1 or not 0 < margin < 1:
        raise NotPossible("The expected share and the margin must be between 1% and 99%.")
    endless = _Z95**2 * expected * (1 - expected) / margin**2
    return min(population, max(1, round(endless / (1 + endless / population))))


def _largest_remainder(weights: Mapping[str, int], n: int, sizes: Mapping[str, int]) -> dict[str, int]:
    whole = sum(weights.values())
    shares = {name: n * weight // whole for name, weight in weights.items()}
    by_remainder = sorted(weights, key=lambda name: (-(n * weights[name] % whole), -sizes[name], name))
    for name in by_remainder[: n - sum(shares.values())]:
        shares[name] += 1
    return shares
