"""What in the words of a month or a round could identify somebody, and can it stay?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, flash, g, redirect, render_template, url_for

from qa_app.clock import now, today
from qa_app.domain.policy import Permission
from qa_app.domain.publishable_words import Source
from qa_app.queries import findings, publishable_words
from qa_app.queries.figures import subjects
from qa_app.services import accepting
from qa_app.web.access import requires
from qa_app.web.forms.findings import AcceptingForm
from qa_app.web.session import reads_first

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from qa_app.domain.publishable_words import Passage

bp = Blueprint("words_to_settle", __name__, url_prefix="/findings")

SHOWN = 50
"""So many at a time: whoever has more settles these and sees the next."""


@bp.route("/<key>/words", methods=["GET", "POST"])
@requires(Permission.FINDINGS_PUBLISH)
@reads_first
def index(key: str) -> ResponseReturnValue:
    """Everything that is unsettled in what would be published now; choose what can stay, and say why."""
    subject = subjects.begun(key, today())
    found = publishable_words.unsettled(findings.findings_of(subject, at=now(), with_rows=True))
    form = AcceptingForm().place(found)
    if form.validate_on_submit():
        number = accepting.accept(found, form.stays.data or [], form.because.data, by=g.user, at=now())
        flash(f"{number} can stay. Your reason is kept.", "success")
        return redirect(url_for(".index", key=key), 303)
    page = render_template(
        "findings/words.html",
        subject=subject,
        found=found[:SHOWN],
        total=len(found),
        form=form,
        address=lambda passage: _address(passage, key),
    )
    return page, 422 if form.errors else 200


def _address(passage: Passage, key: str) -> str:
    """Where the words can be read, and changed by whoever may."""
    if passage.source is Source.AUDIT:
        return url_for("audits.show", audit_id=int(passage.record))
    if passage.source is Source.ACTION:
        return url_for("actions.show", action_id=int(passage.record))
    return url_for("findings.narrative", key=key)
