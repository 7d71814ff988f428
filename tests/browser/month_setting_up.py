"""How does the QA manager get from a workbook on the desk to audits on other people's desks, in the browser?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.journeys.annex_a import NEW_TEAM, PLANS, annex_a

if TYPE_CHECKING:
    from datetime import date

    from tests.browser.person import Person

TITLE = "Child protection plans"
THEME = "Children with a child protection plan"
DRAWN = 9


def import_the_case_list(quinn: Person, on: date) -> None:
    """Upload, read what is wrong with it, confirm, look at the cases."""
    quinn.go("/")
    quinn.follow_menu("Case lists")
    quinn.press("Import a case list")
    quinn.attach("Case list", "Annex A November.xlsx", annex_a(on))
    quinn.press("Upload and read")
    quinn.wait_for_the_job()
    quinn.sees("Check this case list")
    quinn.follow("See all 6 problems")
    quinn.sees("31/02/2026")
    quinn.follow("The import")
    quinn.select(f"{NEW_TEAM} ({PLANS // 4} cases)", "Create it in Children in care")
    quinn.press("Confirm and import")
    quinn.wait_for_the_job()
    quinn.sees("Case list imported")
    quinn.follow("See the cases")
    quinn.sees("52 cases are known")
    quinn.follow("P001")
    quinn.go("/cases/imports")


def set_up_the_round(quinn: Person, first: date, last: date, today: date) -> None:
    """Title, tool and dates; the cases; what a moderator reads."""
    quinn.follow_menu("Rounds")
    quinn.press("Set up a round")
    quinn.press("Save and choose the cases")
    quinn.sees("Enter a title for the round")
    quinn.fill("Title", TITLE)
    quinn.fill("Theme", THEME)
    quinn.select("Audit tool", "Safety check, version 1")
    quinn.date("First day of the audit period", first)
    quinn.date("Last day of the audit period", last)
    quinn.date("Day that the round opens", today)
    quinn.date("Day that audits are due", last)
    quinn.press("Save and choose the cases")
    quinn.choose("Which cases?", f"On a child protection plan ({PLANS} cases)")
    quinn.press("Save and continue")
    quinn.follow("Change what a moderator reads")
    quinn.tick("Every audit with the lowest grade")
    quinn.fill("How many first audits of each auditor?", "0")
    quinn.fill("What percentage of the rest?", "0")
    quinn.press("Save")
    quinn.sees(f"{PLANS} cases")


def draw_the_sample(quinn: Person) -> None:
    """Say how, look at what would be drawn from, draw, read the certificate."""
    quinn.follow("Draw the sample")
    quinn.choose("Draw by", "Team")
    quinn.fill("How many cases?", str(DRAWN))
    quinn.fill("How many in reserve for each?", "1")
    quinn.fill("Seed", "2026")
    quinn.press("See what would be drawn from")
    quinn.press("Draw the sample")
    quinn.sees(f"{DRAWN} drawn from {PLANS}; 0 audited.")
    quinn.follow("Sampled cases and reserve")
    quinn.page.go_back()


def give_out_the_audits(quinn: Person) -> None:
    """See who would audit what, confirm, see the round's progress."""
    quinn.press("Give out the audits")
    quinn.press(f"Give out {DRAWN} audits")
    quinn.sees(f"{DRAWN} audits were given out")
