"""How does an audit begin, and how is it handed in?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, select, update
from sqlalchemy.orm import joinedload, selectinload

from qa_app.consequences import calibrations, locking
from qa_app.db import session, use_case
from qa_app.domain import grading
from qa_app.domain.answers import Given, kept, unanswered
from qa_app.domain.errors import Incomplete, NotYours
from qa_app.domain.moderating import SubmittedAudit, reasons_for
from qa_app.domain.workflow import Status, Step, after
from qa_app.models.audits import AnyAudit, Audit, QueueReason, SectionGrade
from qa_app.models.moderation import Moderation
from qa_app.models.pairs import Pair

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from qa_app.domain.tools import ToolDefinition
    from qa_app.models.people import User


@use_case
def start(audit: AnyAudit, *, by: User, at: datetime) -> None:
    """From now on answers can be typed.

    :raises NotYours: when the audit belongs to somebody else.
    :raises StepNotAllowed: when it was started already, or withdrawn, or its exercise is released.
    """
    _check_owner(audit, by)
    calibrations.check_blind(audit, at=at)
    _fresh(audit)
    audit.take(Step.START, by=by, at=at)
    audit.started_at = at


@use_case
def submit(audit: AnyAudit, *, link: Callable[[int], str], by: User, at: datetime) -> None:
    """Hand the audit in. All or nothing.

    Answers to questions that were not asked are dropped; the grades are kept, and what was chosen is locked at the first
    time. An audit goes to moderation, for the reasons that are found; one of a pair is settled with the other; one of an
    exercise only waits for its release. ``link`` makes the full address of an audit's page from its id.

    :raises NotYours: when the audit belongs to somebody else.
    :raises StepNotAllowed: when it is not being worked on, or its exercise is released.
    :raises Incomplete: when something is missing.
    """
    _check_owner(audit, by)
    locking.hold_pair_of(audit.id)
    calibrations.check_blind(audit, at=at)
    _fresh(audit)
    after(audit.status, Step.SUBMIT, is_moderated=audit.is_moderated)
    tool = audit.tool_version.definition
    answers = {row.question_key: Given(row.value, row.comment) for row in audit.answers}
    missing = unanswered(tool, answers)
    if missing:
        things = "1 thing is" if len(missing) == 1 else f"{len(missing)} things are"
        raise Incomplete(f"{things} missing before this audit can be submitted.")
    asked = kept(tool, answers)
    audit.answers = [row for row in audit.answers if row.question_key in asked]
    came_back = audit.status is Status.RETURNED
    audit.auditor_grade = asked["overall-grade"].value
    audit.moderator_grade = audit.final_grade = None
    audit.is_above_cap = grading.is_above_cap(tool, asked)
    audit.submitted_at = at
    _grade_sections(audit, grading.section_grades(tool, asked))
    locking.lock(audit, tool, asked, at=at)
    if isinstance(audit, Audit):
        audit.queue_reasons = [
            QueueReason(code=reason.kind.value, sentence=reason.sentence)
            for reason in reasons_for(
                _as_submitted(audit, tool, asked, came_back=came_back),
                audit.round.moderation_rules,
                audit.round.moderation_seed,
            )
        ]
    audit.take(Step.SUBMIT, by=by, at=at)
    locking.go_on(audit, link=link, by=by, at=at)


@use_case
def read_feedback(audit: AnyAudit, *, by: User, at: datetime) -> None:
    """The auditor has read what the moderators wrote. Safe to say twice.

    :raises NotYours: when the audit belongs to somebody else.
    """
    _check_owner(audit, by)
    session.execute(
        update(Moderation)
        .where(Moderation.audit_id == audit.id, Moderation.feedback_read_at.is_(None))
        .values(feedback_read_at=at)
        .execution_options(synchronize_session=False)
    )
    session.execute(
        update(Pair)
        .where(Pair.second_id == audit.id, Pair.second_read_at.is_(None))
        .values(second_read_at=at, revision=Pair.revision + 1)
        .execution_options(synchronize_session=False)
    )


def _check_owner(audit: AnyAudit, by: User) -> None:
    if audit.auditor_id != by.id:
        raise NotYours("This audit belongs to another auditor.")


def _fresh(audit: AnyAudit) -> None:
    """Read the audit again and hold it, so that no answer is saved between the reading and the handing in."""
    session.scalars(
        select(AnyAudit)
        .where(AnyAudit.id == audit.id)
        .options(
            joinedload(AnyAudit.tool_version),
            joinedload(AnyAudit.round),
            joinedload(AnyAudit.auditor),
            selectinload(AnyAudit.answers),
            selectinload(AnyAudit.section_grades),
            selectinload(AnyAudit.queue_reasons),
        )
        .with_for_update(of=AnyAudit)
        .execution_options(populate_existing=True)
    ).one()


def _grade_sections(audit: AnyAudit, grades: Mapping[str, str]) -> None:
    rows = {row.section_key: row for row in audit.section_grades}
    for key, grade in grades.items():
        row = rows.get(key) or SectionGrade(section_key=key)
        row.auditor_grade, row.moderator_grade, row.final_grade = grade, None, None
        rows[key] = row
    audit.section_grades = [row for key, row in rows.items() if key in grades]


def _as_submitted(
    audit: Audit, tool: ToolDefinition, answers: Mapping[str, Given], *, came_back: bool
) -> SubmittedAudit:
    grade = tool.grade(answers["overall-grade"].value)
    cap = grading.cap(tool, answers)
    return SubmittedAudit(
        audit_id=audit.id,
        auditor_name=audit.auditor.name,
        grade_name=grade.name,
        position=tool.grade_position(grade.key),
        positions=len(tool.grades),
        earlier=_submitted_before(audit),
        cap_name=cap.name if cap else "",
        is_above_cap=audit.is_above_cap,
        came_back=came_back,
    )


def _submitted_before(audit: Audit) -> int:
    others = select(func.count(Audit.id)).where(
        Audit.auditor_id == audit.auditor_id, Audit.id != audit.id, Audit.submitted_at.is_not(None)
    )
    return session.scalar(others) or 0
