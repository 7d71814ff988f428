"""How does the council change its settings, its services and its teams?

Services and teams are closed, never deleted: audits keep the team that the case had.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from qa_app.db import session, use_case
from qa_app.domain.errors import NotPossible, Stale
from qa_app.domain.policy import Role
from qa_app.models.cases import Case
from qa_app.models.people import RoleRow, Service, Team, User

if TYPE_CHECKING:
    from collections.abc import Iterable

    from qa_app.models.council import Council


@dataclass(frozen=True, slots=True)
class Settings:
    """What an administrator decides. Days, weeks and months are whole numbers; the threshold is a count.

    ``practice_tolerance`` is in grade steps, see ``domain.practice``.
    """

    name: str
    classification: str
    suppression_threshold: int
    reaudit_months: int
    amber_grace_days: int
    progress_within_days: int
    reply_days: int
    session_minutes: int
    practice_cases: int
    practice_tolerance: float
    repeat_weeks: int
    hides_names_until_decided: bool
    second_factor_roles: frozenset[Role]

    @classmethod
    def of(cls, council: Council, second_factor_roles: Iterable[Role]) -> Settings:
        """What holds now. ``dataclasses.replace`` makes what shall hold."""
        kept = {name: getattr(council, name) for name in COLUMNS}
        return cls(second_factor_roles=frozenset(second_factor_roles), **kept)


COLUMNS = tuple(each.name for each in fields(Settings) if each.name != "second_factor_roles")
"""The settings that are columns of ``Council``, by the same names."""


@use_case
def change_settings(council: Council, settings: Settings, *, seen: int, by: User) -> None:
    """Record the council's settings.

    :raises Stale: when another administrator changed them since ``seen``.
    """
    del by
    if council.revision != seen:
        raise Stale("Someone else changed the settings since you opened this page. Open it again.")
    for name in COLUMNS:
        setattr(council, name, getattr(settings, name))
    for row in session.scalars(select(RoleRow)):
        row.is_second_factor_required = Role(row.name) in settings.second_factor_roles


@use_case
def add_service(name: str, *, by: User) -> Service:
    """A new service area.

    :raises NotPossible: when there is one of this name.
    """
    del by
    _refuse_taken(Service, name, "service", None)
    service = Service(name=name)
    session.add(service)
    return service


@use_case
def change_service(service: Service, name: str, *, is_active: bool, by: User) -> None:
    """Rename, close or open a service.

    :raises NotPossible: when the name is taken, or a service with open teams would close.
    """
    del by
    _refuse_taken(Service, name, "service", service.id)
    open_teams = session.scalar(select(func.count()).where(Team.service_id == service.id, Team.is_active))
    if not is_active and open_teams:
        raise NotPossible(f"{service.name} has {open_teams} open teams. Close or move them first.")
    service.name, service.is_active = name, is_active


@use_case
def add_team(name: str, service_id: int, *, by: User | None) -> Team:
    """A new team of a service.

    :raises NotPossible: when there is one of this name.
    """
    del by
    _refuse_taken(Team, name, "team", None)
    team = Team(name=name, service_id=service_id)
    session.add(team)
    return team


@use_case
def change_team(team: Team, name: str, service_id: int, *, is_active: bool, by: User) -> None:
    """Rename, move, close or open a team. Audits made before keep the team's row, so they follow its name.

    :raises NotPossible: when the name is taken, or open cases or active people are still in a closing team.
    """
    del by
    _refuse_taken(Team, name, "team", team.id)
    if not is_active:
        cases = session.scalar(select(func.count()).where(Case.team_id == team.id, Case.is_open))
        people = session.scalar(select(func.count()).where(User.team_id == team.id, User.active))
        if cases or people:
            raise NotPossible(
                f"{team.name} still has {cases} open cases and {people} active people. Move them first."
            )
    team.name, team.service_id, team.is_active = name, service_id, is_active


def _refuse_taken(kind: type[Team | Service], name: str, word: str, own_id: int | None) -> None:
    same = select(kind.id).where(func.lower(kind.name) == name.lower(), kind.id != (own_id or 0))
    if session.scalar(same) is not None:
        raise NotPossible(f"There is a {word} called '{name}' already.")
