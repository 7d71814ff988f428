"""Where in a tool file is this, as its writer would say it?"""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING, TypeAlias

from qa_app.imports.yaml_tree import Group, Listing, Words

if TYPE_CHECKING:
    from collections.abc import Iterable

    from qa_app.imports.yaml_tree import Node

Path: TypeAlias = tuple[str | int, ...]

_ONE_OF = {
    "sections": "section",
    "questions": "question",
    "grades": "grade",
    "themes": "theme",
    "limiting_rules": "limiting rule",
}


@dataclass(frozen=True, slots=True)
class ToolProblem:
    """One thing to mend: the line and column (from 1), the place in the tool, and what to do."""

    line: int
    column: int
    where: str
    message: str


def problem_at(node: Node, where: str, message: str) -> ToolProblem:
    """The problem with this part of the file."""
    return ToolProblem(node.line, node.column, where, message)


def follow(root: Node, path: Path) -> tuple[Node, Words | None]:
    """The node that a path leads to, as far as it goes, and the name it stands under."""
    node, name = root, None
    for step in path:
        if isinstance(node, Group) and isinstance(step, str) and (entry := node.entry(step)):
            node, name = entry.value, entry.name
        elif isinstance(node, Listing) and isinstance(step, int) and step < len(node.items):
            node, name = node.items[step], None
    return node, name


def where_of(root: Node, path: Path) -> str:
    """The place that a path leads to: "section risk, question seen-alone"; "the tool" for the top."""
    parts = []
    for end, step in enumerate(path):
        if step in _ONE_OF and end + 1 < len(path) and isinstance(position := path[end + 1], int):
            node, _ = follow(root, path[: end + 2])
            parts.append(f"{_ONE_OF[str(step)]} {_called(node) or position + 1}")
        elif step == "look_back":
            parts.append("look_back")
    return ", ".join(parts) or "the tool"


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """A sentence that offers the nearest known word, with a space before it; "" when none is near."""
    close = get_close_matches(word.lower(), list(known), n=1, cutoff=0.6)
    return f" Did you mean `{close[0]}`?" if close else ""


def quoted(words: str) -> str:
    """The words in quotation marks, cut when they are long, on one line."""
    flat = " ".join(words.split())
    return f"“{flat[:59]}…”" if len(flat) > 60 else f"“{flat}”"


def _called(node: Node) -> str:
    """What the writer calls this part: its key, or a list entry's own words."""
    if isinstance(node, Words):
        return quoted(node.text)
    if isinstance(node, Group):
        named = node.words("key") or node.words("name") or node.words("title")
        return named.text if named and len(named.text) <= 60 else ""
    return ""
