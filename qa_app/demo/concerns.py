"""What happens in Exampleshire when an auditor fears for a child?

The team's manager reads it within hours and says what happens; the QA manager closes it when the child is safe.
"""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from qa_app.clock import in_london
from qa_app.db import session
from qa_app.demo import voices_rounds
from qa_app.demo.voices import Setting
from qa_app.demo.workdays import days_later, some_time
from qa_app.domain.policy import Role
from qa_app.models.audits import Audit
from qa_app.models.concerns import Concern
from qa_app.services import concerning

if TYPE_CHECKING:
    from datetime import datetime

    from qa_app.demo.stage import Stage, Task

_ABOUT = {
    Setting.IN_NEED: "home",
    Setting.PROTECTION: "home",
    Setting.REFERRED_AGAIN: "home",
    Setting.CARE: "care",
    Setting.LEAVING: "leaving",
    Setting.ASSESSED: "decision",
}


def raise_from(stage: Stage, task: Task, at: datetime, *, is_answered: bool = True) -> None:
    """The auditor of this audit raises a concern now. ``is_answered``: its manager will read it within hours."""
    audit = session.get_one(Audit, task.audit_id)
    concern = concerning.raise_concern(
        audit,
        what=stage.voices.pick(voices_rounds.CONCERNS[_ABOUT[task.setting]]),
        noticed_on=in_london(at).date(),
        link=stage.concern_page,
        by=task.auditor,
        at=at,
    )
    if is_answered and task.team:
        soon = at + timedelta(minutes=stage.rng.randint(12, 170))
        stage.diary.note(soon, partial(_acknowledge, stage, task, concern.id))


def _acknowledge(stage: Stage, task: Task, concern_id: int, at: datetime) -> None:
    concern = session.get_one(Concern, concern_id)
    words = stage.voices.pick(voices_rounds.ACKNOWLEDGED)
    manager = stage.town.manager_of(task.team)
    concerning.acknowledge(concern, words, revision=concern.revision, by=manager, at=at)
    day = days_later(in_london(at).date(), stage.rng.randint(2, 6))
    stage.diary.note(some_time(day, stage.rng), partial(_close, stage, concern_id))


def _close(stage: Stage, concern_id: int, at: datetime) -> None:
    concern = session.get_one(Concern, concern_id)
    concerning.close(
        concern,
        stage.voices.pick(voices_rounds.CONCERNS_CLOSED),
        is_child_safe=True,
        revision=concern.revision,
        by=stage.rng.choice(stage.town.those_with(Role.QA_MANAGER)),
        at=at,
    )
