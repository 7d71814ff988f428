"""Did coaching bring an auditor's grades nearer to the others', and can so few pairs say so?

Looked at are overall grades of blind pairs, as they were first handed in: an auditor's own grade minus the other's, in
grade steps. What an auditor handed in before the moment of their coaching is compared with what they handed in after it.
Means here are plain and not drawn towards zero: before and after seldom hold the same number of pairs, and drawing both
by different shares would make a change where there is none.

The interval of a change is made from the intervals of its two sides by the method of variance estimates recovery
(G. Y. Zou and A. Donner, Construction of confidence limits about effect measures: a general approach, Statistics in
Medicine 27 (2008), 1693-1702); for shares it is method 10 of R. G. Newcombe, Interval estimation for the difference
between independent proportions, Statistics in Medicine 17 (1998), 873-890.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime  # noqa: TC003  # what a field is must be known at run time
from enum import StrEnum
from math import hypot
from typing import TYPE_CHECKING

from qa_app.domain.agreement import RESAMPLES, SEED
from qa_app.domain.statistics import Share, share

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

ENOUGH = 5
"""Fewer pairs than this on either side are too few to say anything."""


@dataclass(frozen=True, slots=True)
class Graded:
    """One auditor's side of one blind pair.

    ``at`` is when this auditor handed in, ``difference`` their overall grade minus the other's in steps, ``from_final``
    the same minus the grade that became final; None while none has.
    """

    pair_id: int
    at: datetime
    difference: int
    from_final: int | None = None


@dataclass(frozen=True, slots=True)
class Estimate:
    """A number with its 95 % interval."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Side:
    """Before, or after. ``difference`` and ``from_final`` are means in steps, each None with fewer than two of them."""

    n: int
    difference: Estimate | None
    exact: Share | None
    n_final: int
    from_final: Estimate | None


class Verdict(StrEnum):
    """What may be said of a change."""

    TOO_FEW = "too_few"
    NEARER = "nearer"
    NEARER_BY_CHANCE = "nearer_by_chance"
    SAME = "same"
    FURTHER_BY_CHANCE = "further_by_chance"
    FURTHER = "further"


@dataclass(frozen=True, slots=True)
class Effect:
    """Before and after, and the change between them: of the mean in steps, and of exact agreement as a fraction."""

    before: Side
    after: Side
    change: Estimate | None
    change_of_exact: Estimate | None

    @property
    def is_enough(self) -> bool:
        """Whether there are pairs enough on both sides to show numbers."""
        return min(self.before.n, self.after.n) >= ENOUGH

    @property
    def verdict(self) -> Verdict:
        """Nearer to the others means that the mean difference is nearer to zero, on whichever side of it."""
        before, after, change = self.before.difference, self.after.difference, self.change
        if not self.is_enough or before is None or after is None or change is None:
            return Verdict.TOO_FEW
        nearer = abs(before.value) - abs(after.value)
        if not round(nearer, 9):
            return Verdict.SAME
        is_more_than_chance = not change.low <= 0 <= change.high
        if nearer > 0:
            return Verdict.NEARER if is_more_than_chance else Verdict.NEARER_BY_CHANCE
        return Verdict.FURTHER if is_more_than_chance else Verdict.FURTHER_BY_CHANCE

    @property
    def words(self) -> str:
        """The verdict as a sentence that can stand alone."""
        if self.verdict is Verdict.TOO_FEW:
            before = "1 pair" if self.before.n == 1 else f"{self.before.n:,} pairs"
            return f"{before} before, {self.after.n:,} after: too few to say."
        return _WORDS[self.verdict]


_WORDS = {
    Verdict.NEARER: "Nearer to the others than before, by more than chance explains.",
    Verdict.NEARER_BY_CHANCE: "Nearer to the others than before; chance alone could do that.",
    Verdict.SAME: "As near to the others as before.",
    Verdict.FURTHER_BY_CHANCE: "Further from the others than before; chance alone could do that.",
    Verdict.FURTHER: "Further from the others than before, by more than chance explains.",
}


@dataclass(frozen=True, slots=True)
class Together:
    """Exact agreement of several auditors, each pair counted once on a side however many of them are in it."""

    before: Share | None
    after: Share | None
    change: Estimate | None


def effect(graded: Sequence[Graded], since: datetime) -> Effect:
    """What an auditor graded before this moment, against what they graded from then on."""
    before = _side([each for each in graded if each.at < since])
    after = _side([each for each in graded if each.at >= since])
    return Effect(
        before,
        after,
        _difference(after.difference, before.difference),
        _difference(_as_estimate(after.exact), _as_estimate(before.exact)),
    )


def together(groups: Iterable[tuple[Sequence[Graded], datetime]]) -> Together:
    """Several auditors' pairs, each auditor with the moment that parts before from after."""
    agreed: tuple[dict[int, bool], dict[int, bool]] = ({}, {})
    for graded, since in groups:
        for each in graded:
            agreed[each.at >= since][each.pair_id] = each.difference == 0
    before, after = (share(sum(side.values()), len(side)) for side in agreed)
    return Together(before, after, _difference(_as_estimate(after), _as_estimate(before)))


def _side(graded: Sequence[Graded]) -> Side:
    finals = [each.from_final for each in graded if each.from_final is not None]
    return Side(
        n=len(graded),
        difference=_mean([each.difference for each in graded]),
        exact=share(sum(each.difference == 0 for each in graded), len(graded)),
        n_final=len(finals),
        from_final=_mean(finals),
    )


def _mean(differences: Sequence[int]) -> Estimate | None:
    from qa_app.domain.resampling import interval_of_mean  # noqa: PLC0415  # numpy is slow to load

    bounds = interval_of_mean(differences, seed=SEED, resamples=RESAMPLES)
    return Estimate(sum(differences) / len(differences), *bounds) if bounds else None


def _as_estimate(found: Share | None) -> Estimate | None:
    return Estimate(found.fraction, found.low, found.high) if found else None


def _difference(one: Estimate | None, other: Estimate | None) -> Estimate | None:
    """``one`` minus ``other``, with the interval recovered from theirs; None unless both are known."""
    if one is None or other is None:
        return None
    value = one.value - other.value
    down = hypot(one.value - one.low, other.high - other.value)
    up = hypot(one.high - one.value, other.value - other.low)
    return Estimate(value, value - down, value + up)
