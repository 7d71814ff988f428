"""How far are the actions that came from audits, by the written rules of their colours?

A month shows what was proposed before it ended and is still open, and what was verified in it; a round shows all that
came from its audits. Colours are those of the day on which the findings are made. An action is a promise of managers,
not a fact about a child: these counts are not hidden.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import and_, or_, select

from qa_app.clock import in_london
from qa_app.db import session
from qa_app.domain.actions import ActionStatus
from qa_app.domain.breakdowns import Breakdown, Category, Picture, Tally, Tone, breakdown
from qa_app.domain.figures import Count, Figure
from qa_app.domain.findings import ActionRow
from qa_app.domain.rag import Rag, rag
from qa_app.models.actions import Action
from qa_app.models.audits import Audit
from qa_app.models.people import Service, Team, User
from qa_app.queries.figures.judgements import NOT_KNOWN, Place

if TYPE_CHECKING:
    from datetime import date, datetime

    from sqlalchemy import ColumnElement

    from qa_app.models.council import Council
    from qa_app.queries.figures.subjects import Subject

_CATEGORIES = tuple(Category(f"{colour.label}: {colour.words.lower()}", Tone(colour.value)) for colour in Rag)


@dataclass(frozen=True, slots=True)
class Rated:
    """One action with its owner's name, its team's place and its colour."""

    action: Action
    owner: str
    place: Place
    colour: Rag


def rated(subject: Subject, council: Council, today: date) -> tuple[Rated, ...]:
    """Every action that counts, by service, team and number. One statement; the rules run in Python."""
    found = session.execute(
        select(Action, User.name, Service.name, Team.name)
        .join(Action.audit)
        .join(User, Action.owner_id == User.id)
        .outerjoin(Team, Action.team_id == Team.id)
        .outerjoin(Service, Team.service_id == Service.id)
        .where(Action.status != ActionStatus.CANCELLED, _counts(subject))
        .order_by(Action.id)
    )
    judged = (
        Rated(action, owner, Place(service or NOT_KNOWN, team or NOT_KNOWN), rating.colour)
        for action, owner, service, team in found
        if (rating := rag(action.facts, today, council.amber_grace_days, council.progress_within_days))
    )
    return tuple(sorted(judged, key=lambda each: (each.place, each.action.id)))


def figures(found: tuple[Rated, ...], today: date) -> tuple[Figure, ...]:
    """Open, and late."""
    waiting = [each.action for each in found if each.action.status is not ActionStatus.VERIFIED]
    late = [
        action for action in waiting if action.due_on < today and action.status is not ActionStatus.COMPLETED
    ]
    return (
        Figure(
            "actions-open",
            "Actions open",
            Count(len(waiting)),
            "Actions that are not verified and not cancelled, as they stand when these findings are made.",
            protected=False,
        ),
        Figure(
            "actions-late",
            "Actions past their due date",
            Count(len(late)),
            "Open actions whose due date, as it was last agreed, has passed and that are not completed.",
            protected=False,
        ),
    )


def by_rag(found: tuple[Rated, ...], subject: Subject) -> tuple[Breakdown, ...]:
    """Colours by service; nothing without actions."""
    if not found:
        return ()
    counts: dict[str, Counter[Rag]] = {}
    for each in found:
        counts.setdefault(each.place.service, Counter())[each.colour] += 1
    which = (
        f"Actions proposed before the end of {subject.period.name} that are open, or that were verified in it."
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
                Tally(service, tuple(colours[colour] for colour in Rag))
                for service, colours in counts.items()
            ],
            total_heading="Actions",
            add_up_rows=True,
            picture=Picture.STACKED,
            protected=False,
        ),
    )


def rows(found: tuple[Rated, ...]) -> tuple[ActionRow, ...]:
    """One row for each action."""
    return tuple(_row(each) for each in found)


def _counts(subject: Subject) -> ColumnElement[bool]:
    if subject.month is None:
        return Audit.round_id == subject.round_id
    return and_(
        Action.proposed_at < subject.month.until,
        or_(Action.status != ActionStatus.VERIFIED, Action.verified_at >= subject.month.since),
    )


def _row(each: Rated) -> ActionRow:
    action = each.action
    return ActionRow(
        action=str(action.id),
        audit=str(action.audit_id),
        what=action.what,
        level=action.level.label,
        service=each.place.service,
        team=each.place.team,
        owner=each.owner,
        priority=action.priority.label,
        measure_of_success=action.measure,
        status=action.status.label,
        rag=each.colour.label,
        agreed_on=_day(action.agreed_at),
        first_due_on=action.original_due_on,
        due_on=action.due_on,
        due_changes=action.due_changes,
        completed_on=_day(action.completed_at),
        verified_on=_day(action.verified_at),
    )


def _day(moment: datetime | None) -> date | None:
    return in_london(moment).date() if moment else None
