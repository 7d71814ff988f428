"""How did an auditor's grades lie against others', month by month or quarter by quarter?

Each period is shrunk by its own few pairs, so that a month with two of them cannot look like a turn.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from qa_app.domain.agreement import severity
from qa_app.domain.months import Month

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from qa_app.domain.agreement import Severity

_MONTHS_AT_MOST = 12


class Span(StrEnum):
    """How long a period is. The value is what addresses say."""

    MONTH = "month"
    QUARTER = "quarter"


@dataclass(frozen=True, slots=True)
class Graded:
    """One pair from the side of one auditor: when both were locked, and own grade minus the other's, in grade steps.

    ``from_final`` is own grade minus the final one; None where that is not known yet.
    """

    on: date
    from_other: int
    from_final: int | None


@dataclass(frozen=True, slots=True)
class Period:
    """A month or a quarter of an auditor's pairs; ``other`` and ``final`` are None without any."""

    name: str
    n: int
    other: Severity | None
    final: Severity | None


def span_for(graded: Sequence[Graded]) -> Span:
    """Months up to a year of pairs, quarters beyond."""
    months = [each.on.year * 12 + each.on.month for each in graded]
    return Span.MONTH if not months or max(months) - min(months) < _MONTHS_AT_MOST else Span.QUARTER


def over_time(graded: Sequence[Graded], span: Span) -> tuple[Period, ...]:
    """From the first period with pairs to the last, those without any among them."""
    length = 3 if span is Span.QUARTER else 1
    groups: dict[int, list[Graded]] = defaultdict(list)
    for each in graded:
        groups[(each.on.year * 12 + each.on.month - 1) // length].append(each)
    return tuple(
        _period(place * length, length, groups.get(place, []))
        for place in range(min(groups, default=0), max(groups, default=-1) + 1)
    )


def _period(first_month: int, length: int, graded: Sequence[Graded]) -> Period:
    first = Month(first_month // 12, first_month % 12 + 1)
    last = first.later(length - 1)
    name = first.name if length == 1 else f"{first.first:%B} to {last.name}"
    return Period(
        name,
        len(graded),
        severity([each.from_other for each in graded]),
        severity([each.from_final for each in graded if each.from_final is not None]),
    )
