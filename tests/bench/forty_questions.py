"""Which tool has forty questions on one page? One made of the shipped tools' own questions, so that its words are real."""

from __future__ import annotations

from qa_app.config import shipped
from qa_app.domain.tools import Section, ToolDefinition
from qa_app.imports.tool_files import read_tool

QUESTIONS = 40
SECTION = "forty"
_GENERATED = 2  # every graded section also asks for the difference made and for its grade
_SOURCES = ("children_in_need.v1.yaml", "children_in_care.v1.yaml")


def forty_questions() -> ToolDefinition:
    """A tool whose one section asks forty questions, all of them always, in the mixture of kinds of the shipped tools."""
    tools = [_shipped(name) for name in _SOURCES]
    always = {
        question.key: question
        for tool in tools
        for section in tool.sections
        for question in section.questions
        if question.show_if is None
    }
    questions = tuple(always.values())[: QUESTIONS - _GENERATED]
    section = Section(
        key=SECTION, title="Forty questions", intro=tools[0].purpose, graded=True, questions=questions
    )
    made = ToolDefinition(
        key="forty-questions",
        version=1,
        title="Forty questions on one page",
        purpose="Used to measure how long a long page takes.",
        kind="full",
        look_back=tools[0].look_back,
        grades=tools[0].grades,
        sections=(section,),
        themes=tools[0].themes,
    )
    asked = len(made.section(SECTION).questions)
    if asked != QUESTIONS:
        raise ValueError(f"the section asks {asked} questions")
    return made


def _shipped(name: str) -> ToolDefinition:
    reading = read_tool((shipped("audit_tools") / name).read_bytes(), name)
    if reading.definition is None:
        raise ValueError(f"{name} is not a tool")
    return reading.definition
