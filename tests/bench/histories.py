"""When did each audit happen, and where has it got to? Decided before anything is written."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING

from qa_app.domain.months import month_of
from qa_app.domain.workflow import Status
from tests.bench.rounds import LONG_ROUND

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from qa_app.domain.months import Month
    from tests.bench.rounds import PlannedRound

_MONTHS = 24
_DAYS = 27
_BUSY_SHARE = 10


@dataclass(frozen=True, slots=True)
class History:
    """One audit's number, round, auditor (by place) and dates. ``moderated_at`` is None before moderation."""

    number: int
    in_round: PlannedRound
    auditor: int
    status: Status
    allocated_at: datetime
    submitted_at: datetime | None = None
    moderated_at: datetime | None = None


def measured_month(today: date) -> Month:
    """The month whose findings are measured: the last whole one."""
    return month_of(today).later(-1)


def histories(
    rounds: tuple[PlannedRound, ...], *, audits: int, auditors: int, now: datetime
) -> Iterator[History]:
    """Every audit. One in twenty-five was moderated in the measured month; one in eight waits for a moderator."""
    month = measured_month(now.date())
    still_wanted = audits // 25
    first_short = LONG_ROUND + 1
    in_first_short = sum(
        not _waits(number) for each in rounds if each.id == first_short for number in each.audits
    )
    for each in rounds:
        for number in each.audits:
            if each.is_open:
                yield History(number, each, number % auditors, Status.IN_PROGRESS, now - timedelta(days=6))
                continue
            if each.id != LONG_ROUND and _waits(number):
                submitted = now - timedelta(days=1 + number % 20, hours=number % 7)
                allocated = submitted - timedelta(days=14)
                yield History(
                    number, each, _other_auditor(number, auditors), Status.SUBMITTED, allocated, submitted
                )
                continue
            is_measured = each.id == first_short or (
                each.id == LONG_ROUND and number <= still_wanted - in_first_short
            )
            back = 0 if is_measured else 1 + (number if each.id == LONG_ROUND else each.id) % (_MONTHS - 1)
            moderated = datetime.combine(month.later(-back).first, time(10, number % 60), UTC)
            moderated += timedelta(days=number % _DAYS)
            submitted = moderated - timedelta(days=4)
            allocated = submitted - timedelta(days=8 + number % 9)
            yield History(
                number, each, _auditor(number, auditors), Status.MODERATED, allocated, submitted, moderated
            )


def _waits(number: int) -> bool:
    return number % 4 == 0


def _auditor(number: int, auditors: int) -> int:
    """One auditor did a tenth of all audits, so that their list is longer than a page however small the council."""
    return 0 if number % _BUSY_SHARE == 1 else number // 3 % auditors


def _other_auditor(number: int, auditors: int) -> int:
    """The busiest has handed in nothing that waits: what waits for one person does not grow with the years."""
    return 1 + number // 4 % (auditors - 1)
