"""Who audits what, by when, and what if that has to change?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, flash, g, redirect, render_template, request, url_for

from qa_app.clock import now, today
from qa_app.domain.errors import ConflictOfInterest, Incomplete, NotPossible
from qa_app.domain.policy import Permission
from qa_app.queries import auditors, proposals, rounds, samples
from qa_app.services import allocating, exempting, moving
from qa_app.web.access import requires
from qa_app.web.forms.allocation import ConfirmForm, ExemptForm, ExtendForm, MoveForm, SwapForm

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

bp = Blueprint("allocation", __name__, url_prefix="/rounds")


@bp.get("/<int:round_id>/allocation")
@requires(Permission.ROUNDS_RUN)
def show(round_id: int) -> ResponseReturnValue:
    """Who would get what, and who cannot take what, before anything is given out."""
    round_ = rounds.one(g.user, round_id)
    sample = samples.one(g.user, round_.id)
    proposal = proposals.for_round(round_.id, seed=sample.seed, on=today())
    return render_template(
        "rounds/allocation.html",
        round=round_,
        proposal=proposal,
        form=ConfirmForm(digest=proposal.digest),
        swap_form=SwapForm(),
    )


@bp.post("/<int:round_id>/allocation")
@requires(Permission.ROUNDS_RUN)
def confirm(round_id: int) -> ResponseReturnValue:
    """Give out what was shown."""
    round_ = rounds.one(g.user, round_id)
    made = allocating.allocate(round_.id, digest=ConfirmForm().digest.data or "", by=g.user, at=now())
    noun = "audit was" if len(made) == 1 else "audits were"
    flash(f"{len(made):,} {noun} given out, and each auditor is told by e-mail.", "success")
    return redirect(url_for("rounds.show", round_id=round_id))


@bp.post("/<int:round_id>/swaps")
@requires(Permission.ROUNDS_RUN)
def swap(round_id: int) -> ResponseReturnValue:
    """Hand an audit on, so that its auditor can take a case that nobody else can."""
    round_ = rounds.one(g.user, round_id)
    form = SwapForm()
    audit = rounds.one_audit_of(g.user, _number(form.hand_on.data))
    moving.move(audit.id, _number(form.to.data), because=form.because.data or "", by=g.user, at=now())
    flash(f"{audit.case.reference} was handed on. Here is the new proposal.", "success")
    return redirect(url_for("allocation.show", round_id=round_.id))


@bp.route("/audits/<int:audit_id>/auditor", methods=["GET", "POST"])
@requires(Permission.ROUNDS_RUN)
def move(audit_id: int) -> ResponseReturnValue:
    """Give an audit to another auditor."""
    audit = rounds.one_audit(g.user, audit_id, seen=_seen())
    choice = auditors.for_audit(audit, today())
    form = MoveForm(revision=str(audit.revision)).place(choice.may)
    if form.validate_on_submit():
        try:
            moving.move(
                audit.id,
                _number(form.to.data),
                because=form.because.data,
                revision=_number(form.revision.data),
                by=g.user,
                at=now(),
            )
        except (ConflictOfInterest, NotPossible) as refusal:
            form.to.errors = [refusal.message]
        else:
            flash(f"The audit of {audit.case.reference} was moved to {audit.auditor.name}.", "success")
            return redirect(url_for("rounds.audits", round_id=audit.round_id))
    answers, findings = rounds.typed_in(audit)
    page = render_template(
        "rounds/move.html", form=form, audit=audit, choice=choice, answers=answers, findings=findings
    )
    return page, 422 if form.is_submitted() else 200


@bp.route("/audits/<int:audit_id>/due-date", methods=["GET", "POST"])
@requires(Permission.ROUNDS_RUN)
def extend(audit_id: int) -> ResponseReturnValue:
    """Give an audit another due date."""
    audit = rounds.one_audit(g.user, audit_id, seen=_seen())
    form = ExtendForm(revision=str(audit.revision)).place(today())
    if form.validate_on_submit():
        try:
            moving.extend(
                audit.id,
                form.due_on.data,
                because=form.because.data,
                revision=_number(form.revision.data),
                by=g.user,
                at=now(),
            )
        except Incomplete as refusal:
            form.due_on.errors = [refusal.message]
        else:
            flash(f"The due date of {audit.case.reference} was changed.", "success")
            return redirect(url_for("rounds.audits", round_id=audit.round_id))
    page = render_template("rounds/extend.html", form=form, audit=audit)
    return page, 422 if form.is_submitted() else 200


@bp.route("/<int:round_id>/exemptions/new", methods=["GET", "POST"])
@requires(Permission.ROUNDS_RUN)
def exempt(round_id: int) -> ResponseReturnValue:
    """Let an auditor off for this round."""
    round_ = rounds.one(g.user, round_id)
    form = ExemptForm().place(auditors.available(round_.id, today()))
    if form.validate_on_submit():
        made = exempting.exempt(
            round_.id, _number(form.auditor.data), because=form.because.data, by=g.user, at=now()
        )
        return redirect(url_for("allocation.exemption", round_id=round_id, auditor_id=made.auditor_id))
    page = render_template("rounds/exempt.html", form=form, round=round_)
    return page, 422 if form.is_submitted() else 200


@bp.get("/<int:round_id>/exemptions/<int:auditor_id>")
@requires(Permission.ROUNDS_RUN)
def exemption(round_id: int, auditor_id: int) -> ResponseReturnValue:
    """An exemption, and who would take what the auditor has not started."""
    round_ = rounds.one(g.user, round_id)
    found = rounds.one_exemption(g.user, round_.id, auditor_id)
    proposal = proposals.for_work_of(auditor_id, round_.id, seed=found.id, on=today())
    return render_template(
        "rounds/exemption.html",
        round=round_,
        exemption=found,
        proposal=proposal,
        started=rounds.started_by(auditor_id, round_.id),
        form=ConfirmForm(digest=proposal.digest),
    )


@bp.post("/<int:round_id>/exemptions/<int:auditor_id>")
@requires(Permission.ROUNDS_RUN)
def hand_on(round_id: int, auditor_id: int) -> ResponseReturnValue:
    """Give an exempt auditor's work to the others, as shown."""
    found = rounds.one_exemption(g.user, round_id, auditor_id)
    moved = moving.hand_on(
        round_id,
        auditor_id,
        digest=ConfirmForm().digest.data or "",
        seed=found.id,
        because=found.because,
        by=g.user,
        at=now(),
    )
    noun = "audit was" if len(moved) == 1 else "audits were"
    flash(f"{len(moved)} {noun} handed on.", "success")
    return redirect(url_for("rounds.show", round_id=round_id))


@bp.post("/<int:round_id>/exemptions/<int:auditor_id>/end")
@requires(Permission.ROUNDS_RUN)
def end_exemption(round_id: int, auditor_id: int) -> ResponseReturnValue:
    """Let the auditor audit in this round again."""
    found = rounds.one_exemption(g.user, round_id, auditor_id)
    exempting.end(round_id, auditor_id, by=g.user, at=now())
    flash(f"{found.auditor.name} can be given audits of this round again.", "success")
    return redirect(url_for("rounds.show", round_id=round_id))


def _seen() -> int | None:
    """The revision that a posted form began from; None while nothing was posted."""
    return _number(request.form.get("revision")) if request.method == "POST" else None


def _number(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 9 else 0
