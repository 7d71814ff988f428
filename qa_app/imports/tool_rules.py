"""Can each limiting rule ever limit anything?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from qa_app.imports.tool_conditions import condition_problems
from qa_app.imports.tool_places import ToolProblem, did_you_mean, problem_at
from qa_app.imports.yaml_tree import Group, Words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qa_app.imports.tool_outline import Outline, SectionSketch


def rule_problems(outline: Outline) -> Iterator[ToolProblem]:
    """What is wrong with the limiting rules of a file."""
    for position, rule in enumerate(outline.root.items("limiting_rules"), start=1):
        if isinstance(rule, Group):
            yield from _rule_problems(rule, f"limiting rule {position}", outline)


def _rule_problems(rule: Group, where: str, outline: Outline) -> Iterator[ToolProblem]:
    cap = rule.words("cap")
    if cap:
        yield from _grade_problems(cap, where, outline, "A limit at the best grade limits nothing.")
    when = rule.value("when")
    if not isinstance(when, Group):
        return
    grade = when.words("grade") or when.words("sections_at")
    if grade:
        message = "A rule for the best grade or worse would fire in every audit."
        yield from _grade_problems(grade, where, outline, message)
    section = when.words("section")
    if section:
        yield from _section_problems(section, where, outline.sections)
    yield from _count_problems(when, where, outline)
    asked = {question.key: question for question in outline.questions}
    yield from condition_problems(when, where, asked, asked)


def _grade_problems(grade: Words, where: str, outline: Outline, if_best: str) -> Iterator[ToolProblem]:
    scale = [each.key for each in outline.grades]
    if not scale:
        return
    if grade.text not in scale:
        guess = did_you_mean(grade.text, scale)
        message = f"There is no grade `{grade.text}`.{guess} The grades are: {', '.join(scale)}."
        yield problem_at(grade, where, message)
    elif grade.text == scale[-1]:
        yield problem_at(grade, where, f"{if_best} Choose a worse grade; grades are written worst first.")


def _section_problems(named: Words, where: str, sections: tuple[SectionSketch, ...]) -> Iterator[ToolProblem]:
    section = next((each for each in sections if each.key == named.text), None)
    if section is None:
        guess = did_you_mean(named.text, [each.key for each in sections])
        yield problem_at(named, where, f"There is no section `{named.text}`.{guess} Check its key.")
    elif not section.is_graded:
        message = (
            f"This rule can never fire: section `{named.text}` is not graded. "
            "Add `graded: yes` to the section, or remove the rule."
        )
        yield problem_at(named, where, message)


def _count_problems(when: Group, where: str, outline: Outline) -> Iterator[ToolProblem]:
    least = when.words("at_least")
    graded = sum(section.is_graded for section in outline.sections)
    if least and least.text.isdecimal() and int(least.text[:9]) > graded:
        message = (
            f"This rule can never fire: it needs {least.text} graded sections and the tool has {graded}. "
            "Lower `at_least`."
        )
        yield problem_at(least, where, message)
