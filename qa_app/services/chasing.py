"""Who is reminded of what, and never twice?

One message gathers what one person has to do. Its key has the due date (audits due soon) or the week (all else), so
that ``qa chase`` may run as often as one likes. What is done is not reminded of: reminders are worked out anew each time.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from qa_app.consequences.messages import message
from qa_app.db import session, use_case
from qa_app.models.mail import OutboxMessage
from qa_app.queries import reminders

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date, datetime

    from qa_app.queries.reminders import Reminder

_MOST_LINES = 20
_NO_DETAIL = (
    "This message says nothing about any case on purpose. Do not reply with case details.\n"
    "You will not be reminded of what you finish."
)


@dataclass(frozen=True, slots=True)
class _Kind:
    """One kind of reminder: its name and period make the key, the others its words."""

    name: str
    period: str
    noun: str
    waiting: str
    path: str
    reminders: Iterable[Reminder]


@use_case
def remind(*, base_url: str, at: datetime) -> int:
    """Put today's reminders into the outbox. Returns how many are new. ``base_url`` is the product's own address."""
    before = _number_of_messages()
    for kind in _kinds(at):
        for reminder in kind.reminders:
            n = len(reminder.things)
            subject = f"{n} {kind.noun if n == 1 else kind.noun + 's'} {kind.waiting}"
            message(
                f"{kind.name}:{reminder.user_id}:{kind.period}",
                reminder.email,
                f"Reminder: {subject}",
                f"You have {subject}.\n\n{_lines(kind, reminder, base_url.rstrip('/'))}\n\n{_NO_DETAIL}",
                at=at,
            )
    return _number_of_messages() - before


def _kinds(at: datetime) -> Iterator[_Kind]:
    today = reminders.day_of(at)
    year, number, _ = today.isocalendar()
    week = f"{year}-W{number:02}"
    for due_on in (today + timedelta(days=ahead) for ahead in range(reminders.SOON_DAYS + 1)):
        due = reminders.audits_due_on(due_on, today)
        yield _Kind("audits-due", due_on.isoformat(), "audit", f"due on {_day(due_on)}", "audits", due)
        graded = reminders.calibration_due_on(due_on)
        waiting = f"to grade before a calibration exercise is released on {_day(due_on)}"
        yield _Kind("calibration-due", due_on.isoformat(), "case", waiting, "audits", graded)
    late = reminders.audits_overdue(today)
    yield _Kind("audits-overdue", week, "audit", "overdue", "audits", late)
    own = reminders.actions_due(today)
    yield _Kind("actions-due", week, "action", "overdue or due this week", "actions", own)
    proposed = reminders.proposals_waiting(at)
    waiting = "waiting for more than a week to be agreed"
    yield _Kind("actions-to-agree", week, "action", waiting, "actions", proposed)
    completed = reminders.completed_to_verify()
    yield _Kind("actions-to-verify", week, "completed action", "waiting to be verified", "actions", completed)


def _lines(kind: _Kind, reminder: Reminder, root: str) -> str:
    noun = "Audit" if kind.path == "audits" else "Action"
    lines = [
        f"{noun} {each.number}, due on {_day(each.due_on)}: {root}/{kind.path}/{each.number}"
        for each in reminder.things[:_MOST_LINES]
    ]
    if len(reminder.things) > _MOST_LINES:
        lines.append(f"and {len(reminder.things) - _MOST_LINES} more: {root}/{kind.path}")
    return "\n".join(lines)


def _day(on: date) -> str:
    return f"{on.day} {on:%B %Y}"


def _number_of_messages() -> int:
    return session.scalar(select(func.count(OutboxMessage.id))) or 0
