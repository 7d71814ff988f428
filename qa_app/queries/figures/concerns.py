"""How many immediate concerns were raised, how quickly were they taken on, and how many are closed?

A concern is counted for the whole council with nothing else about it, and it must not vanish because it is rare: these
numbers are never hidden.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import or_, select

from qa_app.db import session
from qa_app.domain.breakdowns import Breakdown, Category, Tally, breakdown
from qa_app.domain.figures import Count, Figure, Measure
from qa_app.domain.statistics import median
from qa_app.models.audits import AnyAudit
from qa_app.models.concerns import Concern

if TYPE_CHECKING:
    from datetime import datetime

    from qa_app.queries.figures.subjects import Subject


@dataclass(frozen=True, slots=True)
class Clock:
    """When one concern was raised, acknowledged and closed."""

    raised_at: datetime
    acknowledged_at: datetime | None
    closed_at: datetime | None


@dataclass(frozen=True, slots=True)
class Concerns:
    """The concerns that a subject counts: those raised in it, and those closed in it, whenever raised."""

    raised: tuple[Clock, ...]
    closed: int

    @property
    def acknowledged(self) -> int:
        """How many of those raised somebody has taken on."""
        return sum(each.acknowledged_at is not None for each in self.raised)

    @property
    def still_open(self) -> int:
        """How many of those raised are not closed."""
        return sum(each.closed_at is None for each in self.raised)

    @property
    def hours(self) -> float | None:
        """The median of hours from raising to acknowledging."""
        return median(
            (each.acknowledged_at - each.raised_at).total_seconds() / 3600
            for each in self.raised
            if each.acknowledged_at
        )


def concerns(subject: Subject) -> Concerns:
    """One statement."""
    columns = select(Concern.raised_at, Concern.acknowledged_at, Concern.closed_at)
    month = subject.month
    if month is None:
        query = columns.join(Concern.audit).where(AnyAudit.round_id == subject.round_id)
    else:
        query = columns.where(
            or_(
                Concern.raised_at.between(month.since, month.until),
                Concern.closed_at.between(month.since, month.until),
            )
        )
    clocks = [Clock(*row) for row in session.execute(query.order_by(Concern.id))]
    if month is None:
        return Concerns(tuple(clocks), sum(each.closed_at is not None for each in clocks))
    return Concerns(
        raised=tuple(each for each in clocks if month.since <= each.raised_at < month.until),
        closed=sum(
            each.closed_at is not None and month.since <= each.closed_at < month.until for each in clocks
        ),
    )


def figures(found: Concerns, subject: Subject) -> tuple[Figure, ...]:
    """Raised, closed, and how long it took until somebody answered."""
    return (
        Figure(
            "concerns-raised",
            "Immediate concerns raised",
            Count(len(found.raised)),
            f"Concerns about a child’s safety that auditors raised {subject.within}, from any audit.",
            protected=False,
        ),
        Figure(
            "concerns-closed",
            "Immediate concerns closed",
            Count(found.closed),
            f"Concerns that were closed {subject.within}, whenever they were raised.",
            protected=False,
        ),
        Figure(
            "hours-to-acknowledge",
            "Hours until a concern was acknowledged",
            Measure(found.hours, "hours", Count(found.acknowledged)),
            "The median, from the moment it was raised, of concerns raised and acknowledged.",
            protected=False,
        ),
    )


def steps(found: Concerns, subject: Subject) -> tuple[Breakdown, ...]:
    """What became of the concerns raised; nothing when none was."""
    if not found.raised:
        return ()
    return (
        breakdown(
            "concerns",
            "What became of the concerns",
            definition=f"Concerns raised {subject.within}, as they stood when these findings were made.",
            row_heading="Step",
            categories=(Category("Concerns"),),
            tallies=(
                Tally("Raised", (len(found.raised),)),
                Tally("Acknowledged by a manager", (found.acknowledged,)),
                Tally("Closed", (len(found.raised) - found.still_open,)),
                Tally("Still open", (found.still_open,)),
            ),
            protected=False,
        ),
    )
