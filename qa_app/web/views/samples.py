"""Which cases does a round look at: how would they be drawn, how were they, and which had to be replaced?"""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from flask import Blueprint, flash, g, redirect, render_template, request, url_for

from qa_app.clock import now, today
from qa_app.domain.apportionment import size_for
from qa_app.domain.errors import NotPossible
from qa_app.domain.policy import Permission
from qa_app.domain.rounds import new_seed
from qa_app.queries import certificates, cohorts, rounds, samples
from qa_app.services import drawing, replacing
from qa_app.web.access import requires
from qa_app.web.forms.samples import DrawForm, DrawItForm, ReplaceForm, draw_form
from qa_app.web.paging import page_number, paging

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from qa_app.models.rounds import Round

bp = Blueprint("samples", __name__, url_prefix="/rounds/<int:round_id>/sample")


@bp.get("/new")
@requires(Permission.ROUNDS_RUN)
def new(round_id: int) -> ResponseReturnValue:
    """Say how to draw; then see what would be drawn from, before anything is drawn."""
    round_ = rounds.one(g.user, round_id)
    form = draw_form(request.args, seed=new_seed(), months=g.council.reaudit_months)
    if not request.args or not form.validate():
        return _ask(round_, form), 422 if request.args else 200
    try:
        preview = samples.preview(round_, form.plan, today())
    except NotPossible as refusal:
        form.form_errors.append(refusal.message)
        return _ask(round_, form), 422
    return render_template(
        "rounds/draw_check.html",
        sent=form.as_sent,
        plan=form.plan,
        preview=preview,
        round=round_,
        drawn=samples.of_round(round_.id),
        form=DrawItForm(once=secrets.token_urlsafe(16)),
    )


@bp.post("")
@requires(Permission.ROUNDS_RUN)
def draw(round_id: int) -> ResponseReturnValue:
    """Draw the sample."""
    round_ = rounds.one(g.user, round_id)
    form = DrawForm(request.form)
    if not form.validate():
        return _ask(round_, form), 422
    drawing.draw(round_.id, form.plan, once=DrawItForm().once.data or None, by=g.user, at=now())
    return redirect(url_for("samples.show", round_id=round_id))


@bp.get("")
@requires(Permission.ROUNDS_READ)
def show(round_id: int) -> ResponseReturnValue:
    """The sampling certificate."""
    round_ = rounds.one(g.user, round_id)
    sample = samples.one(g.user, round_.id)
    return render_template(
        "rounds/certificate.html",
        round=round_,
        sample=sample,
        certificate=certificates.of(sample, round_.title),
        sources=certificates.sources_of(sample),
    )


@bp.get("/cases")
@requires(Permission.ROUNDS_READ)
def cases(round_id: int) -> ResponseReturnValue:
    """Every case of the sample: drawn, in reserve, unsuitable."""
    round_ = rounds.one(g.user, round_id)
    sample = samples.one(g.user, round_.id)
    found, groups = certificates.cases_of(sample, page_number())
    return render_template(
        "rounds/sampled.html",
        round=round_,
        groups=groups,
        paging=paging(found, "case"),
        reserve={each.id for each in samples.reserve_left(sample.id)},
    )


@bp.route("/cases/<int:sampled_case_id>/replacement", methods=["GET", "POST"])
@requires(Permission.ROUNDS_RUN)
def replace(round_id: int, sampled_case_id: int) -> ResponseReturnValue:
    """Say why a case cannot be audited; the next of its reserve takes its place."""
    sampled = rounds.one_sampled(g.user, sampled_case_id, round_id)
    round_ = rounds.one(g.user, round_id)
    form = ReplaceForm()
    if form.validate_on_submit():
        result = replacing.replace(sampled.id, because=form.because.data, by=g.user, at=now())
        flash(_said(result), "success")
        if result.instead and not result.audit and round_.status.value == "open":
            return redirect(url_for("allocation.show", round_id=round_id))
        return redirect(url_for("samples.cases", round_id=round_id))
    left = [each for each in samples.reserve_left(sampled.sample_id) if each.stratum == sampled.stratum]
    page = render_template("rounds/replace.html", form=form, round=round_, sampled=sampled, left=len(left))
    return page, 422 if form.is_submitted() else 200


def _ask(round_: Round, form: DrawForm) -> str:
    found = cohorts.size_of(round_.cohort)
    return render_template(
        "rounds/draw.html",
        form=form,
        round=round_,
        drawn=samples.of_round(round_.id),
        found=found,
        enough=[(margin, size_for(found, 0.5, margin / 100)) for margin in (15, 10, 5)] if found else [],
    )


def _said(result: replacing.Replaced) -> str:
    if result.instead is None:
        return "The case was withdrawn. Its reserve is used up, so no other case takes its place."
    if result.audit is None:
        return "The next case of the reserve took its place. It has no auditor yet."
    return "The next case of the reserve took its place, and the same auditor has it."
