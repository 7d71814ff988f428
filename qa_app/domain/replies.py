"""Who may ask for another look at a moderated audit, until when, and who may decide on it?

Its auditor may and, for the lowest grade of the scale, whoever manages the case's team or service. Somebody independent
looks again: the grades stand, or some of them change with a category and words. A person is heard once about a decision,
and what came of their own reply is final for them; a decision that took its place for another reason is a new one.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from qa_app.clock import LONDON, in_london
from qa_app.domain.questions import Given
from qa_app.domain.regrading import Changes, check_changes
from qa_app.domain.standing_questions import OVERALL, OVERALL_GRADE
from qa_app.domain.workflow import Status

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from qa_app.domain.pairs import Grades
    from qa_app.domain.tools import ToolDefinition


class AskedAs(StrEnum):
    """What somebody who asks for another look is to the audit."""

    AUDITOR = "auditor"
    MANAGER = "manager"

    @property
    def label(self) -> str:
        """The same as a list says it."""
        return {AskedAs.AUDITOR: "Auditor", AskedAs.MANAGER: "Manager of the team"}[self]


class ReplyOutcome(StrEnum):
    """What came of a reply."""

    STANDS = "stands"
    CHANGED = "changed"
    OVERTAKEN = "overtaken"

    @property
    def label(self) -> str:
        """The outcome as a list says it."""
        return {
            ReplyOutcome.STANDS: "The grades stand",
            ReplyOutcome.CHANGED: "Grades changed",
            ReplyOutcome.OVERTAKEN: "Overtaken: the audit was reopened",
        }[self]


@dataclass(frozen=True, slots=True)
class Asking:
    """All that decides whether somebody may ask now.

    ``decided_at`` is the moment of the decision that stands, None without one; ``days`` is the council's number.
    ``final`` and ``lowest`` are names of grades. ``has_open``: a reply of theirs waits. ``was_heard``: they asked about
    this decision before, or it came of their own reply.
    """

    asked_as: AskedAs
    status: Status
    decided_at: datetime | None
    days: int
    final: str = ""
    lowest: str = ""
    is_signed_off: bool = False
    has_open: bool = False
    was_heard: bool = False


@dataclass(frozen=True, slots=True)
class Window:
    """Until which day somebody may ask, and the sentence that says why they may not (now); empty when they may."""

    asked_as: AskedAs
    until: date | None
    refusal: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """What a moderator had to do with an audit before: each of these keeps them from deciding on a reply about it."""

    made_it: bool = False
    made_second: bool = False
    asked: bool = False
    decided: bool = False
    sat_on_panel: bool = False
    looked_again: bool = False
    conflict: str = ""


def last_day(decided_at: datetime, days: int) -> date:
    """The last day on which another look can be asked for: so many whole days after the day of the decision, in London."""
    return in_london(decided_at).date() + timedelta(days=days)


def no_longer_after(today: date, days: int) -> datetime:
    """The moment before which a decision must have been made so that today nobody can ask about it any more."""
    return datetime.combine(today - timedelta(days=days), time(), LONDON)


def window(asking: Asking, at: datetime) -> Window:
    """Whether somebody may ask at this moment."""
    until = last_day(asking.decided_at, asking.days) if asking.decided_at else None
    return Window(asking.asked_as, until, _refusal(asking, until, at))


def why_not(part: Part) -> str:
    """The sentence that says why this moderator cannot decide on the reply; empty when they can."""
    reasons = (
        (part.made_it, "You made this audit."),
        (part.made_second, "You made the blind second audit of this case."),
        (part.asked, "You asked for this other look yourself."),
        (part.decided, "You decided on this audit before."),
        (part.sat_on_panel, "You sat on the panel that decided on this audit."),
        (part.looked_again, "You looked again at this audit before."),
    )
    return next((sentence for is_so, sentence in reasons if is_so), part.conflict)


def why_settled(outcome: ReplyOutcome | None, decided_by: str) -> str:
    """The sentence for somebody who would decide now; empty while the reply waits. ``decided_by`` is a name."""
    if outcome is None:
        return ""
    if outcome is ReplyOutcome.OVERTAKEN:
        return "This audit was reopened meanwhile, so there is nothing left to decide on here."
    return f"{decided_by} has decided on this reply already. Look at what they wrote."


def check_asked_about(graded: Collection[str], about: Collection[str]) -> str:
    """What is wrong with the choice of what a reply is about (keys of sections, or ``overall``); empty when nothing is."""
    if not about:
        return "Choose at least one grade that should be looked at again."
    if set(about) - set(graded):
        return "Choose grades that this audit has: one of those sent is none of them."
    return ""


def check_outcome(
    tool: ToolDefinition, answers: Mapping[str, Given], present: Grades, changes: Changes
) -> None:
    """``answers`` are the auditor's, ``present`` the final grades that hold until now.

    :raises Incomplete: when nothing differs, a change is not explained, or a cap is passed over in silence.
    :raises NotPossible: for a grade or a section that the audit does not have.
    """
    graded = {tool.section(key).grade_key: Given(grade) for key, grade in present.sections.items()}
    decided = {**answers, **graded, OVERALL_GRADE: Given(present.overall)}
    check_changes(tool, decided, present.overall, present.sections, changes)


def grades_after(present: Grades, changes: Changes) -> dict[str, str]:
    """Key of section, or ``overall`` → the final grade once these changes are made."""
    after = {OVERALL: present.overall, **present.sections}
    after |= {key: each.grade for key, each in changes.sections.items()}
    return after | ({OVERALL: changes.overall.grade} if changes.overall else {})


def _refusal(asking: Asking, until: date | None, at: datetime) -> str:
    if asking.status is not Status.MODERATED or until is None:
        return (
            f"This audit is now “{asking.status.label}”, so it has no final grade to ask about. You can ask for another "
            "look once it is moderated again."
        )
    if asking.is_signed_off:
        return (
            "This audit is signed off, so nothing of it changes any more. If it must, a QA manager can have it "
            "reopened, with a reason and a second person."
        )
    return _refusal_of_person(asking) or _refusal_of_day(asking.days, until, at)


def _refusal_of_person(asking: Asking) -> str:
    if asking.asked_as is AskedAs.MANAGER and asking.final != asking.lowest:
        return (
            f"The manager of a team can ask for another look at an audit that is graded {asking.lowest}. This one is "
            f"graded {asking.final}."
        )
    if asking.has_open:
        return "You have asked for another look at this audit already. It waits for somebody independent."
    if asking.was_heard:
        return "Somebody independent has looked at this again because you asked. What they decided is final."
    return ""


def _refusal_of_day(days: int, until: date, at: datetime) -> str:
    if in_london(at).date() <= until:
        return ""
    return (
        f"The {'day' if days == 1 else f'{days} days'} for a reply ended on {until.day} {until:%B %Y}. Speak "
        "to a QA manager if you think that this audit must be opened again."
    )
