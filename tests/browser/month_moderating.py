"""How do a manager and quality assurance answer what auditors handed in, in the browser?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from playwright.sync_api import expect

if TYPE_CHECKING:
    from tests.browser.person import Person

WORRY = "The record shows no visit since August, and the school reports bruises."
FEEDBACK = "A clear audit: every judgement says where it was seen."
NEEDED = "Say in the first section how you know that the child was seen alone."


def raise_a_concern(auditor: Person) -> None:
    """From the page of a section: what was typed is saved, the managers are told."""
    auditor.press("Save and raise an immediate concern")
    auditor.press("Raise the concern now")
    auditor.sees("Write what worries you")
    auditor.fill("What worries you?", WORRY)
    auditor.press("Raise the concern now")
    auditor.sees("The concern is raised")


def acknowledge_the_concern(manager: Person) -> None:
    """The home page says it first; the manager reads it and says what happens now."""
    manager.go("/")
    manager.sees("1 immediate concern to acknowledge")
    manager.press("Read and acknowledge")
    manager.page.get_by_role("table", name="Open").get_by_role("link").first.click()
    manager.sees(WORRY)
    manager.fill("What happens now?", "A social worker visits this afternoon.")
    manager.press("Acknowledge")
    manager.sees("You have acknowledged the concern")


def close_the_concern(quinn: Person) -> None:
    """Quality assurance makes sure that the child is safe."""
    quinn.follow_menu("Concerns")
    quinn.page.get_by_role("table", name="Open").get_by_role("link").first.click()
    quinn.fill("What was done?", "Seen at home and at school; I read both records.")
    quinn.tick("I have made sure that the child is safe")
    quinn.press("Close the concern")
    quinn.sees("The concern is closed")


def agree(quinn: Person, reference: str, because: str = "Every Inadequate audit is moderated") -> None:
    """Read an audit of the queue, see why it is there, and agree its grades."""
    _open(quinn, "/moderation", reference)
    quinn.sees(because)
    quinn.choose("Your decision", "Agree the grades")
    quinn.fill("Feedback to the auditor", FEEDBACK)
    quinn.press("Save the decision")
    quinn.sees("You agreed the grades")


def change(quinn: Person, reference: str, grade: str) -> None:
    """Read an audit of the queue and change its overall grade, with a reason."""
    _open(quinn, "/moderation", reference)
    quinn.choose("Your decision", "Change one or more grades")
    quinn.press("Save the decision")
    quinn.sees("Change at least one grade, or agree the grades")
    quinn.select("Overall grade", grade)
    changed = quinn.page.locator("#if-changed")
    changed.get_by_label("Reason", exact=True).first.select_option(index=1)
    changed.get_by_label("In your own words").first.fill(
        "The difference for the child is not in the record yet."
    )
    quinn.press("Save the decision")
    quinn.sees("You changed the grades")


def return_to_auditor(quinn: Person, reference: str) -> None:
    """Read an audit that nobody has to read, and return it."""
    _open(quinn, "/moderation/rest", reference)
    quinn.choose("Your decision", "Return it to the auditor")
    quinn.fill("What does the auditor need to do?", NEEDED)
    quinn.press("Save the decision")
    quinn.sees("You returned audit")


def agree_the_rest(quinn: Person, number: int) -> None:
    """Choose all of those that nobody has to read, see them once more, agree them."""
    quinn.go("/moderation/rest")
    boxes = quinn.page.get_by_role("table", name="Audits to agree together").get_by_role("checkbox")
    expect(boxes).to_have_count(number)
    for place in range(number):
        boxes.nth(place).check()
    quinn.press("Continue with the chosen audits")
    quinn.press("Agree the grades")
    quinn.sees(f"{number} audits agreed")


def read_the_feedback(auditor: Person, reference: str) -> None:
    """The auditor finds what the moderator wrote."""
    auditor.follow_menu("Your audits")
    auditor.follow(reference)
    auditor.sees(FEEDBACK)
    auditor.press("I have read this")


def _open(quinn: Person, path: str, reference: str) -> None:
    quinn.go(path)
    quinn.follow(reference)
