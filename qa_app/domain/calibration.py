"""What does it show when several people grade the same cases before they talk, and how far is each from the group's grade?

An exercise is released at a moment, never by a job: before it nobody sees what another graded, afterwards everybody sees
the spread at once. The group then agrees a reference grade for each graded section and overall. Distances are in grade
steps, own grade minus reference: above 0 is more lenient than the group, below 0 more severe.
"""

from __future__ import annotations

from collections.abc import Mapping  # noqa: TC003  # what a field is must be known at run time
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from qa_app.domain.agreement import AT_LEAST, Estimate, agreement, two_places
from qa_app.domain.ratings import table_of_ratings
from qa_app.domain.standing_questions import OVERALL, OVERALL_GRADE
from qa_app.domain.statistics import mean, too_few

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from qa_app.domain.agreement import Agreement
    from qa_app.domain.tools import ToolDefinition


class ExerciseStatus(StrEnum):
    """Where an exercise is. Only its release is decided by the clock."""

    DRAFT = "draft"
    OPEN = "open"
    RELEASED = "released"
    FINISHED = "finished"
    CANCELLED = "cancelled"

    @property
    def label(self) -> str:
        """The status as the page says it."""
        return "Released, reference to record" if self is ExerciseStatus.RELEASED else self.value.capitalize()


def status_of(
    *,
    opened_at: datetime | None,
    releases_at: datetime | None,
    cancelled_at: datetime | None,
    is_complete: bool,
    now: datetime,
) -> ExerciseStatus:
    """Where an exercise is at the moment ``now``; ``is_complete``: every reference grade is recorded."""
    if cancelled_at is not None:
        return ExerciseStatus.CANCELLED
    if opened_at is None or releases_at is None:
        return ExerciseStatus.DRAFT
    if releases_at > now:
        return ExerciseStatus.OPEN
    return ExerciseStatus.FINISHED if is_complete else ExerciseStatus.RELEASED


@dataclass(frozen=True, slots=True)
class Place:
    """What is graded: a section, or the case as a whole (``OVERALL``). An optional section may be not relevant."""

    key: str
    title: str
    question_key: str
    is_optional: bool = False


def places(tool: ToolDefinition) -> tuple[Place, ...]:
    """All that a tool grades: overall first, then its graded sections in their order."""
    sections = (
        Place(each.key, each.title, each.grade_key, each.optional) for each in tool.sections if each.graded
    )
    return (Place(OVERALL, "Overall grade", OVERALL_GRADE), *sections)


@dataclass(frozen=True, slots=True)
class Graded:
    """One person's blind grades of one case, as they were handed in: place key → grade key.

    A section that they found not relevant is not in it.
    """

    auditor_id: int
    grades: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Spread:
    """How often each grade was given in one place, worst to best, and how many found it not relevant."""

    place: Place
    counts: tuple[int, ...]
    not_relevant: int = 0

    @property
    def graded(self) -> int:
        """How many gave a grade."""
        return sum(self.counts)

    @property
    def steps_apart(self) -> int:
        """From the worst grade given to the best, in steps; 0 where all agree or nobody graded."""
        given = [position for position, number in enumerate(self.counts) if number]
        return given[-1] - given[0] if given else 0


def spreads(tool: ToolDefinition, graded: Sequence[Graded]) -> tuple[Spread, ...]:
    """The spread of each place over those who handed in."""
    return tuple(_spread(tool, place, graded) for place in places(tool))


def spread_in_words(tool: ToolDefinition, spread: Spread) -> str:
    """What a bar shows, as a sentence."""
    n = spread.graded
    if not n:
        return "Everybody found it not relevant." if spread.not_relevant else "Nobody graded this."
    most = max(spread.counts)
    name = tool.grades[spread.counts.index(most)].name
    if n == 1:
        return f"One person graded it: {name}."
    if most == n:
        return f"All {n} gave {name}."
    apart = "1 step" if spread.steps_apart == 1 else f"{spread.steps_apart} steps"
    if spread.counts.count(most) > 1:
        return f"No grade was given most often; the grades lie up to {apart} apart."
    return f"{most} of {n} gave {name}; the grades lie up to {apart} apart."


def attendance_in_words(*, expected: int, handed_in: int, taken_out: int = 0) -> str:
    """Who counted at the release, in sentences. ``expected`` leaves those out who were taken out before."""
    if not handed_in:
        said = "Nobody handed in before the release, so there is no spread. The group can still record a reference grade."
    elif handed_in == expected:
        said = "The one person invited handed in" if expected == 1 else f"All {expected} handed in"
        said += " before the release."
    else:
        absent = "1 was absent" if expected - handed_in == 1 else f"{expected - handed_in} were absent"
        said = f"{handed_in} of {expected} handed in before the release; {absent}."
    if handed_in == 1:
        said += " With one participant there is nothing to compare."
    if not taken_out:
        return said
    who = "1 person was" if taken_out == 1 else f"{taken_out} people were"
    return f"{said} {who} taken out before the release; what they graded is kept and counts nowhere."


