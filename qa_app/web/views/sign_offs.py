"""Which audits can be signed off, and what exactly was signed?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, flash, g, redirect, render_template, request, url_for

from qa_app.clock import now, today
from qa_app.domain.errors import Incomplete, Stale, StepNotAllowed
from qa_app.domain.frozen_audits import FrozenAudit, changes_between, fingerprint
from qa_app.domain.policy import Permission
from qa_app.domain.replies import last_day
from qa_app.domain.retention import REMOVED
from qa_app.domain.workflow import Status
from qa_app.queries import audits, replies, sign_offs
from qa_app.services import signing_off
from qa_app.web.access import requires
from qa_app.web.filters import count
from qa_app.web.forms.numbers import number_from
from qa_app.web.forms.sign_offs import ReadyFilter, SignOffForm
from qa_app.web.moderation_lists import waiting_for
from qa_app.web.paging import page_number, paging

if TYPE_CHECKING:
    from collections.abc import Sequence

    from flask.typing import ResponseReturnValue

    from qa_app.models.audits import Audit
    from qa_app.models.sign_offs import SignOff

bp = Blueprint("sign_offs", __name__)

_AT_ONCE = 50


@bp.get("/moderation/sign-offs")
@requires(Permission.AUDITS_SIGN_OFF)
def index() -> ResponseReturnValue:
    """Moderated audits about which nobody can ask any more: they can be signed off together."""
    days, on = g.council.reply_days, today()
    wanted = ReadyFilter(request.args).place(sign_offs.rounds_with_ready(g.user, days=days, today=on))
    found = sign_offs.ready(g.user, days=days, today=on, round_id=wanted.round_id, page=page_number())
    return render_template(
        "sign_offs/index.html",
        audits=found.items,
        paging=paging(found, "audit"),
        wanted=wanted,
        is_filtered=wanted.round_id is not None,
        too_early=sign_offs.number_too_early(g.user, days=days, today=on),
        waiting=waiting_for(g.user),
    )


@bp.route("/moderation/sign-offs/confirmation", methods=["GET", "POST"])
@requires(Permission.AUDITS_SIGN_OFF)
def confirm() -> ResponseReturnValue:
    """Confirm, then sign all that are still as they were shown; whatever changed meanwhile is named."""
    if request.method == "POST":
        return _sign_together(_chosen(request.form.getlist("audit")))
    ids = [number for value in request.args.getlist("audit") if (number := number_from(value))]
    chosen = sign_offs.some_ready(g.user, ids[:_AT_ONCE], days=g.council.reply_days, today=today())
    if not chosen:
        flash("Choose at least one audit that can be signed off.", "error")
        return redirect(url_for(".index"))
    return render_template("sign_offs/confirm.html", audits=chosen)


@bp.route("/audits/<int:audit_id>/sign-off", methods=["GET", "POST"])
@requires(Permission.AUDITS_SIGN_OFF)
def sign(audit_id: int) -> ResponseReturnValue:
    """Sign one audit off, with a reason while somebody may still ask for another look."""
    audit = audits.one_counted(g.user, audit_id)
    form = SignOffForm(revision=str(audit.revision))
    if not form.is_submitted():
        return _page(audit, form)
    if not form.validate():
        return _page(audit, form), 422
    seen = number_from(form.revision.data) or 0
    try:
        signing_off.sign_off(audit, form.because.data, revision=seen, by=g.user, at=now())
    except (StepNotAllowed, Stale) as refusal:
        audit = audits.one_counted(g.user, audit_id)
        standing = sign_offs.standing_of(audit_id)
        if standing is None or (standing.by_id, standing.because) != (g.user.id, form.because.data):
            form.form_errors.append(refusal.message)
            return _page(audit, form), 409
    except Incomplete as refusal:
        form.because.errors = [refusal.message]
        return _page(audits.one_counted(g.user, audit_id), form), 422
    flash(f"You have signed off audit {audit_id}. Nothing of it changes any more.", "success")
    return redirect(url_for("audits.show", audit_id=audit_id), 303)


@bp.get("/audits/<int:audit_id>/sign-offs/<int:number>")
@requires(Permission.AUDITS_READ)
def show(audit_id: int, number: int) -> ResponseReturnValue:
    """What was signed, its fingerprint, and what changed since the time before."""
    sign_off = sign_offs.one(g.user, audit_id, number)
    earlier = sign_offs.before(sign_off)
    content, before = _content(sign_off), _content(earlier)
    tool = sign_off.audit.tool_version.definition
    return render_template(
        "sign_offs/show.html",
        sign_off=sign_off,
        audit=sign_off.audit,
        tool=tool,
        content=content,
        REMOVED=REMOVED,
        earlier=earlier,
        changes=changes_between(before, content, tool) if before and content else None,
    )


def _content(sign_off: SignOff | None) -> FrozenAudit | None:
    """What was signed; None when somebody altered it since, for then it is no longer what was signed."""
    if sign_off is None or fingerprint(sign_off.content) != sign_off.sha256:
        return None
    return FrozenAudit.from_json(sign_off.content)


def _chosen(values: Sequence[str]) -> dict[int, int]:
    """Audit id → the revision that was shown, from "7:3"."""
    pairs = (value.partition(":") for value in values[:_AT_ONCE])
    numbers = ((number_from(audit_id), number_from(seen)) for audit_id, _, seen in pairs)
    return {audit_id: seen for audit_id, seen in numbers if audit_id and seen}


def _sign_together(seen: dict[int, int]) -> ResponseReturnValue:
    """Only audits that this person may see are held; the others are as if they had not been sent."""
    known = [audit.id for audit in audits.some_counted(g.user, list(seen))]
    signed = signing_off.sign_off_together(
        {audit_id: seen[audit_id] for audit_id in known}, by=g.user, at=now()
    )
    if signed.done:
        flash(f"{count(len(signed.done), 'audit')} signed off. Nothing of them changes any more.", "success")
    for audit_id, sentence in signed.refused.items():
        flash(f"Audit {audit_id} was not signed off. {sentence}", "error")
    if not seen:
        flash("Choose at least one audit that can be signed off.", "error")
    return redirect(url_for(".index"), 303)


def _page(audit: Audit, form: SignOffForm) -> str:
    decision = replies.standing_decision(audit.id)
    until = last_day(decision.at, g.council.reply_days) if decision else None
    form.revision.data = str(audit.revision)
    return render_template(
        "sign_offs/sign.html",
        audit=audit,
        tool=audit.tool_version.definition,
        form=form,
        decision=decision,
        standing=sign_offs.standing_of(audit.id),
        is_moderated=audit.status is Status.MODERATED,
        is_own=audit.auditor_id == g.user.id,
        open_replies=[each for each in replies.of_audit(audit.id) if each.outcome is None],
        until=until,
        is_early=until is not None and today() <= until,
    )
