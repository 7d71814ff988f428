"""What kinds of question can an audit ask, and what is an answer to one?

Seven things are common to all kinds; each kind adds only what it needs. Compliance (is it there, in time)
and quality (how good is it, what difference did it make) are marked on the question, because findings
report the two apart.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from qa_app.domain.conditions import Condition
from qa_app.domain.shapes import Code, Line, Prose, Shape, Slug, key_from

Measure = Literal["compliance", "quality"]

LONGEST_LINE = 200
LONGEST_TEXT = 20_000
NOT_APPLICABLE = "not_applicable"
"""Leaves every denominator. "Not evidenced" does not: the record ought to have shown it."""
NOT_EVIDENCED = "not_evidenced"


@dataclass(frozen=True, slots=True)
class Given:
    """What was recorded for one question. `value` is text, "" when not answered yet.

    judgement, grade, one_of → a key; many_of → keys joined by newlines; date → ISO 8601; number → decimal
    digits; texts → the text.
    """

    value: str
    comment: str = ""


class Option(Shape):
    """One of the answers to choose from. Written as words alone, its key is made from them."""

    key: Code
    text: Line
    hint: Prose = ""

    @model_validator(mode="before")
    @classmethod
    def _words_alone(cls, raw: object) -> object:
        return {"key": key_from(raw), "text": raw} if isinstance(raw, str) else raw


JUDGEMENTS = (
    Option(key="yes", text="Yes"),
    Option(key="partly", text="Partly"),
    Option(key="no", text="No"),
    Option(key=NOT_EVIDENCED, text="Not evidenced", hint="The record should show this and does not"),
    Option(key=NOT_APPLICABLE, text="Not applicable", hint="This could not apply to this child"),
)


class _Asked(Shape):
    """What every kind of question has."""

    key: Slug
    text: Line
    hint: Prose = ""
    guidance: Prose = ""
    standard: Annotated[str, StringConstraints(max_length=200)] = ""
    measure: Measure = "quality"
    required: bool = True
    show_if: Condition | None = None
    comment_when: tuple[str, ...] = ()

    @property
    def choices(self) -> tuple[Option, ...]:
        """What can be chosen, in the order shown. Empty for kinds that are typed."""
        return ()

    def choice(self, key: str) -> Option | None:
        """The choice with this key, if there is one."""
        return next((each for each in self.choices if each.key == key), None)


class JudgementQuestion(_Asked):
    """Yes, partly, no, not evidenced, not applicable."""

    kind: Literal["judgement"]

    @property
    def choices(self) -> tuple[Option, ...]:
        """The same five for every judgement, so that they can be counted together."""
        return JUDGEMENTS


class GradeQuestion(_Asked):
    """A grade from the tool's own scale, best first. The tool fills the scale in when it asks."""

    kind: Literal["grade"]
    scale: tuple[Option, ...] = Field(default=(), exclude=True)

    @property
    def choices(self) -> tuple[Option, ...]:
        """The grades, each with its descriptor as hint."""
        return self.scale


class _Chosen(_Asked):
    """A question with its own list of answers."""

    options: tuple[Option, ...] = Field(min_length=2)

    @property
    def choices(self) -> tuple[Option, ...]:
        """The options, as written."""
        return self.options


class OneOfQuestion(_Chosen):
    """Exactly one of a list."""

    kind: Literal["one_of"]


class ManyOfQuestion(_Chosen):
    """Any number of a list."""

    kind: Literal["many_of"]


class ShortTextQuestion(_Asked):
    """One line of text."""

    kind: Literal["short_text"]


class LongTextQuestion(_Asked):
    """Paragraphs of text."""

    kind: Literal["long_text"]


class DateQuestion(_Asked):
    """A day."""

    kind: Literal["date"]


class NumberQuestion(_Asked):
    """A count or a measurement. Whole unless `decimals` is set; both limits are allowed values."""

    kind: Literal["number"]
    minimum: float | None = None
    maximum: float | None = None
    decimals: bool = False
    unit: Annotated[str, StringConstraints(max_length=40)] = ""

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.minimum is not None and self.maximum is not None and self.minimum > self.maximum:
            raise ValueError("The minimum is above the maximum, so that no number would be accepted.")
        return self


Question = Annotated[
    JudgementQuestion
    | GradeQuestion
    | OneOfQuestion
    | ManyOfQuestion
    | ShortTextQuestion
    | LongTextQuestion
    | DateQuestion
    | NumberQuestion,
    Field(discriminator="kind"),
]

KINDS: dict[str, type[_Asked]] = {
    "judgement": JudgementQuestion,
    "grade": GradeQuestion,
    "one_of": OneOfQuestion,
    "many_of": ManyOfQuestion,
    "short_text": ShortTextQuestion,
    "long_text": LongTextQuestion,
    "date": DateQuestion,
    "number": NumberQuestion,
}
