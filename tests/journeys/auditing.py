"""How does an auditor get from an audit on the desk to one that is handed in? The steps of the journeys, by label."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from tests.journeys.answers import answers_to, of_section

if TYPE_CHECKING:
    from collections.abc import Mapping

    from qa_app.domain.questions import Given, Question
    from qa_app.domain.tools import ToolDefinition
    from tests.page import Page
    from tests.page_form import Form
    from tests.visitor import Visitor


def desk(visitor: Visitor) -> list[str]:
    """The addresses of the audits that wait for the visitor, in the order of the page."""
    page = visitor.get("/audits")
    return [page.link(row[0]) for row in page.tables["To do"].rows] if "To do" in page.tables else []


def start(visitor: Visitor, address: str) -> Page:
    """Begin an audit; its list of sections."""
    return visitor.send(visitor.get(address), "Start audit")


def answer_section(visitor: Visitor, page: Page, given: list[tuple[Question, Given]]) -> Page:
    """Fill in one section by label and save it; the page that comes next."""
    form = page.form("Save and continue")
    for question, each in given:
        _fill(form, question, each)
    sent = form.submission()
    response = visitor.open("POST", sent.action, data=sent.fields)
    assert response.status_code == 303, f"{page.url} answered {response.status}"
    return visitor.get(response.location)


def answer_everything(
    visitor: Visitor, tasks: Page, tool: ToolDefinition, answers: Mapping[str, Given]
) -> Page:
    """Section after section, in order; the page to check the answers."""
    page = visitor.get(tasks.link(tool.all_sections[0].title))
    for section in tool.all_sections:
        assert page.h1.endswith(section.title), f"{page.h1!r} comes where {section.title!r} should"
        page = answer_section(visitor, page, of_section(section, answers))
    return page


def note(visitor: Visitor, address: str, kind: str, text: str, *themes: str) -> Page:
    """Write down a strength or an area for improvement."""
    page = visitor.get(f"{address}/findings/new")
    return visitor.send(
        page, "Save", **{"What is it?": kind, "What did you find?": text, "Which themes is it about?": themes}
    )


def hand_in(visitor: Visitor, address: str, tool: ToolDefinition, grade: str, on: date) -> Page:
    """Start, answer and submit a whole audit; what it says afterwards."""
    check = answer_everything(visitor, start(visitor, address), tool, answers_to(tool, grade, on))
    return visitor.send(check, "Submit audit")


def _fill(form: Form, question: Question, given: Given) -> None:
    match question.kind:
        case "judgement" | "grade" | "one_of" | "many_of":
            for key in given.value.split("\n"):
                chosen = next(each.text for each in question.choices if each.key == key)
                (form.tick if question.kind == "many_of" else form.choose)(chosen, group=question.text)
        case "date":
            form.date(question.text, date.fromisoformat(given.value))
        case _:
            form.fill(question.text, given.value)
    if given.comment:
        form.fill(f"Comment on “{question.text}”", given.comment)
