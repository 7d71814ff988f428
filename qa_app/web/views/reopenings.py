"""Who opens a moderated audit again, and does a second person agree?"""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from flask import Blueprint, flash, g, redirect, render_template, url_for

from qa_app.clock import now
from qa_app.domain.errors import ConflictOfInterest, Incomplete, Stale, StepNotAllowed
from qa_app.domain.policy import Permission
from qa_app.domain.reopenings import ReopeningStatus
from qa_app.domain.workflow import Status
from qa_app.queries import audits, reopenings, sign_offs
from qa_app.services import reopening
from qa_app.web import addresses
from qa_app.web.access import requires
from qa_app.web.forms.numbers import number_from
from qa_app.web.forms.reopenings import SecondPersonForm, reopen_form
from qa_app.web.paging import page_number, paging
from qa_app.web.stepping_up import fresh

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from qa_app.models.audits import Audit
    from qa_app.models.reopenings import Reopening
    from qa_app.web.forms.reopenings import ReopenForm

bp = Blueprint("reopenings", __name__)


@bp.route("/audits/<int:audit_id>/reopening", methods=["GET", "POST"])
@requires(Permission.REOPENINGS_ASK)
@fresh
def ask(audit_id: int) -> ResponseReturnValue:
    """Reopen an audit, or ask a second person once it is signed off."""
    audit = audits.one_counted(g.user, audit_id)
    form = reopen_form(audit.revision, secrets.token_urlsafe(16))
    if not form.is_submitted():
        return _ask_page(audit, form)
    if not form.validate():
        return _ask_page(audit, form), 422
    try:
        made = reopening.ask(
            audit,
            form.wanted(),
            link=addresses.of_audit,
            request_link=addresses.of_reopening,
            revision=number_from(form.revision.data) or 0,
            by=g.user,
            at=now(),
            once=form.once.data or None,
        )
    except (StepNotAllowed, Stale, ConflictOfInterest) as refusal:
        form.form_errors.append(f"{refusal.message} What you wrote is still below and is not saved.")
        return _ask_page(audits.one_counted(g.user, audit_id), form), 409
    except Incomplete as refusal:
        form.form_errors.append(refusal.message)
        return _ask_page(audits.one_counted(g.user, audit_id), form), 422
    if made.status is ReopeningStatus.WAITING:
        flash("You have asked to reopen the audit. A second person decides.", "success")
    else:
        flash("The audit is reopened. Its auditor has been told.", "success")
    return redirect(url_for("audits.show", audit_id=audit_id), 303)


@bp.get("/reopenings")
@requires(Permission.REOPENINGS_GRANT)
def index() -> ResponseReturnValue:
    """What waits for a second person; then everything else."""
    settled = reopenings.settled(g.user, page=page_number())
    return render_template(
        "reopenings/index.html",
        waiting=reopenings.waiting(g.user),
        settled=settled,
        paging=paging(settled, "reopening"),
    )


@bp.route("/reopenings/<int:reopening_id>", methods=["GET", "POST"])
@requires(Permission.REOPENINGS_GRANT)
@fresh
def decide(reopening_id: int) -> ResponseReturnValue:
    """The second person grants or refuses. Of two one wins; the other is told, and their words stay."""
    row = reopenings.one(g.user, reopening_id)
    form = SecondPersonForm(revision=str(row.revision))
    if not form.is_submitted():
        return _page(row, form)
    if not form.validate():
        return _page(row, form), 422
    does = reopening.grant if form.decision.data == "grant" else reopening.refuse
    try:
        does(
            row,
            form.words.data,
            link=addresses.of_audit,
            revision=number_from(form.revision.data) or 0,
            by=g.user,
            at=now(),
        )
    except (StepNotAllowed, Stale) as refusal:
        row = reopenings.one(g.user, reopening_id)
        if not _is_done_already(row, form):
            form.form_errors.append(f"{refusal.message} What you wrote is still below and is not saved.")
            return _page(row, form), 409
    except Incomplete as refusal:
        form.form_errors.append(refusal.message)
        return _page(reopenings.one(g.user, reopening_id), form), 422
    granted = form.decision.data == "grant"
    flash("The audit is reopened." if granted else "The audit stays signed off.", "success")
    return redirect(url_for(".index"), 303)


_DECIDED = {"grant": ReopeningStatus.GRANTED, "refuse": ReopeningStatus.REFUSED}


def _is_done_already(row: Reopening, form: SecondPersonForm) -> bool:
    """Whether this very form was sent before."""
    return (row.decided_by_id, row.status, row.words) == (
        g.user.id,
        _DECIDED[form.decision.data],
        form.words.data,
    )


def _ask_page(audit: Audit, form: ReopenForm) -> str:
    form.revision.data = str(audit.revision)
    standing = sign_offs.standing_of(audit.id)
    return render_template(
        "reopenings/ask.html",
        audit=audit,
        form=form,
        standing=standing,
        waiting=reopenings.waiting_of(audit.id),
        is_moderated=audit.status is Status.MODERATED,
        is_own_alone=audit.auditor_id == g.user.id and standing is None,
    )


def _page(row: Reopening, form: SecondPersonForm) -> str:
    form.revision.data = str(row.revision)
    return render_template(
        "reopenings/decide.html",
        row=row,
        audit=row.audit,
        form=form,
        is_waiting=row.status is ReopeningStatus.WAITING,
        is_own=g.user.id in {row.asked_by_id, row.audit.auditor_id},
    )
