"""What does an audit tool ask, how does it grade, and what limits the grade?

A `ToolDefinition` is what a tool file says and nothing more; its JSON is the snapshot that a tool version
keeps for ever. What an auditor is really asked (`all_sections`, `all_questions`) adds the questions that
every tool has: relevance, difference and grade of a section, and the overall judgement.
"""

from __future__ import annotations

from calendar import monthrange
from functools import cached_property
from typing import TYPE_CHECKING, Literal, Self

from pydantic import Field, model_validator

from qa_app.domain.limits import LimitingRule
from qa_app.domain.questions import Option, Question
from qa_app.domain.shapes import Code, Line, Prose, Shape, Slug, key_from
from qa_app.domain.standing_questions import (
    OVERALL,
    closing_questions,
    difference_key,
    grade_key,
    on_scale,
    only_if_relevant,
    overall_questions,
    relevance_key,
    relevance_question,
)

if TYPE_CHECKING:
    from datetime import date


class LookBack(Shape):
    """How far back to read, and how far back to judge. Both in months, judged no longer than read."""

    look_months: int = Field(ge=1, le=120)
    judge_months: int = Field(ge=1, le=120)

    @model_validator(mode="after")
    def _judges_what_was_read(self) -> Self:
        if self.judge_months > self.look_months:
            raise ValueError("judge_months is more than look_months: only what was read can be judged.")
        return self

    def look_from(self, on: date) -> date:
        """The first day to read, for an audit done on this day."""
        return _months_before(on, self.look_months)

    def judge_from(self, on: date) -> date:
        """The first day that the judgement is about, for an audit done on this day."""
        return _months_before(on, self.judge_months)


class Grade(Shape):
    """A word of the scale and what practice looks like when it is the right word."""

    name: Line
    key: Code
    descriptor: Prose = ""

    @model_validator(mode="before")
    @classmethod
    def _key_from_name(cls, raw: object) -> object:
        if isinstance(raw, str):
            return {"name": raw, "key": key_from(raw)}
        if isinstance(raw, dict) and isinstance(raw.get("name"), str):
            return {"key": key_from(raw["name"])} | raw
        return raw


class Theme(Shape):
    """A tag that strengths and areas for improvement can carry."""

    key: Code
    title: Line

    @model_validator(mode="before")
    @classmethod
    def _title_alone(cls, raw: object) -> object:
        return {"key": key_from(raw), "title": raw} if isinstance(raw, str) else raw


class Section(Shape):
    """A group of questions that are answered on one page."""

    key: Slug
    title: Line
    intro: Prose = ""
    optional: bool = False
    graded: bool = False
    questions: tuple[Question, ...] = Field(min_length=1)

    @property
    def relevance_key(self) -> str:
        """The question whether an optional section is relevant."""
        return relevance_key(self.key)

    @property
    def difference_key(self) -> str:
        """The question what difference the work made for the child."""
        return difference_key(self.key)

    @property
    def grade_key(self) -> str:
        """The question that grades the section."""
        return grade_key(self.key)


class ToolDefinition(Shape):
    """What one version of a tool says. The reader of tool files has checked that it makes sense."""

    key: Slug
    version: int = Field(ge=1, le=9_999)
    title: Line
    purpose: Prose
    kind: Literal["full", "themed", "safety_check"]
    look_back: LookBack
    grades: tuple[Grade, ...] = Field(min_length=2)
    sections: tuple[Section, ...] = Field(min_length=1)
    limiting_rules: tuple[LimitingRule, ...] = ()
    themes: tuple[Theme, ...] = ()

    @cached_property
    def all_sections(self) -> tuple[Section, ...]:
        """The sections as they are asked, the overall judgement last. Their questions are complete."""
        return (*(self._as_asked(section) for section in self.sections), self._overall)

    @cached_property
    def all_questions(self) -> tuple[Question, ...]:
        """Every question that could be asked, in order, generated ones included."""
        return tuple(question for section in self.all_sections for question in section.questions)

    @cached_property
    def _by_key(self) -> dict[str, tuple[Section, Question]]:
        return {q.key: (section, q) for section in self.all_sections for q in section.questions}

    def section(self, key: str) -> Section:
        """The section as it is asked. KeyError when there is none."""
        for section in self.all_sections:
            if section.key == key:
                return section
        raise KeyError(key)

    def question(self, key: str) -> Question:
        """The question as it is asked. KeyError when there is none."""
        return self._by_key[key][1]

    def section_of(self, question_key: str) -> Section:
        """The section, as it is asked, that a question belongs to. KeyError when there is none."""
        return self._by_key[question_key][0]

    def grade(self, key: str) -> Grade:
        """The grade with this key. KeyError when there is none."""
        return self.grades[self.grade_position(key) - 1]

    def grade_position(self, key: str) -> int:
        """1 for the worst grade, and up. It is the number that statistics use. KeyError when there is none."""
        for position, grade in enumerate(self.grades, start=1):
            if grade.key == key:
                return position
        raise KeyError(key)

    @cached_property
    def _scale(self) -> tuple[Option, ...]:
        """Best first, as auditors are used to reading it."""
        return tuple(Option(key=g.key, text=g.name, hint=g.descriptor) for g in reversed(self.grades))

    @cached_property
    def _overall(self) -> Section:
        return Section(
            key=OVERALL,
            title="Overall judgement",
            intro="Weigh everything that you found. This is a best fit, not an average of the sections.",
            questions=overall_questions(self._scale),
        )

    def _as_asked(self, section: Section) -> Section:
        asked: list[Question] = list(section.questions)
        if section.graded:
            asked += closing_questions(section.key, section.title, self._scale)
        if section.optional:
            first = relevance_question(section.key)
            asked = [first, *(only_if_relevant(question, first.key) for question in asked)]
        return section.model_copy(update={"questions": tuple(on_scale(q, self._scale) for q in asked)})


def _months_before(on: date, months: int) -> date:
    """The same day so many months earlier, or the last day of that month where it is shorter."""
    year, month = divmod(on.year * 12 + on.month - 1 - months, 12)
    return on.replace(year=year, month=month + 1, day=min(on.day, monthrange(year, month + 1)[1]))
