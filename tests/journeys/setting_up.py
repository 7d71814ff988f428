"""How does a QA manager get from a case list to audits on people's desks? The steps of the journeys, by label."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qa_app.clock import now
from qa_app.config import shipped
from qa_app.services import tools
from tests.finished import result_of
from tests.journeys.annex_a import NEW_TEAM, PLANS

if TYPE_CHECKING:
    from datetime import date

    from qa_app.domain.tools import ToolDefinition
    from tests.page import Page
    from tests.visitor import Visitor

TITLE = "Child protection plans"
RULES = {
    "Every audit with the lowest grade": True,
    "How many first audits of each auditor?": "0",
    "What percentage of the rest?": "0",
}


def load_tools() -> dict[str, ToolDefinition]:
    """The shipped tools, by key."""
    return {each.key: each.definition for each in tools.load(shipped("audit_tools"), at=now())}


def upload(visitor: Visitor, content: bytes, name: str = "annex-a.xlsx") -> Page:
    """Choose a file; the page that shows what is in it."""
    page = visitor.get("/cases/imports/new")
    return result_of(visitor, visitor.send(page, "Upload and read", **{"Case list": (content, name)}))


def confirm(visitor: Visitor, page: Page, new_team: str = "Create it in Children in care") -> Page:
    """Import what was shown, with the team that is not known."""
    label = next((each for each in page.form("Confirm and import").labels if each.startswith(NEW_TEAM)), "")
    given = {label: new_team} if label else {}
    return result_of(visitor, visitor.send(page, "Confirm and import", **given))


def set_up_round(
    visitor: Visitor,
    *,
    first: date,
    last: date,
    due: date,
    opens: date,
    tool: str = "Safety check, version 1",
    cohort: str = f"On a child protection plan ({PLANS} cases)",
) -> Page:
    """Title, tool and dates, then the cases, then what a moderator reads; the draft's page."""
    page = visitor.send(
        visitor.get("/rounds/new"),
        "Save and choose the cases",
        **{
            "Title": TITLE,
            "Theme": "Children with a child protection plan",
            "Audit tool": tool,
            "First day of the audit period": first,
            "Last day of the audit period": last,
            "Day that the round opens": opens,
            "Day that audits are due": due,
        },
    )
    page = visitor.send(page, "Save and continue", **{"Which cases?": cohort})
    return visitor.send(visitor.get(f"{page.url}/moderation-rules"), "Save", **RULES)


def draw(visitor: Visitor, round_page: Page, size: int, seed: int = 2026) -> Page:
    """Say how, look at what would be drawn from, draw; the sampling certificate."""
    page = visitor.send(
        visitor.get(f"{round_page.url}/sample/new"),
        "See what would be drawn from",
        **{"How many cases?": str(size), "How many in reserve for each?": "1", "Seed": str(seed)},
    )
    return visitor.send(page, "Draw the sample")


def give_out(visitor: Visitor, round_page: Page) -> Page:
    """See who would audit what, and confirm; the open round's page."""
    page = visitor.get(f"{round_page.url}/allocation")
    button = next(each for each in page.buttons if each.startswith("Give out"))
    return visitor.send(page, button)
