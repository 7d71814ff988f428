"""When is a question asked, given what was answered before it?

Conditions are data, not a language. The same JSON is evaluated here, which is the truth, and by a small
script in the browser, which is a convenience:

    {"question": k, "is": v}        v is the answer, or one of the answers ticked
    {"question": k, "is_any": [v]}  one of these is
    {"any": [...]}, {"all": [...]}  of such conditions

A question that was not asked counts as not answered, whatever is still stored for it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Protocol, TypeVar

from pydantic import Discriminator, Field, Tag

from qa_app.domain.shapes import Shape, Slug

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping


class Is(Shape):
    """The earlier question has this answer."""

    question: Slug
    value: str = Field(alias="is", min_length=1)


class IsAny(Shape):
    """The earlier question has one of these answers."""

    question: Slug
    values: tuple[str, ...] = Field(alias="is_any", min_length=1)


class AnyOf(Shape):
    """At least one of the conditions holds."""

    conditions: tuple[Condition, ...] = Field(alias="any", min_length=1)


class AllOf(Shape):
    """Every one of the conditions holds."""

    conditions: tuple[Condition, ...] = Field(alias="all", min_length=1)


_CLASSES = {Is: "an is", IsAny: "an is_any", AnyOf: "an any", AllOf: "an all"}


def _tag(raw: object) -> str:
    """Which of the four this is, by the word that only it has. What fits none is reported as an `is`."""
    if isinstance(raw, dict):
        return next((f"an {word}" for word in ("any", "all", "is_any") if word in raw), "an is")
    return next((tag for kind, tag in _CLASSES.items() if isinstance(raw, kind)), "an is")


Condition = Annotated[
    Annotated[Is, Tag("an is")]
    | Annotated[IsAny, Tag("an is_any")]
    | Annotated[AnyOf, Tag("an any")]
    | Annotated[AllOf, Tag("an all")],
    Discriminator(_tag),
]

AnyOf.model_rebuild()
AllOf.model_rebuild()


class Conditional(Protocol):
    """Anything with a key that may depend on what came before it."""

    @property
    def key(self) -> str:
        """The name that other conditions call it by."""

    @property
    def show_if(self) -> Condition | None:
        """None when it is always asked."""


T = TypeVar("T", bound=Conditional)


def holds(condition: Condition, values: Mapping[str, str]) -> bool:
    """Whether the condition is true of these values (question key → value, several answers one a line)."""
    match condition:
        case Is(question=key, value=value):
            return value in _ticked(values, key)
        case IsAny(question=key, values=wanted):
            return not _ticked(values, key).isdisjoint(wanted)
        case AnyOf(conditions=conditions):
            return any(holds(each, values) for each in conditions)
        case AllOf(conditions=conditions):
            return all(holds(each, values) for each in conditions)


def in_play(questions: Iterable[T], values: Mapping[str, str]) -> Iterator[T]:
    """The questions that these values lead to, in order. Values of questions not led to do not count."""
    counted: dict[str, str] = {}
    for question in questions:
        if question.show_if is None or holds(question.show_if, counted):
            counted[question.key] = values.get(question.key, "")
            yield question


def questions_in(condition: Condition) -> frozenset[str]:
    """The keys of the questions that the condition looks at."""
    match condition:
        case Is(question=key) | IsAny(question=key):
            return frozenset({key})
        case AnyOf(conditions=conditions) | AllOf(conditions=conditions):
            return frozenset().union(*(questions_in(each) for each in conditions))


def _ticked(values: Mapping[str, str], key: str) -> frozenset[str]:
    return frozenset(values.get(key, "").split("\n")) - {""}
