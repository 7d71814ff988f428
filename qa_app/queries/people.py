"""Who has an account, and what is theirs?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import ColumnElement, Select, and_, func, or_, select, union
from sqlalchemy.orm import joinedload, selectinload

from qa_app.db import session
from qa_app.domain.errors import NotPossible
from qa_app.domain.policy import Permission, Role
from qa_app.models.people import Management, RoleRow, Service, Supervision, Team, User
from qa_app.queries.paging import Page, page_of

if TYPE_CHECKING:
    from datetime import date


def teams_managed_by(user: User) -> Select[tuple[int]]:
    """The ids of the teams that a person manages, by team or by service: a subquery for scopes."""
    by_team = select(Management.team_id.label("id")).where(
        Management.user_id == user.id, Management.team_id.is_not(None)
    )
    by_service = (
        select(Team.id.label("id"))
        .join(Management, Management.service_id == Team.service_id)
        .where(Management.user_id == user.id)
    )
    return select(union(by_team, by_service).subquery().c.id)


def is_let_in(on: date) -> ColumnElement[bool]:
    """That a person's dates, if they have any, include this day, as a condition on ``User``."""
    return and_(
        or_(User.access_from.is_(None), User.access_from <= on),
        or_(User.access_until.is_(None), User.access_until >= on),
    )


def is_anybody_here() -> bool:
    """Whether the instance has any account."""
    return session.scalar(select(User.id).limit(1)) is not None


def matching(words: str, *, role: str = "", only_active: bool = True, page: int = 1) -> Page[User]:
    """People whose name or address contains the words, by name, 50 a page, with team and roles."""
    query = select(User)
    if only_active:
        query = query.where(User.active)
    if words.strip():
        like = f"%{_escaped(words.strip().lower())}%"
        query = query.where(
            or_(func.lower(User.name).like(like, escape="\\"), func.lower(User.email).like(like, escape="\\"))
        )
    if role:
        query = query.where(User.roles.any(RoleRow.name == role))
    query = query.options(joinedload(User.team), selectinload(User.roles)).order_by(User.name, User.id)
    return page_of(query, page)


def one(user_id: int) -> User:
    """A person with all that their page shows. NoResultFound when there is none."""
    return session.scalars(
        select(User)
        .where(User.id == user_id)
        .options(
            joinedload(User.team),
            joinedload(User.worker),
            selectinload(User.managements).options(
                joinedload(Management.team), joinedload(Management.service)
            ),
            selectinload(User.supervisions).joinedload(Supervision.worker),
        )
    ).one()


def tree() -> tuple[Service, ...]:
    """Every service with its teams, open and closed, by name."""
    return tuple(session.scalars(select(Service).options(selectinload(Service.teams)).order_by(Service.name)))


def one_service(service_id: int) -> Service:
    """One service. NoResultFound when there is none."""
    return session.scalars(select(Service).where(Service.id == service_id)).one()


def service_named(name: str) -> Service:
    """The service of this name, whatever its case.

    :raises NotPossible: when there is none.
    """
    found = session.scalars(
        select(Service).where(func.lower(Service.name) == name.strip().lower())
    ).one_or_none()
    if found is None:
        raise NotPossible(f"There is no service called '{name}'. Add it first, or check the spelling.")
    return found


def one_team(team_id: int) -> Team:
    """One team. NoResultFound when there is none."""
    return session.scalars(select(Team).where(Team.id == team_id)).one()


def roles_with_second_factor() -> frozenset[Role]:
    """The roles for which a second factor is required."""
    rows = session.scalars(select(RoleRow.name).where(RoleRow.is_second_factor_required))
    return frozenset(Role(name) for name in rows)


def one_who_publishes(email: str) -> User:
    """The QA manager with this address, or the only one when no address is given.

    :raises NotPossible: when there is none, or several and no address.
    """
    query = select(User).where(User.active, User.roles.any(RoleRow.name == Role.QA_MANAGER.value))
    if email:
        query = query.where(func.lower(User.email) == email.lower())
    found = list(session.scalars(query.order_by(User.id).limit(2)))
    if not found:
        raise NotPossible(f"There is no active QA manager{f' {email}' if email else ''}.")
    if len(found) > 1:
        raise NotPossible("There are several QA managers. Say who publishes: --by ADDRESS.")
    return found[0]


def one_who_removes(email: str) -> User:
    """The active person with this address who may decide on retention: whoever removes something is named.

    :raises NotPossible: without an address, or when nobody with it may.
    """
    if not email:
        raise NotPossible("Say who carries it out: --by ADDRESS.")
    query = select(User).where(User.active, func.lower(User.email) == email.lower())
    found = session.scalars(query).one_or_none()
    if found is None or not found.may(Permission.PERSONAL_DATA_RUN):
        raise NotPossible(f"Nobody active with the address {email} may carry out the retention schedule.")
    return found


def _escaped(words: str) -> str:
    return words.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
