"""How do people, their roles and their places come and go?

Nobody is ever deleted: a person who leaves is deactivated, and what they did keeps their name. An instance always
keeps one active administrator.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import delete, func, select

from qa_app.consequences import calibrations, repeats
from qa_app.db import session, use_case
from qa_app.domain.errors import NotPossible, Stale
from qa_app.domain.exporting import ExportLevel
from qa_app.domain.policy import Role
from qa_app.models.people import Management, RoleRow, Service, Supervision, Team, User, Worker, user_role
from qa_app.models.sign_ins import Passkey
from qa_app.queries import outsiders, pairs
from qa_app.queries import repeats as repeat_lists
from qa_app.queries.audits import READ_ALL

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class PersonDetails:
    """What an administrator records of a person. Ids are of teams, services and workers.

    ``organisation`` and the two days are of external auditors only. ``export_level`` is None for what the roles usually have.
    """

    name: str
    email: str
    roles: frozenset[Role]
    team_id: int | None = None
    worker_name: str = ""
    managed_team_ids: frozenset[int] = frozenset()
    managed_service_ids: frozenset[int] = frozenset()
    supervised_names: frozenset[str] = frozenset()
    audit_capacity: int | None = None
    organisation: str = ""
    access_from: date | None = None
    access_until: date | None = None
    export_level: ExportLevel | None = None


@use_case
def add(details: PersonDetails, password_hash: str | None, *, by: User | None, at: datetime) -> User:
    """Add a person. Without a password they set their own through "forgotten password".

    :raises NotPossible: when the address is taken, a manager manages nothing, or somebody from outside is not described as such.
    """
    del by
    return _new(details, password_hash, at=at)


@use_case
def change(user: User, details: PersonDetails, *, seen: int, by: User, at: datetime) -> None:
    """Change a person's details. ``seen`` is the revision that the form showed.

    :raises Stale: when somebody else changed the person since.
    :raises NotPossible: as for ``add``, when the last administrator would lose the role, and when somebody would come
        to read every audit who audits a case beside somebody else, blind.
    """
    if user.revision != seen:
        raise Stale(
            f"Someone else changed the details of {user.name} since you opened this page. "
            "Open the page again to see what they say now."
        )
    _check(details, user_id=user.id)
    if Role.ADMINISTRATOR not in details.roles and user.holds(Role.ADMINISTRATOR):
        _keep_an_administrator(user)
    if details.roles & READ_ALL and not user.held_roles & READ_ALL:
        _keep_blind(user)
    if Role.AUDITOR not in details.roles and user.holds(Role.AUDITOR):
        calibrations.leave(user, "They are no auditor any more.", by=by, at=at)
    user.changed_at = at
    _record(user, details)
    if not repeat_lists.may_opt_in(user):
        repeats.end(user, "The auditor’s roles do not allow a blind repeat any more.", by=by, at=at)


def _keep_blind(user: User) -> None:
    number = pairs.number_blind_of(user)
    if number:
        audits = "an audit that is" if number == 1 else f"{number} audits that are"
        raise NotPossible(
            f"{user.name} has {audits} made twice, blind, and would come to read the other auditor’s. Ask a QA manager to "
            "move the audit or to call the second one off first."
        )


@use_case
def deactivate(user: User, *, by: User, at: datetime) -> None:
    """End a person's access at once. What they did stays; exercises that are not released go on without them.

    :raises NotPossible: for oneself, and for the last administrator.
    """
    if user.id == by.id:
        raise NotPossible("You cannot deactivate yourself. Ask another administrator.")
    if user.holds(Role.ADMINISTRATOR):
        _keep_an_administrator(user)
    calibrations.leave(user, "Their account was deactivated.", by=by, at=at)
    user.active = False
    user.deactivated_at = at
    user.fs_uniquifier = secrets.token_hex(16)  # every open session of theirs ends
    repeats.end(user, "The auditor does not work here any more.", by=by, at=at)


@use_case
def reactivate(user: User, *, by: User) -> None:
    """Let a person in again."""
    del by
    user.active = True
    user.deactivated_at = None


@use_case
def remove_second_factor(user: User, *, by: User) -> None:
    """For somebody who lost their telephone: they set it up again when they next sign in."""
    del by
    user.tf_primary_method = None
    user.tf_totp_secret = None
    user.mf_recovery_codes = None
    session.execute(delete(Passkey).where(Passkey.user_id == user.id))
    user.fs_uniquifier = secrets.token_hex(16)


@use_case
def add_from_command_line(
    *,
    name: str,
    email: str,
    roles: frozenset[Role],
    team_names: Sequence[str],
    service_names: Sequence[str],
    password_hash: str,
    at: datetime,
) -> User:
    """Add a person by the names of what they manage; an auditor's team is the one they belong to.

    :raises NotPossible: when a team or service is unknown, or as for ``add``.
    """
    team_ids = [_known(Team, team_name, "team") for team_name in team_names]
    service_ids = [_known(Service, service_name, "service") for service_name in service_names]
    manages = Role.TEAM_MANAGER in roles
    details = PersonDetails(
        name=name.strip(),
        email=email.strip().lower(),
        roles=roles,
        team_id=team_ids[0] if team_ids else None,
        managed_team_ids=frozenset(team_ids) if manages else frozenset(),
        managed_service_ids=frozenset(service_ids),
    )
    return _new(details, password_hash, at=at)


def _new(details: PersonDetails, password_hash: str | None, *, at: datetime) -> User:
    _check(details, user_id=None)
    user = User(
        name=details.name,
        email=details.email,
        password=password_hash,
        fs_uniquifier=secrets.token_hex(16),
        created_at=at,
    )
    session.add(user)
    session.flush()
    _record(user, details)
    return user


def _known(kind: type[Team | Service], name: str, word: str) -> int:
    same = select(kind.id).where(func.lower(kind.name) == name.strip().lower())
    found: int | None = session.scalar(same)
    if found is None:
        raise NotPossible(f"There is no {word} called '{name}'. Add it first, or check the spelling.")
    return found


def _check(details: PersonDetails, *, user_id: int | None) -> None:
    taken = select(User.id).where(func.lower(User.email) == details.email.lower(), User.id != (user_id or 0))
    if session.scalar(taken) is not None:
        raise NotPossible(f"{details.email} belongs to somebody who has an account already.")
    if not details.roles:
        raise NotPossible("Choose at least one role.")
    if Role.TEAM_MANAGER in details.roles and not details.managed_team_ids:
        raise NotPossible("A team manager manages at least one team. Choose it.")
    if Role.SERVICE_MANAGER in details.roles and not details.managed_service_ids:
        raise NotPossible("A service manager manages at least one service. Choose it.")
    if Role.EXTERNAL_AUDITOR in details.roles:
        _check_outsider(details)
    if details.worker_name:
        holder = session.scalar(
            select(User.name)
            .join(Worker, Worker.id == User.worker_id)
            .where(Worker.name == details.worker_name, User.id != (user_id or 0))
        )
        if holder is not None:
            raise NotPossible(f"'{details.worker_name}' in the case list is already {holder}.")


def _check_outsider(details: PersonDetails) -> None:
    if details.roles != {Role.EXTERNAL_AUDITOR}:
        raise NotPossible(
            "An external auditor sees nothing but the audits given to them, so has no other role. Choose one or the other."
        )
    if not details.organisation:
        raise NotPossible("Say which organisation the external auditor comes from.")
    if details.access_from is None or details.access_until is None:
        raise NotPossible("Say from when until when the external auditor has access.")
    if details.access_until < details.access_from:
        raise NotPossible("The last day of access is before the first one. Change one of them.")
    if details.export_level not in {None, ExportLevel.NONE}:
        raise NotPossible("An external auditor downloads nothing. Leave what they may download as it is.")
    if outsiders.statement_now() is None:
        raise NotPossible(
            "Write the confidentiality statement first, under External auditors: nobody from outside is let in without one."
        )


def _record(user: User, details: PersonDetails) -> None:
    user.name, user.email = details.name, details.email
    user.team_id, user.audit_capacity = details.team_id, details.audit_capacity
    user.worker_id = _worker(details.worker_name).id if details.worker_name else None
    user.roles = list(
        session.scalars(select(RoleRow).where(RoleRow.name.in_([role.value for role in details.roles])))
    )
    is_external = Role.EXTERNAL_AUDITOR in details.roles
    user.organisation = details.organisation if is_external else ""
    user.access_from = details.access_from if is_external else None
    user.access_until = details.access_until if is_external else None
    user.own_export_level = None if is_external else details.export_level
    # A role that was taken away takes its reach with it.
    team_ids = details.managed_team_ids if Role.TEAM_MANAGER in details.roles else frozenset()
    service_ids = details.managed_service_ids if Role.SERVICE_MANAGER in details.roles else frozenset()
    session.execute(delete(Management).where(Management.user_id == user.id))
    session.add_all(Management(user_id=user.id, team_id=team_id) for team_id in sorted(team_ids))
    session.add_all(Management(user_id=user.id, service_id=each) for each in sorted(service_ids))
    session.execute(delete(Supervision).where(Supervision.user_id == user.id))
    session.add_all(
        Supervision(user_id=user.id, worker_id=_worker(name).id) for name in sorted(details.supervised_names)
    )
    session.flush()


def _worker(name: str) -> Worker:
    worker = session.scalars(select(Worker).where(Worker.name == name)).one_or_none()
    if worker is None:
        worker = Worker(name=name)
        session.add(worker)
        session.flush()
    return worker


def _keep_an_administrator(user: User) -> None:
    others = (
        select(func.count(func.distinct(User.id)))
        .join(user_role, user_role.c.user_id == User.id)
        .join(RoleRow, RoleRow.id == user_role.c.role_id)
        .where(RoleRow.name == Role.ADMINISTRATOR.value, User.active, User.id != user.id)
    )
    if not session.scalar(others):
        raise NotPossible(f"{user.name} is the only administrator. Make somebody else one first.")
