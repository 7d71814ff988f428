"""What happens when somebody arrives through the council's own sign-on?

Whoever holds a mapped group has an account, with the roles and teams that the groups give today. Whoever holds none any
more has no access from this moment. People are known by issuer and subject: an address can be given to somebody else.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from sqlalchemy import delete, func, select
from sqlalchemy.orm import joinedload

from qa_app.consequences import calibrations, repeats
from qa_app.db import session, use_case
from qa_app.domain.errors import NotPossible
from qa_app.domain.policy import Role
from qa_app.models.people import Management, RoleRow, Service, Team, User
from qa_app.models.sign_ins import Identity
from qa_app.queries import pairs
from qa_app.queries import repeats as repeat_lists
from qa_app.queries.audits import READ_ALL

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from qa_app.domain.sign_on import Arrival, Reach, SignOn


class Refusal(Enum):
    """Why somebody whom the provider knows is not let in, in words for them."""

    NO_GROUP = (
        "Your council account is in none of the groups that give access here. "
        "Ask your manager or an administrator of this service to put you into one."
    )
    DEACTIVATED = "Your account here was deactivated by an administrator. Ask them if that is wrong."
    ADDRESS_TAKEN = (
        "There is an account here with your e-mail address that is not connected to your council account. Sign in with "
        "its password and choose “Connect your council account” on your account page, or ask an administrator."
    )


@dataclass(frozen=True, slots=True)
class Arrived:
    """Who came, or why not. ``unknown`` are teams and services of the settings that the council does not have."""

    user: User | None
    refusal: Refusal | None = None
    unknown: tuple[str, ...] = ()


@use_case
def arrive(arrival: Arrival, settings: SignOn, *, at: datetime) -> Arrived:
    """Let in whoever holds a mapped group, as what the groups say; end the access of whoever holds none any more."""
    identity = _held(arrival)
    reach = settings.reach_of(arrival.groups)
    if not reach.roles:
        if identity and identity.user.active:
            _end_access(identity, at=at)
        return Arrived(None, Refusal.NO_GROUP)
    if identity is None:
        if _is_taken(arrival.email, None):
            return Arrived(None, Refusal.ADDRESS_TAKEN)
        identity = _connected(_new(arrival, at=at), arrival, at=at)
    elif not identity.user.active:
        if identity.ended_at is None:
            return Arrived(None, Refusal.DEACTIVATED)
        identity.user.active, identity.user.deactivated_at, identity.ended_at = True, None, None
    identity.last_at = at
    user = identity.user
    user.name = arrival.name
    if not _is_taken(arrival.email, user):
        user.email = arrival.email
    return Arrived(user, unknown=_take_over(user, reach, settings, at=at))


@use_case
def connect(arrival: Arrival, settings: SignOn, *, by: User, at: datetime) -> None:
    """Connect somebody's account to who they are at the provider. From then on they come that way only.

    :raises NotPossible: when either is connected already, when it is the break-glass account, or when their groups
        would give them no access.
    """
    if by.email.lower() == settings.break_glass:
        raise NotPossible(
            "This is the break-glass account: it must work when the council’s sign-on does not."
        )
    if session.scalar(select(Identity.id).where(Identity.user_id == by.id)) is not None:
        raise NotPossible("Your account is connected already.")
    if _held(arrival) is not None:
        raise NotPossible("This council account is connected to another account here. Ask an administrator.")
    reach = settings.reach_of(arrival.groups)
    if not reach.roles:
        raise NotPossible(f"Nothing was changed. {Refusal.NO_GROUP.value}")
    user = session.get_one(User, by.id, with_for_update=True, populate_existing=True)
    _connected(user, arrival, at=at)
    _take_over(user, reach, settings, at=at)


def _held(arrival: Arrival) -> Identity | None:
    return session.scalars(
        select(Identity)
        .where(Identity.issuer == arrival.issuer, Identity.subject == arrival.subject)
        .options(joinedload(Identity.user, innerjoin=True))
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one_or_none()


def _is_taken(email: str, user: User | None) -> bool:
    same = select(User.id).where(func.lower(User.email) == email, User.id != (user.id if user else 0))
    return session.scalar(same) is not None


def _new(arrival: Arrival, *, at: datetime) -> User:
    user = User(
        name=arrival.name,
        email=arrival.email,
        fs_uniquifier=secrets.token_hex(16),
        created_at=at,
        active=True,
    )
    user.roles = []
    session.add(user)
    session.flush()
    return user


def _connected(user: User, arrival: Arrival, *, at: datetime) -> Identity:
    identity = Identity(
        issuer=arrival.issuer, subject=arrival.subject, user_id=user.id, user=user, made_at=at, last_at=at
    )
    session.add(identity)
    session.flush()
    return identity


def _end_access(identity: Identity, *, at: datetime) -> None:
    user = identity.user
    because = "Their council account is in no group of this service any more."
    calibrations.leave(user, because, by=user, at=at)
    repeats.end(user, because, by=user, at=at)
    user.active, user.deactivated_at, identity.ended_at = False, at, at
    user.fs_uniquifier = secrets.token_hex(16)  # every open session of theirs ends


def _take_over(user: User, reach: Reach, settings: SignOn, *, at: datetime) -> tuple[str, ...]:
    """Give the person what their groups say, and say which teams and services are not known."""
    roles = reach.roles
    if roles & READ_ALL and not user.held_roles & READ_ALL and pairs.number_blind_of(user):
        roles -= READ_ALL  # until the audit that they make blind is handed in: they would read the other one
    if Role.AUDITOR not in roles and user.holds(Role.AUDITOR):
        calibrations.leave(user, "They are no auditor any more.", by=user, at=at)
    if roles != user.held_roles:
        user.roles = list(
            session.scalars(select(RoleRow).where(RoleRow.name.in_(roles)).order_by(RoleRow.id))
        )
        user.changed_at = at
    if not repeat_lists.may_opt_in(user):
        repeats.end(user, "The auditor’s roles do not allow a blind repeat any more.", by=user, at=at)
    teams, services = _ids(Team), _ids(Service)
    unknown = [
        name for name in (reach.team, *sorted(reach.manages_teams)) if name and name.lower() not in teams
    ]
    unknown += [name for name in sorted(reach.manages_services) if name.lower() not in services]
    if settings.gives_teams:
        user.team_id = teams.get(reach.team.lower())
    if settings.gives_management:
        _manage(
            user,
            _known(reach.manages_teams, teams) if Role.TEAM_MANAGER in roles else set(),
            _known(reach.manages_services, services) if Role.SERVICE_MANAGER in roles else set(),
        )
    session.flush()
    return tuple(unknown)


def _ids(kind: type[Team | Service]) -> dict[str, int]:
    return {name.lower(): number for name, number in session.execute(select(kind.name, kind.id))}


def _known(names: Iterable[str], ids: dict[str, int]) -> set[int]:
    return {ids[name.lower()] for name in names if name.lower() in ids}


def _manage(user: User, team_ids: set[int], service_ids: set[int]) -> None:
    rows = session.scalars(select(Management).where(Management.user_id == user.id)).all()
    now = {(each.team_id, each.service_id) for each in rows}
    wanted = {*((each, None) for each in team_ids), *((None, each) for each in service_ids)}
    if now == wanted:
        return
    session.execute(delete(Management).where(Management.user_id == user.id))
    session.add_all(
        Management(user_id=user.id, team_id=team_id, service_id=service_id)
        for team_id, service_id in sorted(wanted, key=str)
    )
