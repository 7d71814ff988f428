"""What can limit the overall grade, as a tool file says it?

A section at a grade, a number of sections at a grade, or a condition on answers. What the rules come to for
the answers of an audit is in `grading`.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import Discriminator, Field, Tag

from qa_app.domain.conditions import AllOf, AnyOf, Is, IsAny
from qa_app.domain.shapes import Code, Line, Shape, Slug


class SectionAt(Shape):
    """One section has this grade or a worse one."""

    section: Slug
    grade: Code


class SectionsAt(Shape):
    """So many sections have this grade or a worse one."""

    sections_at: Code
    at_least: int = Field(ge=1)


_WHEN_CLASSES = {
    SectionAt: "a section",
    SectionsAt: "a count",
    Is: "an is",
    IsAny: "an is_any",
    AnyOf: "an any",
    AllOf: "an all",
}
_WHEN_WORDS = {"sections_at": "a count", "at_least": "a count", "section": "a section"}


def _when_tag(raw: object) -> str:
    if isinstance(raw, dict):
        by_word = next((tag for word, tag in _WHEN_WORDS.items() if word in raw), None)
        return by_word or next((f"an {word}" for word in ("any", "all", "is_any") if word in raw), "an is")
    return next((tag for kind, tag in _WHEN_CLASSES.items() if isinstance(raw, kind)), "an is")


When = Annotated[
    Annotated[SectionAt, Tag("a section")]
    | Annotated[SectionsAt, Tag("a count")]
    | Annotated[Is, Tag("an is")]
    | Annotated[IsAny, Tag("an is_any")]
    | Annotated[AnyOf, Tag("an any")]
    | Annotated[AllOf, Tag("an all")],
    Discriminator(_when_tag),
]


class LimitingRule(Shape):
    """When this is found, the overall grade is at most `cap`. A rule lowers a limit and never raises a grade."""

    when: When
    cap: Code
    because: Line
