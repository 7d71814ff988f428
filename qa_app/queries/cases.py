"""Which cases does the council have, as its lists say?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import false, func, select
from sqlalchemy.orm import joinedload, selectinload

from qa_app.db import session
from qa_app.domain.policy import Permission
from qa_app.models.audits import Audit
from qa_app.models.cases import Case, CaseEntry
from qa_app.models.people import Team
from qa_app.queries.audits import in_reach_of
from qa_app.queries.paging import Page, page_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Select

    from qa_app.models.people import User


@dataclass(frozen=True, slots=True)
class CaseFilter:
    """What a reader asks for. ``is_open`` None: open and closed; ``team_id`` 0: cases without a team."""

    words: str = ""
    team_id: int | None = None
    list_number: int | None = None
    is_open: bool | None = None


@dataclass(frozen=True, slots=True)
class CaseCounts:
    """How many cases are known, and how many of them are open."""

    known: int
    open: int


def matching(user: User, wanted: CaseFilter, number: int = 1) -> Page[Case]:
    """Cases by reference, with team and worker: three statements whatever their number."""
    query = _visible_to(user)
    if wanted.words.strip():
        like = "".join(f"\\{sign}" if sign in "%_\\" else sign for sign in wanted.words.strip().lower())
        query = query.where(func.lower(Case.reference).like(f"%{like}%", escape="\\"))
    if wanted.team_id is not None:
        query = query.where(Case.team_id == wanted.team_id if wanted.team_id else Case.team_id.is_(None))
    if wanted.list_number is not None:
        query = query.where(
            Case.id.in_(select(CaseEntry.case_id).where(CaseEntry.list_number == wanted.list_number))
        )
    if wanted.is_open is not None:
        query = query.where(Case.is_open.is_(wanted.is_open))
    query = query.options(joinedload(Case.team), joinedload(Case.worker), selectinload(Case.entries))
    return page_of(query.order_by(Case.reference, Case.id), number)


def one(user: User, case_id: int) -> Case:
    """A case with its team, worker and every entry. NoResultFound when there is none for this person."""
    return session.scalars(
        _visible_to(user)
        .where(Case.id == case_id)
        .options(
            joinedload(Case.team).joinedload(Team.service),
            joinedload(Case.worker),
            selectinload(Case.entries).selectinload(CaseEntry.flags),
        )
    ).one()


def audits_of(user: User, case_id: int) -> Sequence[Audit]:
    """The audits of a case that this person may see, the newest first."""
    visible = _visible_to(user).with_only_columns(Case.id)
    return session.scalars(
        select(Audit)
        .where(Audit.case_id == case_id, Audit.case_id.in_(visible), in_reach_of(user))
        .options(joinedload(Audit.auditor), joinedload(Audit.round), joinedload(Audit.tool_version))
        .order_by(Audit.id.desc())
    ).all()


def counts(user: User) -> CaseCounts:
    """How many cases there are in all."""
    numbers = dict(
        session.execute(
            _visible_to(user).with_only_columns(Case.is_open, func.count()).group_by(Case.is_open)
        ).all()
    )
    return CaseCounts(known=sum(numbers.values()), open=numbers.get(True, 0))


def teams() -> Sequence[Team]:
    """Every team, by name: what a list of cases can be filtered by."""
    return session.scalars(select(Team).options(joinedload(Team.service)).order_by(Team.name)).all()


def _visible_to(user: User) -> Select[Case]:
    query = select(Case).where(Case.removed_at.is_(None))
    return query if user.may(Permission.CASES_READ) else query.where(false())
