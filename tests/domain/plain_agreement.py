"""The coefficients once more, slowly and from their definitions, pair by pair in exact fractions.

Nothing here is shared with the product: no patterns, no numpy, no closed forms.
"""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations, permutations


def given(row):
    return [grade for grade in row if grade is not None]


def plain_counts(table):
    """units, pairs, exact pairs, pairs within one step."""
    units = [given(row) for row in table if len(given(row)) >= 2]
    pairs = [pair for unit in units for pair in combinations(unit, 2)]
    return (
        len(units),
        len(pairs),
        sum(one == other for one, other in pairs),
        sum(abs(one - other) <= 1 for one, other in pairs),
    )


def plain_alpha(table, scale):
    """Krippendorff 2011: coincidence matrix, ordinal metric as printed, alpha = 1 - (n - 1) sum o d / sum n n d."""
    grades = range(1, scale + 1)
    coincidences = {(c, k): Fraction(0) for c in grades for k in grades}
    for row in table:
        unit = given(row)
        if len(unit) >= 2:
            for c, k in permutations(unit, 2):
                coincidences[c, k] += Fraction(1, len(unit) - 1)
    n = {c: sum(coincidences[c, k] for k in grades) for c in grades}
    total = sum(n.values())

    def metric(c, k):
        low, high = sorted((c, k))
        return (sum(n[g] for g in range(low, high + 1)) - (n[low] + n[high]) / 2) ** 2

    expected = sum(n[c] * n[k] * metric(c, k) for c in grades for k in grades if c != k)
    if not expected:
        return None
    observed = sum(coincidences[c, k] * metric(c, k) for c in grades for k in grades if c != k)
    return float(1 - (total - 1) * observed / expected)


def weight(one, other, scale):
    return 1 - Fraction((one - other) ** 2, (scale - 1) ** 2)


def plain_ac2(table, scale):
    """Gwet 2014: pa over units with two ratings or more, pe over all with one or more."""
    grades = range(1, scale + 1)
    rated = [given(row) for row in table if given(row)]
    twice = [unit for unit in rated if len(unit) >= 2]
    if not twice or len({grade for unit in rated for grade in unit}) < 2:
        return None
    observed = sum(
        sum(weight(one, other, scale) for one, other in permutations(unit, 2))
        / Fraction(len(unit) * (len(unit) - 1))
        for unit in twice
    ) / len(twice)
    shares = [sum(Fraction(unit.count(k), len(unit)) for unit in rated) / len(rated) for k in grades]
    weights = sum(weight(c, k, scale) for c in grades for k in grades)
    chance = weights / (scale * (scale - 1)) * sum(share * (1 - share) for share in shares)
    return float((observed - chance) / (1 - chance))


def plain_kappa(table, scale):
    """Cohen 1968 with quadratic weights: (po - pe) / (1 - pe)."""
    pairs = [row for row in table if len(given(row)) == 2]
    if not pairs:
        return None
    n = len(pairs)
    observed = sum(weight(one, other, scale) for one, other in pairs) / Fraction(n)
    chance = sum(weight(one, other, scale) for one, _ in pairs for _, other in pairs) / Fraction(n * n)
    return None if chance == 1 else float((observed - chance) / (1 - chance))
