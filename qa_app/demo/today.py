"""What has just happened in Exampleshire, so that everybody who signs in finds something to do?

Most of it is there by itself, because the diary stops in the middle of a round. Some things that a visitor should see
on any day are seen to here: audits that came back, actions that are due this week, a concern that nobody has read yet, and one that is being dealt
with.
"""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from sqlalchemy import select

from qa_app.clock import in_london
from qa_app.db import session
from qa_app.demo import acting, concerns, moderating, rounds
from qa_app.demo.plot import PLANNED
from qa_app.demo.workdays import at as moment
from qa_app.demo.workdays import days_later, last_moment
from qa_app.domain.workflow import Status
from qa_app.models.audits import Audit
from qa_app.models.rounds import Round
from qa_app.queries import pairs

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date, datetime

    from qa_app.demo.plot import Plot
    from qa_app.demo.stage import Stage, Task

_RETURNED = 3


def expect_today(stage: Stage, plot: Plot) -> None:
    """Yesterday some audits came back; a little while ago the last things happened."""
    last = last_moment(plot.now)
    yesterday = days_later(in_london(last).date(), -1)
    stage.diary.note(moment(yesterday, 16, 5), partial(_return_some, stage, plot))
    stage.diary.note(moment(yesterday, 16, 10), partial(acting.bring_forward, stage, _end_of_week(plot)))
    stage.diary.note(moment(yesterday, 16, 20), partial(_worry, stage, plot, is_answered=True))
    stage.diary.note(last, partial(acting.suggest_something, stage))
    stage.diary.note(last, partial(_worry, stage, plot, is_answered=False))
    rounds.draft(stage, plot.planned, last)  # the last entry of all: is_whole looks for it


def _end_of_week(plot: Plot) -> date:
    """Friday, or today when that is over: what is due then is due this week, whatever day it is."""
    today = in_london(plot.now).date()
    return max(today, today + timedelta(days=4 - today.weekday()))


def is_whole() -> bool:
    """Whether the story was told to its end. A load that was interrupted left it in the middle."""
    return session.scalar(select(Round.id).where(Round.once == rounds.once_of(PLANNED))) is not None


def _return_some(stage: Stage, plot: Plot, at: datetime) -> None:
    """First to those who have most on their desks."""
    waiting = [
        task
        for task in _with(stage, Status.SUBMITTED)
        if task.round is plot.current and not pairs.live_of(session.get_one(Audit, task.audit_id))
    ]
    waiting.sort(key=lambda task: not task.held_back)
    returned: set[int] = set()
    for task in waiting:
        if len(returned) < _RETURNED and task.auditor.id not in returned:
            returned.add(task.auditor.id)
            moderating.return_one(stage, task, at)


def _worry(stage: Stage, plot: Plot, at: datetime, *, is_answered: bool) -> None:
    """An auditor who is in the middle of an audit raises a concern."""
    begun = [task for task in _with(stage, Status.IN_PROGRESS) if task.round is plot.current and task.team]
    if begun:
        concerns.raise_from(stage, stage.rng.choice(begun), at, is_answered=is_answered)


def _with(stage: Stage, status: Status) -> Iterator[Task]:
    """The audits that are there, in the order in which they were given out."""
    for task in stage.tasks.values():
        if not task.is_second and session.get_one(Audit, task.audit_id).status is status:
            yield task
