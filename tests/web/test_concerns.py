"""Is a concern raised from every page of a draft, seen by those who must see it, and closed only when it is safe?"""

from __future__ import annotations

from datetime import date

import pytest

from qa_app.domain.workflow import Status
from tests import factories

WHAT, NOW, DONE = "What worries you?", "What happens now?", "What was done?"
SAFE = "I have made sure that the child is safe"


@pytest.mark.parametrize("path", ["", "/check", "/sections/seeing", "/findings/new"])
def test_every_page_of_a_draft_offers_it(cast, visit, path):
    audit = factories.audit(cast.asha, status=Status.IN_PROGRESS)
    page = visit(cast.asha).get(f"/audits/{audit.id}{path}")
    assert page.link("Raise an immediate concern") == f"/audits/{audit.id}/concern"


@pytest.mark.parametrize("status", [Status.ALLOCATED, Status.SUBMITTED, Status.MODERATED])
def test_so_do_the_pages_before_and_after(cast, visit, status):
    audit = factories.audit(cast.asha, status=status)
    assert visit(cast.asha).get(f"/audits/{audit.id}").link("Raise an immediate concern")


def test_a_concern_from_raising_to_closing(cast, visit):
    audit = factories.audit(cast.asha, status=Status.IN_PROGRESS, team=cast.harbour)
    asha, tomas, quinn = visit(cast.asha), visit(cast.tomas), visit(cast.quinn)
    page = asha.get(f"/audits/{audit.id}/concern")
    for name in ("Quinn Hale", "Tomas Reyes", "Sana Malik"):
        assert name in page.text
    page = asha.send(page, "Raise the concern now", **{WHAT: "He is with his father tonight. =cmd() 🧒"})
    assert "He is with his father tonight. =cmd() 🧒" in page.text
    assert page.facts["Noticed"] == "20 November 2026"
    assert page.buttons.count("Acknowledge") == 0, "an auditor does not acknowledge"
    page = tomas.get(tomas.get("/concerns").link(audit_reference(page)))
    page = tomas.send(page, "Acknowledge", **{NOW: "I have rung the school and go there now."})
    assert "I have rung the school" in page.text
    assert "Close the concern" not in page.buttons, "a team manager does not close"
    page = quinn.get(page.url)
    page = quinn.send(page, "Close the concern", status=422, **{DONE: "He is with his aunt."})
    assert any("safe" in message for message in page.errors)
    assert "He is with his aunt." in page.html
    page = quinn.send(page, "Close the concern", **{DONE: "He is with his aunt.", SAFE: True})
    assert "Closed: the child is safe" in page.headings
    assert "No concern is open" in quinn.get("/concerns").headings
    assert quinn.get("/concerns").table("Closed").rows


def audit_reference(page):
    return page.facts["Case"]


def test_sending_the_form_twice_raises_one(cast, visit):
    audit = factories.audit(cast.asha)
    asha = visit(cast.asha)
    page = asha.get(f"/audits/{audit.id}/concern")
    for _ in range(2):
        asha.send(page, "Raise the concern now", **{WHAT: "Not safe."})
    assert len(asha.get("/concerns").table("Open").rows) == 1


def test_what_is_wrong_is_said_and_the_words_stay(cast, visit):
    audit = factories.audit(cast.asha)
    asha = visit(cast.asha)
    page = asha.get(f"/audits/{audit.id}/concern")
    page = asha.send(
        page,
        "Raise the concern now",
        status=422,
        **{WHAT: "x" * 100_000, "When did you notice it?": date(2026, 11, 21)},
    )
    assert any("20,000 characters" in message for message in page.errors)
    assert any("20 November 2026 or earlier" in message for message in page.errors)
    assert "x" * 100_000 in page.html


def test_who_sees_it(cast, visit):
    concern = factories.concern(factories.audit(cast.asha, team=cast.harbour))
    for person in (cast.asha, cast.quinn, cast.tomas, cast.sana, cast.dara):
        assert visit(person).get(f"/concerns/{concern.id}").h1.startswith("Immediate concern")
    for person in (cast.ben, cast.olu, cast.bola, cast.ada):
        assert visit(person).open("GET", f"/concerns/{concern.id}").status_code == 404


def test_a_manager_of_another_team_sees_and_does_nothing(cast, visit):
    here = factories.concern(factories.audit(cast.asha, team=cast.harbour))
    there = factories.concern(factories.audit(cast.asha, team=cast.lantern))
    tomas = visit(cast.tomas)
    sent = tomas.get(f"/concerns/{here.id}").fill("Acknowledge", **{NOW: "x"})
    assert tomas.open("GET", f"/concerns/{there.id}").status_code == 404
    assert tomas.open("POST", f"/concerns/{there.id}/acknowledgement", data=sent.fields).status_code == 404
    assert len(tomas.get("/concerns").table("Open").rows) == 1


def test_auditors_and_directors_neither_acknowledge_nor_close(cast, visit):
    concern = factories.concern(factories.audit(cast.asha, team=cast.harbour))
    quinn = visit(cast.quinn)
    sent = quinn.get(f"/concerns/{concern.id}").fill("Acknowledge", **{NOW: "x"})
    for person in (cast.asha, cast.dara, cast.bola):
        for step in ("acknowledgement", "closing"):
            answer = visit(person).open("POST", f"/concerns/{concern.id}/{step}", data=sent.fields)
            assert answer.status_code in {403, 404}
    answer = visit(cast.tomas).open("POST", f"/concerns/{concern.id}/closing", data=sent.fields)
    assert answer.status_code in {403, 404}


def test_two_managers_at_once_the_second_keeps_their_words(cast, visit):
    concern = factories.concern(factories.audit(cast.asha, team=cast.harbour))
    tomas, sana = visit(cast.tomas), visit(cast.sana)
    first, second = tomas.get(f"/concerns/{concern.id}"), sana.get(f"/concerns/{concern.id}")
    tomas.send(first, "Acknowledge", **{NOW: "I go."})
    page = sana.send(second, "Acknowledge", status=409, **{NOW: "I have rung the police."})
    assert "I have rung the police." in page.text
    assert "I go." in page.text
    assert any("already" in message for message in page.errors)


def test_closing_before_it_is_acknowledged_is_refused(cast, visit):
    done = factories.concern(factories.audit(cast.asha))
    fresh = factories.concern(factories.audit(cast.asha))
    quinn = visit(cast.quinn)
    page = quinn.send(quinn.get(f"/concerns/{done.id}"), "Acknowledge", **{NOW: "x"})
    sent = page.fill("Close the concern", **{DONE: "x", SAFE: True})
    answer = quinn.open("POST", f"/concerns/{fresh.id}/closing", data=sent.fields)
    assert answer.status_code == 409
    assert "Nobody has acknowledged" in answer.text


def test_a_concern_that_is_not_there_is_not_found(cast, visit):
    assert visit(cast.quinn).open("GET", "/concerns/999").status_code == 404
    assert visit(cast.asha).open("GET", "/audits/999/concern").status_code == 404


def test_a_list_of_many_takes_no_more_queries_than_a_list_of_few(cast, visit, count_queries):
    quinn = visit(cast.quinn)
    audit = factories.audit(cast.asha, team=cast.harbour)
    factories.concern(audit)
    with count_queries() as few:
        quinn.get("/concerns")
    for _ in range(5):
        factories.concern(audit)
    with count_queries() as many:
        quinn.get("/concerns")
    assert len(many) == len(few) <= 10
