"""How do the QA managers of Exampleshire moderate?

One sits down in the morning, the other in the afternoon, with what has waited longest in the product's own queue. On
Wednesdays what nobody needs to read is agreed in bulk. Before a round closes, all that is left is decided.
"""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from qa_app.clock import in_london
from qa_app.db import session
from qa_app.demo import acting, auditing, pairs, voices_moderation
from qa_app.demo.regrading import changes_for
from qa_app.demo.tendencies import INADEQUATE, moderated
from qa_app.demo.workdays import at as moment
from qa_app.demo.workdays import between, days_later, some_time
from qa_app.domain.policy import Role
from qa_app.models.audits import Audit
from qa_app.queries import moderation
from qa_app.queries.moderation import Wanted
from qa_app.services import moderating

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from qa_app.demo.stage import Stage, Task
    from qa_app.models.people import User

_A_SITTING = 9
_HESITATION = 0.6
"""How often a moderator who would have been milder lets an Inadequate stand."""
_APART = timedelta(minutes=11)
_PATIENCE = {True: 2, False: 3}
"""Working days that an audit waits at least; in a round that is still open nobody is in a hurry."""


def expect_sittings(stage: Stage, first: date, last: date) -> None:
    """Both QA managers moderate on every working day from the first to the last."""
    day = first
    while day <= last:
        for hour, who in ((10, 0), (14, 1)):
            stage.diary.note(moment(day, hour), partial(_sit_down, stage, who))
        if day.weekday() == 2:  # Wednesday
            stage.diary.note(moment(day, 16), partial(_agree_the_rest, stage))
        day = days_later(day, 1)


def clear(stage: Stage, round_id: int, at: datetime) -> None:
    """Decide on everything of a round that still waits."""
    by = _quality(stage)[0]
    pairs.settle_all(stage, round_id, _quality(stage), at)
    while waiting := moderation.the_rest(by, Wanted(round_id)).items:
        _agree_all(stage, waiting, by, at)
    while waiting := moderation.to_read(by, Wanted(round_id)).items:
        for place, audit in enumerate(waiting):
            decide(stage, audit, _quality(stage)[place % 2], at + timedelta(seconds=place), may_return=False)


def return_one(stage: Stage, task: Task, at: datetime) -> None:
    """Send this audit back, whatever else is in the queue; it is not handed in again for now."""
    audit = session.get_one(Audit, task.audit_id)
    _return(stage, task, audit, _quality(stage)[0], at)


def _sit_down(stage: Stage, who: int, at: datetime) -> None:
    by, today = _quality(stage)[who], in_london(at).date()
    # Both begin at the oldest, so each leaves every second one to the other.
    waiting = [audit for audit in moderation.to_read(by, Wanted()).items if _has_waited(stage, audit, today)]
    for place, audit in enumerate(waiting[:_A_SITTING]):
        if at + place * _APART <= stage.diary.now:
            decide(stage, audit, by, at + place * _APART)
    pairs.settle(stage, by, at + timedelta(hours=2))


def _agree_the_rest(stage: Stage, at: datetime) -> None:
    by, today = _quality(stage)[0], in_london(at).date()
    _agree_all(
        stage,
        [each for each in moderation.the_rest(by, Wanted()).items if _has_waited(stage, each, today)],
        by,
        at,
    )


def _agree_all(stage: Stage, waiting: Sequence[Audit], by: User, at: datetime) -> None:
    for place, audit in enumerate(waiting):
        when = at + timedelta(seconds=place)
        moderating.agree(audit, link=stage.audit_page, revision=audit.revision, by=by, at=when, is_bulk=True)
        acting.follow(stage, stage.tasks[audit.id], when)


def decide(stage: Stage, audit: Audit, by: User, at: datetime, *, may_return: bool = True) -> None:
    """Agree, change or return one audit."""
    task = stage.tasks[audit.id]
    if may_return and not task.times_returned and stage.chance(0.08) and _is_time_left(task, at):
        _return(stage, task, audit, by, at)
        auditing.rework(stage, task, at)
        return
    given = auditing.grade_of(task)
    settled = moderated(given, stage.rng, at=task.standing)
    if settled == given or (given == INADEQUATE and stage.chance(_HESITATION)):
        feedback = stage.voices.pick(voices_moderation.AGREED) if stage.chance(0.6) else ""
        moderating.agree(audit, feedback, link=stage.audit_page, revision=audit.revision, by=by, at=at)
    else:
        changes = changes_for(task, settled, stage)
        feedback = stage.voices.pick(voices_moderation.COACHING) if stage.chance(0.5) else ""
        moderating.change(
            audit, changes, feedback, link=stage.audit_page, revision=audit.revision, by=by, at=at
        )
    if stage.chance(0.75):
        day = days_later(in_london(at).date(), stage.rng.randint(1, 4))
        stage.diary.note(some_time(day, stage.rng), partial(auditing.read_feedback, task))
    acting.follow(stage, task, at)


def _return(stage: Stage, task: Task, audit: Audit, by: User, at: datetime) -> None:
    task.times_returned += 1
    needed = stage.voices.pick(voices_moderation.RETURNED)
    moderating.return_to_auditor(audit, needed, link=stage.audit_page, revision=audit.revision, by=by, at=at)


def _has_waited(stage: Stage, audit: Audit, today: date) -> bool:
    task = stage.tasks[audit.id]
    since = in_london(audit.submitted_at).date() if audit.submitted_at else today
    return not task.held_back and between(since, today) >= _PATIENCE[task.round.closes is not None]


def _is_time_left(task: Task, at: datetime) -> bool:
    """Whether the audit can come back and be decided on before its round closes."""
    closes = task.round.closes
    return closes is None or between(in_london(at).date(), closes) >= 6


def _quality(stage: Stage) -> tuple[User, ...]:
    return stage.town.those_with(Role.QA_MANAGER)
