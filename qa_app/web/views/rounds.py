"""What are the rounds, how is one set up, and how far is it?"""

from __future__ import annotations

import secrets
from dataclasses import replace
from typing import TYPE_CHECKING

from flask import Blueprint, flash, g, redirect, render_template, request, url_for

from qa_app.clock import now, today
from qa_app.domain.cohort_choices import CohortChoice, choice_of
from qa_app.domain.errors import Incomplete
from qa_app.domain.moderating import ModerationRules
from qa_app.domain.policy import Permission
from qa_app.queries import cohorts, pairs, people, progress, rounds, samples, tools
from qa_app.services import scheduling
from qa_app.web.access import requires
from qa_app.web.forms.allocation import CloseEarlyForm, CloseForm
from qa_app.web.forms.numbers import number_from
from qa_app.web.forms.rounds import (
    AuditsFilterForm,
    CohortForm,
    DetailsForm,
    RulesForm,
    cohort_of,
    details_of,
    period_of,
    plan_of,
    rules_of,
)
from qa_app.web.paging import page_number, paging

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue
    from flask_wtf import FlaskForm

    from qa_app.domain.rounds import RoundPlan
    from qa_app.models.rounds import Round

bp = Blueprint("rounds", __name__, url_prefix="/rounds")

_FIRST_COHORT = CohortChoice("child-protection")


@bp.get("")
@requires(Permission.ROUNDS_READ)
def index() -> ResponseReturnValue:
    """Every round with its progress."""
    found = rounds.all_for(g.user, page_number())
    return render_template(
        "rounds/index.html",
        rounds=found.items,
        progress=progress.of_rounds([each.id for each in found.items], today()),
        paging=paging(found, "round"),
    )


@bp.route("/new", methods=["GET", "POST"])
@requires(Permission.ROUNDS_RUN)
def new() -> ResponseReturnValue:
    """Begin a round: its title, tool and dates. What else it needs is asked on its own page."""
    form = DetailsForm(once=secrets.token_urlsafe(16)).place(tools.offered())
    if form.validate_on_submit():
        plan = form.plan(_FIRST_COHORT, ModerationRules())
        made = scheduling.create(plan, once=form.once.data or None, by=g.user, at=now())
        return redirect(url_for("rounds.cohort", round_id=made.id, first=1))
    return render_template("rounds/details.html", form=form, round=None), 422 if form.is_submitted() else 200


@bp.get("/<int:round_id>")
@requires(Permission.ROUNDS_READ)
def show(round_id: int) -> ResponseReturnValue:
    """A draft's list of what is left to decide; an open or closed round's progress."""
    round_ = rounds.one(g.user, round_id)
    sample = samples.of_round(round_.id)
    common = {
        "round": round_,
        "second_audits": pairs.counts_of_round(round_.id),
        "sample": sample,
        "done": progress.of_rounds([round_.id], today())[round_.id],
        "exemptions": rounds.exemptions_of(g.user, round_.id),
    }
    if round_.status.value == "draft":
        return render_template("rounds/draft.html", size=cohorts.size_of(round_.cohort), **common)
    return render_template(
        "rounds/show.html",
        teams=progress.by_team(round_.id, today()),
        auditors=progress.by_auditor(round_.id, today()),
        **common,
    )


@bp.route("/<int:round_id>/details", methods=["GET", "POST"])
@requires(Permission.ROUNDS_RUN)
def details(round_id: int) -> ResponseReturnValue:
    """Change a draft's title, tool or dates."""
    round_ = rounds.one(g.user, round_id)
    form = DetailsForm(data=details_of(round_)).place(tools.offered())
    if form.validate_on_submit():
        choice = choice_of(round_.cohort, period_of(round_))
        return _changed(
            round_,
            form,
            form.plan(choice, round_.moderation_rules, round_.second_rules),
            "The details were saved.",
        )
    page = render_template("rounds/details.html", form=form, round=round_)
    return page, 422 if form.is_submitted() else 200


@bp.route("/<int:round_id>/cohort", methods=["GET", "POST"])
@requires(Permission.ROUNDS_RUN)
def cohort(round_id: int) -> ResponseReturnValue:
    """Which cases a draft is about."""
    round_ = rounds.one(g.user, round_id)
    form = CohortForm(data=cohort_of(round_)).place(people.tree(), period_of(round_), cohorts.size_of)
    if form.validate_on_submit():
        try:
            chosen = form.choice.cohort(period_of(round_))
        except Incomplete as refusal:
            form.lists.errors = [refusal.message]
        else:
            return _changed(
                round_, form, replace(plan_of(round_), cohort=chosen), "The choice of cases was saved."
            )
    page = render_template(
        "rounds/cohort.html",
        form=form,
        round=round_,
        size=cohorts.size_of(round_.cohort),
        sample=samples.of_round(round_.id),
        is_first=request.args.get("first") == "1",
    )
    return page, 422 if form.is_submitted() else 200


@bp.route("/<int:round_id>/moderation-rules", methods=["GET", "POST"])
@requires(Permission.ROUNDS_RUN)
def rules(round_id: int) -> ResponseReturnValue:
    """Which of a draft's audits a moderator will have to read."""
    round_ = rounds.one(g.user, round_id)
    form = RulesForm(data=rules_of(round_))
    if form.validate_on_submit():
        plan = replace(plan_of(round_), moderation=form.rules)
        return _changed(round_, form, plan, "The moderation rules were saved.")
    page = render_template("rounds/rules.html", form=form, round=round_)
    return page, 422 if form.is_submitted() else 200


@bp.get("/<int:round_id>/audits")
@requires(Permission.ROUNDS_READ)
def audits(round_id: int) -> ResponseReturnValue:
    """The audits of a round, found by status, team or auditor."""
    round_ = rounds.one(g.user, round_id)
    form = AuditsFilterForm(request.args).place(
        progress.by_team(round_.id, today()), progress.by_auditor(round_.id, today())
    )
    found = rounds.audits_of(g.user, round_.id, form.wanted, today(), page_number())
    return render_template(
        "rounds/audits.html",
        round=round_,
        audits=found.items,
        pairs=pairs.of_audits([audit.id for audit in found.items]),
        paging=paging(found, "audit"),
        filters=form,
        is_filtered=any(request.args.get(name) for name in ("status", "team", "auditor")),
        today=today(),
    )


@bp.route("/<int:round_id>/closing", methods=["GET", "POST"])
@requires(Permission.ROUNDS_RUN)
def closing(round_id: int) -> ResponseReturnValue:
    """End a round, after saying what becomes of audits that were not handed in."""
    round_ = rounds.one(g.user, round_id)
    done = progress.of_rounds([round_.id], today())[round_.id]
    form = CloseEarlyForm() if done.outstanding else CloseForm()
    if form.validate_on_submit():
        because = form.because.data if done.outstanding else ""
        scheduling.close(round_.id, because=because, by=g.user, at=now())
        flash(f"{round_.title} is closed.", "success")
        return redirect(url_for("rounds.show", round_id=round_id))
    page = render_template("rounds/closing.html", form=form, round=round_, done=done)
    return page, 422 if form.is_submitted() else 200


def _changed(round_: Round, form: FlaskForm, plan: RoundPlan, said: str) -> ResponseReturnValue:
    seen = number_from(form.revision.data) or 0
    scheduling.change(round_.id, plan, revision=seen, by=g.user, at=now())
    flash(said, "success")
    return redirect(url_for("rounds.show", round_id=round_.id))
