"""Which cases of a round are audited twice, who makes the second audit, and is one called off?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, flash, g, redirect, render_template, request, url_for

from qa_app.clock import now, today
from qa_app.domain.errors import ConflictOfInterest, NotPossible
from qa_app.domain.pairs import PairStatus, rule_in_words
from qa_app.domain.policy import Permission
from qa_app.queries import pairings, pairs, rounds
from qa_app.services import pairing, scheduling
from qa_app.web.access import requires
from qa_app.web.filters import count
from qa_app.web.forms.allocation import ConfirmForm
from qa_app.web.forms.numbers import number_from
from qa_app.web.forms.pairs import ByHandForm, CallOffForm, SecondRulesForm, second_rules_of
from qa_app.web.forms.rounds import plan_of
from qa_app.web.paging import page_number, paging

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

bp = Blueprint("pairs", __name__)


@bp.route("/rounds/<int:round_id>/second-audit-rules", methods=["GET", "POST"])
@requires(Permission.ROUNDS_RUN)
def rules(round_id: int) -> ResponseReturnValue:
    """How many of a draft's audits will be made twice, and when two of them agree."""
    round_ = rounds.one(g.user, round_id)
    form = SecondRulesForm(data=second_rules_of(round_))
    if form.validate_on_submit():
        seen = number_from(form.revision.data) or 0
        plan = plan_of(round_, second=form.rules)
        scheduling.change(round_.id, plan, revision=seen, by=g.user, at=now())
        flash("The rules for second audits were saved.", "success")
        return redirect(url_for("rounds.show", round_id=round_.id))
    page = render_template("pairs/rules.html", form=form, round=round_)
    return page, 422 if form.is_submitted() else 200


@bp.get("/rounds/<int:round_id>/second-audits")
@requires(Permission.ROUNDS_READ)
def index(round_id: int) -> ResponseReturnValue:
    """The pairs of a round: why each was chosen, who makes it, and where it is."""
    round_ = rounds.one(g.user, round_id)
    status = _status(request.args.get("status", ""))
    found = pairs.of_round(g.user, round_.id, status=status, page=page_number())
    return render_template(
        "pairs/index.html",
        round=round_,
        pairs=found.items,
        paging=paging(found, "pair"),
        counts=pairs.counts_of_round(round_.id),
        rule=rule_in_words(round_.tool_version.definition, round_.second_rules),
        proposal=pairings.for_round(round_, today()) if g.user.may(Permission.ROUNDS_RUN) else None,
        status=status,
    )


@bp.get("/rounds/<int:round_id>/second-audits/new")
@requires(Permission.ROUNDS_RUN)
def proposed(round_id: int) -> ResponseReturnValue:
    """Who would audit what a second time, and what nobody can take, before anything is given out."""
    round_ = rounds.one(g.user, round_id)
    proposal = pairings.for_round(round_, today())
    return render_template(
        "pairs/new.html", round=round_, proposal=proposal, form=ConfirmForm(digest=proposal.digest)
    )


@bp.post("/rounds/<int:round_id>/second-audits/new")
@requires(Permission.ROUNDS_RUN)
def give_out(round_id: int) -> ResponseReturnValue:
    """Give out what was shown."""
    round_ = rounds.one(g.user, round_id)
    made = pairing.give_out(round_.id, digest=ConfirmForm().digest.data or "", by=g.user, at=now())
    flash(
        f"{count(len(made), 'second audit')} given out. Each auditor is told of an audit, not of a second one.",
        "success",
    )
    return redirect(url_for("pairs.index", round_id=round_id))


@bp.route("/rounds/audits/<int:audit_id>/second-audit", methods=["GET", "POST"])
@requires(Permission.ROUNDS_RUN)
def by_hand(audit_id: int) -> ResponseReturnValue:
    """Choose one case to be audited twice, and who makes the second audit."""
    audit = rounds.one_counted(g.user, audit_id)
    asked = pairings.for_audit(audit, today())
    form = ByHandForm().place(asked.may)
    if form.validate_on_submit():
        try:
            pairing.pair_by_hand(
                audit.id, number_from(form.auditor.data) or 0, because=form.because.data, by=g.user, at=now()
            )
        except (ConflictOfInterest, NotPossible) as refusal:
            form.auditor.errors = [refusal.message]
            audit = rounds.one_counted(g.user, audit_id)  # as it is now: that is what the refusal speaks of
        else:
            flash(f"{audit.reference} is audited twice.", "success")
            return redirect(url_for("pairs.index", round_id=audit.round_id))
    page = render_template(
        "pairs/by_hand.html", form=form, audit=audit, asked=asked, pair=pairs.live_of(audit)
    )
    return page, 422 if form.is_submitted() else 200


@bp.route("/pairs/<int:pair_id>/calling-off", methods=["GET", "POST"])
@requires(Permission.ROUNDS_RUN)
def call_off(pair_id: int) -> ResponseReturnValue:
    """Wait no longer for a second audit."""
    pair = pairs.one(g.user, pair_id)
    reference = pair.audit.reference
    form = CallOffForm(revision=str(pair.revision))
    if form.validate_on_submit():
        seen = number_from(form.revision.data) or 0
        pairing.call_off(pair.id, because=form.because.data, revision=seen, by=g.user, at=now())
        flash(f"The second audit of {reference} is called off.", "success")
        return redirect(url_for("pairs.index", round_id=pair.round_id))
    page = render_template("pairs/calling_off.html", form=form, pair=pair)
    return page, 422 if form.is_submitted() else 200


def _status(said: str) -> PairStatus | None:
    return PairStatus(said) if said in set(PairStatus) else None
