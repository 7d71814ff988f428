"""What was asked, given what was answered, and what is still missing?

The server decides what was asked. Answers to questions that were not asked stay with a draft, and are
dropped by `kept` at submission.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING

from qa_app.domain.conditions import in_play
from qa_app.domain.grading import is_above_cap
from qa_app.domain.malformed import problem_with
from qa_app.domain.questions import DateQuestion, Given, LongTextQuestion, NumberQuestion, ShortTextQuestion
from qa_app.domain.standing_questions import ABOVE_CAP_REASON, NOT_RELEVANT

if TYPE_CHECKING:
    from collections.abc import Mapping

    from qa_app.domain.questions import Question
    from qa_app.domain.tools import Section, ToolDefinition

__all__ = [
    "Given",
    "Missing",
    "Progress",
    "SectionProgress",
    "asked",
    "kept",
    "problem_with",
    "progress",
    "text_of",
    "unanswered",
]

_NOTHING = Given("")


@dataclass(frozen=True, slots=True)
class Missing:
    """Something without which the audit cannot be submitted: where it is, and a sentence that says what to do."""

    section_key: str
    question_key: str
    message: str
    is_comment: bool = False
    """Whether it is the comment that is needed, and not the answer."""


class Progress(StrEnum):
    """How far a section is, as the task list says it."""

    NOT_STARTED = "not_started"
    IN_PROGRESS = "in_progress"
    COMPLETED = "completed"
    NOT_RELEVANT = "not_relevant"


@dataclass(frozen=True, slots=True)
class SectionProgress:
    """How far a section is. Counts are of the questions asked that must be answered."""

    section: Section
    status: Progress
    answered: int
    asked: int


def asked(tool: ToolDefinition, answers: Mapping[str, Given]) -> tuple[Question, ...]:
    """The questions that these answers lead to, in order, generated ones included."""
    values = {key: given.value for key, given in answers.items()}
    above = is_above_cap(tool, answers)
    return tuple(q for q in in_play(tool.all_questions, values) if q.key != ABOVE_CAP_REASON or above)


def kept(tool: ToolDefinition, answers: Mapping[str, Given]) -> dict[str, Given]:
    """The answers to questions that were asked. The others are dropped, and so are empty ones."""
    wanted = {question.key for question in asked(tool, answers)}
    return {key: given for key, given in answers.items() if key in wanted and (given.value or given.comment)}


def unanswered(tool: ToolDefinition, answers: Mapping[str, Given]) -> tuple[Missing, ...]:
    """All that stands between these answers and submission, in the order of the tool."""
    return tuple(
        missing
        for question in asked(tool, answers)
        if (
            missing := _missing(
                tool.section_of(question.key).key, question, answers.get(question.key, _NOTHING)
            )
        )
    )


def progress(tool: ToolDefinition, answers: Mapping[str, Given]) -> tuple[SectionProgress, ...]:
    """How far each section is, in the order of the tool, the overall judgement last."""
    reached = {question.key for question in asked(tool, answers)}
    missing = {each.question_key for each in unanswered(tool, answers)}
    return tuple(_section_progress(section, reached, missing, answers) for section in tool.all_sections)


def text_of(question: Question, value: str) -> str:
    """The answer as a person reads it: the words of the options, one a line; a date as 3 March 2026."""
    if question.choices:
        texts = {choice.key: choice.text for choice in question.choices}
        return "\n".join(texts.get(key, key) for key in value.split("\n"))
    if isinstance(question, DateQuestion):
        try:
            day = date.fromisoformat(value)
        except ValueError:
            return value
        return f"{day.day} {day:%B %Y}"
    if isinstance(question, NumberQuestion) and value and question.unit:
        return f"{value} {question.unit}"
    return value


def _section_progress(
    section: Section, reached: set[str], missing: set[str], answers: Mapping[str, Given]
) -> SectionProgress:
    here = [question for question in section.questions if question.key in reached]
    due = [question.key for question in here if question.required]
    done = sum(key not in missing for key in due)
    if not any(answers.get(question.key, _NOTHING).value for question in here):
        status = Progress.NOT_STARTED
    elif any(question.key in missing for question in here):
        status = Progress.IN_PROGRESS
    elif answers.get(section.relevance_key, _NOTHING).value == NOT_RELEVANT:
        status = Progress.NOT_RELEVANT
    else:
        status = Progress.COMPLETED
    return SectionProgress(section, status, done, len(due))


def _missing(section_key: str, question: Question, given: Given) -> Missing | None:
    if message := _needed(question, given):
        return Missing(section_key, question.key, message)
    if not given.comment.strip() and (said := _needs_comment(question, given)):
        message = f"Add a comment to “{question.text}”: it is needed when the answer is {said}"
        return Missing(section_key, question.key, message, is_comment=True)
    return None


def _needed(question: Question, given: Given) -> str | None:
    """What to do about the answer before submission; None when nothing is needed."""
    if not given.value.strip():
        return f"{_invitation(question)} “{question.text}”" if question.required else None
    problem = problem_with(question, given)
    return f"{problem} (“{question.text}”)" if problem else None


def _needs_comment(question: Question, given: Given) -> str:
    """The words of the answers that need a comment; "" when none does."""
    needing = [key for key in given.value.split("\n") if key in question.comment_when]
    return text_of(question, "\n".join(needing)).replace("\n", ", ")


def _invitation(question: Question) -> str:
    if question.kind == "many_of":
        return "Choose at least one answer to"
    if question.choices:
        return "Choose an answer to"
    if isinstance(question, ShortTextQuestion | LongTextQuestion):
        return "Write an answer to"
    return "Enter an answer to"
