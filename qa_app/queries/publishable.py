"""Which months and rounds can be published, how much do they hold, and how often were they published?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import case, func, select

from qa_app.clock import in_london
from qa_app.db import session
from qa_app.domain.months import Month, month_of
from qa_app.domain.workflow import Status
from qa_app.models.audits import Audit
from qa_app.models.rounds import Round, RoundStatus
from qa_app.queries import publications
from qa_app.queries.figures import subjects
from qa_app.queries.paging import Page, page_of

if TYPE_CHECKING:
    from qa_app.queries.figures.subjects import Subject

YEAR = 12


@dataclass(frozen=True, slots=True)
class Publishable:
    """A month or a round: how many of its audits are moderated, and the number of its newest publication (0: none)."""

    subject: Subject
    audited: int
    published: int


@dataclass(frozen=True, slots=True)
class Year:
    """Twelve months, the newest first. ``earlier`` is the last month before them, if any audit is as old."""

    months: tuple[Publishable, ...]
    earlier: Month | None


def months(until: Month) -> Year:
    """The twelve months that end with this one, from the first in which an audit was moderated. Three statements."""
    first = _first_month()
    shown = [month for back in range(YEAR) if (month := until.later(-back)) >= min(first or until, until)]
    counts = session.execute(
        select(
            *(
                func.coalesce(
                    func.sum(
                        case(
                            ((Audit.moderated_at >= month.since) & (Audit.moderated_at < month.until), 1),
                            else_=0,
                        )
                    ),
                    0,
                )
                for month in shown
            )
        ).where(
            Audit.status == Status.MODERATED,
            Audit.moderated_at >= shown[-1].since,
            Audit.moderated_at < shown[0].until,
        )
    ).one()
    times = publications.times_published([month.key for month in shown])
    before = shown[-1].later(-1)
    return Year(
        tuple(
            Publishable(subjects.of_month(month), int(n), times.get(month.key, 0))
            for month, n in zip(shown, counts, strict=True)
        ),
        before if first and first <= before else None,
    )


def rounds(*, page: int = 1) -> Page[Publishable]:
    """Rounds that have begun, the newest first, 50 a page. Four statements."""
    query = (
        select(Round)
        .where(Round.status != RoundStatus.DRAFT)
        .order_by(Round.opens_on.desc(), Round.id.desc())
    )
    found = page_of(query, page)
    about = [subjects.of_round(each) for each in found.items]
    counts = dict(
        session.execute(
            select(Audit.round_id, func.count())
            .where(
                Audit.status == Status.MODERATED,
                Audit.round_id.in_([subject.round_id for subject in about]),
            )
            .group_by(Audit.round_id)
        ).all()
    )
    times = publications.times_published([subject.key for subject in about])
    items = tuple(
        Publishable(subject, counts.get(subject.round_id or 0, 0), times.get(subject.key, 0))
        for subject in about
    )
    return Page(items, found.number, found.pages, found.total)


def _first_month() -> Month | None:
    first = session.scalar(select(func.min(Audit.moderated_at)).where(Audit.status == Status.MODERATED))
    return month_of(in_london(first).date()) if first else None
