"""How did the people of a released exercise grade, before they talked?

Only of exercises that are released, and only what was chosen at the hand-in: whoever asks earlier is given nothing.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from sqlalchemy import select

from qa_app.db import session
from qa_app.domain.calibration import Graded, places
from qa_app.domain.workflow import Status
from qa_app.models.audits import CalibrationAudit, LockedAnswer
from qa_app.queries.exercises import is_of_released

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from qa_app.models.audits import AnyAudit
    from qa_app.models.calibration import Exercise


def graded_in(exercise: Exercise) -> Mapping[int, Sequence[Graded]]:
    """Case of the exercise → what each who handed it in graded. The exercise needs its cases and its tool."""
    keys = {place.question_key: place.key for place in places(exercise.tool_version.definition)}
    query = (
        select(
            CalibrationAudit.exercise_case_id,
            CalibrationAudit.auditor_id,
            LockedAnswer.question_key,
            LockedAnswer.value,
        )
        .join(LockedAnswer, LockedAnswer.audit_id == CalibrationAudit.id)
        .where(
            CalibrationAudit.exercise_case_id.in_([each.id for each in exercise.cases]),
            CalibrationAudit.status == Status.SUBMITTED,
            LockedAnswer.question_key.in_(keys),
            is_of_released(CalibrationAudit.exercise_case_id),
        )
    )
    grades: dict[tuple[int, int], dict[str, str]] = defaultdict(dict)
    for case_id, auditor_id, question_key, value in session.execute(query):
        grades[case_id, auditor_id][keys[question_key]] = value
    found: dict[int, list[Graded]] = {each.id: [] for each in exercise.cases}
    for case_id, auditor_id in sorted(grades):
        found[case_id].append(Graded(auditor_id, grades[case_id, auditor_id]))
    return found


def locked_grades(audits: Sequence[AnyAudit]) -> Mapping[int, Mapping[str, str]]:
    """Audit id → section key (or ``overall``) → grade, as first handed in. The audits need their tool versions."""
    keys = {
        audit.id: {place.question_key: place.key for place in places(audit.tool_version.definition)}
        for audit in audits
    }
    found: dict[int, dict[str, str]] = {number: {} for number in keys}
    if keys:
        query = select(LockedAnswer).where(LockedAnswer.audit_id.in_(keys))
        for row in session.scalars(query):
            if place := keys[row.audit_id].get(row.question_key):
                found[row.audit_id][place] = row.value
    return found
