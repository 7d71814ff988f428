"""Is a moderated audit opened again by those who may, for a reason that stays?"""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from qa_app.db import session
from qa_app.domain.workflow import Status
from qa_app.models.audits import Audit
from qa_app.models.cases import Case
from qa_app.models.reopenings import Reopening
from tests import factories
from tests.conftest import TODAY

THEN = TODAY - timedelta(days=3)
WHY = "A page of the record was missing."
WHO, WHEN, WHAT = (
    "Who takes it from here?",
    "When does the auditor hand it in again?",
    "Why is it reopened, and what has to change?",
)
TO_AUDITOR = {WHO: "The auditor: answers are to change", WHEN: date(2026, 12, 1), WHAT: WHY}
TO_MODERATION = {WHO: "Moderation: only the decision is to change", WHAT: WHY}
GRANT = {"Should it be reopened?": "Yes, reopen it", "Why?": "I have read it too."}


@pytest.fixture(autouse=True)
def tool(cast):
    del cast
    return factories.tool()


@pytest.fixture
def moderated(cast):
    return factories.audit(cast.asha, status=Status.MODERATED, team=cast.harbour, at=THEN)


@pytest.fixture
def signed(cast, moderated):
    factories.signed_off(moderated, cast.quinn, at=TODAY)
    return moderated


def status(audit):
    session.rollback()
    session.expire_all()
    return session.get_one(Audit, audit.id).status


def reference_of(audit):
    return session.scalar(select(Case.reference).where(Case.id == audit.case_id))


def number():
    session.rollback()
    return session.scalar(select(func.count(Reopening.id)))


def test_one_that_is_not_signed_off_is_reopened_to_its_auditor(cast, visit, moderated):
    quinn = visit(cast.quinn)
    page = quinn.get(quinn.get(f"/audits/{moderated.id}").link("Reopen"))
    page = quinn.send(page, "Reopen it", **TO_AUDITOR)
    assert page.banners == ("The audit is reopened. Its auditor has been told.",)
    assert "Reopened" in page.text
    assert status(moderated) is Status.RETURNED
    own = visit(cast.asha).get("/audits")
    assert WHY in own.text
    assert "Due 1 December 2026" in own.text
    assert visit(cast.tomas).open("GET", f"/audits/{moderated.id}").status_code == 404


def test_to_moderation_it_waits_in_the_queue_with_the_reason(cast, visit, moderated):
    quinn = visit(cast.quinn)
    quinn.send(quinn.get(f"/audits/{moderated.id}/reopening"), "Reopen it", **TO_MODERATION)
    (row,) = quinn.get("/moderation").table("Audits to read").rows
    assert "It was reopened after moderation" in row[3]
    page = quinn.get(f"/audits/{moderated.id}/moderation")
    assert "Save the decision" in page.buttons
    assert WHY in page.text


@pytest.mark.parametrize(
    ("wanted", "message"),
    [
        ({WHAT: WHY}, "Choose who takes it from here"),
        ({**TO_MODERATION, WHAT: " "}, "Say why the audit is reopened, and what has to change"),
        ({**TO_AUDITOR, WHEN: date(2026, 11, 19)}, "The day must be 20 November 2026 or later"),
    ],
)
def test_what_is_missing_is_said_and_kept(cast, visit, moderated, wanted, message):
    quinn = visit(cast.quinn)
    page = quinn.send(quinn.get(f"/audits/{moderated.id}/reopening"), "Reopen it", status=422, **wanted)
    assert any(message in each for each in page.errors)
    assert wanted[WHAT].strip() in page.text
    assert number() == 0


def test_a_day_that_is_missing_is_asked_for(cast, visit, moderated):
    quinn = visit(cast.quinn)
    form = quinn.get(f"/audits/{moderated.id}/reopening").form("Reopen it")
    for label, value in TO_AUDITOR.items():
        form.answer(label, value)
    sent = form.date(WHEN, None).submission()
    answer = quinn.open("POST", sent.action, data=sent.fields)
    assert answer.status_code == 422
    assert "Enter the day by which the auditor hands it in again" in answer.text


