"""Which sections, questions and answers does a tool file have, as far as can be seen?

Made from the tree and not from the definition, so that a file with other mistakes can still be checked for
sense: one wrong line must not hide eleven more.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from qa_app.domain.questions import JUDGEMENTS
from qa_app.domain.shapes import key_from
from qa_app.domain.standing_questions import (
    NOT_RELEVANT,
    RELEVANT,
    difference_key,
    grade_key,
    relevance_key,
)
from qa_app.imports.yaml_tree import Group, Words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qa_app.imports.yaml_tree import Node

_TRUE = {"yes", "true", "on", "1", "y", "t"}


@dataclass(frozen=True, slots=True)
class Keyed:
    """A part that has a key: the key, and where it is written."""

    key: str
    node: Node


@dataclass(frozen=True, slots=True)
class QuestionSketch:
    """A question as far as it can be seen, generated ones included."""

    key: str
    where: str
    node: Node
    values: frozenset[str] | None
    """What can be answered, by key; empty when answers are typed; None when it cannot be told."""
    is_many: bool = False
    is_generated: bool = False


@dataclass(frozen=True, slots=True)
class SectionSketch:
    """A section as far as it can be seen. Its questions are in the order in which they are asked."""

    key: str
    where: str
    node: Group
    is_graded: bool
    questions: tuple[QuestionSketch, ...]


@dataclass(frozen=True, slots=True)
class Outline:
    """The parts of a file that other parts refer to."""

    root: Group
    grades: tuple[Keyed, ...]
    sections: tuple[SectionSketch, ...]
    themes: tuple[Keyed, ...]

    @property
    def questions(self) -> tuple[QuestionSketch, ...]:
        """Every question, in the order in which they are asked, without the overall judgement."""
        return tuple(question for section in self.sections for question in section.questions)


def outline_of(root: Group) -> Outline:
    """What can be seen of this file."""
    grades = tuple(_keyed(root, "grades", "name"))
    scale = frozenset(grade.key for grade in grades) or None
    sections = tuple(
        _section(node, position, scale)
        for position, node in enumerate(root.items("sections"), start=1)
        if isinstance(node, Group)
    )
    return Outline(root, grades, sections, tuple(_keyed(root, "themes", "title")))


def _section(node: Group, position: int, scale: frozenset[str] | None) -> SectionSketch:
    key = _text(node, "key")
    where = f"section {key or position}"
    written = (
        _question(each, f"{where}, question {_text(each, 'key') or number}", scale)
        for number, each in enumerate(node.items("questions"), start=1)
        if isinstance(each, Group)
    )
    asked = list(written)
    is_graded = _is_yes(node, "graded")
    if key and _is_yes(node, "optional"):
        asked.insert(0, _generated(node, where, relevance_key(key), frozenset({RELEVANT, NOT_RELEVANT})))
    if key and is_graded:
        asked.append(_generated(node, where, difference_key(key), frozenset()))
        asked.append(_generated(node, where, grade_key(key), scale))
    return SectionSketch(key, where, node, is_graded, tuple(asked))


def _question(node: Group, where: str, scale: frozenset[str] | None) -> QuestionSketch:
    kind = _text(node, "kind")
    values: frozenset[str] | None = frozenset()
    if kind == "judgement":
        values = frozenset(option.key for option in JUDGEMENTS)
    elif kind == "grade":
        values = scale
    elif kind in {"one_of", "many_of"}:
        values = frozenset(option.key for option in options_of(node)) or None
    elif kind not in {"short_text", "long_text", "date", "number"}:
        values = None
    return QuestionSketch(_text(node, "key"), where, node, values, is_many=kind == "many_of")


def options_of(question: Group) -> Iterator[Keyed]:
    """The answers to choose from, by key."""
    return _keyed(question, "options", "text")


def _generated(node: Node, where: str, key: str, values: frozenset[str] | None) -> QuestionSketch:
    return QuestionSketch(key, where, node, values, is_generated=True)


def _keyed(group: Group, name: str, named_by: str) -> Iterator[Keyed]:
    """The entries of a list that have a key, or words to make one from. Only grades make it from a field."""
    for node in group.items(name):
        if isinstance(node, Words):
            yield Keyed(key_from(node.text), node)
        elif isinstance(node, Group) and (words := node.words("key")):
            yield Keyed(words.text, words)
        elif isinstance(node, Group) and name == "grades" and (words := node.words(named_by)):
            yield Keyed(key_from(words.text), words)


def _text(node: Group, name: str) -> str:
    words = node.words(name)
    return words.text if words else ""


def _is_yes(node: Group, name: str) -> bool:
    return _text(node, name).lower() in _TRUE
