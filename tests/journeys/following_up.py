"""How is what auditors handed in moderated, acted on and published? The steps of the journeys, by label."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.finished import result_of

if TYPE_CHECKING:
    from datetime import date

    from tests.page import Page
    from tests.visitor import Visitor

WHAT = "Visit every child of the team who has not been seen for two weeks."
MEASURE = "No child of the team is without a visit for more than ten working days."
NARRATIVE = {
    "Purpose": "To see whether children with a protection plan are safe and seen.",
    "Key messages": "- Most children are seen.\n- Plans drift when visits do.",
    "Next steps": "The team managers look at visits each week.",
}


def queue(moderator: Visitor) -> dict[str, str]:
    """Case → why a moderator has to read its audit."""
    tables = moderator.get("/moderation").tables
    rows = tables["Audits to read"].rows if "Audits to read" in tables else ()
    return {row[0].split()[0]: row[3] for row in rows}


def open_to_moderate(moderator: Visitor, reference: str, path: str = "/moderation") -> Page:
    """An audit, to read and decide on."""
    return moderator.get(moderator.get(path).link(reference))


def agree(moderator: Visitor, reference: str, feedback: str = "") -> Page:
    """Agree the grades of an audit in the queue."""
    page = open_to_moderate(moderator, reference)
    given = {"Your decision": "Agree the grades", labelled(page, "Feedback to the auditor"): feedback}
    return moderator.send(page, "Save the decision", **given)


def return_to_auditor(
    moderator: Visitor, reference: str, needed: str, path: str = "/moderation/rest"
) -> Page:
    """Say what is needed and return it."""
    page = open_to_moderate(moderator, reference, path)
    given = {
        "Your decision": "Return it to the auditor",
        labelled(page, "What does the auditor need to do?"): needed,
    }
    return moderator.send(page, "Save the decision", **given)


def agree_the_rest(moderator: Visitor) -> Page:
    """Choose every audit that nobody has to read, and agree them together."""
    page = moderator.get("/moderation/rest")
    form = page.form("Continue with the chosen audits")
    for label in form.labels:
        form.tick(label)
    sent = form.submission()
    chosen = moderator.open("GET", sent.action, query_string=sent.fields)
    return moderator.send(type(page).of(chosen), "Agree the grades")


def propose(auditor: Visitor, audit: str, finding: str, due: date) -> Page:
    """Propose an action that answers a finding of an audit; the action's page."""
    page = auditor.get(f"{audit}/actions/new")
    given = {
        "What is to be done?": WHAT,
        "How will you know that it is done?": MEASURE,
        labelled(page, "Which findings does it answer?"): (finding,),
        "Due date": due,
        "Whose practice or circumstances does it change?": "Team",
        "Priority": "High",
    }
    page = auditor.send(page, "Propose the action", **given)
    as_it_is = "Propose the action as it is"
    return auditor.send(page, as_it_is) if as_it_is in page.buttons else page


def take(person: Visitor, action: str, step: str, button: str, **given: object) -> Page:
    """One step of an action that is a small form; the action's page."""
    page = person.get(f"{action}/{step}")
    return person.send(page, button, **{labelled(page, label): value for label, value in given.items()})


def write_and_publish(publisher: Visitor, key: str) -> Page:
    """The narrative, the check, the publication."""
    page = publisher.get(f"/findings/{key}/narrative")
    publisher.send(page, "Save", **{labelled(page, label): words for label, words in NARRATIVE.items()})
    return result_of(publisher, publisher.send(publisher.get(f"/findings/{key}/publication"), "Publish"))


def files_of(reader: Visitor, page: Page) -> dict[str, bytes]:
    """What the page of a publication offers: the end of each address → the file."""
    addresses = [href for href in page.links.values() if href.endswith((".xlsx", ".pdf"))]
    found = {}
    for address in addresses:
        response = reader.open("GET", address)
        assert response.status_code == 200, response.status
        found[address.rsplit("/", 1)[-1]] = response.get_data()
    return found


def labelled(page: Page, words: str) -> str:
    """A label or legend as the page has it: with "(optional)" where the field may be left empty."""
    optional = f"{words} (optional)"
    return optional if optional in page.text else words
