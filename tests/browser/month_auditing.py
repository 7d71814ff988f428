"""How does an auditor do an audit in the browser, with every answer saving itself?"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from playwright.sync_api import expect

from tests.journeys.answers import of_section

if TYPE_CHECKING:
    from collections.abc import Mapping

    from playwright.sync_api import Locator, Page

    from qa_app.domain.questions import Given, Question
    from qa_app.domain.tools import ToolDefinition
    from tests.browser.person import Person


def begin(person: Person, team: str = "") -> str:
    """Begin the first audit on the desk, or the first of a team; the reference of its case."""
    person.follow_menu("Your audits")
    rows = person.page.get_by_role("table", name="To do").get_by_role("row").filter(has_text="Not started")
    row = rows.filter(has_text=team).first if team else rows.first
    reference = row.get_by_role("rowheader").inner_text().strip()
    person.follow(f"Start {reference}")
    person.press("Start audit")
    return reference


def hand_in_again(person: Person, reference: str, needed: str) -> None:
    """Find out what the moderator needs, and hand in once more."""
    person.go("/")
    person.press("Go to your audits")
    person.sees(needed)
    person.press(f"Go on with {reference}")
    person.press("Check your answers")
    person.press("Submit audit")


def answer_everything(person: Person, tool: ToolDefinition, answers: Mapping[str, Given]) -> None:
    """Section after section from the list of sections; ends at the page to check the answers."""
    person.follow(tool.all_sections[0].title)
    for section in tool.all_sections:
        expect(person.page.locator("h1")).to_contain_text(section.title)
        answer_section(person.page, of_section(section, answers), has_scripts=person.has_scripts)
        person.press("Save and continue")


def answer_section(page: Page, given: list[tuple[Question, Given]], *, has_scripts: bool = True) -> None:
    """Fill in the questions of one page by label, and wait until each says that it is saved."""
    for question, each in given:
        answer(page, question, each)
    if has_scripts:
        for question, _ in given:
            expect(saved_beside(page, question.key)).to_contain_text("Saved")


def answer(page: Page, question: Question, given: Given) -> None:
    """Fill in one question."""
    box = box_of(page, question.key)
    match question.kind:
        case "judgement" | "grade" | "one_of" | "many_of":
            for key in given.value.split("\n"):
                chosen = next(each.text for each in question.choices if each.key == key)
                box.get_by_label(chosen, exact=True).check()
        case "date":
            day = date.fromisoformat(given.value)
            for label, part in (("Day", day.day), ("Month", day.month), ("Year", day.year)):
                box.get_by_label(label, exact=True).fill(str(part))
        case _:
            box.get_by_label(question.text, exact=True).fill(given.value)
    if given.comment:
        box.get_by_label(f"Comment on “{question.text}”").fill(given.comment)


def note(person: Person, kind: str, text: str, *themes: str) -> None:
    """Write down a strength or an area for improvement, from the page of a section, and come back to it."""
    person.press("Save and add a strength or an area for improvement")
    person.choose("What is it?", kind)
    person.fill("What did you find?", text)
    for theme in themes:
        person.choose("Which themes is it about?", theme)
    person.press("Save")
    person.sees(text)


def box_of(page: Page, key: str) -> Locator:
    """The part of the page that asks one question."""
    return page.locator(f"#question-{key}")


def saved_beside(page: Page, key: str) -> Locator:
    """Where an answer says that it is saved."""
    return box_of(page, key).locator("[data-saved]")
