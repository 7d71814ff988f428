"""Which immediate concerns are there, and who has taken them on?"""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from flask import Blueprint, abort, flash, g, redirect, render_template, url_for

from qa_app.clock import now, today
from qa_app.domain.errors import Stale, StepNotAllowed
from qa_app.domain.policy import Permission
from qa_app.queries import audits, concerns
from qa_app.services import concerning
from qa_app.web import addresses
from qa_app.web.access import requires
from qa_app.web.forms.concerns import AcknowledgeForm, CloseForm, ConcernForm
from qa_app.web.forms.tool_form import version_from
from qa_app.web.paging import page_number, paging

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from qa_app.models.concerns import Concern

bp = Blueprint("concerns", __name__)


@bp.get("/concerns")
@requires(Permission.CONCERNS_READ)
def index() -> ResponseReturnValue:
    """Open concerns, those that nobody has acknowledged first; then closed ones."""
    closed = concerns.closed_for(g.user, page=page_number())
    return render_template(
        "concerns/index.html",
        open_concerns=concerns.open_concerns_for(g.user),
        closed=closed,
        paging=paging(closed, "closed concern"),
    )


@bp.route("/audits/<int:audit_id>/concern", methods=["GET", "POST"])
@requires(Permission.CONCERNS_RAISE)
def new(audit_id: int) -> ResponseReturnValue:
    """Raise a concern from one's own audit, whatever its status."""
    audit = audits.one_of(g.user, audit_id)
    if audit.case is None:
        abort(404)  # nobody in a vignette is real
    form = ConcernForm(once=secrets.token_urlsafe(16), noticed_on=today())
    if form.validate_on_submit():
        concern = concerning.raise_concern(
            audit,
            what=form.what.data,
            noticed_on=form.noticed_on.data,
            link=addresses.of_concern,
            by=g.user,
            at=now(),
            once=form.once.data or None,
        )
        if not g.user.may(Permission.CONCERNS_READ):
            names = ", ".join(person.name for person in concerns.told_of(concern))
            words = (
                f"These people have been told: {names}."
                if names
                else "Nobody manages this team yet. Speak to a manager."
            )
            flash(f"The concern is raised. {words}", "success")
            return redirect(url_for("audits.show", audit_id=audit.id), 303)
        flash("The concern is raised. The people named below have been told.", "success")
        return redirect(url_for(".show", concern_id=concern.id), 303)
    told = concerns.told_about(audit.team_id)
    page = render_template("concerns/new.html", audit=audit, form=form, told=told)
    return page, 422 if form.errors else 200


@bp.get("/concerns/<int:concern_id>")
@requires(Permission.CONCERNS_READ)
def show(concern_id: int) -> ResponseReturnValue:
    """One concern: what, when, who knows, and what happens next."""
    return _page(concerns.one_visible_to(g.user, concern_id))


@bp.post("/concerns/<int:concern_id>/acknowledgement")
@requires(Permission.CONCERNS_ACKNOWLEDGE)
def acknowledge(concern_id: int) -> ResponseReturnValue:
    """A manager has read it and says what happens now."""
    concern = concerns.one_visible_to(g.user, concern_id)
    form = AcknowledgeForm()
    if not form.validate():
        return _page(concern, acknowledging=form), 422
    try:
        concerning.acknowledge(
            concern, form.words.data, revision=version_from(form.revision.data), by=g.user, at=now()
        )
    except (StepNotAllowed, Stale) as refusal:
        return _page_again(concern_id, form.words.data, refusal)
    flash("You have acknowledged the concern.", "success")
    return redirect(url_for(".show", concern_id=concern.id), 303)


@bp.post("/concerns/<int:concern_id>/closing")
@requires(Permission.CONCERNS_CLOSE)
def close(concern_id: int) -> ResponseReturnValue:
    """QA has made sure that the child is safe."""
    concern = concerns.one_visible_to(g.user, concern_id)
    form = CloseForm()
    if not form.validate():
        return _page(concern, closing=form), 422
    try:
        concerning.close(
            concern,
            form.words.data,
            is_child_safe=form.is_child_safe.data,
            revision=version_from(form.revision.data),
            by=g.user,
            at=now(),
        )
    except (StepNotAllowed, Stale) as refusal:
        return _page_again(concern_id, form.words.data, refusal)
    flash("The concern is closed.", "success")
    return redirect(url_for(".show", concern_id=concern.id), 303)


def _page(
    concern: Concern,
    *,
    acknowledging: AcknowledgeForm | None = None,
    closing: CloseForm | None = None,
    unsaved: str = "",
    refusal: str = "",
) -> str:
    may_acknowledge = g.user.may(Permission.CONCERNS_ACKNOWLEDGE) and concern.acknowledged_at is None
    may_close = (
        g.user.may(Permission.CONCERNS_CLOSE)
        and concern.acknowledged_at is not None
        and concern.closed_at is None
    )
    failed = acknowledging or closing
    return render_template(
        "concerns/show.html",
        concern=concern,
        told=concerns.told_of(concern),
        is_audit_visible=audits.is_visible_to(g.user, concern.audit_id),
        acknowledging=(acknowledging or AcknowledgeForm(formdata=None, revision=str(concern.revision)))
        if may_acknowledge
        else None,
        closing=(closing or CloseForm(formdata=None, revision=str(concern.revision))) if may_close else None,
        form=failed,
        unsaved=unsaved,
        errors=[("", refusal)] if refusal else [],
    )


def _page_again(concern_id: int, words: str, refusal: StepNotAllowed | Stale) -> ResponseReturnValue:
    """As it is now, with the words that were not saved, so that nobody has to write them twice."""
    return _page(concerns.one_visible_to(g.user, concern_id), unsaved=words, refusal=refusal.message), 409
