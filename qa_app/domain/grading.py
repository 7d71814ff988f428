"""What is the highest overall grade that the rules of the tool allow, and why?

A rule puts a limit on the overall grade and never raises it. "At inadequate" means inadequate or worse, so
that a worse section can never lead to a higher limit. There is no average: the overall grade is a person's
best fit, freely below the limit, above it only with a reason.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from qa_app.domain.conditions import AllOf, AnyOf, Is, IsAny, holds, in_play
from qa_app.domain.limits import LimitingRule, SectionAt, SectionsAt
from qa_app.domain.standing_questions import OVERALL_GRADE

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from qa_app.domain.limits import When
    from qa_app.domain.questions import Given
    from qa_app.domain.tools import Grade, ToolDefinition


@dataclass(frozen=True, slots=True)
class FiredRule:
    """A rule that applies to an audit: the limit it sets, what set it off, and why the tool has the rule."""

    rule: LimitingRule
    cap: Grade
    because: str
    found: str
    """What set it off, as a clause: "“Risk” is graded Inadequate"."""

    @property
    def sentence(self) -> str:
        """The whole of it in plain English."""
        return f"Overall can be at most {self.cap.name}, because {self.found}. {_sentence(self.because)}"


def caps(tool: ToolDefinition, answers: Mapping[str, Given]) -> tuple[FiredRule, ...]:
    """The rules that apply to these answers, in the order of the tool."""
    values = _values_in_play(tool, answers)
    grades = section_grades(tool, answers)
    return tuple(
        FiredRule(rule, tool.grade(rule.cap), rule.because, found)
        for rule in tool.limiting_rules
        if (found := _found(rule.when, tool, values, grades))
    )


def cap(tool: ToolDefinition, answers: Mapping[str, Given]) -> Grade | None:
    """The lowest limit of the rules that apply; None when none does."""
    return min(
        (fired.cap for fired in caps(tool, answers)),
        key=lambda grade: tool.grade_position(grade.key),
        default=None,
    )


def limited(tool: ToolDefinition, grade: str, answers: Mapping[str, Given]) -> str:
    """The grade (a key), or the limit when the grade is above it."""
    limit = cap(tool, answers)
    return limit.key if limit and tool.grade_position(grade) > tool.grade_position(limit.key) else grade


def is_above_cap(tool: ToolDefinition, answers: Mapping[str, Given]) -> bool:
    """Whether the overall grade that was given is above the limit."""
    grade = overall_grade(tool, answers)
    return grade is not None and limited(tool, grade, answers) != grade


def overall_grade(tool: ToolDefinition, answers: Mapping[str, Given]) -> str | None:
    """The key of the overall grade as the auditor gave it; None when there is none yet."""
    given = answers.get(OVERALL_GRADE)
    return given.value if given and _is_grade(tool, given.value) else None


def section_grades(tool: ToolDefinition, answers: Mapping[str, Given]) -> dict[str, str]:
    """Section key → grade key, for the sections that are graded so far and relevant."""
    values = _values_in_play(tool, answers)
    return {
        section.key: values[section.grade_key]
        for section in tool.sections
        if section.graded and _is_grade(tool, values.get(section.grade_key, ""))
    }


def _values_in_play(tool: ToolDefinition, answers: Mapping[str, Given]) -> dict[str, str]:
    values = {key: given.value for key, given in answers.items()}
    return {question.key: values.get(question.key, "") for question in in_play(tool.all_questions, values)}


def _is_grade(tool: ToolDefinition, key: str) -> bool:
    return any(grade.key == key for grade in tool.grades)


def _found(when: When, tool: ToolDefinition, values: Mapping[str, str], grades: Mapping[str, str]) -> str:
    """What sets the rule off, as a clause; "" when nothing does."""
    match when:
        case SectionAt(section=key, grade=limit):
            return _graded(tool, _at_or_below(tool, limit, {key: grades[key]} if key in grades else {}))
        case SectionsAt(sections_at=limit, at_least=least):
            low = _at_or_below(tool, limit, grades)
            return _graded(tool, low) if len(low) >= least else ""
        case Is() | IsAny() | AnyOf() | AllOf():
            return _answered(when, tool, values) if holds(when, values) else ""


def _at_or_below(tool: ToolDefinition, limit: str, grades: Mapping[str, str]) -> dict[str, str]:
    position = tool.grade_position(limit)
    return {key: grade for key, grade in grades.items() if tool.grade_position(grade) <= position}


def _graded(tool: ToolDefinition, grades: Mapping[str, str]) -> str:
    return _listed(
        f"“{tool.section(key).title}” is graded {tool.grade(grade).name}" for key, grade in grades.items()
    )


def _answered(when: Is | IsAny | AnyOf | AllOf, tool: ToolDefinition, values: Mapping[str, str]) -> str:
    """The answers that make the condition hold, in words."""
    match when:
        case Is(question=key, value=value):
            return _answer(tool, key, (value,))
        case IsAny(question=key, values=wanted):
            return _answer(tool, key, tuple(set(wanted) & set(values.get(key, "").split("\n"))))
        case AnyOf(conditions=conditions) | AllOf(conditions=conditions):
            return _listed(_answered(each, tool, values) for each in conditions if holds(each, values))


def _answer(tool: ToolDefinition, key: str, chosen: tuple[str, ...]) -> str:
    question = tool.question(key)
    words = [choice.text for choice in question.choices if choice.key in chosen]
    return f"the answer to “{question.text}” is {_listed(f'“{word}”' for word in words)}"


def _listed(parts: Iterable[str]) -> str:
    *most, last = [part for part in parts if part] or [""]
    return f"{', '.join(most)} and {last}" if most else last


def _sentence(words: str) -> str:
    return words[:1].upper() + words[1:].rstrip(".") + "."
