"""Who audits in Exampleshire without being of it? One reviewer from outside, whose time ends soon after the round.

The council has written its confidentiality statement, and rewrote it once.
"""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from qa_app.clock import in_london
from qa_app.db import session
from qa_app.demo.workdays import at as moment
from qa_app.demo.workdays import days_later, last_moment
from qa_app.domain.policy import Role
from qa_app.domain.workflow import Status
from qa_app.models.audits import Audit
from qa_app.queries import pairs
from qa_app.services import admitting, auditing, moving, people
from qa_app.services.people import PersonDetails

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from qa_app.demo.plot import Plot
    from qa_app.demo.stage import Stage, Task
    from qa_app.models.people import User

_FIRST = (
    "I will use what I read here for the audits given to me and for nothing else. I will not copy it, keep it or talk about "
    "it with anybody outside Exampleshire’s quality assurance team."
)
_SECOND = (
    f"{_FIRST}\n\nI will not put any of it into another computer program, and I will tell the quality assurance manager on "
    "the same day if anything was seen by somebody who should not have seen it."
)
_NAME, _EMAIL, _FROM = "Imogen Farrow", "imogen.farrow@northbridge.example", "Northbridge Practice Reviews"
_AUDITS = 3


def expect_outsiders(stage: Stage, plot: Plot) -> None:
    """The words are older than the reviewer, who came this week."""
    yesterday = days_later(in_london(last_moment(plot.now)).date(), -1)
    stage.diary.note(moment(days_later(plot.current.opens, -2), 9, 30), partial(_write, stage, _FIRST))
    stage.diary.note(moment(plot.current.opens, 9, 45), partial(_write, stage, _SECOND))
    stage.diary.note(moment(yesterday, 16, 30), partial(_come, stage, plot))


def _administrator(stage: Stage) -> User:
    return stage.town.those_with(Role.ADMINISTRATOR)[0]


def _write(stage: Stage, words: str, at: datetime) -> None:
    admitting.write_statement(words, seen=1 if words == _SECOND else 0, by=_administrator(stage), at=at)


def _come(stage: Stage, plot: Plot, at: datetime) -> None:
    """She takes over what nobody has begun, and begins with it."""
    by = _administrator(stage)
    details = PersonDetails(
        _NAME,
        _EMAIL,
        frozenset({Role.EXTERNAL_AUDITOR}),
        organisation=_FROM,
        access_from=in_london(at).date(),
        access_until=plot.current.due + timedelta(days=4),
    )
    imogen = people.add(details, by.password, by=by, at=at)
    admitting.accept(2, by=imogen, at=at + timedelta(minutes=20))
    quality = stage.town.those_with(Role.QA_MANAGER)[0]
    taken = list(_waiting(stage, plot))[:_AUDITS]
    for task in taken:
        audit = session.get_one(Audit, task.audit_id)
        because = "An external reviewer looks at a few of this round."
        moving.move(audit.id, imogen.id, because=because, revision=audit.revision, by=quality, at=at)
        task.is_gone = True  # its first auditor has nothing to do with it any more
    if taken:
        audit = session.get_one(Audit, taken[0].audit_id, populate_existing=True)
        auditing.start(audit, by=imogen, at=at + timedelta(minutes=30))


def _waiting(stage: Stage, plot: Plot) -> Iterator[Task]:
    """What nobody has begun, from people who have enough on their desks besides."""
    for task in stage.tasks.values():
        if task.round is not plot.current or task.is_second or task.is_gone or task.auditor.id in stage.busy:
            continue
        audit = session.get_one(Audit, task.audit_id)
        if audit.status is Status.ALLOCATED and not pairs.live_of(audit):
            yield task
