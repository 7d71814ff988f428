"""How does what was found become actions that are done, and files that are read, in the browser?"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from playwright.sync_api import expect

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from tests.browser.person import Person

WHAT = "Visit every child of the team who has not been seen for two weeks."
MEASURE = "No child of the team is without a visit for more than ten working days."
NARRATIVE = {
    "Purpose": "To see whether children with a protection plan are safe and seen.",
    "Key messages": "- Most children are seen.\n- Plans drift when visits do.",
    "Next steps": "The team managers look at visits each week.",
}


def propose_an_action(quinn: Person, reference: str, finding: str, today: date) -> None:
    """From the audit: what, how we will know, who, by when."""
    quinn.search_for(reference)
    quinn.page.get_by_role("table", name="Audits").get_by_role("link").first.click()
    quinn.follow("Actions from this audit")
    quinn.press("Propose an action")
    quinn.press("Propose the action")
    quinn.sees("Say what is to be done")
    quinn.fill("What is to be done?", WHAT)
    quinn.choose("Which findings does it answer?", f"Area for improvement: {finding}")
    quinn.fill("How will you know that it is done?", MEASURE)
    quinn.date("Due date", today + timedelta(days=21))
    quinn.choose("Whose practice or circumstances does it change?", "Team")
    quinn.choose("Priority", "High")
    quinn.press("Propose the action")
    quinn.sees("The action is proposed")


def agree_and_do_it(manager: Person) -> None:
    """Agree it, say how far it is, say that it is done and what shows it."""
    manager.go("/")
    manager.press("Agree actions")
    manager.follow(WHAT)
    manager.press("Agree the action")
    manager.sees("You agreed the action")
    manager.press("Add a progress note")
    manager.fill("What has been done so far?", "Nine of eleven children were visited this week.")
    manager.press("Save the note")
    manager.follow("Mark it as completed")
    manager.fill("What shows that it is done?", "The list of visits of 20 November in the case system.")
    manager.press("Mark as completed")
    manager.sees("The action is completed")


def verify_it(quinn: Person) -> None:
    """Look at the evidence and close the action."""
    quinn.follow_menu("Actions")
    quinn.page.get_by_role("navigation", name="Lists of actions").get_by_role(
        "link", name="To verify"
    ).click()
    quinn.follow(WHAT)
    quinn.press("Look at the evidence")
    quinn.choose("Does the evidence show that the action is done?", "Yes, verify it")
    quinn.press("Save the decision")
    quinn.sees("The action is verified and closed")
    quinn.sees("Blue")


def publish(quinn: Person, month: str) -> None:
    """Preview, write, check, publish, watch it being made."""
    quinn.follow_menu("Findings")
    quinn.follow(f"Preview {month}")
    quinn.press("Write about these findings")
    for label, words in NARRATIVE.items():
        quinn.fill(f"{label}", words)
    quinn.press("Save")
    quinn.press("Check and publish")
    quinn.press("Publish")
    quinn.wait_for_the_job()
    quinn.sees("Publication 1")


def download(person: Person, folder: Path) -> dict[str, bytes]:
    """Every file that the page offers, by the name under which the browser saves it."""
    links = person.page.get_by_role("region", name="Download").get_by_role("link")
    expect(links.first).to_be_visible()
    files = {}
    for place in range(links.count()):
        with person.page.expect_download() as waiting:
            links.nth(place).click()
        path = folder / waiting.value.suggested_filename
        waiting.value.save_as(path)
        files[path.name] = path.read_bytes()
    return files
