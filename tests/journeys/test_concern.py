"""Does an immediate concern reach the managers at once, and stay with them until the child is safe?"""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from qa_app import clock
from qa_app.db import session
from qa_app.domain.workflow import Status
from qa_app.models.mail import OutboxMessage
from tests import factories
from tests.conftest import TODAY

WORRY = "The record says that he sleeps at his father’s, against the order."


def test_a_concern_reaches_the_managers(cast, visit):
    audit = factories.audit(cast.asha, status=Status.IN_PROGRESS, team=cast.harbour, reference="EX77")
    asha, tomas, sana, quinn = (visit(person) for person in (cast.asha, cast.tomas, cast.sana, cast.quinn))

    section = asha.get(asha.get(f"/audits/{audit.id}").link("Seeing the child"))
    form = section.form("Save and raise an immediate concern")
    form.fill("What difference did it make for the child?", "He is not safe.")
    sent = form.submission()
    page = asha.get(asha.open("POST", sent.action, data=sent.fields).location)
    asha.send(page, "Raise the concern now", **{"What worries you?": WORRY})
    kept = asha.get(section.url).form("Save and continue").value("What difference did it make for the child?")
    assert kept == "He is not safe.", "what was typed before is saved"

    messages = session.scalars(select(OutboxMessage)).all()
    assert {each.to_address for each in messages} == {cast.tomas.email, cast.sana.email, cast.quinn.email}
    for each in messages:
        assert "EX77" not in each.subject + each.body, "no detail of a case in a mail"
        assert "father" not in each.body

    for manager in (tomas, sana, quinn):
        home = manager.get("/")
        assert "1 immediate concern to acknowledge" in home.text
        assert WORRY in manager.get(manager.get("/concerns").link("EX77")).text
    assert visit(cast.olu).get("/concerns").tables == {}, "it is nobody else’s business"

    concern = tomas.get("/concerns").link("EX77")
    with clock.frozen(TODAY + timedelta(minutes=20)):
        tomas.send(tomas.get(concern), "Acknowledge", **{"What happens now?": "I drive there now."})
    for manager in (tomas, sana, quinn):
        home = manager.get("/").text
        assert "to acknowledge" not in home
        assert "1 immediate concern still open" in home

    page = quinn.get(concern)
    refused = quinn.send(page, "Close the concern", status=422, **{"What was done?": "He is at home."})
    assert refused.errors, "nobody closes it without having made sure"
    made_sure = {
        "What was done?": "He is at home with his mother.",
        "I have made sure that the child is safe": True,
    }
    with clock.frozen(TODAY + timedelta(hours=5)):
        quinn.send(page, "Close the concern", **made_sure)
    for person in (asha, tomas, sana, quinn):
        assert "immediate concern" not in person.get("/").text.lower()
        told = person.get(concern).text
        assert "Asha Rao" in told
        assert "Tomas Reyes" in told
        assert "Quinn Hale" in told
