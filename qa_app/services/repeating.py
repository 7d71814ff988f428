"""How does an audit come back to its own auditor, who opts in, and how does a repeat end otherwise than by being handed in?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from qa_app.clock import in_london
from qa_app.consequences import messages, repeats
from qa_app.db import session, use_case
from qa_app.domain.errors import NotPossible, StepNotAllowed
from qa_app.domain.repeats import due_on
from qa_app.domain.words import written
from qa_app.domain.workflow import WITH_AUDITOR, Status, Step
from qa_app.models.audits import Audit, RepeatAudit
from qa_app.models.council import Council
from qa_app.models.people import User
from qa_app.queries import repeats as repeat_lists

if TYPE_CHECKING:
    from datetime import datetime

NOTE_LIMIT = 2_000


@use_case
def opt_in(*, by: User, at: datetime) -> None:
    """From now on audits of this auditor may come back to them. Safe to say twice: the first time counts.

    :raises NotPossible: for whoever reads every audit anyhow, or does not audit.
    """
    person = _held(by)
    if not repeat_lists.may_opt_in(person):
        raise NotPossible(
            "You can read every audit in another of your roles, so a repeat would not be blind. Ask an auditor who only "
            "audits."
        )
    person.repeats_since = person.repeats_since or at


@use_case
def opt_out(*, by: User, at: datetime) -> int:
    """No more repeats. One that is not started is withdrawn; what was done stays. How many were withdrawn."""
    return repeats.end(_held(by), "The auditor opted out of repeats.", those={Status.ALLOCATED}, by=by, at=at)


@use_case
def give_out(*, at: datetime) -> tuple[RepeatAudit, ...]:
    """Give every auditor who opted in and has none their next repeat, where there is one.

    Safe to run twice, and by two at once: whoever has a repeat gets no other.
    """
    weeks = session.scalars(select(Council.repeat_weeks)).one()
    made = []
    for auditor in repeat_lists.held_who_wait(weeks, at=at):
        earlier = repeat_lists.next_for(auditor, weeks, at=at)
        if earlier is not None:
            made.append(_give(earlier, auditor, at=at))
    return tuple(made)


@use_case
def withdraw(repeat_id: int, *, because: str, by: User, at: datetime) -> RepeatAudit:
    """End a repeat that will not be handed in. What was typed is kept with it and compared with nothing.

    :raises StepNotAllowed: when it was handed in or withdrawn already.
    :raises Incomplete: without a reason.
    """
    because = written(because, "Say why the repeat is withdrawn.", limit=NOTE_LIMIT)
    repeat = session.get_one(RepeatAudit, repeat_id, with_for_update=True, populate_existing=True)
    if repeat.status not in WITH_AUDITOR:
        raise StepNotAllowed(
            f"This repeat is now “{repeat.status_label}”. Only one that is open can be withdrawn."
        )
    repeat.take(Step.WITHDRAW, by=by, at=at, note=because)
    return repeat


def _held(person: User) -> User:
    return session.get_one(User, person.id, with_for_update=True, populate_existing=True)


def _give(earlier: Audit, auditor: User, *, at: datetime) -> RepeatAudit:
    """With the version that the earlier one was made with: another would ask something else."""
    due = due_on(in_london(at).date())
    repeat = RepeatAudit(
        case_id=earlier.case_id,
        of_id=earlier.id,
        tool_version_id=earlier.tool_version_id,
        auditor_id=auditor.id,
        team_id=earlier.team_id,
        worker_id=earlier.worker_id,
        status=Status.ALLOCATED,
        allocated_at=at,
        due_on=due,
        original_due_on=due,
        look_back_on=in_london(earlier.started_at or earlier.allocated_at).date(),
    )
    session.add(repeat)
    session.flush()
    messages.message(
        f"repeat:{repeat.id}",
        auditor.email,
        "You have 1 new audit",
        "One of your own audits comes back to you as a repeat, because you opted in.\n"
        f"It is due on {due.day} {due:%B %Y}. Sign in to see it under Your audits.\n",
        at=at,
    )
    return repeat
