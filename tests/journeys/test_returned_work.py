"""Does work that a moderator sent back come back, better, and does everybody see what became of it?"""

from __future__ import annotations

from datetime import timedelta

from qa_app import clock
from qa_app.domain.workflow import Status
from tests import factories
from tests.conftest import TODAY
from tests.journeys.following_up import agree, labelled, queue, return_to_auditor

NEEDED = "Say in the first section how you know that she was seen."
ADDED = "She told the worker herself; the visit of 3 November is on the record."


def test_work_that_was_returned_comes_back(cast, visit):
    audit = factories.audit(
        cast.asha, status=Status.SUBMITTED, grade="good", reference="EX1", team=cast.harbour
    )
    address = f"/audits/{audit.id}"
    asha, quinn, tomas = visit(cast.asha), visit(cast.quinn), visit(cast.tomas)
    assert "EX1" in queue(quinn)
    assert tomas.open("GET", address).status_code == 404, (
        "a manager reads an audit when it counts, not before"
    )

    with clock.frozen(TODAY + timedelta(hours=1)):
        return_to_auditor(quinn, "EX1", NEEDED, path="/moderation")
    assert queue(quinn) == {}
    home = asha.get("/")
    assert "1 returned to you" in home.text
    assert NEEDED in asha.get("/audits").text
    tasks = asha.get(address)
    assert NEEDED in tasks.text

    with clock.frozen(TODAY + timedelta(hours=20)):
        page = asha.get(tasks.link("Seeing the child"))
        form = page.form("Save and continue").fill("What difference did it make for the child?", ADDED)
        sent = form.submission()
        assert asha.open("POST", sent.action, data=sent.fields).status_code == 303
        said = asha.send(asha.get(f"{address}/check"), "Submit audit")
    assert ADDED in said.text

    assert "came back" in queue(quinn)["EX1"] or "returned" in queue(quinn)["EX1"]
    again = quinn.get(f"{address}/moderation")
    assert "Quinn Hale returned the audit" in again.headings
    assert ADDED in again.text
    with clock.frozen(TODAY + timedelta(hours=21)):
        agree(quinn, "EX1", feedback="Thank you: now anybody can see it.")

    final = asha.get(address)
    assert final.facts["Final grade"] == "Good"
    told = final.text[final.text.index("What happened to this audit") :]
    steps = ("Started", "Submitted", "Returned", "Submitted", "Moderated")
    places = []
    for step in steps:
        places.append(told.index(step, places[-1] + 1 if places else 0))
    assert places == sorted(places)
    asha.send(final, "I have read this")
    assert "I have read this" not in asha.get(address).buttons
    assert tomas.get(address).facts["Final grade"] == "Good"


def test_an_action_whose_evidence_was_not_enough_comes_back_to_its_owner(cast, visit):
    audit = factories.audit(cast.ben, status=Status.MODERATED, grade="good", team=cast.harbour)
    quinn, tomas = visit(cast.quinn), visit(cast.tomas)
    page = quinn.get(f"/audits/{audit.id}/actions/new")
    given = {
        "What is to be done?": "Write a plan with the family that says who does what by when.",
        "How will you know that it is done?": "The plan is on the record with 3 steps, each with a date.",
        "Due date": TODAY.date() + timedelta(days=20),
        "Whose practice or circumstances does it change?": "Worker",
        "Priority": "Medium",
    }
    page = quinn.send(page, "Propose the action", **given)
    if "Propose the action as it is" in page.buttons:
        page = quinn.send(page, "Propose the action as it is")
    action = page.url
    tomas.send(tomas.get(action), "Agree the action")
    done = {"What shows that it is done?": "We talked about it."}
    tomas.send(tomas.get(f"{action}/completion"), "Mark as completed", **done)

    page = quinn.get(f"{action}/verification")
    missing = "The plan of the record has one step and no dates."
    decision = {
        "Does the evidence show that the action is done?": "No, return it to its owner",
        labelled(page, "What did you look at, or what is still needed?"): missing,
    }
    returned = quinn.send(page, "Save the decision", **decision)
    assert "Amber" in returned.facts["Rating"]
    assert missing in tomas.get(action).text

    done = {"What shows that it is done?": "The plan of 19 November has three steps, each with a date."}
    tomas.send(tomas.get(f"{action}/completion"), "Mark as completed", **done)
    accepted = {"Does the evidence show that the action is done?": "Yes, verify it"}
    verified = quinn.send(quinn.get(f"{action}/verification"), "Save the decision", **accepted)
    assert "Blue" in verified.facts["Rating"]
    assert missing in verified.text, "what was said on the way stays readable"
