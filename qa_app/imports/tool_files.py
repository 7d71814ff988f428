"""Is this file an audit tool, and if not, what has to be mended, line by line?

All problems of a file are told at once. Nothing that a file can contain makes this fail in another way.
"""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from qa_app.imports.tool_fields import MOST, read_fields
from qa_app.imports.tool_places import ToolProblem
from qa_app.imports.tool_sense import sense_problems
from qa_app.imports.yaml_reading import read_tree
from qa_app.imports.yaml_tree import Group, is_blank

if TYPE_CHECKING:
    from qa_app.domain.tools import ToolDefinition

__all__ = ["ToolProblem", "ToolReading", "content_hash", "read_tool"]

LARGEST = 300_000
"""Characters. The longest tool shipped has fewer than 60,000."""
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class ToolReading:
    """The definition when there are no problems; otherwise the problems, in the order of the file."""

    definition: ToolDefinition | None
    problems: tuple[ToolProblem, ...]


def read_tool(content: str | bytes, name: str) -> ToolReading:
    """Read a tool file. `name` is the file's name; one like `key.v1.yaml` must agree with what it says."""
    text = _text(content)
    if isinstance(text, ToolProblem):
        return ToolReading(None, (text,))
    tree, troubles = read_tree(text)
    problems = [ToolProblem(each.line, each.column, "the file", each.message) for each in troubles[:MOST]]
    if isinstance(tree, Group):
        definition, found = read_fields(tree)
        problems += found
        problems += islice(sense_problems(tree, name), MOST)
        return _reading(definition, problems)
    if not troubles:
        problems.append(_not_a_tool(is_empty=tree is None or is_blank(tree)))
    return _reading(None, problems)


def content_hash(definition: ToolDefinition) -> str:
    """SHA-256 (hex) of the content: the same for files that differ only in layout, comments and key order.

    Defaults are left out, so that a later release that can say more does not change what was published.
    """
    content = definition.model_dump(mode="json", exclude_defaults=True)
    canonical = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(canonical.encode()).hexdigest()


def _reading(definition: ToolDefinition | None, problems: list[ToolProblem]) -> ToolReading:
    ordered = sorted(set(problems), key=lambda each: (each.line, each.column, each.message))
    return ToolReading(None if ordered else definition, tuple(ordered))


def _text(content: str | bytes) -> str | ToolProblem:
    if len(content) > LARGEST:
        message = f"The file is too large for a tool: {len(content):,} of at most {LARGEST:,} characters."
        return _whole_file(message)
    text = _decoded(content) if isinstance(content, bytes) else content
    if isinstance(text, ToolProblem):
        return text
    text = text.removeprefix("\ufeff")
    if found := _CONTROLS.search(text):
        line = text.count("\n", 0, found.start()) + 1
        message = f"There is an invisible control character (U+{ord(found[0]):04X}) on this line. Delete it."
        return ToolProblem(line, found.start() - text.rfind("\n", 0, found.start()), "the file", message)
    return text


def _decoded(content: bytes) -> str | ToolProblem:
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        message = (
            "The file is not plain text in UTF-8. In your editor, save it as a YAML or text file, UTF-8."
        )
        return ToolProblem(line, 1, "the file", message)


def _not_a_tool(*, is_empty: bool) -> ToolProblem:
    if is_empty:
        return _whole_file("The file is empty. Copy a tool in audit_tools/ and begin from there.")
    return _whole_file("A tool begins with names and values, such as `key: my_tool`. This file does not.")


def _whole_file(message: str) -> ToolProblem:
    return ToolProblem(1, 1, "the file", message)
