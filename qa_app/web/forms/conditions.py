"""How are conditions and limiting rules told in words?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from qa_app.domain.conditions import AllOf, AnyOf, Is, IsAny
from qa_app.domain.limits import SectionAt, SectionsAt

if TYPE_CHECKING:
    from qa_app.domain.conditions import Condition
    from qa_app.domain.limits import LimitingRule, When
    from qa_app.domain.questions import Question
    from qa_app.domain.tools import Section, ToolDefinition


def sentence_for(question: Question, section: Section, tool: ToolDefinition) -> str:
    """As "Answer this only if “Was the child seen?” is Yes or Partly."; "" when it is always asked."""
    if question.show_if is None:
        return ""
    said = _clause(question.show_if, section, tool)
    return f"Answer this only if {said}." if said else ""


def _clause(condition: Condition, section: Section | None, tool: ToolDefinition) -> str:
    """The condition in words. That the section is relevant goes without saying: it is asked just above."""
    match condition:
        case Is(question=key, value=value):
            return "" if section and key == section.relevance_key else _answer(tool, key, (value,))
        case IsAny(question=key, values=values):
            return _answer(tool, key, values)
        case AnyOf(conditions=conditions):
            return _joined([_clause(each, section, tool) for each in conditions], ", or ")
        case AllOf(conditions=conditions):
            return _joined([_clause(each, section, tool) for each in conditions], ", and ")


def _joined(clauses: list[str], word: str) -> str:
    return word.join(clause for clause in clauses if clause)


def _answer(tool: ToolDefinition, key: str, values: tuple[str, ...]) -> str:
    question = tool.question(key)
    words = [choice.text for choice in question.choices if choice.key in values] or list(values)
    said = words[0] if len(words) == 1 else f"{', '.join(words[:-1])} or {words[-1]}"
    return f"“{question.text}” is {said}"


def rule_in_words(rule: LimitingRule, tool: ToolDefinition) -> str:
    """As "If “Risk” is Inadequate, the overall grade is at most Inadequate"."""
    limit = tool.grade(rule.cap).name
    return f"If {_when(rule.when, tool)}, the overall grade is at most {limit}"


def _when(when: When, tool: ToolDefinition) -> str:
    match when:
        case SectionAt(section=key, grade=grade):
            return f"“{tool.section(key).title}” is {_or_worse(grade, tool)}"
        case SectionsAt(sections_at=grade, at_least=least):
            return f"{least} or more sections are {_or_worse(grade, tool)}"
        case Is() | IsAny() | AnyOf() | AllOf():
            return _clause(when, None, tool)


def _or_worse(grade: str, tool: ToolDefinition) -> str:
    name = tool.grade(grade).name
    return name if tool.grade_position(grade) == 1 else f"{name} or worse"
