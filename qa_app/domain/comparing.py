"""What did two auditors answer to the same questions, and where do they differ?

Differences come first: sections whose grades differ, then sections in which an answer does. Free words always differ, so
only what is chosen makes a difference; the words stand beside it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from qa_app.domain.answers import asked, text_of
from qa_app.domain.questions import Given
from qa_app.domain.standing_questions import OVERALL, OVERALL_GRADE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from qa_app.domain.questions import Question
    from qa_app.domain.tools import Section, ToolDefinition

_NOTHING = Given("")


@dataclass(frozen=True, slots=True)
class ComparedAnswer:
    """One question with both answers. ``first`` and ``second`` are as kept; None where it was not asked of that auditor."""

    question: Question
    first: Given | None
    second: Given | None

    @property
    def differs(self) -> bool:
        """Whether they chose differently, or only one of them was asked."""
        if not self.question.choices:
            return False
        return (self.first.value if self.first else None) != (self.second.value if self.second else None)

    def text(self, given: Given | None) -> str:
        """An answer as a person reads it; empty for none."""
        return text_of(self.question, given.value) if given and given.value else ""


@dataclass(frozen=True, slots=True)
class ComparedSection:
    """One section. Grades are keys of the scale, None where it is not graded."""

    section: Section
    first_grade: str | None
    second_grade: str | None
    answers: tuple[ComparedAnswer, ...]

    @property
    def grade_differs(self) -> bool:
        """Whether the two graded it differently."""
        return self.first_grade != self.second_grade

    @property
    def different(self) -> tuple[ComparedAnswer, ...]:
        """The questions that were answered differently."""
        return tuple(each for each in self.answers if each.differs)

    @property
    def alike(self) -> tuple[ComparedAnswer, ...]:
        """The others, free words among them."""
        return tuple(each for each in self.answers if not each.differs)


def compared(
    tool: ToolDefinition, first: Mapping[str, Given], second: Mapping[str, Given]
) -> tuple[ComparedSection, ...]:
    """Every section in which one of the two was asked anything, those that differ first."""
    both = (first, second)
    reached = [{question.key for question in asked(tool, answers)} for answers in both]
    sections = []
    for section in tool.all_sections:
        answers = tuple(
            ComparedAnswer(question, *(_given(question, *each) for each in zip(both, reached, strict=True)))
            for question in section.questions
            if any(question.key in keys for keys in reached)
        )
        if answers:
            sections.append(
                ComparedSection(section, _grade(section, first), _grade(section, second), answers)
            )
    return tuple(sorted(sections, key=lambda each: (not each.grade_differs, not each.different)))


def _given(question: Question, answers: Mapping[str, Given], reached: set[str]) -> Given | None:
    return answers.get(question.key, _NOTHING) if question.key in reached else None


def _grade(section: Section, answers: Mapping[str, Given]) -> str | None:
    key = OVERALL_GRADE if section.key == OVERALL else section.grade_key
    given = answers.get(key)
    return given.value if given and given.value else None
