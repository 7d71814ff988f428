"""How does an auditor answer the questions of one section, and how is each answer saved?"""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING

from flask import Blueprint, abort, g, jsonify, redirect, render_template, request, url_for

from qa_app.clock import now
from qa_app.domain import grading
from qa_app.domain.answers import Given, text_of
from qa_app.domain.errors import StepNotAllowed
from qa_app.domain.policy import Permission
from qa_app.domain.questions import DateQuestion, LongTextQuestion, ShortTextQuestion
from qa_app.domain.standing_questions import OVERALL
from qa_app.domain.workflow import EDITABLE
from qa_app.queries import audits, exemplars, identifying
from qa_app.services import answering
from qa_app.services.answering import Conflict, PageSaved
from qa_app.web.access import requires
from qa_app.web.filters import time_of_day
from qa_app.web.forms import tool_form
from qa_app.web.forms.text import note_written
from qa_app.web.session import reads_first

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from flask.typing import ResponseReturnValue

    from qa_app.domain.questions import Question
    from qa_app.domain.tools import Section
    from qa_app.models.audits import AnyAudit
    from qa_app.queries.exemplars import Extract
    from qa_app.web.forms.tool_form import Sent

bp = Blueprint("answers", __name__, url_prefix="/audits")


@bp.get("/<int:audit_id>/sections/<key>")
@requires(Permission.AUDITS_COMPLETE)
def section(audit_id: int, key: str) -> ResponseReturnValue:
    """The questions of one section, with the case beside them."""
    audit = audits.one_of(g.user, audit_id)
    part = _section_of(audit, key)
    if audit.status not in EDITABLE or audit.is_too_late(now()):
        return redirect(url_for("audits.show", audit_id=audit.id))
    return _page(audit, part)


@bp.post("/<int:audit_id>/sections/<key>")
@requires(Permission.AUDITS_COMPLETE)
def save_section(audit_id: int, key: str) -> ResponseReturnValue:
    """Save what was changed on the page, and go on to where the button says."""
    audit = audits.one_of(g.user, audit_id)
    part = _section_of(audit, key)
    sent = tool_form.read(part, request.form)
    try:
        outcome = answering.save_page(audit, sent.typed, by=g.user, at=now())
    except StepNotAllowed as refusal:
        return _too_late(audit, part, sent, refusal)
    for name, kept in outcome.saved.items():
        if kept.version > sent.typed[name].version:
            note_written(*_free_words(audit, name, sent.typed[name].given))
    if outcome.conflicts:
        return _choose(audit, part, sent, outcome)
    if outcome.problems:
        return _page(audits.one_of(g.user, audit_id), part, sent, outcome), 422
    return redirect(_next(audit, part, request.form.get("next", "")), 303)


@bp.put("/<int:audit_id>/answers/<key>")
@requires(Permission.AUDITS_COMPLETE)
@reads_first
def save(audit_id: int, key: str) -> ResponseReturnValue:
    """Save one answer and say so: nothing is rendered. What is asked and answered is in static/js/autosave.js."""
    sent = request.get_json(silent=True)
    if not isinstance(sent, dict) or not all(
        isinstance(sent.get(name, ""), str) for name in ("value", "comment")
    ):
        return jsonify(error="An answer is sent as JSON: value, comment and version."), 422
    audit = audits.one_to_answer(g.user, audit_id)
    given = Given(_value_sent(audit, key, sent.get("value", "")), sent.get("comment", ""))
    at = now()
    outcome = answering.save(
        audit, key, given, tool_form.version_from(sent.get("version", 0)), by=g.user, at=at
    )
    if isinstance(outcome, Conflict):
        return jsonify(
            yours={"value": outcome.yours.value, "comment": outcome.yours.comment},
            theirs={"value": outcome.theirs.value, "comment": outcome.theirs.comment},
            their_name=outcome.their_name,
            their_time=time_of_day(outcome.their_at),
            version=outcome.version,
        ), 409
    return jsonify(
        version=outcome.version,
        saved_at=at.astimezone(UTC).isoformat(timespec="seconds"),
        warnings=identifying.warnings_about(*_free_words(audit, key, given)),
    )


