"""How is a file turned into a tree with line numbers, safely?

Aliases, tags and deep nesting are refused while the file is being read, so that no file can grow in memory,
and whatever the parser trips over becomes a sentence.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    NodeEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from qa_app.imports.yaml_tree import Entry, Group, Listing, Node, Words
from qa_app.imports.yaml_words import words_for

if TYPE_CHECKING:
    from collections.abc import Iterator

DEEPEST = 20


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something that cannot be read, where it is, and what to do."""

    line: int
    column: int
    message: str


class _StopReadingError(Exception):
    def __init__(self, trouble: Trouble) -> None:
        super().__init__(trouble.message)
        self.trouble = trouble


def read_tree(text: str) -> tuple[Node | None, tuple[Trouble, ...]]:
    """The tree of the file and what is wrong with how it is written. No tree when it cannot be followed."""
    troubles: list[Trouble] = []
    try:
        tree = _document(_events(text), troubles)
    except _StopReadingError as stop:
        return None, (*troubles, stop.trouble)
    return tree, tuple(troubles)


def _events(text: str) -> Iterator[Event]:
    events = iter(YAML(typ="rt", pure=True).parse(text))
    while True:
        try:
            event = next(events, None)
        except MarkedYAMLError as error:
            raise _StopReadingError(_trouble_of(error)) from None
        except Exception:  # noqa: BLE001 the parser raises whatever damaged text makes it trip over
            message = "This file is not written as YAML, or is damaged. Save it again as plain text."
            raise _StopReadingError(Trouble(1, 1, message)) from None
        if event is None:
            return
        yield event


def _trouble_of(error: MarkedYAMLError) -> Trouble:
    mark = error.problem_mark or error.context_mark
    if error.context_mark and "quoted scalar" in (error.context or ""):
        mark = error.context_mark  # where the quotation mark was opened is where it has to be mended
    line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
    return Trouble(line, column, words_for(error.context or "", error.problem or ""))


def _document(events: Iterator[Event], troubles: list[Trouble]) -> Node | None:
    tree: Node | None = None
    documents = 0
    for event in events:
        if isinstance(event, DocumentStartEvent):
            documents += 1
            if documents > 1:
                troubles.append(
                    _at(event, "A second document begins here. Keep one tool in one file: remove `---`.")
                )
                break
        elif isinstance(event, NodeEvent):
            tree = _node(event, events, troubles, 0)
    return tree


def _node(event: NodeEvent, events: Iterator[Event], troubles: list[Trouble], depth: int) -> Node:
    if depth > DEEPEST:
        raise _StopReadingError(
            _at(event, f"This is nested more than {DEEPEST} levels deep. Check the indentation.")
        )
    line, column = event.start_mark.line + 1, event.start_mark.column + 1
    if isinstance(event, AliasEvent):
        message = (
            f"`*{event.anchor}` refers to another place in the file, which tools may not do. Write it out."
        )
        troubles.append(Trouble(line, column, message))
        return Words("", line, column, is_blank=True)
    if event.anchor:
        message = f"`&{event.anchor}` is a mark for copies, which tools may not have. Remove it, or put it in quotes."
        troubles.append(Trouble(line, column, message))
    if getattr(event, "tag", None):
        message = "Words that begin with “!” have a meaning of their own here. Put them in quotes."
        troubles.append(Trouble(line, column, message))
    if isinstance(event, ScalarEvent):
        # ruamel marks with a bell where a folded text was folded, to write it back the same: we only read.
        text = event.value.replace("\a", "") if event.style == ">" else event.value
        return Words(text, line, column, is_blank=not text.strip() and event.style is None)
    if isinstance(event, SequenceStartEvent):
        return _listing(event, events, troubles, depth)
    return _group(event, events, troubles, depth)


def _listing(event: NodeEvent, events: Iterator[Event], troubles: list[Trouble], depth: int) -> Listing:
    listing = Listing(event.start_mark.line + 1, event.start_mark.column + 1)
    for each in events:
        if isinstance(each, SequenceEndEvent):
            break
        if isinstance(each, NodeEvent):
            listing.items.append(_node(each, events, troubles, depth + 1))
    return listing


def _group(event: NodeEvent, events: Iterator[Event], troubles: list[Trouble], depth: int) -> Group:
    group = Group(event.start_mark.line + 1, event.start_mark.column + 1)
    first: dict[str, int] = {}
    for each in events:
        if isinstance(each, MappingEndEvent) or not isinstance(each, NodeEvent):
            break
        name = _node(each, events, troubles, depth + 1)
        value = _node(_next_node(events), events, troubles, depth + 1)
        if not isinstance(name, Words):
            troubles.append(Trouble(name.line, name.column, "A name must be one word, such as `title`."))
        elif name.text in first:
            message = f"`{name.text}` is written twice here (first on line {first[name.text]}). Keep one."
            troubles.append(Trouble(name.line, name.column, message))
        else:
            first[name.text] = name.line
            group.entries.append(Entry(name, value))
    return group


def _next_node(events: Iterator[Event]) -> NodeEvent:
    event = next(events)
    if not isinstance(event, NodeEvent):
        raise _StopReadingError(_at(event, "A value is missing here."))
    return event


def _at(event: Event, message: str) -> Trouble:
    return Trouble(event.start_mark.line + 1, event.start_mark.column + 1, message)
