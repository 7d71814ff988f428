"""How does a new auditor practise, what did they learn from it, and who is ready?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, flash, g, redirect, render_template, url_for

from qa_app.clock import now, today
from qa_app.domain.calibration import summary
from qa_app.domain.errors import NotPossible
from qa_app.domain.policy import Permission
from qa_app.domain.practice import shortage
from qa_app.queries import practice, readiness
from qa_app.services import practising
from qa_app.web.access import requires
from qa_app.web.forms.calibration import ReasonForm

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

bp = Blueprint("practice", __name__, url_prefix="/practice")


@bp.get("")
@requires(Permission.CALIBRATION_JOIN)
def index() -> ResponseReturnValue:
    """How far the auditor is, with what they can practise, and what came of what they did."""
    rules = g.council.practice_rules
    done, far = practice.done_by(g.user)
    return render_template(
        "practice/index.html",
        ready=readiness.of_person(g.user),
        rules=rules,
        begun=practice.begun_by(g.user),
        offered=practice.offered_to(g.user, today()),
        done=list(reversed(done)),
        summaries={number: summary(each) for number, each in far.items()},
    )


@bp.post("/<int:exercise_case_id>")
@requires(Permission.CALIBRATION_JOIN)
def begin(exercise_case_id: int) -> ResponseReturnValue:
    """Take a reference case to practise with. A double click takes it once."""
    audit = practising.begin(exercise_case_id, by=g.user, at=now())
    return redirect(url_for("audits.show", audit_id=audit.id), 303)


@bp.get("/audits/<int:audit_id>")
@requires(Permission.CALIBRATION_JOIN)
def feedback(audit_id: int) -> ResponseReturnValue:
    """Own grades beside the reference grades, as soon as a practice case is handed in."""
    audit, distances = practice.one_done(g.user, audit_id)
    return render_template(
        "practice/feedback.html",
        audit=audit,
        tool=audit.tool_version.definition,
        distances=distances,
        references=audit.exercise_case.latest,
        summary=summary(distances),
        ready=readiness.of_person(g.user),
    )


@bp.get("/auditors")
@requires(Permission.CALIBRATION_RUN)
def auditors() -> ResponseReturnValue:
    """Who has not audited yet, how far each is, and who was let off."""
    people = readiness.of_new_auditors()
    rules, cases = g.council.practice_rules, practice.number_of_cases()
    return render_template(
        "practice/auditors.html",
        people=people,
        waivers=readiness.waivers_of([person.id for person, _ in people]),
        rules=rules,
        cases=cases,
        shortage=shortage(rules, cases=cases),
    )


@bp.route("/auditors/<int:auditor_id>/waiver", methods=["GET", "POST"])
@requires(Permission.CALIBRATION_RUN)
def waive(auditor_id: int) -> ResponseReturnValue:
    """Let a new auditor off, with the reason."""
    person = readiness.one_new_auditor(auditor_id)
    form = ReasonForm()
    if form.validate_on_submit():
        try:
            practising.waive(person.id, because=form.because.data, by=g.user, at=now())
        except NotPossible as refusal:
            form.because.errors = [refusal.message]
        else:
            flash(f"Practice is waived for {person.name}.", "success")
            return redirect(url_for(".auditors"), 303)
    page = render_template(
        "practice/waiver.html", form=form, person=person, ready=readiness.of_person(person)
    )
    return page, 422 if form.is_submitted() else 200


@bp.post("/auditors/<int:auditor_id>/waiver/end")
@requires(Permission.CALIBRATION_RUN)
def end_waiver(auditor_id: int) -> ResponseReturnValue:
    """Ask for practice after all."""
    person = readiness.one_new_auditor(auditor_id)
    practising.end_waiver(person.id, by=g.user, at=now())
    flash(f"{person.name} practises like other new auditors.", "success")
    return redirect(url_for(".auditors"), 303)
