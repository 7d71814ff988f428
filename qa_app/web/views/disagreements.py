"""Where do two blind audits differ, and what does a moderator, or a panel of two, make of it?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, flash, g, redirect, render_template, url_for

from qa_app.clock import now
from qa_app.domain.comparing import compared
from qa_app.domain.errors import Incomplete, NotPossible, NotYours, Stale, StepNotAllowed
from qa_app.domain.pairs import OPEN, SETTLED, PairStatus, differences
from qa_app.domain.policy import Permission
from qa_app.domain.workflow import Status
from qa_app.queries import moderation, pairs
from qa_app.services import disagreeing
from qa_app.web import addresses
from qa_app.web.access import requires
from qa_app.web.forms.disagreements import PairDecisionForm, PanelForm, ReturnForm
from qa_app.web.forms.numbers import number_from
from qa_app.web.forms.tool_form import answers_of
from qa_app.web.moderation_lists import waiting_for
from qa_app.web.paging import page_number, paging

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from qa_app.models.pairs import Pair

bp = Blueprint("disagreements", __name__)


@bp.get("/moderation/disagreements")
@requires(Permission.MODERATION_DECIDE)
def queue() -> ResponseReturnValue:
    """Pairs that somebody has to decide, those for a panel first."""
    found = pairs.to_settle(g.user, page=page_number())
    return render_template(
        "disagreements/queue.html",
        pairs=found.items,
        paging=paging(found, "pair"),
        conflicts=moderation.conflicts_of(g.user, [pair.audit for pair in found.items]),
        seats=disagreeing.SEATS,
        taken_seats=pairs.seats_of([pair.id for pair in found.items]),
        second_waits=pairs.number_waiting(),
        waiting=waiting_for(g.user),
    )


@bp.get("/pairs/<int:pair_id>")
@requires(Permission.DISAGREEMENTS_READ)
def show(pair_id: int) -> ResponseReturnValue:
    """Both audits side by side, the differences first; before both are locked, only how far they are."""
    return _page(pairs.one(g.user, pair_id))


@bp.post("/pairs/<int:pair_id>/decision")
@requires(Permission.MODERATION_DECIDE)
def decide(pair_id: int) -> ResponseReturnValue:
    """The final grades. Of two moderators one wins; the other is told, and their words stay."""
    pair = pairs.one(g.user, pair_id)
    form = _decision_form(pair)
    if not form.validate():
        return _page(pair, decision=form), 422
    try:
        disagreeing.decide(
            pair.id,
            form.decision(),
            form.feedback.data,
            link=addresses.of_audit,
            seen=form.seen.data or "",
            by=g.user,
            at=now(),
        )
    except (StepNotAllowed, Stale, NotYours) as refusal:
        form.form_errors.append(f"{refusal.message} What you wrote is still below and is not saved.")
        return _page(pairs.one(g.user, pair_id), decision=form), 409
    except (Incomplete, NotPossible) as refusal:
        form.form_errors.append(refusal.message)
        return _page(pairs.one(g.user, pair_id), decision=form), 422
    flash(f"You decided the two audits of {pair.audit.reference}. Both auditors have been told.", "success")
    return redirect(url_for(".queue"), 303)


@bp.post("/pairs/<int:pair_id>/panel")
@requires(Permission.MODERATION_DECIDE)
def sit_on_panel(pair_id: int) -> ResponseReturnValue:
    """One moderator's own grades, before they see the other's."""
    pair = pairs.one(g.user, pair_id)
    form = _panel_form(pair)
    if not form.validate():
        return _page(pair, panel=form), 422
    try:
        disagreeing.sit_on_panel(
            pair.id, form.grades(), form.because.data, seen=form.seen.data or "", by=g.user, at=now()
        )
    except (StepNotAllowed, Stale) as refusal:
        form.form_errors.append(f"{refusal.message} What you wrote is still below and is not saved.")
        return _page(pairs.one(g.user, pair_id), panel=form), 409
    except (Incomplete, NotPossible) as refusal:
        form.form_errors.append(refusal.message)
        return _page(pairs.one(g.user, pair_id), panel=form), 422
    flash("Your grades for the panel are saved.", "success")
    return redirect(url_for(".show", pair_id=pair_id), 303)


@bp.route("/pairs/<int:pair_id>/return", methods=["GET", "POST"])
@requires(Permission.MODERATION_DECIDE)
def return_to_auditor(pair_id: int) -> ResponseReturnValue:
    """Send one of the two back, with what is needed."""
    pair = pairs.one(g.user, pair_id)
    form = ReturnForm().place(
        zip((pair.audit_id, pair.second_id), _names(pair, _hides_names(pair)), strict=True)
    )
    if not form.is_submitted():
        form.seen.data = pair.as_seen
    if form.validate_on_submit():
        try:
            disagreeing.return_to_auditor(
                pair.id,
                number_from(form.audit.data) or 0,
                form.needed.data,
                link=addresses.of_audit,
                seen=form.seen.data or "",
                by=g.user,
                at=now(),
            )
        except (StepNotAllowed, Stale) as refusal:
            form.form_errors.append(f"{refusal.message} What you wrote is still below and is not saved.")
            return _return_page(pair, form), 409
        flash("The audit went back. Its auditor has been told what is needed.", "success")
        return redirect(url_for(".queue"), 303)
    return _return_page(pair, form), 422 if form.is_submitted() else 200


def _return_page(pair: Pair, form: ReturnForm) -> str:
    conflict = moderation.conflict_of(g.user, pair.audit) or moderation.conflict_of(g.user, pair.second)
    return render_template("disagreements/return.html", pair=pair, form=form, conflict=conflict)


def _page(pair: Pair, *, decision: PairDecisionForm | None = None, panel: PanelForm | None = None) -> str:
    tool = pair.audit.tool_version.definition
    both = (pair.audit, pair.second)
    is_locked = pair.locked_at is not None
    hides_names = _hides_names(pair)
    moderates = g.user.may(Permission.MODERATION_DECIDE)
    conflicts = (
        [found for audit in both if (found := moderation.conflict_of(g.user, audit))] if moderates else []
    )
    members = pairs.panel_seen_by(g.user, pair, seats=disagreeing.SEATS) if is_locked and moderates else ()
    is_ready = pair.status in OPEN and all(audit.status is Status.SUBMITTED for audit in both)
    may_act = moderates and is_ready and not conflicts
    is_for_panel = pair.status is PairStatus.TO_PANEL
    is_complete = len(members) == disagreeing.SEATS
    may_decide = may_act and panel is None and (not is_for_panel or is_complete)
    may_grade = (
        may_act and is_for_panel and not is_complete and not any(each.by_id == g.user.id for each in members)
    )
    return render_template(
        "disagreements/show.html",
        pair=pair,
        tool=tool,
        names=_names(pair, hides_names),
        hides_names=hides_names,
        is_locked=is_locked,
        is_settled=pair.status in SETTLED,
        is_ready=is_ready,
        conflict=conflicts[0] if conflicts else None,
        differences=differences(tool, pair.audit.grades, pair.second.grades) if is_locked else (),
        locked=pairs.locked_grades(pair) if is_locked else ({}, {}),
        sections=compared(tool, *(answers_of(audit) for audit in both)) if is_locked else (),
        members=members,
        seats=disagreeing.SEATS,
        taken_seats=pairs.seats_taken(pair) if is_for_panel else 0,
        decisions=pairs.decisions_on(pair) if is_locked else (),
        form=decision or panel,
        decision_form=decision or (_decision_form(pair) if may_decide else None),
        panel_form=panel or (_panel_form(pair) if may_grade else None),
        moderates=moderates,
    )


def _decision_form(pair: Pair) -> PairDecisionForm:
    form = PairDecisionForm.for_grades(
        pair.audit.tool_version.definition, pair.audit.grades, pair.second.grades
    )
    if not form.is_submitted():
        form.seen.data = pair.as_seen
    return form


def _panel_form(pair: Pair) -> PanelForm:
    form = PanelForm.for_grades(pair.audit.tool_version.definition, pair.audit.grades, pair.second.grades)
    if not form.is_submitted():
        form.seen.data = pair.as_seen
    return form


def _hides_names(pair: Pair) -> bool:
    """Whether this reader is not told yet who the two are, because the council wants it so."""
    return g.council.hides_names_until_decided and pair.status not in SETTLED


def _names(pair: Pair, hides_names: bool) -> tuple[str, str]:
    if hides_names:
        return "First auditor", "Second auditor"
    return f"First: {pair.audit.auditor.name}", f"Second: {pair.second.auditor.name}"
