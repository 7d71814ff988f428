"""How does a person say which cases a round is about: a ready-made cohort or some lists, made narrower?

A round keeps only its cohort. A choice is the same thing as a form shows it, and can be read back from the cohort.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from qa_app.domain.cases import LIST_TITLES, Flag
from qa_app.domain.cohorts import READY_MADE, Cohort, Criterion
from qa_app.domain.errors import Incomplete
from qa_app.domain.rounds import OPEN_NOW, refined

if TYPE_CHECKING:
    from qa_app.domain.cohorts import Period

OWN_LISTS = "own-lists"
_OWN_TITLE = "Cases of chosen lists"


@dataclass(frozen=True, slots=True)
class CohortChoice:
    """``key`` is one of READY_MADE, or OWN_LISTS with the numbers of some lists. Teams and services are names."""

    key: str
    lists: tuple[int, ...] = ()
    teams: tuple[str, ...] = ()
    services: tuple[str, ...] = ()
    flags: tuple[Flag, ...] = ()
    open_only: bool = False

    def cohort(self, period: Period) -> Cohort:
        """The filters of this choice. Ready-made ones that ask for a time take the round's audit period.

        Raises Incomplete when own lists were chosen without a list.
        """
        if self.key == OWN_LISTS:
            if not self.lists or not set(self.lists) <= LIST_TITLES.keys():
                raise Incomplete("Choose at least one list.")
            base = Cohort(_OWN_TITLE, (Criterion(lists=self.lists),))
        else:
            base = READY_MADE[self.key](period)
        return refined(
            base, teams=self.teams, services=self.services, flags=self.flags, open_only=self.open_only
        )


def choice_of(cohort: Cohort, period: Period) -> CohortChoice:
    """The choice that makes this cohort, as nearly as a form can show it."""
    for key, make in READY_MADE.items():
        base = make(period)
        if cohort.title == base.title and cohort.criteria[: len(base.criteria)] == base.criteria:
            return _narrowed(CohortChoice(key), cohort, cohort.criteria[len(base.criteria) :])
    first, rest = cohort.criteria[:1], cohort.criteria[1:]
    lists = first[0].lists if first else ()
    return _narrowed(CohortChoice(OWN_LISTS, lists=lists or tuple(LIST_TITLES)), cohort, rest)


def _narrowed(choice: CohortChoice, cohort: Cohort, rest: tuple[Criterion, ...]) -> CohortChoice:
    flags = next((each.flags for each in rest if each == Criterion(flags=each.flags)), ())
    return CohortChoice(
        choice.key,
        lists=choice.lists,
        teams=cohort.teams,
        services=cohort.services,
        flags=flags,
        open_only=OPEN_NOW in rest,
    )
