"""Who takes the next case?

Teams of a kind share the work by the number of their posts; within a team whoever has least takes it. Advanced
practitioners carry few cases, newly qualified workers fewer than others, so caseloads run from about 10 to 22.
"""

from __future__ import annotations

from collections import Counter
from random import Random
from typing import TYPE_CHECKING

from qa_app.demo.children import Help
from qa_app.demo.council import Job

if TYPE_CHECKING:
    from collections.abc import Iterable

    from qa_app.demo.children import Child
    from qa_app.demo.council import Council, Person
    from qa_app.demo.teams import Kind


class Desks:
    """How many cases everybody holds while a list is being made up."""

    def __init__(self, council: Council, children: Iterable[Child] = ()) -> None:
        self._council = council
        self._load = Counter(child.worker for child in children if child.is_open)

    def seat(self, kind: Kind, cases: int, help_: Help, avoiding: str = "") -> tuple[str, str]:
        """Team and worker for so many cases of one family, counted from now on."""
        teams = [team for team in self._council.teams if team.kind is kind]
        team = min(teams, key=lambda each: (self._load_of(each.name) / each.posts, each.name))
        return team.name, self.seat_in(team.name, cases, help_, avoiding)

    def seat_in(self, team: str, cases: int, help_: Help, avoiding: str = "") -> str:
        """The worker of this team who takes so many cases, counted from now on."""
        able = [person for person in self._council.case_holders(team) if _may_hold(person, help_)]
        others = [person for person in able if person.name != avoiding]
        worker = min(
            others, key=lambda each: ((self._load[each.name] + cases / 2) / _capacity(each), each.name)
        )
        self._load[worker.name] += cases
        return worker.name

    def leave(self, worker: str, cases: int = 1) -> None:
        """So many cases are no longer this worker's."""
        self._load[worker] -= cases

    def _load_of(self, team: str) -> int:
        return sum(self._load[person.name] for person in self._council.case_holders(team))


def _may_hold(person: Person, help_: Help) -> bool:
    """Personal advisers work with care leavers; children under 18 have a social worker."""
    if help_ is Help.LEAVER:
        return person.job is not Job.SOCIAL_WORKER
    return person.job is not Job.PERSONAL_ADVISER


def _capacity(person: Person) -> float:
    """Relative to an experienced worker; always the same for the same person."""
    if person.job is Job.ADVANCED_PRACTITIONER:
        return 0.4
    return Random(person.name).choice((0.75, 0.9, 1.0, 1.0, 1.1, 1.2))
