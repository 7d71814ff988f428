"""How far are the actions that came from audits, by the written rules of their colours?

A month shows what was proposed before it ended and is still open, and what was verified in it; a round shows all that
came from its audits. Colours are those of the day on which the findings are made. An action is a promise of managers,
not a fact about a child: these counts are not hidden.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import and_, case, func, or_, select

from qa_app.clock import in_london
from qa_app.db import session
from qa_app.domain.actions import ActionStatus
from qa_app.domain.breakdowns import Breakdown, Category, Picture, Tally, Tone, breakdown
from qa_app.domain.figures import Count, Figure
from qa_app.domain.findings import ActionRow
from qa_app.domain.rag import Rag
from qa_app.models.actions import Action
from qa_app.models.audits import Audit
from qa_app.models.people import Service, Team, User
from qa_app.queries.action_rag import colour
from qa_app.queries.figures.judgements import NOT_KNOWN, Place
from qa_app.queries.restrictions import is_restricted

if TYPE_CHECKING:
    from datetime import date, datetime

    from sqlalchemy import ColumnElement

    from qa_app.models.council import Council
    from qa_app.queries.figures.subjects import Subject

_CATEGORIES = tuple(Category(f"{each.label}: {each.words.lower()}", Tone(each.value)) for each in Rag)
_CLOSED = (ActionStatus.VERIFIED, ActionStatus.CANCELLED)
_NO_LONGER_LATE = (*_CLOSED, ActionStatus.COMPLETED)


@dataclass(frozen=True, slots=True)
class Promised:
    """``n`` actions of one service that have the same colour, and how many of them are open and past their date."""

    service: str
    colour: Rag
    n: int
    open: int
    late: int


def promised(subject: Subject, council: Council, today: date) -> tuple[Promised, ...]:
    """Every action that counts, by service and colour. One statement."""
    rated = _colour(council, today)
    rows = session.execute(
        select(
            Service.name,
            rated,
            func.count(),
            func.sum(case((Action.status.in_(_CLOSED), 0), else_=1)),
            func.sum(case((Action.status.in_(_NO_LONGER_LATE), 0), (Action.due_on < today, 1), else_=0)),
        )
        .select_from(Action)
        .join(Action.audit)
        .outerjoin(Team, Action.team_id == Team.id)
        .outerjoin(Service, Team.service_id == Service.id)
        .where(Action.status != ActionStatus.CANCELLED, _counts(subject))
        .group_by(Service.name, rated)
        .order_by(Service.name)
    )
    return tuple(Promised(service or NOT_KNOWN, Rag(key), *numbers) for service, key, *numbers in rows)


def figures(found: tuple[Promised, ...]) -> tuple[Figure, ...]:
    """Open, and late."""
    return (
        Figure(
            "actions-open",
            "Actions open",
            Count(sum(each.open for each in found)),
            "Actions that are not verified and not cancelled, as they stand when these findings are made.",
            protected=False,
        ),
        Figure(
            "actions-late",
            "Actions past their due date",
            Count(sum(each.late for each in found)),
            "Open actions whose due date, as it was last agreed, has passed and that are not completed.",
            protected=False,
        ),
    )


def by_rag(found: tuple[Promised, ...], subject: Subject) -> tuple[Breakdown, ...]:
    """Colours by service; nothing without actions."""
    if not found:
        return ()
    counts: dict[str, Counter[Rag]] = {}
    for each in found:
        counts.setdefault(each.service, Counter())[each.colour] += each.n
    which = (
        f"Actions proposed before the end of {subject.period.name} that are open, or that were verified since it began."
        if subject.month
        else "All actions from audits of this round."
    )
    return (
        breakdown(
            "actions-by-rag",
            "Actions by progress",
            definition=f"{which} Colours follow written rules, as on the day when these findings were made.",
            excluded="Cancelled actions are left out.",
            row_heading="Service",
            categories=_CATEGORIES,
            tallies=[
                Tally(service, tuple(colours[each] for each in Rag))
                for service, colours in sorted(counts.items())
            ],
            total_heading="Actions",
            add_up_rows=True,
            picture=Picture.STACKED,
            protected=False,
        ),
    )


def rows(subject: Subject, council: Council, today: date) -> tuple[ActionRow, ...]:
    """One row for each action, by service, team and number. One statement."""
    found = session.execute(
        select(Action, User.name, Service.name, Team.name, _colour(council, today))
        .join(Action.audit)
        .join(Audit.case)
        .join(User, Action.owner_id == User.id)
        .outerjoin(Team, Action.team_id == Team.id)
        .outerjoin(Service, Team.service_id == Service.id)
        .where(Action.status != ActionStatus.CANCELLED, _counts(subject), ~is_restricted())
        .order_by(Service.name, Team.name, Action.id)
    )
    return tuple(
        _row(action, owner, Place(service or NOT_KNOWN, team or NOT_KNOWN), Rag(key))
        for action, owner, service, team, key in found
    )


def _colour(council: Council, today: date) -> ColumnElement[str]:
    return colour(
        today, grace_days=council.amber_grace_days, progress_within_days=council.progress_within_days
    )


def _counts(subject: Subject) -> ColumnElement[bool]:
    if subject.month is None:
        return Audit.round_id == subject.round_id
    return and_(
        Action.proposed_at < subject.month.until,
        or_(Action.status != ActionStatus.VERIFIED, Action.verified_at >= subject.month.since),
    )


def _row(action: Action, owner: str, place: Place, rated: Rag) -> ActionRow:
    return ActionRow(
        action=str(action.id),
        audit=str(action.audit_id),
        what=action.what,
        level=action.level.label,
        service=place.service,
        team=place.team,
        owner=owner,
        priority=action.priority.label,
        measure_of_success=action.measure,
        status=action.status.label,
        rag=rated.label,
        agreed_on=_day(action.agreed_at),
        first_due_on=action.original_due_on,
        due_on=action.due_on,
        due_changes=action.due_changes,
        completed_on=_day(action.completed_at),
        verified_on=_day(action.verified_at),
    )


def _day(moment: datetime | None) -> date | None:
    return in_london(moment).date() if moment else None
