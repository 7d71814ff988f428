"""May two audits that differ be decided like this, and is every difference answered?

Each difference is answered by itself: the first auditor's grade, the second's, or another, with a category and words. A
grade on which both agree stays, unless somebody changes it and says why.
"""

from __future__ import annotations

from collections.abc import Mapping  # noqa: TC003  # what a field is must be known at run time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from qa_app.domain import grading
from qa_app.domain.errors import Incomplete, NotPossible
from qa_app.domain.moderating import ChangeReason  # noqa: TC001  # as above
from qa_app.domain.pairs import Grades, Taken, differences
from qa_app.domain.questions import Given
from qa_app.domain.standing_questions import OVERALL, OVERALL_GRADE
from qa_app.domain.words import written

if TYPE_CHECKING:
    from qa_app.domain.tools import Grade, ToolDefinition


@dataclass(frozen=True, slots=True)
class TakenGrade:
    """Whose grade becomes final. ``grade`` is a key of the scale for ``Taken.OTHER``, and not looked at otherwise."""

    taken: Taken
    category: ChangeReason | None
    because: str
    grade: str | None = None


@dataclass(frozen=True, slots=True)
class PairDecision:
    """A decision by key of section, or ``OVERALL``. ``above_cap_because`` explains a final grade above a cap."""

    items: Mapping[str, TakenGrade] = field(default_factory=dict)
    above_cap_because: str = ""


def final_grades(first: Grades, second: Grades, decision: PairDecision) -> Grades:
    """What becomes final: the first auditor's grades, except where it was decided otherwise."""
    sections = {
        key: grade
        for key in dict.fromkeys([*first.sections, *second.sections, *decision.items])
        if key != OVERALL and (grade := _final(key, first, second, decision))
    }
    return Grades(_final(OVERALL, first, second, decision) or first.overall, sections)


def check_decision(
    tool: ToolDefinition,
    first: Grades,
    second: Grades,
    answers: tuple[Mapping[str, Given], Mapping[str, Given]],
    decision: PairDecision,
) -> None:
    """``answers`` are the first auditor's and the second's.

    :raises Incomplete: when a difference is not answered or explained, or a cap is passed over in silence.
    :raises NotPossible: for a grade or a section that the tool does not have.
    """
    known = {OVERALL, *(section.key for section in tool.sections if section.graded)}
    if unknown := set(decision.items) - known:
        raise NotPossible(f"This tool has no graded section {', '.join(sorted(unknown))}.")
    for each in differences(tool, first, second):
        if each.key not in decision.items:
            raise Incomplete(f"Decide “{each.title}”: the two auditors differ there.")
    for key, item in decision.items.items():
        _check_item(tool, key, item)
    limit = cap_of(tool, answers, final_grades(first, second, decision))
    if limit and not decision.above_cap_because.strip():
        raise Incomplete(
            f"With these grades the tool’s rules allow {limit.name} overall at most. Choose another overall grade, or "
            "say why it stays above."
        )


def cap_of(tool: ToolDefinition, answers: tuple[Mapping[str, Given], ...], final: Grades) -> Grade | None:
    """The lowest cap that the final grade is above, by either auditor's answers; None when it is above none."""
    graded = {tool.section(key).grade_key: Given(grade) for key, grade in final.sections.items()}
    found = [
        limit
        for each in answers
        if (after := {**each, **graded, OVERALL_GRADE: Given(final.overall)})
        and grading.is_above_cap(tool, after)
        and (limit := grading.cap(tool, after))
    ]
    return min(found, key=lambda grade: tool.grade_position(grade.key), default=None)


def _final(key: str, first: Grades, second: Grades, decision: PairDecision) -> str | None:
    item = decision.items.get(key)
    if item is None or item.taken is Taken.FIRST:
        return first[key]
    return second[key] if item.taken is Taken.SECOND else item.grade


def _check_item(tool: ToolDefinition, key: str, item: TakenGrade) -> None:
    title = "the overall grade" if key == OVERALL else f"“{tool.section(key).title}”"
    if item.taken is Taken.OTHER and item.grade not in {grade.key for grade in tool.grades}:
        raise NotPossible(f"Choose one of the grades of this tool for {title}.")
    if item.category is None:
        raise Incomplete(f"Choose the reason for your decision about {title}.")
    written(item.because, f"Explain your decision about {title} in your own words.")
