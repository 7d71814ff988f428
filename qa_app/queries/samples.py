"""Which cases could be drawn for a round, which were, and what became of them?"""

from __future__ import annotations

from datetime import datetime, time
from typing import TYPE_CHECKING

from sqlalchemy import false, or_, select
from sqlalchemy.orm import joinedload

from qa_app.clock import LONDON
from qa_app.db import session
from qa_app.domain.conflicts import CaseToAllocate
from qa_app.domain.frames import CLOSED, Candidate, audited_within
from qa_app.domain.policy import Permission
from qa_app.domain.rounds import StratifyBy, months_before
from qa_app.domain.sampling import draw
from qa_app.domain.workflow import AUDITED, OPEN, Status
from qa_app.models.audits import Audit
from qa_app.models.cases import Case
from qa_app.models.people import Service, Team, Worker
from qa_app.models.rounds import Round, RoundStatus, Sample, SampledCase
from qa_app.queries.cohorts import in_cohort

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from sqlalchemy import ColumnElement

    from qa_app.domain.cohorts import Cohort
    from qa_app.domain.rounds import DrawPlan
    from qa_app.domain.sampling import Draw
    from qa_app.models.people import User

IN_ANOTHER_ROUND = "In the sample of another round that is not closed"


def candidates(cohort: Cohort, plan: DrawPlan, *, round_id: int, on: date) -> list[Candidate]:
    """Every case that the filters find, with its group and, where it cannot be drawn, why.

    Four statements, however many cases there are. A case has one reason, the first in the order of this function.
    """
    found = in_cohort(cohort)
    grouped = Team.name if plan.stratify_by is StratifyBy.TEAM else Service.name
    recently = _audited_since(found, months_before(on, plan.months)) if plan.months else frozenset()
    elsewhere = _elsewhere(found, round_id)

    def why_not(case_id: int, *, is_open: bool) -> str:
        if plan.leave_out_closed and not is_open:
            return CLOSED
        if case_id in recently:
            return audited_within(plan.months)
        return IN_ANOTHER_ROUND if case_id in elsewhere else ""

    rows = session.execute(
        select(Case.id, Case.reference, grouped, Case.family, Case.is_open)
        .outerjoin(Team, Case.team_id == Team.id)
        .outerjoin(Service, Team.service_id == Service.id)
        .where(found)
        .order_by(Case.reference)
    )
    return [
        Candidate(
            case_id,
            reference,
            stratum or plan.stratify_by.not_known,
            family,
            why_not(case_id, is_open=is_open),
        )
        for case_id, reference, stratum, family, is_open in rows
    ]


def waiting(round_id: int) -> list[CaseToAllocate]:
    """The cases of the sample that nobody audits yet, as the allocation wants them, in draw order."""
    rows = session.execute(
        select(SampledCase.id, Case.reference, Team.name, Worker.name)
        .join(Sample, SampledCase.sample_id == Sample.id)
        .join(Case, SampledCase.case_id == Case.id)
        .outerjoin(Team, Case.team_id == Team.id)
        .outerjoin(Worker, Case.worker_id == Worker.id)
        .outerjoin(Audit, Audit.sampled_case_id == SampledCase.id)
        .where(Sample.round_id == round_id, is_in_use(), Audit.id.is_(None))
        .order_by(SampledCase.is_reserve, SampledCase.position, SampledCase.id)
    )
    return [CaseToAllocate(id_, reference, team or "", worker or "") for id_, reference, team, worker in rows]


def of_round(round_id: int) -> Sample | None:
    """The sample with the files and people that its certificate names, but without its cases."""
    return session.scalars(
        select(Sample)
        .where(Sample.round_id == round_id)
        .options(joinedload(Sample.case_list_import), joinedload(Sample.drawn_by))
    ).one_or_none()


def one(user: User, round_id: int) -> Sample:
    """The sample of a round that has been drawn. NoResultFound before that, and for whom it is not."""
    query = (
        select(Sample)
        .where(Sample.round_id == round_id)
        .options(joinedload(Sample.case_list_import), joinedload(Sample.drawn_by))
    )
    if not user.may_any([Permission.ROUNDS_READ, Permission.ROUNDS_RUN]):
        query = query.where(false())
    return session.scalars(query).one()


def preview(round_: Round, plan: DrawPlan, on: date) -> Draw:
    """What a draw would come to. Its figures may be shown; its cases only once they are drawn.

    :raises NotPossible: when a number makes no sense, or no case could be drawn.
    """
    plan.check()
    return draw(
        candidates(round_.cohort, plan, round_id=round_.id, on=on),
        size=plan.size,
        method=plan.method,
        seed=plan.seed,
        reserve=plan.reserve,
        per_stratum=plan.per_stratum,
    )


def reserve_left(sample_id: int) -> Sequence[SampledCase]:
    """The cases that still wait in the reserve, group by group in order."""
    return session.scalars(
        select(SampledCase)
        .where(
            SampledCase.sample_id == sample_id,
            SampledCase.is_reserve,
            SampledCase.replaces_id.is_(None),
            SampledCase.unsuitable_because.is_(None),
        )
        .order_by(SampledCase.stratum, SampledCase.position)
    ).all()


def is_in_use() -> ColumnElement[bool]:
    """That a sampled case is to be audited: drawn, or brought from the reserve, and not found unsuitable."""
    return or_(SampledCase.is_reserve.is_(False), SampledCase.replaces_id.is_not(None)) & (
        SampledCase.unsuitable_because.is_(None)
    )


def _audited_since(found: ColumnElement[bool], first: date) -> frozenset[int]:
    """Cases whose auditor handed in a judgement on this day or later, whatever became of it since."""
    since = datetime.combine(first, time(), LONDON)
    return frozenset(
        session.scalars(
            select(Audit.case_id)
            .join(Case, Audit.case_id == Case.id)
            .where(found, Audit.status.in_(AUDITED | {Status.RETURNED}), Audit.submitted_at >= since)
        )
    )


def _elsewhere(found: ColumnElement[bool], round_id: int) -> frozenset[int]:
    """Cases that somebody audits now, or that were drawn for a round which is not allocated yet."""
    audited = (
        select(Audit.case_id)
        .join(Case, Audit.case_id == Case.id)
        .where(found, Audit.status.in_(OPEN), Audit.round_id != round_id)
    )
    drawn = (
        select(SampledCase.case_id)
        .join(Case, SampledCase.case_id == Case.id)
        .join(Sample, SampledCase.sample_id == Sample.id)
        .join(Round, Sample.round_id == Round.id)
        .where(found, Round.id != round_id, Round.status != RoundStatus.CLOSED, is_in_use())
        .outerjoin(Audit, Audit.sampled_case_id == SampledCase.id)
        .where(Audit.id.is_(None))
    )
    return frozenset(session.scalars(audited.union(drawn)))
