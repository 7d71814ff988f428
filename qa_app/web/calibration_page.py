"""How is a released exercise laid out on a page, for whoever reads it?

Nothing is counted here: spreads, agreement and distances are worked out by ``domain.calibration``. What is somebody's own
is shown to them; names only where the view asks for them, for the QA manager.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from markupsafe import Markup

from qa_app.domain.agreement_words import WHAT, in_plain_words
from qa_app.domain.calibration import (
    Place,
    attendance_in_words,
    distances,
    places,
    spread_in_words,
    spreads,
    summary,
)
from qa_app.domain.spread_charts import spread_chart
from qa_app.domain.standing_questions import OVERALL_GRADE
from qa_app.domain.statistics import percent
from qa_app.exports.charts import svg

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from qa_app.domain.agreement import Agreement
    from qa_app.domain.calibration import Distance, Graded, Spread, Summary
    from qa_app.domain.charts import Chart
    from qa_app.domain.tools import ToolDefinition
    from qa_app.domain.workflow import Status
    from qa_app.models.calibration import Exercise, ExerciseCase, ReferenceGrade

_NARROW, _NARROW_WORDS = 340, 12


@dataclass(frozen=True, slots=True)
class Drawn:
    """A picture for wide and for narrow screens; both empty when there is nothing to draw."""

    wide: Markup
    narrow: Markup


@dataclass(frozen=True, slots=True)
class SeenPlace:
    """One section, or the case as a whole: how the group graded it and what the reader has to do with it.

    ``own`` is the reader's grade (a key; None: not relevant, or they graded nothing), ``reference`` the one that counts,
    ``earlier`` those that it corrected, the newest first. ``distance`` is the reader's own, None without a reference.
    """

    place: Place
    spread: Spread
    words: str
    own: str | None
    reference: ReferenceGrade | None
    earlier: tuple[ReferenceGrade, ...]
    distance: Distance | None


@dataclass(frozen=True, slots=True)
class SeenCase:
    """One case of a released exercise. ``is_own``: the reader handed it in."""

    case: ExerciseCase
    expected: int
    handed_in: int
    places: tuple[SeenPlace, ...]
    is_own: bool
    picture: Drawn

    @property
    def attendance(self) -> str:
        """Who was there, in words."""
        return attendance_in_words(expected=self.expected, handed_in=self.handed_in)

    @property
    def overall(self) -> SeenPlace:
        """The case as a whole."""
        return self.places[0]

    @property
    def missing(self) -> tuple[Place, ...]:
        """What still has no reference grade."""
        return tuple(each.place for each in self.places if each.reference is None)

    @property
    def distances(self) -> tuple[Distance, ...]:
        """The reader's own distances."""
        return tuple(each.distance for each in self.places if each.distance)

    @property
    def summary(self) -> Summary:
        """The same taken together."""
        return summary(self.distances)


@dataclass(frozen=True, slots=True)
class PersonsDistances:
    """One person by name, for the QA manager: each case's distances (None: not handed in), and all taken together."""

    auditor_id: int
    name: str
    cases: tuple[tuple[Distance, ...] | None, ...]

    @property
    def summary(self) -> Summary:
        """Over all cases."""
        return summary(each for case in self.cases if case for each in case)


def seen_case(
    exercise: Exercise,
    case: ExerciseCase,
    graded: Sequence[Graded],
    statuses: Mapping[tuple[int, int], Status],
    reader_id: int,
) -> SeenCase:
    """A case of a released exercise for this reader."""
    tool = exercise.tool_version.definition
    own = next((each.grades for each in graded if each.auditor_id == reader_id), None)
    latest = case.latest
    reference = {key: row.grade for key, row in latest.items()}
    found = spreads(tool, graded)
    theirs = {each.place.key: each for each in distances(tool, own, reference)} if own is not None else {}
    chart = spread_chart(f"case-{case.id}", f"How the group graded {case.name}", tool, found, own)
    return SeenCase(
        case=case,
        expected=sum(number == case.id for number, _ in statuses),
        handed_in=len(graded),
        places=tuple(
            SeenPlace(
                place=each.place,
                spread=each,
                words=spread_in_words(tool, each),
                own=own.get(each.place.key) if own else None,
                reference=latest.get(each.place.key),
                earlier=_earlier(case, each.place.key),
                distance=theirs.get(each.place.key),
            )
            for each in found
        ),
        is_own=own is not None,
        picture=_drawn(chart),
    )


def overall_picture(exercise: Exercise, seen: Sequence[SeenCase]) -> Drawn:
    """The overall grades of all cases in one picture, the reader's own flagged."""
    tool = exercise.tool_version.definition
    named = [
        replace(each.overall.spread, place=Place(str(each.case.id), each.case.name, OVERALL_GRADE))
        for each in seen
    ]
    own = {str(each.case.id): each.overall.own for each in seen if each.overall.own}
    return _drawn(
        spread_chart(f"exercise-{exercise.id}", "Overall grades of each case", tool, named, own or None)
    )


def distances_by_name(
    exercise: Exercise, graded: Mapping[int, Sequence[Graded]]
) -> tuple[PersonsDistances, ...]:
    """Everybody who handed something in, by name. The exercise needs its invitations."""
    tool = exercise.tool_version.definition
    names = {each.auditor_id: each.auditor.name for each in exercise.invitations}
    people = {each.auditor_id for case in graded.values() for each in case}
    return tuple(
        PersonsDistances(
            number,
            names[number],
            tuple(_of(tool, case, graded[case.id], number) for case in exercise.cases),
        )
        for number in sorted(people, key=lambda each: (names[each], each))
    )


def places_of(exercise: Exercise) -> tuple[Place, ...]:
    """All that the exercise's tool grades."""
    return places(exercise.tool_version.definition)


def coefficients(found: Agreement) -> list[dict[str, str]]:
    """Rows for the macro ``summary_list``: shares of pairs, then each coefficient with its interval or why there is none."""
    rows = [{"key": "Graded by two people or more", "value": f"{found.units:,}"}]
    for name, share in (("The same grade", found.exact), ("The same, or one step apart", found.within_one)):
        if share is not None:
            rows.append(
                {
                    "key": name,
                    "value": f"{percent(round(share * 10**6), 10**6)}% of {found.pairs:,} pairs of grades",
                }
            )
    for name, estimate in (
        ("alpha_ordinal", found.alpha_ordinal),
        ("ac2_quadratic", found.ac2_quadratic),
    ):
        said = in_plain_words(name, estimate)
        rows.append({"key": WHAT[name], "value": f"{estimate.words}; {said}" if said else estimate.words})
    return rows


def _drawn(chart: Chart | None) -> Drawn:
    if chart is None:
        return Drawn(Markup(), Markup())
    narrow = svg(chart, wide=_NARROW, size=_NARROW_WORDS)
    return Drawn(Markup(svg(chart)), Markup(narrow))  # noqa: S704  # it escapes what it is given


def _earlier(case: ExerciseCase, key: str) -> tuple[ReferenceGrade, ...]:
    of_place = [each for each in case.references if each.section_key == key]
    return tuple(reversed(of_place[:-1]))


def _of(
    tool: ToolDefinition, case: ExerciseCase, graded: Sequence[Graded], number: int
) -> tuple[Distance, ...] | None:
    own = next((each.grades for each in graded if each.auditor_id == number), None)
    reference = {key: row.grade for key, row in case.latest.items()}
    return None if own is None else distances(tool, own, reference)
