"""How do Exampleshire's services, teams and people come into the product?

As an administrator would enter them: services, their teams, then everybody who signs in, with roles, what they manage
and whom they supervise.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from qa_app.db import session
from qa_app.demo.council import Job
from qa_app.domain.policy import Role
from qa_app.models.tools import ToolVersion
from qa_app.services import councils, people, starting
from qa_app.services.people import PersonDetails

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from qa_app.demo.council import Council, Person
    from qa_app.models.people import User


@dataclass(frozen=True, slots=True)
class Town:
    """The council with those of its people who have an account, by name, and its teams' ids, by name."""

    council: Council
    users: Mapping[str, User]
    team_ids: Mapping[str, int]
    team_names: Mapping[int | None, str]
    tools: Mapping[str, ToolVersion]

    def those_with(self, role: Role) -> tuple[User, ...]:
        """Everybody who holds this role."""
        return tuple(self.users[person.name] for person in self.council.with_role(role))

    def manager_of(self, team: str) -> User:
        """The team's manager."""
        return self.users[self.council.manager_of(team).name]

    def practitioner_of(self, team: str) -> User:
        """The team's advanced practitioner, who audits and owns actions with workers."""
        return next(
            self.users[person.name]
            for person in self.council.staff
            if person.team == team and person.job is Job.ADVANCED_PRACTITIONER
        )

    def head_of(self, team: str) -> User:
        """The manager of the team's service."""
        service = self.council.team(team).service
        return next(
            self.users[person.name]
            for person in self.council.with_role(Role.SERVICE_MANAGER)
            if person.service == service
        )


def settle(council: Council, password_hash: str, *, at: datetime) -> Town:
    """Enter everything. All people share one password: hashing it 39 times would take eight seconds."""
    administrator = council.with_role(Role.ADMINISTRATOR)[0]
    by = starting.first_administrator(administrator.name, administrator.email, password_hash, at=at)
    services = {name: councils.add_service(name, by=by).id for name in council.services}
    teams = {
        team.name: councils.add_team(team.name, services[team.service], by=by).id for team in council.teams
    }
    users = {by.name: by}
    for person in council.people:
        if person.needs_account and person.name not in users:
            users[person.name] = people.add(_details(person, services, teams), password_hash, by=by, at=at)
    tools = {row.key: row for row in session.scalars(select(ToolVersion).where(ToolVersion.is_offered))}
    return Town(council, users, teams, {id_: name for name, id_ in teams.items()} | {None: ""}, tools)


def _details(person: Person, services: Mapping[str, int], teams: Mapping[str, int]) -> PersonDetails:
    manages_team = Role.TEAM_MANAGER in person.roles
    manages_service = Role.SERVICE_MANAGER in person.roles
    return PersonDetails(
        name=person.name,
        email=person.email,
        roles=frozenset(person.roles),
        team_id=teams.get(person.team),
        worker_name=person.name if person.holds_cases else "",
        managed_team_ids=frozenset({teams[person.team]} if manages_team else ()),
        managed_service_ids=frozenset({services[person.service]} if manages_service else ()),
        supervised_names=frozenset(person.supervises),
    )
