"""Who is here from outside, until when, and what have they promised?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, flash, g, redirect, render_template, url_for

from qa_app.clock import now, today
from qa_app.domain.errors import NotPossible, Stale
from qa_app.domain.outsiders import SOON_DAYS
from qa_app.domain.policy import Permission
from qa_app.queries import outsiders
from qa_app.services import admitting
from qa_app.web.access import requires
from qa_app.web.forms.numbers import number_from
from qa_app.web.forms.outsiders import PromiseForm, statement_form_for

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

bp = Blueprint("outsiders", __name__)


@bp.get("/external-auditors")
@requires(Permission.OUTSIDERS_READ)
def index() -> ResponseReturnValue:
    """Whose access ends soon or has ended, and what they still hold; who needs somebody comes first."""
    return render_template(
        "outsiders/index.html",
        people=outsiders.everybody(today()),
        statement=outsiders.statement_now(),
        soon_days=SOON_DAYS,
    )


@bp.route("/external-auditors/statement", methods=["GET", "POST"])
@requires(Permission.COUNCIL_RUN)
def statement() -> ResponseReturnValue:
    """The council's words, and every version before them. When two people wrote, both texts are shown."""
    newest = outsiders.statement_now()
    form = statement_form_for(newest)
    status = 200
    if form.validate_on_submit():
        try:
            written = admitting.write_statement(
                form.text.data, seen=number_from(form.seen.data) or 0, by=g.user, at=now()
            )
        except NotPossible as refusal:
            form.text.errors, status = [refusal.message], 422
        except Stale as refusal:
            newest, status = outsiders.statement_now(), 409
            form.text.errors = [refusal.message]
            form.seen.data = str(newest.number if newest else 0)
        else:
            flash(f"Version {written.number} holds now. Every external auditor accepts it before they go on.")
            return redirect(url_for(".statement"), 303)
    elif form.is_submitted():
        status = 422
    page = render_template(
        "outsiders/statement.html",
        form=form,
        newest=newest,
        is_stale=status == 409,
        versions=outsiders.versions(),
    )
    return page, status


@bp.route("/confidentiality", methods=["GET", "POST"])
@requires(Permission.ACCOUNT_KEEP)
def promise() -> ResponseReturnValue:
    """What somebody from outside accepts before they see anything else; afterwards, what they accepted."""
    words, accepted_at = outsiders.statement_shown_to(g.user)
    form = PromiseForm(number=str(words.number))
    status = 200
    if form.validate_on_submit():
        try:
            admitting.accept(number_from(form.number.data) or 0, by=g.user, at=now())
        except Stale as refusal:
            words, accepted_at = outsiders.statement_shown_to(g.user)
            form = PromiseForm(formdata=None, number=str(words.number))
            form.is_accepted.errors = [refusal.message]
            status = 409
        else:
            flash("You have accepted the confidentiality statement.", "success")
            return redirect(url_for("home.index"), 303)
    elif form.is_submitted():
        status = 422
    page = render_template("outsiders/promise.html", form=form, words=words, accepted_at=accepted_at)
    return page, status
