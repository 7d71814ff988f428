"""Does a tool file make sense: are keys different, and does everything that is referred to exist?"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from qa_app.domain.standing_questions import ABOVE_CAP_REASON, OVERALL, OVERALL_GRADE, OVERALL_RATIONALE
from qa_app.imports.tool_conditions import condition_problems
from qa_app.imports.tool_outline import Keyed, options_of, outline_of
from qa_app.imports.tool_places import ToolProblem, did_you_mean, problem_at, quoted
from qa_app.imports.tool_rules import rule_problems
from qa_app.imports.yaml_tree import Group, Words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from qa_app.imports.tool_outline import Outline, QuestionSketch

_FILE_NAME = re.compile(r"(?P<key>[^/\\]+)\.v(?P<version>\d+)\.ya?ml$")


def sense_problems(root: Group, file_name: str) -> Iterator[ToolProblem]:
    """Everything in the file that contradicts itself, in no particular order."""
    outline = outline_of(root)
    yield from _name_problems(root, file_name)
    yield from _repeated(outline.grades, "the tool", "grade")
    yield from _repeated(outline.themes, "the tool", "theme")
    yield from _section_key_problems(outline)
    yield from _question_key_problems(outline)
    yield from _show_if_problems(outline)
    for question in outline.questions:
        if isinstance(question.node, Group) and not question.is_generated:
            yield from _repeated(options_of(question.node), question.where, "answer")
            yield from _comment_problems(question, question.node)
    yield from rule_problems(outline)


def _name_problems(root: Group, file_name: str) -> Iterator[ToolProblem]:
    """A file called like a version must be that version; any other name is a draft's."""
    named = _FILE_NAME.search(file_name)
    if not named:
        return
    for field, promised in (("key", named["key"]), ("version", named["version"])):
        written = root.words(field)
        if written and written.text != promised:
            message = (
                f"The file is called {file_name} but says `{field}: {written.text}`. "
                "Make the name and the words the same; a changed tool is a new file with a new version."
            )
            yield problem_at(written, "the tool", message)


def _repeated(parts: Iterable[Keyed], where: str, what: str) -> Iterator[ToolProblem]:
    first: dict[str, int] = {}
    for part in parts:
        if part.key in first:
            message = f"The {what} `{part.key}` is already on line {first[part.key]}. Give each its own key."
            yield problem_at(part.node, where, message)
        first.setdefault(part.key, part.node.line)


def _section_key_problems(outline: Outline) -> Iterator[ToolProblem]:
    keyed = [
        Keyed(section.key, section.node.words("key") or section.node)
        for section in outline.sections
        if section.key
    ]
    yield from _repeated(keyed, "the tool", "section")
    for each in keyed:
        if each.key == OVERALL:
            message = "Every tool has a section `overall` of its own at the end. Give this one another key."
            yield problem_at(each.node, "section overall", message)


def _question_key_problems(outline: Outline) -> Iterator[ToolProblem]:
    """Keys are different in the whole tool, because answers are kept by them."""
    generated = {question.key: question.where for question in outline.questions if question.is_generated}
    generated |= dict.fromkeys((OVERALL_GRADE, OVERALL_RATIONALE, ABOVE_CAP_REASON), "the overall judgement")
    first: dict[str, QuestionSketch] = {}
    for question in outline.questions:
        node = question.node.words("key") if isinstance(question.node, Group) else None
        if question.is_generated or not question.key or not node:
            continue
        if question.key in generated:
            message = (
                f"`{question.key}` is a question that {generated[question.key]} asks by itself. "
                "Give this one another key, or remove it."
            )
            yield problem_at(node, question.where, message)
        elif question.key in first:
            earlier = first[question.key]
            message = (
                f"The key `{question.key}` is already on line {_key_line(earlier)} ({earlier.where}). "
                "Each question in the tool needs its own."
            )
            yield problem_at(node, question.where, message)
        first.setdefault(question.key, question)


def _key_line(question: QuestionSketch) -> int:
    words = question.node.words("key") if isinstance(question.node, Group) else None
    return (words or question.node).line


def _show_if_problems(outline: Outline) -> Iterator[ToolProblem]:
    """A question may depend only on what is asked before it."""
    everything = {question.key: question for question in outline.questions}
    before: dict[str, QuestionSketch] = {}
    for question in outline.questions:
        if isinstance(question.node, Group) and not question.is_generated:
            condition = question.node.value("show_if")
            if condition:
                yield from condition_problems(condition, question.where, before, everything)
        before.setdefault(question.key, question)


def _comment_problems(question: QuestionSketch, node: Group) -> Iterator[ToolProblem]:
    scale = node.entry("scale")
    if scale and (kind := node.words("kind")) and kind.text == "grade":
        yield problem_at(scale.name, question.where, "A grade uses the grades of the tool. Remove `scale`.")
    entry = node.entry("comment_when")
    if not entry or question.values is None:
        return
    if not question.values:
        message = "`comment_when` needs answers to choose from, and this kind has none. Remove it."
        yield problem_at(entry.name, question.where, message)
        return
    for value in node.items("comment_when"):
        if isinstance(value, Words) and value.text not in question.values:
            known = ", ".join(sorted(question.values))
            guess = did_you_mean(value.text, question.values)
            message = (
                f"{quoted(value.text)} is not an answer to this question.{guess} The answers are: {known}."
            )
            yield problem_at(value, question.where, message)
