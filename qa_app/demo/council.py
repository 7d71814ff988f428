"""Who works for Exampleshire, in which team, and who supervises whom?

Five service areas, twelve teams, 151 staff and two board members, always the same ones: drawn once from
fixed lists with a fixed seed. 24 are auditors: an advanced practitioner of every team, eight team managers
and four quality assurance officers.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from random import Random
from typing import TYPE_CHECKING

from qa_app.demo.names import draw_names
from qa_app.demo.teams import TEAMS, Kind, Team
from qa_app.domain.policy import Role

if TYPE_CHECKING:
    from collections.abc import Iterator

SEED = 1408


class Job(StrEnum):
    """What somebody is employed as; what they may do in the product is their roles."""

    SOCIAL_WORKER = "Social worker"
    PERSONAL_ADVISER = "Personal adviser"
    FAMILY_SUPPORT_WORKER = "Family support worker"
    ADVANCED_PRACTITIONER = "Advanced practitioner"
    TEAM_MANAGER = "Team manager"
    SERVICE_MANAGER = "Service manager"
    REVIEWING_OFFICER = "Independent reviewing officer"
    QA_OFFICER = "Quality assurance officer"
    QA_MANAGER = "Quality assurance manager"
    DIRECTOR = "Director of children's services"
    ADMINISTRATOR = "Systems administrator"
    GOVERNANCE_OFFICER = "Information governance officer"
    BOARD_MEMBER = "Improvement board member"


CASE_HOLDERS = frozenset({Job.SOCIAL_WORKER, Job.PERSONAL_ADVISER, Job.ADVANCED_PRACTITIONER})


@dataclass(frozen=True, slots=True)
class Person:
    """One member of staff. ``team`` and ``service`` are empty for those who work for the whole council.

    ``supervises`` are full names, as they stand in the case lists. ``roles`` is empty for those who need no
    account: they are names in the lists only.
    """

    name: str
    email: str
    job: Job
    service: str = ""
    team: str = ""
    roles: tuple[Role, ...] = ()
    supervises: tuple[str, ...] = ()

    @property
    def holds_cases(self) -> bool:
        """Whether the case lists may name this person as the allocated worker."""
        return self.job in CASE_HOLDERS

    @property
    def needs_account(self) -> bool:
        """Whether this person signs in."""
        return bool(self.roles)


# Team managers who do not audit, so that a role alone can be seen at work; one in each kind of team.
_TEAMS_WHOSE_MANAGERS_DO_NOT_AUDIT = frozenset({1, 4, 7, 10})
_FAMILY_SUPPORT_TEAMS = frozenset({0, 1, 2, 3, 4, 5, 6, 11})


@dataclass(frozen=True)
class Council:
    """Exampleshire: its teams in the order of its services, its people in the order of its teams."""

    name: str
    teams: tuple[Team, ...]
    staff: tuple[Person, ...]
    board: tuple[Person, ...]

    @property
    def services(self) -> tuple[str, ...]:
        """The names of the service areas."""
        return tuple(dict.fromkeys(team.service for team in self.teams))

    @property
    def people(self) -> tuple[Person, ...]:
        """Staff and board members."""
        return self.staff + self.board

    @cached_property
    def auditors(self) -> tuple[Person, ...]:
        """Those who audit, in the order of their teams."""
        return self.with_role(Role.AUDITOR)

    def with_role(self, role: Role) -> tuple[Person, ...]:
        """Those who hold this role."""
        return tuple(person for person in self.people if role in person.roles)

    def team(self, name: str) -> Team:
        """The team of this name; KeyError when there is none."""
        return self._teams_by_name[name]

    def person(self, name: str) -> Person:
        """The person of this full name; KeyError when there is none."""
        return self._people_by_name[name]

    def case_holders(self, team: str) -> tuple[Person, ...]:
        """Those of a team whom the case lists may name: the posts first, the advanced practitioner last."""
        return tuple(person for person in self.staff if person.team == team and person.holds_cases)

    def manager_of(self, team: str) -> Person:
        """The team's manager."""
        return next(person for person in self.with_role(Role.TEAM_MANAGER) if person.team == team)

    @cached_property
    def _teams_by_name(self) -> dict[str, Team]:
        return {team.name: team for team in self.teams}

    @cached_property
    def _people_by_name(self) -> dict[str, Person]:
        return {person.name: person for person in self.people}


def exampleshire() -> Council:
    """The demo council: the same people on every machine."""
    names = iter(draw_names(160, Random(SEED)))
    staff: list[Person] = []
    for position, team in enumerate(TEAMS):
        if team.service not in {person.service for person in staff}:
            staff.append(
                _person(next(names), Job.SERVICE_MANAGER, (Role.SERVICE_MANAGER,), service=team.service)
            )
        staff += _people_of(position, team, names)
    staff += [_person(next(names), Job.QA_MANAGER, (Role.QA_MANAGER,)) for _ in range(2)]
    staff += [_person(next(names), Job.QA_OFFICER, (Role.AUDITOR,)) for _ in range(4)]
    staff += [_person(next(names), Job.REVIEWING_OFFICER) for _ in range(11)]
    staff.append(_person(next(names), Job.DIRECTOR, (Role.DIRECTOR,)))
    staff.append(_person(next(names), Job.ADMINISTRATOR, (Role.ADMINISTRATOR,)))
    board = tuple(_person(next(names), Job.BOARD_MEMBER, (Role.BOARD_MEMBER,)) for _ in range(2))
    staff.append(_person(next(names), Job.GOVERNANCE_OFFICER, (Role.INFORMATION_GOVERNANCE,)))
    return Council("Exampleshire", TEAMS, tuple(staff), board)


def _people_of(position: int, team: Team, names: Iterator[str]) -> list[Person]:
    """A team manager who supervises everybody else, an advanced practitioner who supervises two or three."""
    post = Job.PERSONAL_ADVISER if team.kind is Kind.LEAVING_CARE else Job.SOCIAL_WORKER
    jobs = [post] * team.posts + [Job.FAMILY_SUPPORT_WORKER] * (position in _FAMILY_SUPPORT_TEAMS)
    people = [_person(next(names), job, team=team) for job in jobs]
    # Every third post is a qualified social worker among the personal advisers: under 18s need one.
    if team.kind is Kind.LEAVING_CARE:
        people = [
            _person(p.name, Job.SOCIAL_WORKER, team=team) if place % 3 == 0 else p
            for place, p in enumerate(people)
        ]
    supervised = tuple(person.name for person in people[: 2 + position % 2])
    advanced = _person(
        next(names), Job.ADVANCED_PRACTITIONER, (Role.AUDITOR,), team=team, supervises=supervised
    )
    rest = tuple(person.name for person in [*people, advanced])
    audits = () if position in _TEAMS_WHOSE_MANAGERS_DO_NOT_AUDIT else (Role.AUDITOR,)
    manager = _person(next(names), Job.TEAM_MANAGER, (Role.TEAM_MANAGER, *audits), team=team, supervises=rest)
    return [manager, *people, advanced]


def _person(
    name: str,
    job: Job,
    roles: tuple[Role, ...] = (),
    *,
    service: str = "",
    team: Team | None = None,
    supervises: tuple[str, ...] = (),
) -> Person:
    email = f"{name.lower().replace(' ', '.')}@exampleshire.example"
    return Person(
        name, email, job, team.service if team else service, team.name if team else "", roles, supervises
    )
