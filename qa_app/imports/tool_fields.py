"""Is everything in a tool file that must be there, and is each thing of the right sort?

The models of the domain decide; this says what they found in words, at the line where it is to be mended.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import BaseModel, ValidationError

from qa_app.domain.conditions import AllOf, AnyOf, Is, IsAny
from qa_app.domain.limits import LimitingRule, SectionAt, SectionsAt
from qa_app.domain.questions import KINDS, Option
from qa_app.domain.tools import Grade, LookBack, Section, Theme, ToolDefinition
from qa_app.imports.tool_places import did_you_mean, follow, problem_at, quoted, where_of
from qa_app.imports.tool_words import how_to_add, what_is_wrong
from qa_app.imports.yaml_tree import Group, Listing, Words, is_blank, plain

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

    from qa_app.imports.tool_places import Path, ToolProblem
    from qa_app.imports.yaml_tree import Node

_MODELS: dict[str, type[BaseModel]] = {
    "look_back": LookBack,
    "grades": Grade,
    "sections": Section,
    "options": Option,
    "limiting_rules": LimitingRule,
    "themes": Theme,
    "a section": SectionAt,
    "a count": SectionsAt,
    "an is": Is,
    "an is_any": IsAny,
    "an any": AnyOf,
    "an all": AllOf,
    **KINDS,
}
MOST = 500
"""Problems of one sort that are looked into. A file with more is not a tool with mistakes."""
_NOT_WRITTEN = {"scale"}
"""What the tool itself fills in, so that no file may say it."""


def read_fields(root: Node) -> tuple[ToolDefinition | None, list[ToolProblem]]:
    """The definition, or everything that keeps it from being one."""
    try:
        return ToolDefinition.model_validate(plain(root)), []
    except ValidationError as errors:
        found = errors.errors(include_url=False)
        problems = [_explained(root, error) for error in found[:MOST] if not _is_echo(root, error)]
        if len(found) > MOST:
            message = f"This has {len(found):,} problems, too many for a tool; only some of them are listed."
            problems.append(problem_at(root, "the file", message))
        return None, problems


def _is_echo(root: Node, error: ErrorDetails) -> bool:
    """A list whose entries are wrong is called too short as well, although enough are written."""
    node, _ = follow(root, error["loc"])
    enough = error.get("ctx", {}).get("min_length", 0)
    return error["type"] == "too_short" and isinstance(node, Listing) and len(node.items) >= enough


def _explained(root: Node, error: ErrorDetails) -> ToolProblem:
    path, kind = error["loc"], error["type"]
    where = where_of(root, path)
    node, name = follow(root, path)
    word = str(path[-1]) if path else ""
    if kind == "missing":
        message = f"`{word}` is missing. {how_to_add(word, is_top=len(path) == 1)}"
        return problem_at(node, where, message)
    if kind == "extra_forbidden":
        return problem_at(name or node, where, _unknown(word, path))
    if is_blank(node):
        after = f"after `{name.text}:`" if name else "here"
        return problem_at(name or node, where, f"Nothing is written {after}. Write it, or remove the line.")
    if kind == "union_tag_not_found":
        return problem_at(
            node, where, f"`kind` is missing. Add a line `kind:` with one of: {', '.join(KINDS)}."
        )
    if kind == "union_tag_invalid":
        kind_node = (node.words("kind") if isinstance(node, Group) else None) or node
        return problem_at(kind_node, where, _no_such_kind(kind_node))
    return problem_at(node, where, what_is_wrong(error, node))


def _unknown(word: str, path: Path) -> str:
    if " " in word:
        return f"{quoted(word)} has no meaning here. Put words that contain a comma or a colon in quotes."
    known = [step for step in path[:-1] if isinstance(step, str) and step in _MODELS]
    model = _MODELS[known[-1]] if known else ToolDefinition
    names = [each.alias or name for name, each in model.model_fields.items() if name not in _NOT_WRITTEN]
    guess = did_you_mean(word, names) or f" What can be written: {', '.join(names)}."
    return f"`{word}` has no meaning here.{guess}"


def _no_such_kind(node: Node) -> str:
    word = node.text if isinstance(node, Words) else ""
    guess = did_you_mean(word, KINDS)
    return f"{quoted(word)} is not a kind of question.{guess} The kinds are: {', '.join(KINDS)}."
