"""Which actions does a list show, how many are there of each colour, and what can it be narrowed by?

Every filter, the colour too, is SQL: a list reads fifty actions however many there are.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import ColumnElement, Select, and_, case, false, func, or_, select, true
from sqlalchemy.orm import joinedload

from qa_app.db import session
from qa_app.domain.actions import NOT_DONE, OPEN, ActionStatus, end_of_week
from qa_app.domain.policy import Permission, Role
from qa_app.domain.rag import Rag, RagTotals
from qa_app.models.actions import Action
from qa_app.models.people import Team, User
from qa_app.queries.action_rag import colour
from qa_app.queries.actions import is_managed_by, visible_to
from qa_app.queries.paging import Page, page_of

if TYPE_CHECKING:
    from datetime import date

    from qa_app.models.council import Council


class Whose(StrEnum):
    """Whose turn it is. The value is what addresses say."""

    ALL = ""
    MINE = "mine"
    TO_AGREE = "to-agree"
    TO_ANSWER = "to-answer"
    TO_VERIFY = "to-verify"


class DueWhen(StrEnum):
    """When it is due. The value is what addresses say."""

    ANY = ""
    OVERDUE = "overdue"
    THIS_WEEK = "week"


class Stage(StrEnum):
    """Several statuses together. The value is what addresses say; a status says its own."""

    OPEN = ""
    ALL = "all"


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which actions are asked for; nothing given, all open ones within reach."""

    whose: Whose = Whose.ALL
    stage: Stage | ActionStatus = Stage.OPEN
    due: DueWhen = DueWhen.ANY
    rag: Rag | None = None
    owner_id: int | None = None
    team_id: int | None = None


@dataclass(frozen=True, slots=True)
class Turns:
    """How many open actions wait for this person, by what they are to do."""

    mine: int
    to_agree: int
    to_answer: int
    to_verify: int


def matching(user: User, wanted: Wanted, council: Council, *, today: date, page: int = 1) -> Page[Action]:
    """The actions asked for, the earliest due first, 50 a page, with owner and team."""
    order = (Action.due_on, Action.id)
    # The numbers first, from an index, and then fifty whole actions: sorting whole ones is ten times the work.
    found = page_of(
        _narrowed(user, wanted, council, today).with_only_columns(Action.id).order_by(*order), page
    )
    shown = select(Action).where(Action.id.in_(found.items)).order_by(*order)
    items = session.scalars(shown.options(joinedload(Action.owner), joinedload(Action.team))).all()
    return Page(tuple(items), found.number, found.pages, found.total)


def totals(user: User, wanted: Wanted, council: Council, *, today: date) -> RagTotals:
    """How many of the actions asked for have each colour, whatever colour is asked for."""
    colours = _colour(council, today)
    query = _narrowed(user, replace(wanted, rag=None), council, today)
    counted = query.with_only_columns(colours, func.count(), maintain_column_froms=True).group_by(colours)
    return RagTotals(**{key: number for key, number in session.execute(counted) if key})


def turns_of(user: User) -> Turns:
    """What waits for this person, in one read."""
    conditions = [_is_turn_of(user, whose) for whose in list(Whose)[1:]]
    counts = [func.count(case((condition, 1))) for condition in conditions]
    query = visible_to(user).where(Action.status.in_(OPEN))
    row = session.execute(query.with_only_columns(*counts, maintain_column_froms=True)).one()
    return Turns(*map(int, row))


def owners_within_reach_of(user: User) -> tuple[tuple[int, str], ...]:
    """People who own an action that this person may read, by name."""
    owned = visible_to(user).where(Action.owner_id == User.id).correlate(User).exists()
    query = select(User.id, User.name).where(owned).order_by(User.name, User.id)
    return tuple(session.execute(query))


def teams_within_reach_of(user: User) -> tuple[tuple[int, str], ...]:
    """Teams with an action that this person may read, by name."""
    theirs = visible_to(user).where(Action.team_id == Team.id).correlate(Team).exists()
    query = select(Team.id, Team.name).where(theirs).order_by(Team.name, Team.id)
    return tuple(session.execute(query))


def _narrowed(user: User, wanted: Wanted, council: Council, today: date) -> Select[Action]:
    query = visible_to(user).where(
        _is_turn_of(user, wanted.whose), _is_at(wanted.stage, wanted.whose), _is_due(wanted.due, today)
    )
    if wanted.rag is not None:
        query = query.where(_colour(council, today) == wanted.rag.value)
    if wanted.owner_id is not None:
        query = query.where(Action.owner_id == wanted.owner_id)
    if wanted.team_id is not None:
        query = query.where(Action.team_id == wanted.team_id)
    return query


def _is_turn_of(user: User, whose: Whose) -> ColumnElement[bool]:
    match whose:
        case Whose.MINE:
            return and_(Action.owner_id == user.id, Action.status.in_(NOT_DONE))
        case Whose.TO_AGREE if user.may(Permission.ACTIONS_AGREE):
            return and_(Action.status == ActionStatus.PROPOSED, is_managed_by(user))
        case Whose.TO_ANSWER if user.may(Permission.ACTIONS_PROPOSE):
            is_theirs = or_(Action.proposed_by_id == user.id, _always(user.holds(Role.QA_MANAGER)))
            return and_(Action.status == ActionStatus.SUGGESTED, is_theirs)
        case Whose.TO_VERIFY if user.may(Permission.ACTIONS_VERIFY):
            return and_(Action.status == ActionStatus.COMPLETED, Action.owner_id != user.id)
        case Whose.ALL:
            return true()
        case _:
            return false()


def _is_at(stage: Stage | ActionStatus, whose: Whose) -> ColumnElement[bool]:
    if isinstance(stage, ActionStatus):
        return Action.status == stage
    # A list of what waits for somebody has its own statuses.
    return true() if stage is Stage.ALL or whose is not Whose.ALL else Action.status.in_(OPEN)


def _is_due(due: DueWhen, today: date) -> ColumnElement[bool]:
    if due is DueWhen.OVERDUE:
        return and_(Action.status.in_(NOT_DONE), Action.due_on < today)
    if due is DueWhen.THIS_WEEK:
        return and_(Action.status.in_(NOT_DONE), Action.due_on.between(today, end_of_week(today)))
    return true()


def _colour(council: Council, today: date) -> ColumnElement[str]:
    return colour(
        today, grace_days=council.amber_grace_days, progress_within_days=council.progress_within_days
    )


def _always(condition: bool) -> ColumnElement[bool]:
    return true() if condition else false()
