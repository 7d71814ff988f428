"""Who wants repeats, what comes of them, and how does an auditor agree with themselves?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, flash, g, redirect, render_template, request, url_for

from qa_app.clock import now
from qa_app.domain.agreement_words import DEFINITIONS, WHAT, in_plain_words, prevalence_note
from qa_app.domain.answers import text_of
from qa_app.domain.errors import StepNotAllowed
from qa_app.domain.policy import Permission
from qa_app.domain.self_agreement import differences, self_agreement
from qa_app.queries import repeats
from qa_app.services import repeating
from qa_app.web.access import requires
from qa_app.web.filters import count
from qa_app.web.forms.repeats import WithdrawForm

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

bp = Blueprint("repeats", __name__)

_WORDS = {"what": WHAT, "meaning": DEFINITIONS, "plain": in_plain_words, "note": prevalence_note}


@bp.get("/account/repeats")
@requires(Permission.REPEATS_OWN)
def own() -> ResponseReturnValue:
    """Whether the person wants repeats, the one that they have, and how they agree with themselves."""
    done = repeats.done_by(g.user)
    twice = repeats.twice(done)
    return render_template(
        "repeats/own.html",
        may_opt_in=repeats.may_opt_in(g.user),
        since=g.user.repeats_since,
        weeks=g.council.repeat_weeks,
        open=repeats.open_of(g.user),
        done=list(zip(done, twice, strict=True)),
        repeated=self_agreement(twice),
        words=_WORDS,
    )


@bp.post("/account/repeats")
@requires(Permission.REPEATS_OWN)
def choose() -> ResponseReturnValue:
    """Opt in or out. Safe to send twice."""
    if request.form.get("choice") == "in":
        repeating.opt_in(by=g.user, at=now())
        flash("You opted in. When an audit comes back to you, you are told by mail.", "success")
    elif request.form.get("choice") == "out":
        withdrawn = repeating.opt_out(by=g.user, at=now())
        more = f" {count(withdrawn, 'repeat')} that you had not started was withdrawn." if withdrawn else ""
        flash(f"You opted out.{more} What you did stays.", "success")
    else:
        flash("Choose whether to opt in or out.", "error")
    return redirect(url_for(".own"), 303)


@bp.get("/repeats")
@requires(Permission.REPEATS_RUN)
def index() -> ResponseReturnValue:
    """How far auditors agree with themselves, each and all together."""
    return render_template(
        "repeats/index.html", found=repeats.overview(), weeks=g.council.repeat_weeks, words=_WORDS
    )


@bp.post("/repeats")
@requires(Permission.REPEATS_RUN)
def give_out() -> ResponseReturnValue:
    """Give out what is due now. A double click gives out once."""
    made = repeating.give_out(at=now())
    if made:
        flash(
            f"{count(len(made), 'repeat was', 'repeats were')} given out. The auditors are told by mail.",
            "success",
        )
    else:
        flash("Nobody was due a repeat: see below when an auditor gets one.")
    return redirect(url_for(".index"), 303)


@bp.get("/repeats/<int:audit_id>")
@requires(Permission.REPEATS_OWN, Permission.REPEATS_RUN)
def show(audit_id: int) -> ResponseReturnValue:
    """The two judgements of one case beside each other, what differs first."""
    repeat = repeats.one_done(g.user, audit_id)
    (twice,) = repeats.twice([repeat])
    found = () if twice.why_not else differences(twice)
    return render_template(
        "repeats/show.html",
        repeat=repeat,
        twice=twice,
        # Grades first: they are what the repeat is for.
        different=sorted((each for each in found if not each.is_same), key=lambda each: not each.is_grade),
        same=[each for each in found if each.is_same],
        text_of=text_of,
        is_own=repeat.auditor_id == g.user.id,
    )


@bp.route("/repeats/<int:audit_id>/withdrawal", methods=["GET", "POST"])
@requires(Permission.REPEATS_OWN, Permission.REPEATS_RUN)
def withdraw(audit_id: int) -> ResponseReturnValue:
    """End a repeat that will not be handed in."""
    repeat = repeats.one_open(g.user, audit_id)
    is_own = repeat.auditor_id == g.user.id
    form = WithdrawForm()
    if form.validate_on_submit():
        try:
            repeating.withdraw(audit_id, because=form.because.data, by=g.user, at=now())
        except StepNotAllowed as refusal:
            form.form_errors.append(refusal.message)
            return render_template("repeats/withdrawal.html", repeat=repeat, form=form, is_own=is_own), 409
        flash("The repeat is withdrawn.", "success")
        return redirect(url_for(".own" if is_own else ".index"), 303)
    page = render_template("repeats/withdrawal.html", repeat=repeat, form=form, is_own=is_own)
    return page, 422 if form.errors else 200
