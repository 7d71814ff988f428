"""Where is somebody signed in, who came through the provider, and when was the glass broken?"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import contains_eager, joinedload

from qa_app.db import session
from qa_app.domain.policy import Role
from qa_app.domain.sign_on import LONGEST_SESSION
from qa_app.models.people import RoleRow, Service, Team, User
from qa_app.models.sign_ins import EmergencyUse, Identity, Passkey, SignIn

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from qa_app.domain.sign_on import SignOn

SHOWN_FOR = timedelta(days=30)
"""How long the use of the break-glass account is on the administrators' home page."""

# Each request asks who came: putting the statement together costs more than asking it, so it is done once.
_OF_COOKIE = (
    select(SignIn)
    .join(SignIn.user)
    .where(
        SignIn.token_hash == bindparam("token_hash"),
        SignIn.hangs_on == User.fs_uniquifier,
        User.fs_uniquifier == bindparam("hangs_on"),
        SignIn.ended_at.is_(None),
        User.active,
    )
    .options(contains_eager(SignIn.user).joinedload(User.roles))
)


def open_with(token_hash: str, hangs_on: str) -> SignIn | None:
    """The session of a cookie with its person; None when it has ended."""
    return (
        session.scalars(_OF_COOKIE, {"token_hash": token_hash, "hangs_on": hangs_on}).unique().one_or_none()
    )


def open_of(user: User, *, minutes: int, at: datetime) -> Sequence[SignIn]:
    """Where somebody is signed in, the last used first. ``minutes`` is how long a session lasts that nobody uses."""
    return session.scalars(
        select(SignIn)
        .where(
            SignIn.user_id == user.id,
            SignIn.hangs_on == user.fs_uniquifier,
            SignIn.ended_at.is_(None),
            SignIn.used_at > at - timedelta(minutes=minutes),
            SignIn.begun_at > at - LONGEST_SESSION,
        )
        .order_by(SignIn.used_at.desc(), SignIn.id.desc())
    ).all()


def one_of(user: User, sign_in_id: int) -> SignIn:
    """One session of this person. NoResultFound for anybody else's."""
    return session.scalars(select(SignIn).where(SignIn.id == sign_in_id, SignIn.user_id == user.id)).one()


def identity_of(user: User) -> Identity | None:
    """Who the person is at the provider; None when they never came that way."""
    return session.scalars(select(Identity).where(Identity.user_id == user.id)).one_or_none()


def has_passkey(user: User) -> bool:
    """Whether the person has a security key as their second step."""
    return session.scalar(select(Passkey.id).where(Passkey.user_id == user.id).limit(1)) is not None


def emergency_uses(*, since: datetime | None = None) -> Sequence[EmergencyUse]:
    """When somebody came in through the break-glass account, the latest first."""
    query = select(EmergencyUse).options(joinedload(EmergencyUse.user)).order_by(EmergencyUse.at.desc())
    if since:
        query = query.where(EmergencyUse.at > since)
    return session.scalars(query.limit(200)).all()


def number_of_emergency_uses(*, at: datetime) -> int:
    """How often that was of late."""
    return session.scalar(select(func.count(EmergencyUse.id)).where(EmergencyUse.at > at - SHOWN_FOR)) or 0


def misfits_of(single: SignOn) -> list[str]:
    """What the settings of single sign-on name and the council does not have, in sentences."""
    teams = {name.lower() for name in session.scalars(select(Team.name))}
    services = {name.lower() for name in session.scalars(select(Service.name))}
    wanted_teams = {name for each in single.groups for name in {each.team, *each.manages_teams} if name}
    wanted_services = {name for each in single.groups for name in each.manages_services}
    found = [
        f"There is no team called '{each}'." for each in sorted(wanted_teams) if each.lower() not in teams
    ]
    found += [
        f"There is no service called '{each}'."
        for each in sorted(wanted_services)
        if each.lower() not in services
    ]
    if single.break_glass and not any(
        each.email.lower() == single.break_glass and each.password and identity_of(each) is None
        for each in administrators()
    ):
        found.append(
            f"'{single.break_glass}' is not an active administrator with a password here, so nobody could come in "
            "when the provider is down."
        )
    return found


def administrators() -> Sequence[User]:
    """Every active administrator, by name."""
    return session.scalars(
        select(User)
        .where(User.active, User.roles.any(RoleRow.name == Role.ADMINISTRATOR))
        .order_by(User.name)
    ).all()
