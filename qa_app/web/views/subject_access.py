"""What is held about a case, for whoever it is about: found, reviewed, then handed out in one file."""

from __future__ import annotations

import hashlib
from io import BytesIO
from typing import TYPE_CHECKING

from flask import Blueprint, g, redirect, render_template, url_for

from qa_app.clock import now
from qa_app.domain.errors import Incomplete
from qa_app.domain.exporting import ExportLevel
from qa_app.domain.policy import Permission
from qa_app.domain.subject_access import as_json, as_record, counted, redacted
from qa_app.exports.fixed_zip import FixedZip
from qa_app.exports.record_pdf import record_pdf
from qa_app.queries import retention, subject_access
from qa_app.services import handing_out
from qa_app.web import downloads
from qa_app.web.access import exports, requires
from qa_app.web.forms.personal_data import CaseForm, ReviewForm
from qa_app.web.stepping_up import fresh

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from flask.typing import ResponseReturnValue

    from qa_app.domain.subject_access import Review

bp = Blueprint("subject_access", __name__, url_prefix="/personal-data/subject-access")


@bp.route("", methods=["GET", "POST"])
@requires(Permission.PERSONAL_DATA_RUN)
def index() -> ResponseReturnValue:
    """Which case is it about? And what was handed out before."""
    form = CaseForm()
    if form.validate_on_submit():
        if case := retention.case_named(form.reference.data):
            return redirect(url_for(".review", case_id=case.id), 303)
        form.reference.errors = [
            "Nothing is held under this reference. Write it exactly as the case list does"
        ]
    page = render_template("personal_data/subject_access.html", form=form, made=subject_access.made())
    return page, 422 if form.errors else 200


@bp.route("/<int:case_id>", methods=["GET", "POST"])
@requires(Permission.PERSONAL_DATA_RUN)
@exports(ExportLevel.FULL)
@fresh
def review(case_id: int) -> ResponseReturnValue:
    """Everything that is held, and what the rule takes out; then the file."""
    case = subject_access.one_case(case_id)
    found = subject_access.review(case)
    form = ReviewForm.of(found)
    is_stale = form.is_submitted() and form.seen.data != found.fingerprint
    if form.validate_on_submit() and not is_stale:
        stays = {each.key for each in found.proposed} - set(form.out.data or [])
        at = now()
        content = _file(found, stays, at)
        try:
            handing_out.note(
                case,
                sha256=hashlib.sha256(content).hexdigest(),
                because=form.because.data,
                by=g.user,
                at=at,
                **counted(found, stays),
            )
        except Incomplete as refusal:
            form.because.errors = [refusal.message]
        else:
            return downloads.handed_out(content, f"what-is-held-case-{case.id}.zip")
    if is_stale:
        form.out.data = [each.key for each in found.proposed]  # what is new must not stay in unseen
        form.out.errors = ()
    page = render_template(
        "personal_data/review.html", case=case, review=found, form=form, is_stale=is_stale,
        fingerprint=found.fingerprint,
    )  # fmt: skip
    return page, 409 if is_stale else 422 if form.errors else 200


def _file(review: Review, stays: Collection[str], at: datetime) -> bytes:
    entries = redacted(review, stays)
    council = g.council.name
    record = as_record(review, entries, council=council, classification=g.council.classification, at=at)
    file = BytesIO()
    with FixedZip(file, at) as packed:
        packed.writestr("what-is-held.pdf", record_pdf(record))
        packed.writestr("what-is-held.json", as_json(review, entries, council=council, at=at))
    return file.getvalue()
