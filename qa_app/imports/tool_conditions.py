"""Can this condition ever hold, and does it look only at what was asked before?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from qa_app.imports.tool_places import ToolProblem, did_you_mean, problem_at, quoted
from qa_app.imports.yaml_tree import Group, Words

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from qa_app.imports.tool_outline import QuestionSketch
    from qa_app.imports.yaml_tree import Node


def condition_problems(
    condition: Node,
    where: str,
    before: Mapping[str, QuestionSketch],
    everything: Mapping[str, QuestionSketch],
) -> Iterator[ToolProblem]:
    """What is wrong with a condition that may look at the questions in `before`."""
    if not isinstance(condition, Group):
        return
    for joined in ("any", "all"):
        for each in condition.items(joined):
            yield from condition_problems(each, where, before, everything)
    yield from _contradictions(condition, where, before)
    named = condition.words("question")
    if not named:
        return
    question = before.get(named.text)
    if question is None:
        yield problem_at(named, where, _not_before(named.text, before, everything))
    elif question.values is not None and not question.values:
        message = (
            f"`{named.text}` is answered in the auditor’s own words, so no condition can look at it. "
            "Use a question with answers to choose from."
        )
        yield problem_at(named, where, message)
    elif question.values:
        yield from _unknown_values(condition, where, question)


def _not_before(
    key: str, before: Mapping[str, QuestionSketch], everything: Mapping[str, QuestionSketch]
) -> str:
    if key in everything:
        return f"`{key}` is asked here or later, and a question can depend only on earlier ones. Move one of them."
    return f"There is no question `{key}` before this.{did_you_mean(key, before)} Check its key."


def _unknown_values(condition: Group, where: str, question: QuestionSketch) -> Iterator[ToolProblem]:
    known = question.values or frozenset()
    for value in _wanted(condition):
        if value.text not in known:
            guess = did_you_mean(value.text, known)
            answers = ", ".join(sorted(known))
            message = f"{quoted(value.text)} is not an answer to `{question.key}`.{guess} The answers are: {answers}."
            yield problem_at(value, where, message)


def _contradictions(
    condition: Group, where: str, before: Mapping[str, QuestionSketch]
) -> Iterator[ToolProblem]:
    """One question that must have two answers at once, where only one can be chosen."""
    possible: dict[str, set[str]] = {}
    for each in condition.items("all"):
        named = each.words("question") if isinstance(each, Group) else None
        wanted = {value.text for value in _wanted(each)} if isinstance(each, Group) else set()
        if not named or not wanted or named.text not in before or before[named.text].is_many:
            continue
        left = possible.setdefault(named.text, set(wanted))
        left &= wanted
        if not left:
            message = (
                f"This can never be true: `{named.text}` has one answer, and here it must be two at once. "
                "Use `is_any`, or `any` in place of `all`."
            )
            yield problem_at(each, where, message)
            return


def _wanted(condition: Group) -> Iterator[Words]:
    """The answers that a condition asks for."""
    one = condition.words("is")
    if one:
        yield one
    for value in condition.items("is_any"):
        if isinstance(value, Words):
            yield value
