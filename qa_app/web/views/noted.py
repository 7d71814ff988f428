"""How does an auditor write down strengths and areas for improvement?"""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from flask import Blueprint, flash, g, redirect, render_template, request, url_for

from qa_app.clock import now
from qa_app.domain.errors import Stale
from qa_app.domain.policy import Permission
from qa_app.domain.workflow import EDITABLE
from qa_app.queries import audits
from qa_app.services import finding
from qa_app.web.access import requires
from qa_app.web.forms.audits import FindingForm, RemoveForm
from qa_app.web.forms.tool_form import version_from

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from qa_app.models.audits import AnyAudit, Finding

bp = Blueprint("noted", __name__, url_prefix="/audits/<int:audit_id>/findings")


@bp.route("/new", methods=["GET", "POST"])
@requires(Permission.AUDITS_COMPLETE)
def new(audit_id: int) -> ResponseReturnValue:
    """Write one down. ``?section=`` says where the auditor came from."""
    audit = audits.one_of(g.user, audit_id)
    form = FindingForm(
        once=secrets.token_urlsafe(16), section=request.args.get("section", ""), kind=request.args.get("kind")
    )
    form.offer(audit.tool_version.definition)
    if form.validate_on_submit():
        finding.add(audit, form.noted, by=g.user, at=now(), once=form.once.data or None)
        if request.form.get("next") == "another":
            flash("Saved. Write the next one.", "success")
            return redirect(url_for(".new", audit_id=audit.id, section=form.section.data), 303)
        return redirect(_back(audit, form.section.data), 303)
    if request.method == "GET" and (audit.status not in EDITABLE or audit.is_too_late(now())):
        return redirect(url_for("audits.show", audit_id=audit.id))
    back = _back(audit, request.args.get("section", ""))
    page = render_template(
        "audits/finding.html", audit=audit, form=form, finding=None, back=back, theirs=None
    )
    return page, 422 if form.errors else 200


@bp.route("/<int:finding_id>", methods=["GET", "POST"])
@requires(Permission.AUDITS_COMPLETE)
def edit(audit_id: int, finding_id: int) -> ResponseReturnValue:
    """Change one. When another tab changed it meanwhile, both texts are shown."""
    found = audits.finding_of(g.user, audit_id, finding_id)
    form = FindingForm(
        kind=found.kind.value,
        text=found.text,
        themes=[row.theme_key for row in found.themes],
        section=found.section_key or "",
        revision=str(found.revision),
    )
    form.offer(found.audit.tool_version.definition)
    if form.validate_on_submit():
        try:
            finding.change(found, form.noted, revision=version_from(form.revision.data), by=g.user, at=now())
        except Stale as refusal:
            return _both(audits.finding_of(g.user, audit_id, finding_id), form, refusal)
        return redirect(_back(found.audit, form.section.data), 303)
    if request.method == "GET" and (found.audit.status not in EDITABLE or found.audit.is_too_late(now())):
        return redirect(url_for("audits.show", audit_id=audit_id))
    return _edit_page(found, form), 422 if form.errors else 200


@bp.route("/<int:finding_id>/removal", methods=["GET", "POST"])
@requires(Permission.AUDITS_COMPLETE)
def remove(audit_id: int, finding_id: int) -> ResponseReturnValue:
    """Take one back, after asking."""
    found = audits.finding_of(g.user, audit_id, finding_id)
    form = RemoveForm()
    if form.validate_on_submit():
        section = found.section_key or ""
        finding.remove(found, by=g.user, at=now())
        flash(f"{found.kind.label} removed.", "success")
        return redirect(_back(found.audit, section), 303)
    return render_template("audits/finding_removal.html", finding=found, audit=found.audit)


def _edit_page(found: Finding, form: FindingForm, *, theirs: Finding | None = None) -> str:
    back = _back(found.audit, found.section_key or "")
    return render_template(
        "audits/finding.html", audit=found.audit, form=form, finding=found, back=back, theirs=theirs
    )


def _both(found: Finding, form: FindingForm, refusal: Stale) -> ResponseReturnValue:
    """What was typed stays in the form; what was saved meanwhile stands above it. Saving again is then a choice."""
    form.revision.data = str(found.revision)
    form.form_errors.append(refusal.message)
    return _edit_page(found, form, theirs=found), 409


def _back(audit: AnyAudit, section: str) -> str:
    if section in {each.key for each in audit.tool_version.definition.sections}:
        return f"{url_for('answers.section', audit_id=audit.id, key=section)}#noted"
    return f"{url_for('audits.show', audit_id=audit.id)}#noted"
