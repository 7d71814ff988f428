"""How is a number said? One vocabulary for every count, share and measure that the product publishes.

A number that may not be published has no value: only the words that stand in its place. They are decided here,
once, so that page, workbook and PDF say the same. Hidden says nothing about how small: a count of 2 and the count
of 9 that was hidden to protect it look the same, because telling them apart would give the 2 away.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Annotated, Literal

from pydantic import Field

from qa_app.domain.statistics import wilson

NOT_SHOWN = "not shown"
NONE_TO_COUNT = "none to count"


@dataclass(frozen=True, slots=True)
class Count:
    """How many. ``value`` is None when the number is hidden (see ``domain.suppression``)."""

    value: int | None
    kind: Literal["count"] = field(default="count", repr=False)

    @property
    def is_hidden(self) -> bool:
        """Whether there is a number that may not be shown."""
        return self.value is None

    @property
    def shown(self) -> str:
        """``1,408``, or the words for a hidden number."""
        return NOT_SHOWN if self.value is None else f"{self.value:,}"


HIDDEN = Count(None)


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many, with its 95 % Wilson interval as fractions of 1 (None when hidden or of nothing).

    Build it with ``share_of``, which computes the interval; the interval is kept so that a published value reads
    the same for ever.
    """

    part: Count
    of: Count
    low: float | None
    high: float | None
    kind: Literal["share"] = field(default="share", repr=False)

    @property
    def is_hidden(self) -> bool:
        """Whether either number may not be shown."""
        return self.part.is_hidden or self.of.is_hidden

    @property
    def value(self) -> float | None:
        """The fraction of 1; None when hidden, or when there was nothing to count."""
        if self.part.value is None or not self.of.value:
            return None
        return self.part.value / self.of.value

    @property
    def shown(self) -> str:
        """``65%``."""
        if self.is_hidden:
            return NOT_SHOWN
        return NONE_TO_COUNT if self.value is None else percent(self.value)

    @property
    def interval_shown(self) -> str:
        """``49% to 78%``; empty when there is none."""
        if self.low is None or self.high is None:
            return ""
        return f"{percent(self.low)} to {percent(self.high)}"

    @property
    def sentence(self) -> str:
        """``65% (26 of 40; likely range 49% to 78%)``."""
        if self.value is None:
            return self.shown
        return f"{self.shown} ({self.part.shown} of {self.of.shown}; likely range {self.interval_shown})"


HIDDEN_SHARE = Share(HIDDEN, HIDDEN, None, None)


@dataclass(frozen=True, slots=True)
class Measure:
    """A number with a unit that is not a count: a median of days, a mean shift in grades. None: nothing to measure."""

    value: float | None
    unit: str
    n: Count
    decimals: int = 1
    signed: bool = False
    hidden: bool = False
    kind: Literal["measure"] = field(default="measure", repr=False)

    @property
    def is_hidden(self) -> bool:
        """Whether there is a number that may not be shown."""
        return self.hidden

    @property
    def shown(self) -> str:
        """``4.5 days`` or ``-0.12 grades``, with a true minus sign; ``none to count`` over nothing."""
        if self.hidden:
            return NOT_SHOWN
        if self.value is None:
            return NONE_TO_COUNT
        sign = "+" if self.signed else "-"
        return f"{self.value:{sign},.{self.decimals}f} {self.unit}".strip().replace("-", "\u2212", 1)


@dataclass(frozen=True, slots=True)
class Coefficient:
    """A figure of agreement with its 95 % bootstrap interval, or the words that stand ``instead`` of it."""

    value: float | None
    low: float | None
    high: float | None
    n: Count
    instead: str = ""
    hidden: bool = False
    kind: Literal["coefficient"] = field(default="coefficient", repr=False)

    @property
    def is_hidden(self) -> bool:
        """Whether there is a number that may not be shown."""
        return self.hidden

    @property
    def shown(self) -> str:
        """``0.62``, with a true minus sign below 0; the words for a hidden one, or why there is none."""
        if self.hidden:
            return NOT_SHOWN
        return (self.instead or NONE_TO_COUNT) if self.value is None else _two_places(self.value)

    @property
    def interval_shown(self) -> str:
        """``0.41 to 0.78``; empty when there is none."""
        if self.low is None or self.high is None:
            return ""
        return f"{_two_places(self.low)} to {_two_places(self.high)}"


Value = Annotated[Count | Share | Measure | Coefficient, Field(discriminator="kind")]


@dataclass(frozen=True, slots=True)
class Figure:
    """One headline number: what it is called, what it means, what was left out, and what it was last time.

    ``protected``: it counts children's cases, so a small one is hidden.
    """

    key: str
    name: str
    value: Value
    definition: str
    excluded: str = ""
    last: Value | None = None
    protected: bool = True


def share_of(part: int, of: int) -> Share:
    """The share with its 95 % interval. Raises ValueError when part is not within 0..of."""
    if not 0 <= part <= of:
        raise ValueError(f"A share cannot be {part} of {of}")
    low, high = wilson(part, of) if of else (None, None)
    return Share(Count(part), Count(of), low, high)


def percent(fraction: float) -> str:
    """0.655 → ``66%``: whole percents, halves up, because the counts are too small for more."""
    return f"{math.floor(fraction * 100 + 0.5)}%"


def _two_places(value: float) -> str:
    return f"{value:z.2f}".replace("-", "\u2212", 1)
