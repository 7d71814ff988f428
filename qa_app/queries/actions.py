"""Which actions may a person read, what does the page of one show, and what is that person to it?

QA and the director read all; managers those of their teams and services, once the audit was moderated; auditors those
that they proposed and those on their own audits; and everybody what they own. What came of a case is hidden from whoever
still has to judge it, except what they have to do themselves.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import ColumnElement, Select, and_, exists, false, not_, or_, select, true
from sqlalchemy.orm import aliased, joinedload, selectinload

from qa_app.db import session
from qa_app.domain.action_rights import Tie, check
from qa_app.domain.actions import NOT_DONE, ActionStep, after
from qa_app.domain.errors import Stale
from qa_app.domain.policy import GRANTS, Permission, Role
from qa_app.models.actions import Action, ActionEvent
from qa_app.models.audits import AnyAudit, Audit, Finding
from qa_app.models.people import Management, RoleRow, Team, User
from qa_app.queries.audits import is_blind_to
from qa_app.queries.people import teams_managed_by

if TYPE_CHECKING:
    from collections.abc import Sequence

_behind = aliased(Audit)  # of its own, so that the conditions also stand in a query that joins audits
_READ_ALL = frozenset({Role.QA_MANAGER, Role.DIRECTOR})
_MANAGE = frozenset({Role.TEAM_MANAGER, Role.SERVICE_MANAGER})
_WORKING_ROLES = [role.value for role in Role if Permission.ACTIONS_WORK in GRANTS[role]]


def in_reach_of(user: User) -> ColumnElement[bool]:
    """That a person may read the action, as a condition on ``Action``."""
    return and_(_in_reach_of(user), _tells_nothing_to(user))


def _in_reach_of(user: User) -> ColumnElement[bool]:
    roles = user.held_roles
    if roles & _READ_ALL:
        return true()
    ways: list[ColumnElement[bool]] = [Action.owner_id == user.id, false()]
    if roles & _MANAGE:
        ways.append(is_managed_by(user))
    if Role.AUDITOR in roles:
        ways += [Action.proposed_by_id == user.id, _comes_from(_behind.auditor_id == user.id)]
    return or_(*ways)


def _tells_nothing_to(user: User) -> ColumnElement[bool]:
    """That it does not give away how a case was judged to somebody who is still to judge it, blind."""
    if not user.audits:
        return true()
    blind = select(AnyAudit.id).where(AnyAudit.id == Action.audit_id, is_blind_to(user))
    is_theirs_to_do = and_(Action.owner_id == user.id, Action.status.in_(NOT_DONE))
    return or_(is_theirs_to_do, not_(blind.correlate(Action).exists()))


def is_managed_by(user: User) -> ColumnElement[bool]:
    """That a person manages the action's team or service, and the audit behind it is moderated or was.

    What was agreed goes on while an audit is open again.
    """
    was_moderated = _comes_from(_behind.moderated_at.is_not(None))
    return and_(Action.team_id.in_(teams_managed_by(user)), was_moderated)


def visible_to(user: User) -> Select[Action]:
    """The actions that a person may read. Add conditions, loads and an order."""
    return select(Action).where(in_reach_of(user))


def one_visible_to(user: User, action_id: int) -> Action:
    """With everything that its page shows. NoResultFound for what the person may not see."""
    return session.scalars(
        visible_to(user)
        .where(Action.id == action_id)
        .options(
            joinedload(Action.audit).options(joinedload(Audit.case), joinedload(Audit.tool_version)),
            joinedload(Action.team).joinedload(Team.service),
            joinedload(Action.owner),
            joinedload(Action.proposed_by),
            joinedload(Action.agreed_by),
            joinedload(Action.verified_by),
            selectinload(Action.findings).selectinload(Finding.themes),
        )
    ).one()


def history_of(action: Action) -> Sequence[ActionEvent]:
    """What happened to an action, the oldest first, with who did it."""
    return session.scalars(action.history.select().options(joinedload(ActionEvent.by))).all()


def last_event_of(action: Action) -> ActionEvent:
    """What happened to an action last."""
    query = select(ActionEvent).where(ActionEvent.action_id == action.id)
    return session.scalars(query.order_by(ActionEvent.id.desc()).limit(1)).one()


def suggestion_for(action: Action) -> ActionEvent | None:
    """The other words or date that a manager suggested last, with who did; None when nobody has."""
    query = select(ActionEvent).where(
        ActionEvent.action_id == action.id, ActionEvent.step == ActionStep.SUGGEST
    )
    query = query.options(joinedload(ActionEvent.by)).order_by(ActionEvent.id.desc()).limit(1)
    return session.scalars(query).one_or_none()


def of_audit(user: User, audit_id: int) -> Sequence[Action]:
    """The actions from an audit that a person may read, the oldest first, with their owners."""
    query = visible_to(user).where(Action.audit_id == audit_id).options(joinedload(Action.owner))
    return session.scalars(query.order_by(Action.id)).all()


def ties_of(user: User, action: Action) -> frozenset[Tie]:
    """What this person is to this action."""
    ties = set()
    if action.owner_id == user.id:
        ties.add(Tie.OWNER)
    if action.proposed_by_id == user.id:
        ties.add(Tie.PROPOSER)
    if user.holds(Role.QA_MANAGER):
        ties.add(Tie.ASSURANCE)
    if user.held_roles & _MANAGE and _manages(user, action):
        ties.add(Tie.RESPONSIBLE)
    return frozenset(ties)


def held_for(step: ActionStep, action: Action, *, revision: int, by: User) -> None:
    """Read the action again, hold it until the transaction ends, and check that this person may take this step now.

    :raises StepNotAllowed: when the step cannot follow from where the action is.
    :raises NotYours: when the step is somebody else's, ConflictOfInterest when an owner would verify.
    :raises Stale: when the action changed since revision ``revision`` was read.
    """
    held = select(Action).where(Action.id == action.id).with_for_update()
    session.scalars(held.execution_options(populate_existing=True)).one()
    after(action.status, step)
    check(step, action.status, ties_of(by, action))
    if action.revision != revision:
        raise Stale("This action changed since you opened the page. Look at what it says now.")


def who_may_own() -> Sequence[User]:
    """Active people who can work on actions, by name."""
    return session.scalars(_who_may_own().order_by(User.name, User.id)).all()


def one_who_may_own(user_id: int) -> User | None:
    """This person, if they can own an action."""
    return session.scalars(_who_may_own().where(User.id == user_id)).one_or_none()


def managers_of(team_id: int | None) -> Sequence[User]:
    """The active managers of a team; those of its service when the team has none."""
    service_id = select(Team.service_id).where(Team.id == team_id).scalar_subquery()
    of_team = User.managements.any(Management.team_id == team_id)
    of_service = User.managements.any(Management.service_id == service_id)
    query = select(User).where(User.active).order_by(User.id)
    found = session.scalars(query.where(of_team)).all()
    return found or session.scalars(query.where(of_service)).all()


def _comes_from(audit: ColumnElement[bool]) -> ColumnElement[bool]:
    return exists().where(_behind.id == Action.audit_id, audit).correlate(Action)


def _manages(user: User, action: Action) -> bool:
    return session.scalar(select(Action.id).where(Action.id == action.id, is_managed_by(user))) is not None


def _who_may_own() -> Select[User]:
    return select(User).where(User.active, User.roles.any(RoleRow.name.in_(_WORKING_ROLES)))
