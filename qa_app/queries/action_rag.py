"""Which colour has each action, worked out by the database?

The rules of ``domain.rag`` as one SQL expression, so that a list can be filtered and counted by colour without reading
every action. A test holds the two together for any action on any day, on both databases.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import Date, and_, case, func, literal, or_
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

from qa_app.clock import LONDON
from qa_app.domain.actions import ActionStatus
from qa_app.domain.rag import Rag
from qa_app.models.actions import Action

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement
    from sqlalchemy.sql.compiler import SQLCompiler

_BEING_AGREED = (ActionStatus.PROPOSED, ActionStatus.SUGGESTED)


class london_day(FunctionElement[date]):  # noqa: N801  # written like the SQL function that it is
    """The day in London of a moment column."""

    type = Date()
    inherit_cache = True
    name = "london_day"


@compiles(london_day, "postgresql")
def _on_postgresql(element: london_day, compiler: SQLCompiler, **kwargs: Any) -> str:
    moment = compiler.process(element.clauses, **kwargs)
    return f"CAST(({moment}) AT TIME ZONE 'Europe/London' AS DATE)"


@compiles(london_day, "sqlite")
def _on_sqlite(element: london_day, compiler: SQLCompiler, **kwargs: Any) -> str:
    """SQLite knows no time zones: summer time runs from 1am UTC on the last Sunday of March to that of October."""
    moment = compiler.process(element.clauses, **kwargs)
    begins = f"date(strftime('%Y', {moment}) || '-03-25', 'weekday 0') || ' 01:00:00'"
    ends = f"date(strftime('%Y', {moment}) || '-10-25', 'weekday 0') || ' 01:00:00'"
    return f"date({moment}, CASE WHEN {moment} >= {begins} AND {moment} < {ends} THEN '+1 hour' ELSE '+0 hours' END)"


def colour(today: date, *, grace_days: int, progress_within_days: int) -> ColumnElement[str]:
    """The key of the action's colour today; NULL for a cancelled action, which leaves every count."""
    ruled = _by_rules(today, today - timedelta(days=grace_days), today - timedelta(days=progress_within_days))
    return case(
        (Action.status == ActionStatus.CANCELLED, None),
        (Action.status == ActionStatus.VERIFIED, literal(Rag.BLUE.value)),
        (Action.rag_override.is_not(None), func.coalesce(Action.rag_override, "")),
        else_=ruled,
    )


def _by_rules(today: date, grace: date, quiet: date) -> ColumnElement[str]:
    """``grace`` is the earliest due date that is late but not too late; before ``quiet`` there was no sign of life."""
    red, amber, green = (literal(each.value) for each in (Rag.RED, Rag.AMBER, Rag.GREEN))
    since = _beginning_of(quiet)
    has_moved = or_(Action.last_progress_at.is_not(None), Action.completed_at.is_not(None))
    is_alive = or_(
        func.coalesce(Action.agreed_at, Action.proposed_at) >= since,
        and_(Action.last_progress_at.is_not(None), Action.last_progress_at >= since),
        and_(Action.completed_at.is_not(None), Action.completed_at >= since),
    )
    completed_on = func.coalesce(london_day(Action.completed_at), literal(today, Date()))
    return case(
        (and_(Action.status == ActionStatus.COMPLETED, completed_on > Action.original_due_on), amber),
        (Action.status == ActionStatus.COMPLETED, green),
        (and_(Action.due_on < today, Action.status.in_(_BEING_AGREED)), red),
        (and_(Action.due_on < today, ~has_moved), red),
        (Action.due_on < grace, red),
        (Action.due_on < today, amber),
        (Action.original_due_on < today, amber),
        (~is_alive, amber),
        (Action.status == ActionStatus.RETURNED, amber),
        else_=green,
    )


def _beginning_of(day: date) -> datetime:
    """The moment at which a day begins in London."""
    return datetime.combine(day, time.min, LONDON).astimezone(UTC)
