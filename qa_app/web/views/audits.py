"""What waits for an auditor, how is an audit begun and handed in, and what does a finished one say?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, flash, g, redirect, render_template, url_for

from qa_app.clock import now, today
from qa_app.domain import grading
from qa_app.domain.answers import asked, progress, text_of, unanswered
from qa_app.domain.errors import Incomplete
from qa_app.domain.policy import Permission
from qa_app.domain.workflow import EDITABLE, Status, is_overdue
from qa_app.queries import audits, concerns, own_audits, pairs, repeats, retention
from qa_app.services import auditing
from qa_app.web import addresses, audit_after
from qa_app.web.access import requires
from qa_app.web.forms import tool_form
from qa_app.web.paging import page_number, paging

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from qa_app.models.audits import AnyAudit

bp = Blueprint("audits", __name__, url_prefix="/audits")


@bp.get("")
@requires(Permission.AUDITS_COMPLETE)
def index() -> ResponseReturnValue:
    """The auditor's own audits: to do, returned, waiting, done."""
    due = own_audits.due_for(g.user)
    done = own_audits.done_by(g.user, page=page_number())
    return render_template(
        "audits/index.html",
        counts=own_audits.counts_for(g.user, today=today()),
        returned=[audit for audit in due if audit.status is Status.RETURNED],
        to_do=[audit for audit in due if audit.status is not Status.RETURNED],
        returns=own_audits.last_returns(due),
        answered=own_audits.answered_in(due),
        waiting=own_audits.waiting_for_moderation(g.user),
        done=done,
        feedback=own_audits.feedback_on(done.items),
        repeats=repeats.number_done_by(g.user),
        paging=paging(done, "audit"),
        is_overdue=lambda audit: is_overdue(audit.status, audit.due_on, today()),
    )


@bp.get("/<int:audit_id>")
@requires(Permission.AUDITS_READ)
def show(audit_id: int) -> ResponseReturnValue:
    """For its auditor, the next thing to do with it; for everybody else who may read it, what it says."""
    audit = audits.one_visible_to(g.user, audit_id)
    if audit.auditor_id == g.user.id and not audit.is_too_late(now()):
        if audit.status is Status.ALLOCATED:
            return _begin(audit)
        if audit.status in EDITABLE:
            return _tasks(audit)
    return _whole(audit)


@bp.post("/<int:audit_id>/start")
@requires(Permission.AUDITS_COMPLETE)
def start(audit_id: int) -> ResponseReturnValue:
    """Begin the audit. A double click begins it once."""
    audit = audits.one_of(g.user, audit_id)
    if audit.status is not Status.IN_PROGRESS:
        auditing.start(audit, by=g.user, at=now())
    return redirect(url_for("audits.show", audit_id=audit.id), 303)


@bp.get("/<int:audit_id>/check")
@requires(Permission.AUDITS_COMPLETE)
def check(audit_id: int) -> ResponseReturnValue:
    """Every answer, what is missing, and the button that hands it in."""
    audit = audits.one_of(g.user, audit_id)
    if audit.status not in EDITABLE or audit.is_too_late(now()):
        return redirect(url_for("audits.show", audit_id=audit.id))
    return _check(audit)


@bp.post("/<int:audit_id>/submission")
@requires(Permission.AUDITS_COMPLETE)
def submit(audit_id: int) -> ResponseReturnValue:
    """Hand the audit in. A double click hands it in once."""
    audit = audits.one_of(g.user, audit_id)
    reference, after = audit.reference, _after_submission(audit)
    if audit.status is not Status.SUBMITTED:
        try:
            auditing.submit(audit, link=addresses.of_audit, by=g.user, at=now())
        except Incomplete as refusal:
            return _check(audits.one_of(g.user, audit_id), refusal.message), 422
        flash(f"You have submitted the audit of {reference}.", "success")
    return redirect(after, 303)


@bp.post("/<int:audit_id>/feedback")
@requires(Permission.AUDITS_COMPLETE)
def read_feedback(audit_id: int) -> ResponseReturnValue:
    """The auditor has read what the moderator wrote."""
    audit = audits.one_of(g.user, audit_id)
    auditing.read_feedback(audit, by=g.user, at=now())
    return redirect(url_for("audits.show", audit_id=audit.id), 303)


def _after_submission(audit: AnyAudit) -> str:
    """Practice leads to its feedback, an exercise to what else waits in it, everything else to the audit."""
    if audit.exercise_case and audit.kind.value == "calibration":
        return url_for("calibration.show", exercise_id=audit.exercise_case.exercise_id)
    if audit.kind.value == "practice":
        return url_for("practice.feedback", audit_id=audit.id)
    return url_for("audits.show", audit_id=audit.id)


def _begin(audit: AnyAudit) -> str:
    return render_template("audits/begin.html", audit=audit, tool=audit.tool_version.definition)


def _tasks(audit: AnyAudit) -> str:
    tool, answers = audit.tool_version.definition, tool_form.answers_of(audit)
    return render_template(
        "audits/tasks.html",
        audit=audit,
        tool=tool,
        sections=progress(tool, answers),
        missing=unanswered(tool, answers),
        fired=grading.caps(tool, answers),
        cap=grading.cap(tool, answers),
        moderations=audits.moderations_of(audit),
        concerns=concerns.of_audit(audit),
        history=audits.history_of(audit),
    )


def _check(audit: AnyAudit, refusal: str = "") -> str:
    tool, answers = audit.tool_version.definition, tool_form.answers_of(audit)
    missing = unanswered(tool, answers)
    sections = [(tool.section(each.section_key), each) for each in missing]
    return render_template(
        "audits/check.html",
        audit=audit,
        tool=tool,
        answers=answers,
        asked={question.key for question in asked(tool, answers)},
        text_of=text_of,
        missing=missing,
        sections_with_missing=sections,
        refusal=refusal,
        errors=[(_address(audit, each.section_key, each.question_key), each.message) for each in missing]
        if refusal
        else [],
        fired=grading.caps(tool, answers),
        cap=grading.cap(tool, answers),
        is_above_cap=grading.is_above_cap(tool, answers),
        address=lambda section_key, question_key: _address(audit, section_key, question_key),
    )


def _address(audit: AnyAudit, section_key: str, question_key: str) -> str:
    section = url_for("answers.section", audit_id=audit.id, key=section_key)
    return f"{section}#question-{question_key}"


def _whole(audit: AnyAudit) -> str:
    tool, answers = audit.tool_version.definition, tool_form.answers_of(audit)
    is_own = audit.auditor_id == g.user.id
    moderations, counted = audits.moderations_of(audit), audits.as_counted(audit)
    return render_template(
        "audits/show.html",
        audit=audit,
        notices=retention.notices_of(g.user, audit.case_id, audit_id=audit.id),
        tool=tool,
        answers=answers,
        asked={question.key for question in asked(tool, answers)},
        text_of=text_of,
        fired=grading.caps(tool, answers),
        cap=grading.cap(tool, answers),
        moderations=moderations,
        after=audit_after.after(counted, moderations) if counted else None,
        titles=audit_after.titles,
        concerns=concerns.of_audit(audit) if is_own or g.user.may(Permission.CONCERNS_READ) else [],
        history=audits.history_of(audit),
        is_own=is_own,
        pair=pairs.shown_with(g.user, audit),
        is_released=audit.exercise_case is not None and audit.exercise_case.exercise.is_released(now()),
    )
