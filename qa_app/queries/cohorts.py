"""Which cases does a cohort hold? ``domain.cohorts.Cohort.matches``, said in SQL and tested against it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import and_, exists, func, or_, select

from qa_app.db import session
from qa_app.domain.cases import NEVER_OPEN
from qa_app.models.cases import Case, CaseEntry, CaseFlag
from qa_app.models.people import Service, Team
from qa_app.queries.restrictions import is_restricted

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement, Select

    from qa_app.domain.cohorts import Cohort, Criterion, DateWindow


def case_ids(cohort: Cohort) -> Select[int]:
    """The ids of the cohort's cases: a subquery, or a query to run."""
    return select(Case.id).where(in_cohort(cohort))


def size_of(cohort: Cohort) -> int:
    """How many cases there are in the cohort."""
    return session.scalar(select(func.count()).select_from(Case).where(in_cohort(cohort))) or 0


def in_cohort(cohort: Cohort) -> ColumnElement[bool]:
    """The condition that a row of ``Case`` must meet. A restricted case is in no cohort."""
    met = [_has_entry(criterion) for criterion in cohort.criteria]
    if not met:  # a case that no list names any more is in no cohort
        met = [Case.id.in_(select(CaseEntry.case_id))]
    return and_(*met, ~is_restricted(), *([_is_with(cohort)] if cohort.teams or cohort.services else []))


def _is_with(cohort: Cohort) -> ColumnElement[bool]:
    of_service = select(Team.id).join(Service).where(Service.name.in_(cohort.services))
    return or_(
        Case.team_id.in_(select(Team.id).where(Team.name.in_(cohort.teams))), Case.team_id.in_(of_service)
    )


def _has_entry(criterion: Criterion) -> ColumnElement[bool]:
    # As a set of cases, not as a question to each case: without statistics SQLite would answer that one by reading
    # the whole list again for every case.
    asked: list[ColumnElement[bool]] = []
    if criterion.lists:
        asked.append(CaseEntry.list_number.in_(criterion.lists))
    if criterion.statuses:
        asked.append(CaseEntry.status.in_(criterion.statuses))
    asked += [
        exists().where(CaseFlag.entry_id == CaseEntry.id, CaseFlag.flag == flag) for flag in criterion.flags
    ]
    if criterion.without_flags:
        asked.append(
            ~exists().where(CaseFlag.entry_id == CaseEntry.id, CaseFlag.flag.in_(criterion.without_flags))
        )
    asked += [_within(window) for window in criterion.windows]
    if criterion.open_only:
        asked += [CaseEntry.ended_on.is_(None), CaseEntry.status.not_in(NEVER_OPEN)]
    return Case.id.in_(select(CaseEntry.case_id).where(*asked))


def _within(window: DateWindow) -> ColumnElement[bool]:
    column: ColumnElement[object] = getattr(CaseEntry, window.field.value)
    ends: list[ColumnElement[bool]] = [column.is_not(None)]
    if window.first:
        ends.append(column >= window.first)
    if window.last:
        ends.append(column <= window.last)
    return or_(and_(*ends), column.is_(None)) if window.or_blank else and_(*ends)
