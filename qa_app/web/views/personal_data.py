"""What is due to go, what is held, and what is handed out to whom it is about?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, abort, flash, g, redirect, render_template, request, url_for

from qa_app import clearing
from qa_app.clock import now, today
from qa_app.domain.disposal_certificates import certificate
from qa_app.domain.errors import NotPossible
from qa_app.domain.exporting import ExportLevel
from qa_app.domain.notices import NoticeKind
from qa_app.domain.policy import Permission
from qa_app.domain.retention import RecordClass
from qa_app.exports.record_pdf import record_pdf
from qa_app.queries import people, retention
from qa_app.services import disposing, holding
from qa_app.web import background, downloads
from qa_app.web.access import exports, public, requires
from qa_app.web.filters import moment
from qa_app.web.forms.numbers import number_from
from qa_app.web.forms.personal_data import EndForm, NoticeForm, RemovalForm, schedule_form
from qa_app.web.stepping_up import fresh

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from qa_app.domain.records import Record
    from qa_app.models.personal import Disposal

bp = Blueprint("personal_data", __name__, url_prefix="/personal-data")

SHOWN = 50
"""So many records of each class are listed; the rest are counted."""


@bp.get("")
@requires(Permission.PERSONAL_DATA_RUN)
def index() -> ResponseReturnValue:
    """How much is due by class, every hold and restriction that stands, and what was removed before."""
    due = retention.due(today())
    return render_template(
        "personal_data/index.html",
        months=retention.months(),
        classes=list(RecordClass),
        due={each: sum(one.record_class is each and not one.is_held for one in due) for each in RecordClass},
        held={each: sum(one.record_class is each and one.is_held for one in due) for each in RecordClass},
        notices=[note for kind in NoticeKind for note in retention.notices(kind)],
        disposals=retention.disposals(),
    )


@bp.route("/schedule", methods=["GET", "POST"])
@requires(Permission.PERSONAL_DATA_RUN)
def schedule() -> ResponseReturnValue:
    """How long each class is kept."""
    form = schedule_form(retention.months())
    if form.validate_on_submit():
        months = {each: form[each.value].data for each in RecordClass if each.is_carried_out}
        changed = disposing.decide(months, by=g.user, at=now())
        flash("The schedule was saved." if changed else "Nothing was changed.", "success")
        return redirect(url_for(".index"), 303)
    page = render_template("personal_data/schedule.html", form=form, fields=[*form])
    return page, 422 if form.errors else 200


@bp.get("/due")
@requires(Permission.PERSONAL_DATA_RUN)
def due() -> ResponseReturnValue:
    """What would go and why, and what is held: the first of two steps."""
    found = retention.due(today())
    return render_template(
        "personal_data/due.html",
        lists=[(each, [one for one in found if one.record_class is each]) for each in RecordClass],
        goes=sum(not one.is_held for one in found),
        shown=SHOWN,
    )


@bp.route("/removal", methods=["GET", "POST"])
@requires(Permission.PERSONAL_DATA_RUN)
def removal() -> ResponseReturnValue:
    """The second step: it is carried out in the background, and leads to its certificate."""
    form = RemovalForm()
    goes = sum(not one.is_held for one in retention.due(today()))
    if form.validate_on_submit():
        job = background.start("Removing what is due", _removal(g.user.id), by=g.user)
        return redirect(url_for("jobs.show", job_id=job.id), 303)
    page = render_template("personal_data/removal.html", form=form, goes=goes)
    return page, 422 if form.errors else 200


@bp.get("/disposals/<int:disposal_id>")
@requires(Permission.PERSONAL_DATA_RUN)
def disposal(disposal_id: int) -> ResponseReturnValue:
    """The certificate of what was removed."""
    found = retention.one_disposal(disposal_id)
    return render_template("personal_data/disposal.html", disposal=found, record=_certificate(found))


@bp.get("/disposals/<int:disposal_id>/certificate.pdf")
@requires(Permission.PERSONAL_DATA_RUN)
@exports(ExportLevel.AGGREGATES)
@fresh
def certificate_pdf(disposal_id: int) -> ResponseReturnValue:
    """The same to keep."""
    content = record_pdf(_certificate(retention.one_disposal(disposal_id)))
    return downloads.handed_out(content, f"certificate-of-disposal-{disposal_id}.pdf")


@bp.route("/notices/new", methods=["GET", "POST"])
@requires(Permission.PERSONAL_DATA_RUN)
def new_notice() -> ResponseReturnValue:
    """Hold, restrict or correct."""
    form = NoticeForm.fresh(request.args.get("kind", ""), request.args.get("reference", ""))
    if form.validate_on_submit():
        kind, reference = NoticeKind(form.kind.data), form.reference.data
        case = retention.case_named(reference) if reference else None
        if reference and case is None:
            form.reference.errors = ["No case has this reference. Write it exactly as the case list does"]
        elif case is None and kind is not NoticeKind.HOLD:
            form.reference.errors = ["Enter the case that it is about"]
        elif kind is NoticeKind.CORRECTION and not form.about.data:
            form.about.errors = ["Say what the correction is about"]
        elif (audit_id := number_from(form.audit.data)) is None and form.audit.data:
            form.audit.errors = ["Enter the number of an audit, such as 12"]
        else:
            try:
                holding.place(
                    kind, case, form.reason.data, audit_id=audit_id, about=form.about.data,
                    once=form.once.data or None, by=g.user, at=now(),
                )  # fmt: skip
            except NotPossible as refusal:
                form.audit.errors = [refusal.message]
            else:
                whose = f"on case {case.reference}" if case else "on everything"
                flash(f"Recorded: {kind.label.lower()} {whose}.", "success")
                return redirect(url_for(".index"), 303)
    page = render_template("personal_data/notice.html", form=form)
    return page, 422 if form.errors else 200


@bp.route("/notices/<int:notice_id>/end", methods=["GET", "POST"])
@requires(Permission.PERSONAL_DATA_RUN)
def end_notice(notice_id: int) -> ResponseReturnValue:
    """A hold or a restriction is over."""
    notice = retention.one_notice(notice_id)
    if notice.kind is NoticeKind.CORRECTION:
        abort(404)
    form = EndForm()
    if form.validate_on_submit():
        holding.end(notice, form.because.data, by=g.user, at=now())
        flash(f"The {notice.kind.label.lower()} has ended.", "success")
        return redirect(url_for(".index"), 303)
    page = render_template("personal_data/end.html", form=form, notice=notice)
    return page, 422 if form.errors else 200


@bp.get("/notice")
@public
def privacy() -> ResponseReturnValue:
    """What the product keeps about people, and what they can ask for."""
    return render_template("personal_data/privacy.html")


def _removal(by_id: int) -> background.Work:
    """The address is made now: where the work runs there is no request."""
    address = url_for(".disposal", disposal_id=0)

    def work(report: background.Report) -> str:
        done = clearing.carry_out(report=report, by=people.one(by_id), at=now())
        return address[:-1] + str(done.id)

    return work


def _certificate(found: Disposal) -> Record:
    return certificate(
        found.content,
        found.sha256,
        council=g.council.name,
        classification=g.council.classification,
        started=moment(found.started_at),
        finished=moment(found.finished_at),
        made_at=found.finished_at or now(),
    )
