"""What did each week bring? Said while the demo is loaded, so that whoever waits sees it grow."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from qa_app.clock import in_london
from qa_app.db import session
from qa_app.demo.workdays import at as moment
from qa_app.domain.actions import ActionStep
from qa_app.domain.workflow import Step
from qa_app.models.actions import ActionEvent
from qa_app.models.audits import AuditEvent

if TYPE_CHECKING:
    from datetime import date, datetime

    from qa_app.demo.stage import Stage

_WEEK = timedelta(days=7)


def expect_reports(stage: Stage, first: date, last: date) -> None:
    """A sentence on each Friday evening from the first day to the last."""
    friday = first + timedelta(days=(4 - first.weekday()) % 7)
    while friday <= last:
        stage.diary.note(moment(friday, 18, 30), partial(_say, stage))
        friday += _WEEK


def _say(stage: Stage, at: datetime) -> None:
    audits, actions = _steps(AuditEvent, at), _steps(ActionEvent, at)
    day = in_london(at)
    stage.report(
        f"Week to {day.day} {day:%B}: audits handed in {audits.get(Step.SUBMIT, 0)}, "
        f"moderated {audits.get(Step.MODERATE, 0)}; actions agreed {actions.get(ActionStep.AGREE, 0)}, "
        f"verified {actions.get(ActionStep.VERIFY, 0)}."
    )


def _steps(kind: type[AuditEvent | ActionEvent], at: datetime) -> dict[object, int]:
    """How often each step was taken in the week before this moment."""
    counted = select(kind.step, func.count()).where(kind.at > at - _WEEK, kind.at <= at).group_by(kind.step)
    return dict(session.execute(counted).all())
