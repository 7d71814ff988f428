"""What does a YAML file say, and on which line does it say it?

Only what a person writes by hand: names with values, lists, and words. All words stay text ("no" is not
False, 1.10 is not 1.1); what they mean is decided by whoever asked.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Words:
    """A piece of text. Lines and columns count from 1, as editors do."""

    text: str
    line: int
    column: int
    is_blank: bool = False
    """Nothing was written at all, as after `hint:`."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A name and its value."""

    name: Words
    value: Node


@dataclass(frozen=True, slots=True)
class Group:
    """Names with values. A name written twice is reported, and the first one counts."""

    line: int
    column: int
    entries: list[Entry] = field(default_factory=list)

    def entry(self, name: str) -> Entry | None:
        """The entry of this name, if there is one."""
        return next((each for each in self.entries if each.name.text == name), None)

    def value(self, name: str) -> Node | None:
        """The value of this name, if something is written there."""
        entry = self.entry(name)
        return entry.value if entry and not is_blank(entry.value) else None

    def words(self, name: str) -> Words | None:
        """The value of this name, if it is words."""
        value = self.value(name)
        return value if isinstance(value, Words) else None

    def items(self, name: str) -> list[Node]:
        """The values in the list of this name; empty when it is not a list."""
        value = self.value(name)
        return value.items if isinstance(value, Listing) else []


@dataclass(frozen=True, slots=True)
class Listing:
    """Values one after the other."""

    line: int
    column: int
    items: list[Node] = field(default_factory=list)


Node: TypeAlias = Words | Group | Listing


def plain(node: Node) -> object:
    """The tree as dicts, lists and strings; None where nothing is written."""
    match node:
        case Words(text=text, is_blank=blank):
            return None if blank else text
        case Listing(items=items):
            return [plain(item) for item in items]
        case Group(entries=entries):
            return {entry.name.text: plain(entry.value) for entry in entries}


def is_blank(node: Node) -> bool:
    """Whether nothing is written there."""
    return isinstance(node, Words) and node.is_blank
