"""How many audits were expected, what became of them, and how long did they take?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import case, func, select

from qa_app.db import session
from qa_app.domain.breakdowns import Breakdown, Category, Tally, breakdown
from qa_app.domain.figures import Count, Figure, Measure, share_of
from qa_app.domain.statistics import median
from qa_app.domain.workflow import Status
from qa_app.models.audits import Audit

if TYPE_CHECKING:
    from qa_app.queries.figures.subjects import Subject

_ORDER = (Status.SUBMITTED, Status.RETURNED, Status.IN_PROGRESS, Status.ALLOCATED, Status.WITHDRAWN)


@dataclass(frozen=True, slots=True)
class Expected:
    """What became of the audits that were due. ``elsewhere``: moderated, but counted in another month."""

    moderated: int
    elsewhere: int
    waiting: dict[Status, int]

    @property
    def n(self) -> int:
        """How many were expected: all that were due and not withdrawn."""
        return self.moderated + sum(n for status, n in self.waiting.items() if status is not Status.WITHDRAWN)

    @property
    def unfinished(self) -> int:
        """How many of them have no final grade yet."""
        return self.n - self.moderated


def expected(subject: Subject) -> Expected:
    """One statement."""
    is_counted = case((subject.audited(), 1), else_=0)
    rows = session.execute(
        select(Audit.status, is_counted, func.count()).where(subject.due()).group_by(Audit.status, is_counted)
    ).all()
    waiting = {status: n for status, _, n in rows if status is not Status.MODERATED}
    return Expected(
        moderated=sum(n for status, _, n in rows if status is Status.MODERATED),
        elsewhere=sum(n for status, counted, n in rows if status is Status.MODERATED and not counted),
        waiting=waiting,
    )


def figure(found: Expected, subject: Subject, threshold: int) -> Figure:
    """Completion against expectation."""
    which = (
        f"Audits due {subject.within}, by the due date as it stands"
        if subject.month
        else "Audits allocated in this round"
    )
    return Figure(
        "expected",
        "Audits moderated of those expected",
        share_of(found.moderated, found.n),
        f"{which}, that have been moderated by now.",
        "Withdrawn audits are not expected.",
        # How much work was done is not a fact about a child; but a very small number of audits must not be told.
        protected=found.moderated < threshold,
    )


def not_counted(found: Expected, subject: Subject) -> tuple[Breakdown, ...]:
    """Why audits that were due are not in the figures, by reason; nothing when all are."""
    reasons = [(status.label, found.waiting.get(status, 0)) for status in _ORDER]
    if subject.month:
        reasons.insert(0, ("Moderated in another month, and counted there", found.elsewhere))
    tallies = [Tally(name, (n,)) for name, n in reasons if n]
    if not tallies:
        return ()
    due = f"due {subject.within}" if subject.month else "allocated in this round"
    return (
        breakdown(
            "not-counted",
            "Audits that are not counted",
            definition=f"Audits {due} that these findings leave out, by the reason, when the findings were made.",
            row_heading="Reason",
            categories=(Category("Audits"),),
            tallies=tallies,
            protected=False,
        ),
    )


def days(subject: Subject) -> Figure:
    """How long audits take, from allocation to the final grade. One statement of two columns."""
    rows = session.execute(select(Audit.allocated_at, Audit.moderated_at).where(subject.audited())).all()
    taken = [(moderated - allocated).total_seconds() / 86_400 for allocated, moderated in rows if moderated]
    return Figure(
        "days-to-finish",
        "Days from allocation to final grade",
        Measure(median(taken), "days", Count(len(taken)), decimals=0),
        "The median, in calendar days.",
    )
