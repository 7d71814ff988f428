"""How far is a round: what is not started, in progress, handed in, moderated, late? One statement for each question."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sqlalchemy import Integer, case, func, select

from qa_app.db import session
from qa_app.domain.workflow import WITH_AUDITOR, Status
from qa_app.models.audits import Audit
from qa_app.models.people import Team, User
from qa_app.models.rounds import Sample, SampledCase
from qa_app.queries.samples import is_in_use

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import date

    from sqlalchemy import ColumnElement


@dataclass(frozen=True, slots=True)
class Progress:
    """Audits by where they are. An overdue audit is counted as overdue only; withdrawn ones stand apart.

    ``waiting`` counts sampled cases that have no auditor yet.
    """

    not_started: int = 0
    in_progress: int = 0
    returned: int = 0
    submitted: int = 0
    moderated: int = 0
    overdue: int = 0
    withdrawn: int = 0
    waiting: int = 0

    @property
    def total(self) -> int:
        """Audits that are to be done or are done."""
        return (
            self.not_started
            + self.in_progress
            + self.returned
            + self.submitted
            + self.moderated
            + self.overdue
        )

    @property
    def audited(self) -> int:
        """Audits whose auditor has handed in a judgement."""
        return self.submitted + self.moderated

    @property
    def outstanding(self) -> int:
        """Audits that their auditor still has to hand in."""
        return self.total - self.audited


@dataclass(frozen=True, slots=True)
class ProgressLine:
    """The progress of one team or one auditor of a round. ``id`` is None for cases without a team."""

    id: int | None
    name: str
    progress: Progress


def of_rounds(round_ids: Collection[int], today: date) -> dict[int, Progress]:
    """Round id → progress, for each of these rounds, in two statements."""
    rows = session.execute(
        select(Audit.round_id, *_counts(today)).where(Audit.round_id.in_(round_ids)).group_by(Audit.round_id)
    )
    found = {row[0]: _progress(row[1:]) for row in rows}
    waiting = dict(
        session.execute(
            select(Sample.round_id, func.count())
            .join(SampledCase, SampledCase.sample_id == Sample.id)
            .outerjoin(Audit, Audit.sampled_case_id == SampledCase.id)
            .where(Sample.round_id.in_(round_ids), is_in_use(), Audit.id.is_(None))
            .group_by(Sample.round_id)
        ).all()
    )
    return {each: replace(found.get(each, Progress()), waiting=waiting.get(each, 0)) for each in round_ids}


def by_team(round_id: int, today: date) -> list[ProgressLine]:
    """The teams that the round's cases had when they were given out, by name."""
    rows = session.execute(
        select(Team.id, Team.name, *_counts(today))
        .select_from(Audit)
        .outerjoin(Team, Audit.team_id == Team.id)
        .where(Audit.round_id == round_id)
        .group_by(Team.id, Team.name)
        .order_by(Team.name, Team.id)
    )
    return [ProgressLine(row[0], row[1] or "Team not known", _progress(row[2:])) for row in rows]


def by_auditor(round_id: int, today: date) -> list[ProgressLine]:
    """The round's auditors, by name."""
    rows = session.execute(
        select(User.id, User.name, *_counts(today))
        .select_from(Audit)
        .join(User, Audit.auditor_id == User.id)
        .where(Audit.round_id == round_id)
        .group_by(User.id, User.name)
        .order_by(User.name, User.id)
    )
    return [ProgressLine(row[0], row[1], _progress(row[2:])) for row in rows]


def is_late(today: date) -> ColumnElement[bool]:
    """That an audit is overdue, as ``domain.workflow.is_overdue`` says it."""
    return Audit.status.in_(WITH_AUDITOR) & (Audit.due_on < today)


def _progress(numbers: Sequence[int]) -> Progress:
    not_started, in_progress, returned, submitted, moderated, overdue, withdrawn = numbers
    return Progress(not_started, in_progress, returned, submitted, moderated, overdue, withdrawn)


def _counts(today: date) -> list[ColumnElement[int]]:
    """In the order in which ``_progress`` takes them."""
    late = is_late(today)

    def sum_of(condition: ColumnElement[bool]) -> ColumnElement[int]:
        return func.sum(case((condition, 1), else_=0), type_=Integer)

    return [
        sum_of((Audit.status == Status.ALLOCATED) & ~late),
        sum_of((Audit.status == Status.IN_PROGRESS) & ~late),
        sum_of((Audit.status == Status.RETURNED) & ~late),
        sum_of(Audit.status == Status.SUBMITTED),
        sum_of(Audit.status == Status.MODERATED),
        sum_of(late),
        sum_of(Audit.status == Status.WITHDRAWN),
    ]