def test_once_signed_off_a_second_person_grants(cast, visit, signed):
    quinn, dara = visit(cast.quinn), visit(cast.dara)
    page = quinn.get(quinn.get(f"/audits/{signed.id}").link("Ask to reopen"))
    page = quinn.send(page, "Ask to reopen it", **TO_AUDITOR)
    assert page.banners == ("You have asked to reopen the audit. A second person decides.",)
    assert "Quinn Hale has asked to reopen this audit." in page.text
    assert status(signed) is Status.MODERATED
    assert "1 reopening to grant or refuse" in dara.get("/").text
    page = dara.get("/reopenings")
    page = dara.get(page.link(reference_of(signed)))
    page = dara.send(page, "Save the decision", **GRANT)
    assert page.banners == ("The audit is reopened.",)
    assert status(signed) is Status.RETURNED
    history = quinn.get(f"/audits/{signed.id}").text
    assert WHY in history
    assert "Dara Quigley agreed: I have read it too." in history


def test_refused_it_stays_signed_off(cast, visit, rita, signed):
    row = factories.reopening(signed, cast.quinn, at=TODAY)
    other = visit(rita)
    page = other.send(
        other.get(f"/reopenings/{row.id}"), "Save the decision",
        **{"Should it be reopened?": "No, it stays signed off", "Why?": "Write to the team."},
    )  # fmt: skip
    assert page.banners == ("The audit stays signed off.",)
    assert status(signed) is Status.MODERATED
    assert "Refused" in page.table("Earlier").rows[0][3]


def test_granting_ones_own_is_not_offered_and_refused(cast, visit, rita, signed):
    row = factories.reopening(signed, cast.quinn, at=TODAY)
    quinn, other = visit(cast.quinn), visit(rita)
    page = quinn.get(f"/reopenings/{row.id}")
    assert "You asked for this reopening yourself" in page.text
    assert "Save the decision" not in page.buttons
    assert "reopening to grant" not in quinn.get("/").text
    form = other.get(f"/reopenings/{row.id}").form("Save the decision")
    token = quinn.open("GET", "/session/token").json["csrf_token"]
    fields = {**form.submission().fields.to_dict(), "csrf_token": token, "decision": "grant", "words": "Me."}
    assert quinn.open("POST", f"/reopenings/{row.id}", data=fields).status_code == 403
    assert status(signed) is Status.MODERATED


def test_asked_twice_the_second_is_told_and_the_same_form_is_one(cast, visit, rita, signed):
    quinn, other = visit(cast.quinn), visit(rita)
    mine, theirs = quinn.get(f"/audits/{signed.id}/reopening"), other.get(f"/audits/{signed.id}/reopening")
    for _ in range(2):
        quinn.send(mine, "Ask to reopen it", **TO_MODERATION)
    told = other.send(theirs, "Ask to reopen it", status=409, **TO_MODERATION)
    assert "Quinn Hale has asked to reopen this audit already" in told.text
    assert WHY in told.text
    assert number() == 1
    assert "Ask to reopen" not in other.get(f"/audits/{signed.id}").links


def test_the_second_of_two_who_decide_is_told_and_keeps_their_words(cast, visit, rita, signed):
    row = factories.reopening(signed, cast.quinn, at=TODAY)
    first, second = visit(rita), visit(cast.dara)
    late = second.get(f"/reopenings/{row.id}")
    page = first.get(f"/reopenings/{row.id}")
    for _ in range(2):
        first.send(page, "Save the decision", **GRANT)
    told = second.send(late, "Save the decision", status=409, **{**GRANT, "Why?": "I would wait."})
    assert "Rita Moss has decided on this already: granted." in told.text
    assert "I would wait." in told.text


def test_what_is_not_moderated_has_nothing_to_reopen(cast, visit, moderated):
    submitted = factories.audit(cast.asha, status=Status.SUBMITTED)
    quinn = visit(cast.quinn)
    page = quinn.get(f"/audits/{submitted.id}/reopening")
    assert "so there is nothing to reopen" in page.text
    assert "Reopen it" not in page.buttons
    old = quinn.get(f"/audits/{moderated.id}/reopening")
    factories.reopening(moderated, cast.quinn, at=TODAY)
    told = quinn.send(old, "Reopen it", status=409, **TO_MODERATION)
    assert "is not possible: this audit is now" in told.text
    assert WHY in told.text


@pytest.mark.parametrize("who", ["asha", "tomas", "sana", "bola", "ada"])
def test_nobody_else_reopens_or_grants(cast, visit, signed, who):
    row = factories.reopening(signed, cast.quinn, at=TODAY)
    person = visit(getattr(cast, who))
    for path in ("/reopenings", f"/reopenings/{row.id}", f"/audits/{signed.id}/reopening"):
        assert person.open("GET", path).status_code == 404
    assert visit(cast.dara).open("GET", f"/audits/{signed.id}/reopening").status_code == 404


def test_an_empty_list_says_what_comes_there(cast, visit):
    assert "No reopening waits for a second person" in visit(cast.dara).get("/reopenings").text
