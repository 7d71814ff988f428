"""What has somebody to do today about calibration and practice? Counts for a home page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, not_, select

from qa_app.db import session
from qa_app.domain.policy import Permission
from qa_app.domain.workflow import WITH_AUDITOR, Status
from qa_app.models.audits import CalibrationAudit
from qa_app.models.calibration import Exercise, ExerciseCase
from qa_app.queries import exercises, readiness
from qa_app.queries.exercises import is_released

if TYPE_CHECKING:
    from datetime import datetime

    from qa_app.domain.practice import Readiness
    from qa_app.models.people import User


@dataclass(frozen=True, slots=True)
class CalibrationToday:
    """Cases to grade for open exercises and when the next is released; the rest is for whoever runs calibration.

    ``all_handed_in`` counts open exercises in which nobody is waited for, ``to_record`` released ones without all of their
    reference grades. ``practice`` is None for those who need not practise.
    """

    to_grade: int = 0
    next_release: datetime | None = None
    practice: Readiness | None = None
    all_handed_in: int = 0
    to_record: int = 0
    not_ready: int = 0


def for_person(user: User) -> CalibrationToday:
    """At most eleven statements, and two for most people."""
    waiting = exercises.waiting_for(user) if user.may(Permission.CALIBRATION_JOIN) else ()
    own = readiness.of_person(user) if user.may(Permission.CALIBRATION_JOIN) else None
    runs = user.may(Permission.CALIBRATION_RUN)
    return CalibrationToday(
        to_grade=len(waiting),
        next_release=waiting[0].exercise_case.exercise.releases_at if waiting else None,
        practice=own if own and not own.is_ready else None,
        all_handed_in=_number_all_handed_in() if runs else 0,
        to_record=_number_to_record() if runs else 0,
        not_ready=readiness.number_not_ready() if runs else 0,
    )


def _number_all_handed_in() -> int:
    theirs = (
        select(CalibrationAudit.id)
        .join(ExerciseCase, CalibrationAudit.exercise_case_id == ExerciseCase.id)
        .where(ExerciseCase.exercise_id == Exercise.id)
    )
    still = theirs.where(CalibrationAudit.status.in_(WITH_AUDITOR))
    done = theirs.where(CalibrationAudit.status == Status.SUBMITTED)
    query = select(func.count(Exercise.id)).where(
        Exercise.opened_at.is_not(None),
        Exercise.cancelled_at.is_(None),
        not_(is_released()),
        done.correlate(Exercise).exists(),
        ~still.correlate(Exercise).exists(),
    )
    return session.scalar(query) or 0


def _number_to_record() -> int:
    missing = select(ExerciseCase.id).where(
        ExerciseCase.exercise_id == Exercise.id, ExerciseCase.referenced_at.is_(None)
    )
    query = select(func.count(Exercise.id)).where(is_released(), missing.correlate(Exercise).exists())
    return session.scalar(query) or 0
