"""Which audits wait for a moderator, and what does a moderator decide about one, or about many that nobody has to read?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, flash, g, redirect, render_template, request, url_for

from qa_app.clock import now
from qa_app.domain import grading
from qa_app.domain.answers import asked, text_of
from qa_app.domain.errors import Incomplete, NotPossible, QaError, Stale, StepNotAllowed
from qa_app.domain.moderating import Decision
from qa_app.domain.policy import Permission
from qa_app.domain.workflow import Status
from qa_app.queries import audits, moderation, pairs
from qa_app.services import moderating
from qa_app.web import addresses
from qa_app.web.access import requires
from qa_app.web.filters import count
from qa_app.web.forms.moderation import DecisionForm, QueueFilter
from qa_app.web.forms.numbers import number_from
from qa_app.web.forms.tool_form import answers_of
from qa_app.web.moderation_lists import waiting_for
from qa_app.web.paging import page_number, paging

if TYPE_CHECKING:
    from collections.abc import Sequence

    from flask.typing import ResponseReturnValue

    from qa_app.models.audits import Audit
    from qa_app.models.moderation import Moderation
    from qa_app.queries.paging import Page

bp = Blueprint("moderation", __name__)


@bp.get("/moderation")
@requires(Permission.MODERATION_DECIDE)
def queue() -> ResponseReturnValue:
    """Audits that somebody has to read, the oldest first, each with its reasons."""
    wanted = _filter()
    found = moderation.to_read(g.user, wanted.wanted(), page=page_number())
    return _list("moderation/queue.html", found, wanted)


@bp.get("/moderation/rest")
@requires(Permission.MODERATION_DECIDE)
def rest() -> ResponseReturnValue:
    """Audits that nobody has to read: they can be agreed together."""
    wanted = _filter()
    found = moderation.the_rest(g.user, wanted.wanted(), page=page_number())
    return _list("moderation/rest.html", found, wanted)


@bp.route("/moderation/rest/agreement", methods=["GET", "POST"])
@requires(Permission.MODERATION_DECIDE)
def agree_with_the_rest() -> ResponseReturnValue:
    """Confirm, then agree each in a transaction of its own; whoever changed meanwhile is named."""
    if request.method == "POST":
        return _agree(_chosen(request.form.getlist("audit")))
    ids = [number for value in request.args.getlist("audit") if (number := number_from(value))]
    found = moderation.some_of_the_rest(g.user, ids[:_AT_ONCE])
    conflicts = moderation.conflicts_of(g.user, found)
    chosen = [audit for audit in found if audit.id not in conflicts]
    if not chosen:
        flash("Choose at least one audit that you can agree.", "error")
        return redirect(url_for(".rest"))
    return render_template("moderation/agreement.html", audits=chosen)


@bp.route("/audits/<int:audit_id>/moderation", methods=["GET", "POST"])
@requires(Permission.MODERATION_DECIDE)
def decide(audit_id: int) -> ResponseReturnValue:
    """Read one audit and decide. Of two moderators one wins; the other is told, and their words stay."""
    audit = audits.one_counted(g.user, audit_id)
    form = DecisionForm.for_audit(audit)
    if not form.is_submitted():
        return _page(audit, form)
    if not form.validate():
        return _page(audit, form), 422
    seen = number_from(form.revision.data) or 0
    try:
        done = _decided(audit, form, seen)
    except (StepNotAllowed, Stale) as refusal:
        audit = audits.one_counted(g.user, audit_id)
        if not _is_done_already(audit, form, seen):
            form.form_errors.append(f"{refusal.message} What you wrote is still below and is not saved.")
            return _page(audit, form), 409
        done = "Your decision is saved."
    except (Incomplete, NotPossible) as refusal:
        form.form_errors.append(refusal.message)
        return _page(audits.one_counted(g.user, audit_id), form), 422
    flash(done, "success")
    return redirect(url_for(".queue"), 303)


_AT_ONCE = 50


def _filter() -> QueueFilter:
    return QueueFilter(request.args).place(moderation.choices_for(g.user))


def _list(template: str, found: Page[Audit], wanted: QueueFilter) -> str:
    return render_template(
        template,
        audits=found.items,
        conflicts=moderation.conflicts_of(g.user, found.items),
        paging=paging(found, "audit"),
        wanted=wanted,
        is_filtered=any(wanted.data.values()),
        waiting=waiting_for(g.user),
        own=moderation.count_own_of(g.user),
    )


def _chosen(values: Sequence[str]) -> dict[int, int]:
    """Audit id → the revision that was shown, from "7:3"."""
    pairs = (value.partition(":") for value in values[:_AT_ONCE])
    numbers = ((number_from(audit_id), number_from(seen)) for audit_id, _, seen in pairs)
    return {audit_id: seen for audit_id, seen in numbers if audit_id and seen}


def _agree(chosen: dict[int, int]) -> ResponseReturnValue:
    found = {audit.id: audit for audit in moderation.some_of_the_rest(g.user, list(chosen))}
    told = [
        f"Audit {audit_id} was not agreed: it changed meanwhile."
        for audit_id in chosen
        if audit_id not in found
    ]
    agreed = 0
    for audit_id, audit in found.items():
        seen = chosen[audit_id]
        try:
            moderating.agree(audit, link=addresses.of_audit, revision=seen, by=g.user, at=now(), is_bulk=True)
            agreed += 1
        except QaError as refusal:
            told.append(f"Audit {audit_id} was not agreed. {refusal.message}")
    if agreed:
        flash(f"{count(agreed, 'audit')} agreed.", "success")
    for sentence in told:
        flash(sentence, "error")
    return redirect(url_for(".rest"), 303)


def _decided(audit: Audit, form: DecisionForm, seen: int) -> str:
    """Decide, and say what was done."""
    match Decision(form.decision.data):
        case Decision.AGREED:
            moderating.agree(
                audit, form.feedback.data, link=addresses.of_audit, revision=seen, by=g.user, at=now()
            )
            return f"You agreed the grades of audit {audit.id}."
        case Decision.CHANGED:
            moderating.change(
                audit,
                form.changes(),
                form.feedback.data,
                link=addresses.of_audit,
                revision=seen,
                by=g.user,
                at=now(),
            )
            return f"You changed the grades of audit {audit.id}. The auditor has been told."
        case Decision.RETURNED:
            moderating.return_to_auditor(
                audit,
                form.needed.data,
                form.feedback.data,
                link=addresses.of_audit,
                revision=seen,
                by=g.user,
                at=now(),
            )
            return f"You returned audit {audit.id}. The auditor has been told what is needed."


def _is_done_already(audit: Audit, form: DecisionForm, seen: int) -> bool:
    """Whether this very form was sent before: by the same person, from the same page, with the same decision."""
    decisions = moderation.decisions_on(audit)
    last: Moderation | None = decisions[-1] if decisions else None
    return (
        last is not None
        and last.by_id == g.user.id
        and last.decision.value == form.decision.data
        and last.feedback == form.feedback.data
        and audit.revision == seen + 1
    )


def _page(audit: Audit, form: DecisionForm) -> str:
    tool, answers = audit.tool_version.definition, answers_of(audit)
    conflict, pair = moderation.conflict_of(g.user, audit), pairs.live_with_both(audit)
    form.revision.data = str(audit.revision)
    return render_template(
        "moderation/decide.html",
        audit=audit,
        tool=tool,
        answers=answers,
        asked={question.key for question in asked(tool, answers)},
        text_of=text_of,
        fired=grading.caps(tool, answers),
        cap=grading.cap(tool, answers),
        decisions=moderation.decisions_on(audit),
        history=audits.history_of(audit),
        conflict=conflict,
        is_waiting=audit.status is Status.SUBMITTED and not pair,
        pair=pair,
        form=form,
    )