@bp.get("/<int:audit_id>/limits")
@requires(Permission.AUDITS_COMPLETE)
def limits(audit_id: int) -> ResponseReturnValue:
    """Which limiting rules apply now: a part of a page, for the script that keeps it up to date."""
    audit = audits.one_of(g.user, audit_id)
    answers = tool_form.answers_of(audit)
    tool = audit.tool_version.definition
    return render_template(
        "audits/limits.html", fired=grading.caps(tool, answers), cap=grading.cap(tool, answers)
    )


def _section_of(audit: AnyAudit, key: str) -> Section:
    try:
        return audit.tool_version.definition.section(key)
    except KeyError:
        abort(404)


def _value_sent(audit: AnyAudit, key: str, value: str) -> str:
    """A date may come with its month as a word; everything else as it is."""
    question = next((each for each in audit.tool_version.definition.all_questions if each.key == key), None)
    if isinstance(question, DateQuestion) and value.count("-") == 2:
        year, month, day = value.split("-")
        return tool_form.date_value((day.strip(), month.strip(), year.strip()))
    return value


def _free_words(audit: AnyAudit, key: str, given: Given) -> tuple[str, str]:
    """What of an answer somebody wrote, instead of chose."""
    question = audit.tool_version.definition.question(key)
    is_free = isinstance(question, LongTextQuestion | ShortTextQuestion)
    return (given.value if is_free else "", given.comment)


def _page(audit: AnyAudit, part: Section, sent: Sent | None = None, outcome: PageSaved | None = None) -> str:
    page = tool_form.section_page(audit, part, sent=sent, problems=outcome.problems if outcome else None)
    tool, answers = audit.tool_version.definition, tool_form.answers_of(audit)
    place = [each.key for each in tool.all_sections].index(part.key)
    return render_template(
        "audits/section.html",
        audit=audit,
        tool=tool,
        section=part,
        page=page,
        errors=page.errors,
        fired=grading.caps(tool, answers),
        cap=grading.cap(tool, answers),
        number=place + 1,
        exemplars=_exemplars(audit, part),
        back_to=tool.all_sections[place - 1] if place else None,
        noted=[each for each in audit.findings if (each.section_key or OVERALL) == part.key],
    )


def _exemplars(audit: AnyAudit, part: Section) -> Mapping[str, Sequence[Extract]]:
    is_graded = part.graded or part.key == OVERALL
    return (
        exemplars.shown_beside(g.user, audit, part.key)
        if is_graded and g.user.may(Permission.EXEMPLARS_READ)
        else {}
    )


def _next(audit: AnyAudit, part: Section, button: str) -> str:
    if button == "list":
        return url_for("audits.show", audit_id=audit.id)
    if button == "finding":
        return url_for("noted.new", audit_id=audit.id, section=part.key)
    if button == "concern":
        return url_for("concerns.new", audit_id=audit.id)
    keys = [each.key for each in audit.tool_version.definition.all_sections]
    following = keys[keys.index(part.key) + 1 :]
    if not following:
        return url_for("audits.check", audit_id=audit.id)
    return url_for("answers.section", audit_id=audit.id, key=following[0])


def _choose(audit: AnyAudit, part: Section, sent: Sent, outcome: PageSaved) -> ResponseReturnValue:
    """Both texts of each answer that was saved elsewhere since; what was typed besides and not kept goes along."""
    tool = audit.tool_version.definition
    in_choice = {each.question_key for each in outcome.conflicts}
    page = render_template(
        "audits/conflict.html",
        audit=audit,
        section=part,
        conflicts=[(tool.question(each.question_key), each) for each in outcome.conflicts],
        in_words=in_words,
        carried={
            key: typed
            for key, typed in sent.typed.items()
            if key not in in_choice and key not in outcome.saved
        },
        errors=[(f"#{key}-mine", "Choose which words to keep") for key in sent.undecided],
        next=request.form.get("next", ""),
    )
    return page, 409


def _too_late(audit: AnyAudit, part: Section, sent: Sent, refusal: StepNotAllowed) -> ResponseReturnValue:
    """The audit was handed in meanwhile: the words that were typed since, to copy."""
    tool = audit.tool_version.definition
    words = [(tool.question(key), typed.given) for key, typed in sent.typed.items()]
    page = render_template(
        "audits/too_late.html", audit=audit, section=part, words=words, in_words=in_words, refusal=refusal
    )
    return page, 409


def in_words(question: Question, given: Given) -> str:
    """An answer and its comment as a person reads them."""
    said = text_of(question, given.value) if given.value else ""
    return "\n\n".join(words for words in (said, given.comment) if words)