@dataclass(frozen=True, slots=True)
class GroupAgreement:
    """How far the group agreed before it talked: on cases as a whole, and on sections of cases."""

    overall: Agreement
    sections: Agreement


def agreement_of(tool: ToolDefinition, cases: Sequence[Sequence[Graded]]) -> GroupAgreement:
    """The agreement over ``cases`` (one entry a case, with all who handed it in).

    A coefficient needs ten things that two people graded, not ten pairs of grades: a dozen people make 66 pairs of one
    case, which say nothing about telling cases apart.
    """
    people = sorted({each.auditor_id for case in cases for each in case})
    sections = [place for place in places(tool) if place.key != OVERALL]
    overall = [_row(tool, OVERALL, case, people) for case in cases]
    of_sections = [_row(tool, place.key, case, people) for case in cases for place in sections]
    return GroupAgreement(
        _agreement(tool, overall, len(people), "cases"),
        _agreement(tool, of_sections, len(people), "sections of cases"),
    )


@dataclass(frozen=True, slots=True)
class Distance:
    """One person's grade beside the reference (keys; None: not relevant). ``steps`` is None where one has no grade."""

    place: Place
    own: str | None
    reference: str | None
    steps: int | None

    @property
    def words(self) -> str:
        """``The same``, ``1 step more lenient``, or why the two are not compared."""
        if self.steps is None:
            return (
                "Both not relevant"
                if self.own == self.reference
                else "Not compared: one found it not relevant"
            )
        if not self.steps:
            return "The same"
        size = "1 step" if abs(self.steps) == 1 else f"{abs(self.steps)} steps"
        return f"{size} more {'lenient' if self.steps > 0 else 'severe'}"


@dataclass(frozen=True, slots=True)
class Summary:
    """How far somebody is from the reference over ``n`` grades; both means are None when nothing was compared."""

    n: int
    mean_absolute: float | None
    mean_signed: float | None

    @property
    def words(self) -> str:
        """The same as a sentence."""
        if self.mean_absolute is None or self.mean_signed is None:
            return "No grade can be compared with a reference yet."
        grades = "1 grade" if self.n == 1 else f"{self.n} grades"
        size = two_places(abs(self.mean_signed))
        side = (
            "neither more lenient nor more severe"
            if size == "0.00"
            else f"{size} steps more {'lenient' if self.mean_signed > 0 else 'severe'}"
        )
        return (
            f"Over {grades}, {two_places(self.mean_absolute)} grade steps from the reference on average; "
            f"taken together {side}."
        )


def distances(
    tool: ToolDefinition, own: Mapping[str, str], reference: Mapping[str, str | None]
) -> tuple[Distance, ...]:
    """How far each grade is from the reference, for the places that have one. None in ``reference``: not relevant."""
    return tuple(
        Distance(
            place,
            own.get(place.key),
            reference[place.key],
            _steps(tool, own.get(place.key), reference[place.key]),
        )
        for place in places(tool)
        if place.key in reference
    )


def summary(found: Iterable[Distance]) -> Summary:
    """The means over all that can be compared."""
    steps = [each.steps for each in found if each.steps is not None]
    return Summary(len(steps), mean(abs(each) for each in steps), mean(steps))


def _spread(tool: ToolDefinition, place: Place, graded: Sequence[Graded]) -> Spread:
    given = [each.grades.get(place.key) for each in graded]
    counts = tuple(given.count(grade.key) for grade in tool.grades)
    return Spread(place, counts, given.count(None))


def _row(
    tool: ToolDefinition, key: str, case: Sequence[Graded], people: Sequence[int]
) -> tuple[int | None, ...]:
    given = {each.auditor_id: tool.grade_position(each.grades[key]) for each in case if key in each.grades}
    return tuple(given.get(person) for person in people)


def _agreement(
    tool: ToolDefinition, rows: Sequence[tuple[int | None, ...]], raters: int, of_what: str
) -> Agreement:
    table = table_of_ratings(rows, scale=len(tool.grades), raters=raters)
    twice = sum(sum(grade is not None for grade in row) > 1 for row in rows)
    if twice >= AT_LEAST:
        return agreement(table)
    # More pairs than there are: the plain shares are counted, and no coefficient is worked out for nothing.
    found = agreement(table, at_least=len(rows) * raters * raters + 1)
    none = Estimate(None, None, None, too_few(twice, AT_LEAST, f"{of_what} that two people graded"))
    return replace(found, alpha_ordinal=none, ac2_quadratic=none)


def _steps(tool: ToolDefinition, own: str | None, reference: str | None) -> int | None:
    if own is None or reference is None:
        return None
    return tool.grade_position(own) - tool.grade_position(reference)
