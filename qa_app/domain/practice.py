"""Is a new auditor ready to audit, by the practice that the council asks for?

Practice is grading reference cases, each against the grade that a calibration exercise agreed. Ready is who has done so
many and, over the last so many, is on average no further from the reference than the council allows. Who has handed in
a real audit is not new, and a QA manager can waive practice for somebody, with a reason.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from qa_app.domain.agreement import two_places

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True)
class PracticeRules:
    """What the council asks: so many ``cases`` (0: none), and at most so many grade steps from the reference."""

    cases: int = 0
    tolerance: float = 0.5

    @property
    def is_asked(self) -> bool:
        """Whether anybody has to practise."""
        return self.cases > 0


@dataclass(frozen=True, slots=True)
class PracticeDone:
    """One reference case that was graded: the sum of its distances without their signs, over so many grades."""

    steps: int
    compared: int


class Ready(StrEnum):
    """Why somebody is ready, or that they are not."""

    NOT_ASKED = "not_asked"
    AUDITED = "audited"
    WAIVED = "waived"
    PRACTISED = "practised"
    NOT_YET = "not_yet"

    @property
    def label(self) -> str:
        """The reason in a few words, for a list."""
        return {
            Ready.NOT_ASKED: "No practice is asked for",
            Ready.AUDITED: "Has handed in audits",
            Ready.WAIVED: "Practice waived",
            Ready.PRACTISED: "Ready by practice",
            Ready.NOT_YET: "Not ready yet",
        }[self]


@dataclass(frozen=True, slots=True)
class Readiness:
    """How far somebody is. ``mean`` is over the last ``rules.cases`` that they did, None before that."""

    ready: Ready
    rules: PracticeRules
    done: int = 0
    mean: float | None = None

    @property
    def is_ready(self) -> bool:
        """Whether they can be given audits."""
        return self.ready is not Ready.NOT_YET

    @property
    def progress(self) -> str:
        """How much of what is asked is done, as a clause."""
        asked = self.rules.cases
        if self.done < asked:
            return f"{self.done} of {asked} practice {'case' if asked == 1 else 'cases'} done"
        last = "the last practice case" if asked == 1 else f"the last {asked} practice cases"
        if self.mean is None:
            return f"no grade of {last} could be compared with a reference"
        return (
            f"{last} {'is' if asked == 1 else 'are'} on average {two_places(self.mean)} grade steps from the reference, "
            f"and at most {two_places(self.rules.tolerance)} is asked"
        )

    def sentence(self, name: str) -> str:
        """Why this person cannot be given audits; empty when they can."""
        return "" if self.is_ready else f"{name} is not ready yet: {self.progress}."


def readiness(
    rules: PracticeRules, done: Sequence[PracticeDone], *, has_audited: bool, is_waived: bool
) -> Readiness:
    """Whether somebody is ready. ``done`` is what they practised, the oldest first."""
    last = done[-rules.cases :] if rules.is_asked and len(done) >= rules.cases else ()
    compared = sum(each.compared for each in last)
    distance = sum(each.steps for each in last) / compared if compared else None

    def found(ready: Ready) -> Readiness:
        return Readiness(ready, rules, len(done), distance)

    if not rules.is_asked:
        return found(Ready.NOT_ASKED)
    if has_audited:
        return found(Ready.AUDITED)
    if is_waived:
        return found(Ready.WAIVED)
    # Means are fractions of small whole numbers: what differs beyond this is how a computer writes them.
    is_near = distance is not None and distance <= rules.tolerance + 1e-9
    return found(Ready.PRACTISED if is_near else Ready.NOT_YET)


def shortage(rules: PracticeRules, *, cases: int) -> str:
    """What to do when there are fewer reference cases than practice asks for; empty when there are enough."""
    if cases >= rules.cases:
        return ""
    there = {0: "there is none", 1: "there is 1"}.get(cases, f"there are {cases}")
    asked = "1 reference case is" if rules.cases == 1 else f"{rules.cases} reference cases are"
    return (
        f"{asked} needed for practice, and {there}. Run a calibration exercise and record its reference grades, ask for "
        "fewer cases in the council’s settings, or waive practice for a person."
    )
