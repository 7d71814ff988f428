"""What are findings of: which audits belong to a month, and which to a round?

A month holds the audits whose moderation ended in it, on London's clock: that is when a grade becomes final, so a
published month never changes because an auditor was late. A round holds its moderated audits, whenever that was.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import and_, select
from sqlalchemy.exc import NoResultFound

from qa_app.db import session
from qa_app.domain.findings import FindingsKind, Period
from qa_app.domain.months import Month, month_named, month_of
from qa_app.domain.workflow import Status
from qa_app.models.audits import Audit
from qa_app.models.rounds import Round, RoundStatus
from qa_app.models.tools import ToolVersion

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy import ColumnElement

_ROUND = "round-"


@dataclass(frozen=True, slots=True)
class Subject:
    """A month or a round, never both. ``key`` is ``2026-10`` or ``round-3``, as in addresses and file names."""

    key: str
    period: Period
    month: Month | None = None
    round_id: int | None = None

    @property
    def kind(self) -> FindingsKind:
        """Which of the two it is."""
        return FindingsKind.MONTH if self.month else FindingsKind.ROUND

    @property
    def title(self) -> str:
        """The title of its findings."""
        return f"Case audit findings: {self.period.name}"

    @property
    def within(self) -> str:
        """``in October 2026``, for sentences."""
        return f"in {self.period.name}" if self.month else f"in the round “{self.period.name}”"

    def audited(self) -> ColumnElement[bool]:
        """That an audit's final grade belongs to it, as a condition on ``Audit``."""
        if self.month is None:
            return and_(Audit.status == Status.MODERATED, Audit.round_id == self.round_id)
        return and_(
            Audit.status == Status.MODERATED,
            Audit.moderated_at >= self.month.since,
            Audit.moderated_at < self.month.until,
        )

    def due(self) -> ColumnElement[bool]:
        """That an audit was expected in it: by the due date as it stands, or by having been allocated."""
        if self.month is None:
            return Audit.round_id == self.round_id
        return Audit.due_on.between(self.month.first, self.month.last)


def of_month(month: Month) -> Subject:
    """The findings of a month."""
    return Subject(month.key, Period(month.name, month.first, month.last), month=month)


def of_round(wanted: Round) -> Subject:
    """The findings of a round: its days are those of the practice that it looks at."""
    period = Period(wanted.title, wanted.period_start, wanted.period_end)
    return Subject(f"{_ROUND}{wanted.id}", period, round_id=wanted.id)


def named(key: str) -> Subject:
    """The subject of a key. NoResultFound for what is neither a month nor a round that has begun."""
    if month := month_named(key):
        return of_month(month)
    number = key.removeprefix(_ROUND)
    if not key.startswith(_ROUND) or not (number.isascii() and number.isdigit() and len(number) < 10):
        raise NoResultFound
    return of_round(
        session.scalars(select(Round).where(Round.id == int(number), Round.status != RoundStatus.DRAFT)).one()
    )


def begun(key: str, today: date) -> Subject:
    """The same, and no month that has not begun."""
    subject = named(key)
    if subject.month and subject.month > month_of(today):
        raise NoResultFound
    return subject


def before(subject: Subject) -> Subject | None:
    """The last month, or the last earlier round that used the same tool. None for the first round of a tool."""
    if subject.month:
        return of_month(subject.month.later(-1))
    this = (
        select(ToolVersion.key, Round.opens_on).join(Round.tool_version).where(Round.id == subject.round_id)
    )
    tool_key, opens_on = session.execute(this).one()
    earlier = (
        select(Round)
        .join(Round.tool_version)
        .where(
            ToolVersion.key == tool_key,
            Round.opens_on < opens_on,
            Round.status != RoundStatus.DRAFT,
        )
        .order_by(Round.opens_on.desc(), Round.id.desc())
        .limit(1)
    )
    found = session.scalars(earlier).one_or_none()
    return of_round(found) if found else None
