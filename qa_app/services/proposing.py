"""How does an action come out of an audit?

The auditor or QA proposes it. The managers of the team are told once the audit was moderated for the first time: before
that they cannot read it, and its grade may still change.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from qa_app.clock import in_london
from qa_app.consequences.messages import message
from qa_app.db import session, use_case
from qa_app.domain.action_rights import check_proposing
from qa_app.domain.actions import ActionStatus, ActionStep, Level, Priority
from qa_app.domain.errors import Incomplete, NotPossible
from qa_app.domain.policy import Role
from qa_app.domain.words import written
from qa_app.models.actions import Action, ActionEvent
from qa_app.models.audits import Audit, Finding
from qa_app.models.people import Team
from qa_app.queries.actions import managers_of, one_who_may_own

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date, datetime

    from qa_app.models.people import User


@dataclass(frozen=True, slots=True)
class Proposal:
    """What is proposed. ``team_id`` is asked for only when the audit's case had no team."""

    what: str
    measure: str
    level: Level
    priority: Priority
    owner_id: int
    due_on: date
    finding_ids: frozenset[int] = frozenset()
    team_id: int | None = None


@use_case
def propose(
    audit: Audit,
    proposal: Proposal,
    *,
    link: Callable[[int], str],
    by: User,
    at: datetime,
    once: str | None = None,
) -> Action:
    """A new action, waiting to be agreed; the same one when the form is sent twice (``once``).

    ``link`` makes the full address of an action's page from its id.

    :raises NotYours: for anybody but the audit's auditor and QA.
    :raises StepNotAllowed: when the audit was not started, or is withdrawn.
    :raises Incomplete: without words, with too many, or with a due date that is past.
    :raises NotPossible: for an owner, a team or a finding that is none.
    """
    status, moderated_at = session.execute(
        select(Audit.status, Audit.moderated_at).where(Audit.id == audit.id)
    ).one()
    check_proposing(status, is_auditor=audit.auditor_id == by.id, is_assurance=by.holds(Role.QA_MANAGER))
    made = session.scalars(select(Action).where(Action.once == once)).one_or_none() if once else None
    if made:
        return made
    action = _new(audit, proposal, by=by, at=at, once=once)
    if moderated_at is not None:
        _tell_managers(action, link(action.id), by=by, at=at)
    return action


def _new(audit: Audit, proposal: Proposal, *, by: User, at: datetime, once: str | None) -> Action:
    if proposal.due_on < in_london(at).date():
        raise Incomplete("The due date must be today or later.")
    if one_who_may_own(proposal.owner_id) is None:
        raise NotPossible("Choose an owner who can sign in and work on actions.")
    action = Action(
        audit_id=audit.id,
        team_id=_team_id(audit, proposal),
        level=proposal.level,
        what=written(proposal.what, "Say what is to be done."),
        measure=written(proposal.measure, "Say how you will know that it is done."),
        priority=proposal.priority,
        owner_id=proposal.owner_id,
        due_on=proposal.due_on,
        original_due_on=proposal.due_on,
        status=ActionStatus.PROPOSED,
        proposed_by_id=by.id,
        proposed_at=at,
        once=once,
        findings=_findings(audit, proposal.finding_ids),
    )
    session.add(action)
    session.flush()
    session.add(
        ActionEvent(
            action_id=action.id,
            step=ActionStep.PROPOSE,
            status=action.status,
            by_id=by.id,
            at=at,
            what=action.what,
            measure=action.measure,
            due_on=action.due_on,
        )
    )
    return action


def _team_id(audit: Audit, proposal: Proposal) -> int:
    team_id = audit.team_id or proposal.team_id
    if team_id is None or session.scalar(select(Team.id).where(Team.id == team_id)) is None:
        raise NotPossible("Choose the team whose manager is to agree the action.")
    return team_id


def _findings(audit: Audit, ids: frozenset[int]) -> list[Finding]:
    found = list(
        session.scalars(select(Finding).where(Finding.audit_id == audit.id, Finding.id.in_(sorted(ids))))
    )
    if len(found) != len(ids):
        raise NotPossible("One of the findings you chose is no longer part of this audit. Choose again.")
    return found


def _tell_managers(action: Action, address: str, *, by: User, at: datetime) -> None:
    for person in managers_of(action.team_id):
        if person.id != by.id:
            message(
                f"action-proposed:{action.id}:{person.id}",
                person.email,
                f"Action {action.id} waits for you to agree it",
                f"{by.name} proposed an action from case audit {action.audit_id} for a team you manage.\n\n"
                f"Agree it, or suggest other words or another date:\n{address}\n\n"
                "This message says nothing about the case on purpose. Do not reply with case details.",
                at=at,
            )
