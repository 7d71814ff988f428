"""Which actions are there, how is each going, and how is one proposed?"""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from flask import Blueprint, flash, g, redirect, render_template, request, url_for

from qa_app.clock import in_london, now, today
from qa_app.domain.action_rights import check_proposing
from qa_app.domain.errors import Incomplete, NotPossible, NotYours, StepNotAllowed
from qa_app.domain.policy import Permission, Role
from qa_app.domain.smart import smart
from qa_app.queries import action_lists, actions, audits, people
from qa_app.services import proposing
from qa_app.web import addresses
from qa_app.web.access import requires
from qa_app.web.action_pages import page_of, rating_of
from qa_app.web.forms.actions import ActionFilter, ProposalForm
from qa_app.web.paging import page_number, paging

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from qa_app.domain.smart import Smart
    from qa_app.models.audits import Audit
    from qa_app.services.proposing import Proposal

bp = Blueprint("actions", __name__)


@bp.get("/actions")
@requires(Permission.ACTIONS_READ)
def index() -> ResponseReturnValue:
    """Actions within reach, narrowed by whose turn it is, owner, team, rating, due date and status."""
    asked = ActionFilter(request.args).place(
        action_lists.owners_within_reach_of(g.user), action_lists.teams_within_reach_of(g.user)
    )
    wanted = asked.wanted()
    found = action_lists.matching(g.user, wanted, g.council, today=today(), page=page_number())
    return render_template(
        "actions/index.html",
        listed=[(action, rating_of(action)) for action in found.items],
        paging=paging(found, "action"),
        totals=action_lists.totals(g.user, wanted, g.council, today=today()),
        turns=action_lists.turns_of(g.user),
        asked=asked,
        wanted=wanted,
        is_filtered=any(value for name, value in request.args.items() if name not in {"whose", "page"}),
    )


@bp.get("/actions/<int:action_id>")
@requires(Permission.ACTIONS_READ)
def show(action_id: int) -> ResponseReturnValue:
    """One action: what, who, by when, how it goes, and everything that happened to it."""
    return page_of(actions.one_visible_to(g.user, action_id))


@bp.get("/audits/<int:audit_id>/actions")
@requires(Permission.ACTIONS_READ)
def of_audit(audit_id: int) -> ResponseReturnValue:
    """The actions that came out of one audit."""
    audit = audits.one_counted(g.user, audit_id)
    found = actions.of_audit(g.user, audit_id)
    return render_template(
        "actions/of_audit.html",
        audit=audit,
        listed=[(action, rating_of(action)) for action in found],
        may_propose=g.user.may(Permission.ACTIONS_PROPOSE) and _may_propose(audit),
    )


@bp.route("/audits/<int:audit_id>/actions/new", methods=["GET", "POST"])
@requires(Permission.ACTIONS_PROPOSE)
def new(audit_id: int) -> ResponseReturnValue:
    """Propose an action. Advice on how to make it SMART is given once and never stops anybody."""
    audit = audits.one_counted(g.user, audit_id)
    _check_proposing(audit)
    form = _proposal_form(audit)
    advice: tuple[str, ...] = ()
    if form.validate_on_submit():
        proposal = form.proposal()
        advice = _checked(proposal).advice
        if not advice or form.advised.data:
            try:
                action = proposing.propose(
                    audit,
                    proposal,
                    link=addresses.of_action,
                    by=g.user,
                    at=now(),
                    once=form.once.data or None,
                )
            except (Incomplete, NotPossible) as refusal:
                audit = audits.one_counted(g.user, audit_id)
                form.form_errors.append(refusal.message)
            else:
                flash("The action is proposed. The manager of the team is asked to agree it.", "success")
                return redirect(url_for("actions.show", action_id=action.id), 303)
        form.advised.data = "yes"
    page = render_template("actions/new.html", audit=audit, form=form, advice=advice)
    return page, 422 if form.errors else 200


def _proposal_form(audit: Audit) -> ProposalForm:
    managers = actions.managers_of(audit.team_id)
    form = ProposalForm(
        once=secrets.token_urlsafe(16), owner=str(managers[0].id) if managers else "", priority="medium"
    )
    teams = (
        (str(team.id), f"{team.name} ({service.name})")
        for service in people.tree()
        for team in service.teams
        if team.is_active
    )
    return form.place(actions.who_may_own(), audit, teams)


def _checked(proposal: Proposal) -> Smart:
    owner = actions.one_who_may_own(proposal.owner_id)
    return smart(
        what=proposal.what,
        measure=proposal.measure,
        owner=owner.name if owner else "",
        findings=len(proposal.finding_ids),
        begins_on=in_london(now()).date(),
        due_on=proposal.due_on,
    )


def _may_propose(audit: Audit) -> bool:
    try:
        _check_proposing(audit)
    except (NotYours, StepNotAllowed):
        return False
    return True


def _check_proposing(audit: Audit) -> None:
    check_proposing(
        audit.status, is_auditor=audit.auditor_id == g.user.id, is_assurance=g.user.holds(Role.QA_MANAGER)
    )
