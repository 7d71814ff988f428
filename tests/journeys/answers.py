"""What does an auditor of the journeys answer? Whatever the tool asks, with a sentence where words are wanted."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from qa_app.domain.answers import asked
from qa_app.domain.questions import Given
from qa_app.domain.standing_questions import ABOVE_CAP_REASON

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from qa_app.domain.questions import Question
    from qa_app.domain.tools import Section, ToolDefinition

NO_CHANGES: Mapping[str, Given] = {}


def answers_to(
    tool: ToolDefinition, grade: str, on: date, changes: Mapping[str, Given] = NO_CHANGES
) -> dict[str, Given]:
    """An answer to everything that is asked, in order. Every grade is ``grade``; ``changes`` win."""
    answers: dict[str, Given] = {}
    for question in tool.all_questions:
        if question.key in {each.key for each in asked(tool, answers)} and question.key != ABOVE_CAP_REASON:
            answers[question.key] = changes.get(question.key) or _usual(question, grade, on)
    return answers


def of_section(section: Section, answers: Mapping[str, Given]) -> list[tuple[Question, Given]]:
    """The questions of one page that are answered, with their answers."""
    return [(each, answers[each.key]) for each in section.questions if each.key in answers]


def _usual(question: Question, grade: str, on: date) -> Given:
    match question.kind:
        case "judgement":
            return Given("yes", "Seen in the record." if "yes" in question.comment_when else "")
        case "grade":
            return Given(grade)
        case "one_of" | "many_of":
            first = question.choices[0].key
            return Given(first, "Because the record says so." if first in question.comment_when else "")
        case "date":
            return Given((on - timedelta(days=9)).isoformat())
        case "number":
            return Given("2")
        case _:
            return Given(f"What the record shows about this: {question.key.replace('-', ' ')}.")
