"""How does a new auditor practise, and how is somebody let off?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from qa_app.clock import in_london
from qa_app.db import session, use_case
from qa_app.domain.errors import ConflictOfInterest, NotPossible
from qa_app.domain.words import written
from qa_app.domain.workflow import Status
from qa_app.models.audits import PracticeAudit
from qa_app.models.calibration import PracticeWaiver
from qa_app.queries import practice, readiness

if TYPE_CHECKING:
    from datetime import datetime

    from qa_app.models.people import User

REASON_LIMIT = 2_000


@use_case
def begin(exercise_case_id: int, *, by: User, at: datetime) -> PracticeAudit:
    """A reference case to grade, with the real form; the one that was begun when it is asked for twice.

    :raises NotPossible: when there is no such reference case.
    :raises ConflictOfInterest: when they joined its exercise, or are too close to the case.
    """
    begun = session.scalars(
        select(PracticeAudit).where(
            PracticeAudit.exercise_case_id == exercise_case_id,
            PracticeAudit.auditor_id == by.id,
            PracticeAudit.status != Status.WITHDRAWN,
        )
    ).one_or_none()
    if begun:
        return begun
    today = in_london(at).date()
    offered = practice.one_offered_to(by, exercise_case_id, today)
    if offered is None:
        raise NotPossible("This is no reference case that you can practise with.")
    if offered.because:
        raise ConflictOfInterest(f"{offered.because} Choose another reference case.")
    case = offered.case.case
    audit = PracticeAudit(
        exercise_case_id=exercise_case_id,
        case_id=offered.case.case_id,
        tool_version_id=offered.case.exercise.tool_version_id,
        auditor_id=by.id,
        team_id=case.team_id if case else None,
        worker_id=case.worker_id if case else None,
        status=Status.ALLOCATED,
        allocated_at=at,
        due_on=today,
        original_due_on=today,
    )
    session.add(audit)
    session.flush()
    return audit


@use_case
def waive(auditor_id: int, *, because: str, by: User, at: datetime) -> PracticeWaiver:
    """Let a new auditor audit without practice. The reason, who and when are kept.

    :raises Incomplete: without a reason.
    :raises NotPossible: when practice is waived for them already.
    """
    because = written(because, "Say why this person need not practise.", limit=REASON_LIMIT)
    person = readiness.one_new_auditor(auditor_id)
    if _live(person.id):
        raise NotPossible(f"Practice is waived for {person.name} already.")
    waiver = PracticeWaiver(auditor_id=person.id, because=because, by_id=by.id, at=at)
    session.add(waiver)
    session.flush()
    return waiver


@use_case
def end_waiver(auditor_id: int, *, by: User, at: datetime) -> None:
    """Ask for practice after all. Nothing happens when it is not waived. What was given out already stays theirs."""
    waiver = _live(auditor_id)
    if waiver:
        waiver.ended_by_id, waiver.ended_at = by.id, at


def _live(auditor_id: int) -> PracticeWaiver | None:
    return session.scalars(
        select(PracticeWaiver)
        .where(PracticeWaiver.auditor_id == auditor_id, PracticeWaiver.ended_at.is_(None))
        .with_for_update()
    ).one_or_none()
