"""Do people from outside see what was given to them, from their first day to their last, and nothing else?"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from flask_security.utils import hash_password
from sqlalchemy import select

from qa_app import clock
from qa_app.db import session, use_case
from qa_app.domain.questions import Given
from qa_app.domain.workflow import Status
from qa_app.models.audits import Audit
from qa_app.models.concerns import Concern
from qa_app.models.mail import OutboxMessage
from qa_app.models.people import User
from qa_app.services import admitting, allocating, moving
from tests import factories
from tests.conftest import TODAY
from tests.crawling import crawled
from tests.lists_and_rounds import a_round, a_sample, import_list, many

PASSWORD = "three random words"


@pytest.fixture
def mira(cast):
    return factories.outsider(cast.ada)


def at(moment):
    return clock.frozen(moment)


def test_the_statement_comes_first_and_is_accepted_once(cast, visit):
    browser = visit(factories.outsider(cast.ada, has_accepted=False))
    for path in ("/", "/audits", "/account"):
        assert browser.open("GET", path).location == "/confidentiality"
    page = browser.get("/")
    assert "I keep to myself what I read here." in page.text
    refused = browser.send(page, "Accept and go on", status=422)
    assert "Tick the box" in refused.text
    home = browser.send(refused, "Accept and go on", **{"I have read this and will keep to it": True})
    assert home.h1 == "Hello Mira"
    assert "You have access until 31 March 2027" in home.text
    assert "You accepted this on" in browser.get("/confidentiality").text


def test_nobody_of_the_council_is_asked(cast, visit, mira):
    for person in (cast.asha, cast.quinn, cast.ada):
        assert visit(person).get("/").h1.startswith("Hello")
        assert visit(person).open("GET", "/confidentiality").status_code == 404


def test_other_words_are_accepted_before_anything_else_and_no_word_is_lost(cast, visit, mira):
    audit = factories.audit(mira, status=Status.IN_PROGRESS, team=cast.harbour)
    browser = visit(mira)
    page = browser.get(f"/audits/{audit.id}/sections/seeing")
    statement = browser.get("/confidentiality")
    assert "You accepted this" in statement.text
    admitting.write_statement("New words.", seen=1, by=cast.ada, at=TODAY)
    token = browser.open("GET", "/session/token").json["csrf_token"]
    saved = browser.open(
        "PUT",
        f"/audits/{audit.id}/answers/seen",
        json={"value": "yes", "version": 0},
        headers={"X-CSRFToken": token},
    )
    assert saved.status_code == 403
    assert "The confidentiality statement has changed" in saved.json["error"]
    sent = page.fill("Save and continue")
    words = "That she likes it there, and would like to stay with her grandmother for good."
    kept = browser.open("POST", sent.action, data={**dict(sent.fields), "summary__value": words})
    assert kept.status_code == 403
    text = kept.get_data(as_text=True)
    assert "would like to stay with her grandmother" in text
    assert "Read the statement" in text
    new = browser.get("/")
    assert "New words." in new.text
    browser.send(new, "Accept and go on", **{"I have read this and will keep to it": True})
    assert browser.get(f"/audits/{audit.id}").h1.startswith("Audit of")


def test_words_that_changed_while_they_were_read_are_read_again(cast, visit):
    browser = visit(factories.outsider(cast.ada, has_accepted=False))
    page = browser.get("/")
    admitting.write_statement("New words.", seen=1, by=cast.ada, at=TODAY)
    told = browser.send(
        page, "Accept and go on", status=409, **{"I have read this and will keep to it": True}
    )
    assert "changed while you were reading" in told.text
    assert "New words." in told.text
    assert browser.open("GET", "/").location == "/confidentiality"


FIRST, LAST = date(2026, 11, 2), date(2027, 6, 30)


@pytest.mark.parametrize(
    ("moment", "is_in"),
    [
        (datetime(2026, 11, 1, 23, 59, 59, tzinfo=UTC), False),
        (datetime(2026, 11, 2, 0, 0, tzinfo=UTC), True),
        (datetime(2027, 6, 30, 22, 59, 59, tzinfo=UTC), True),  # in London it is an hour later in summer
        (datetime(2027, 6, 30, 23, 0, tzinfo=UTC), False),
    ],
)
def test_the_session_and_the_sign_in_begin_and_end_by_london_s_day(app, cast, visit, moment, is_in):
    mira = factories.outsider(cast.ada, first=FIRST, last=LAST)
    _choose_password(app, mira)
    browser = visit(mira)
    with at(moment):
        assert browser.open("GET", "/audits").status_code == (200 if is_in else 302)
        new = visit(None)
        page = new.send(
            new.get("/login"), "Sign in", status=200,
            **{"E-mail address": mira.email, "Password": PASSWORD},
        )  # fmt: skip
        assert bool(page.errors) is not is_in
        asks = visit(None)
        before = len(session.scalars(select(OutboxMessage.id)).all())
        asks.send(asks.get("/reset"), "Send the link", **{"E-mail address": mira.email})
        assert len(session.scalars(select(OutboxMessage.id)).all()) == before + is_in


def _choose_password(app, person):
    with app.test_request_context():
        hashed = hash_password(PASSWORD)

    @use_case
    def choose():
        session.get_one(User, person.id).password = hashed

    choose()


def test_they_begin_an_audit_and_hand_one_in(cast, visit, mira):
    new = factories.audit(mira, team=cast.harbour)
    answered = factories.everything("good") | {"summary": Given("Steady.")}
    begun = factories.audit(mira, status=Status.IN_PROGRESS, answers=answered, team=cast.harbour)
    browser = visit(mira)
    page = browser.send(browser.get(f"/audits/{new.id}"), "Start audit")
    assert "Sections" in page.text
    page = browser.send(browser.get(f"/audits/{begun.id}/check"), "Submit audit")
    assert "You have submitted the audit" in page.text


def test_they_raise_a_concern_and_are_told_who_knows(cast, visit, mira):
    audit = factories.audit(mira, status=Status.IN_PROGRESS, team=cast.harbour)
    browser = visit(mira)
    page = browser.send(
        browser.get(f"/audits/{audit.id}/concern"),
        "Raise the concern now",
        **{"What worries you?": "She is not safe."},
    )
    assert page.url == f"/audits/{audit.id}"
    assert "Tomas Reyes" in page.text
    assert "You raised an immediate concern on" in page.text
    concern = session.scalars(select(Concern)).one()
    assert browser.open("GET", f"/concerns/{concern.id}").status_code == 404


ELSEWHERE = (
    "/cases", "/cases/1", "/search?q=EX", "/rounds", "/moderation", "/actions", "/concerns", "/consistency", "/findings",
    "/consistency.xlsx", "/tools", "/people", "/council", "/exemplars", "/calibration", "/practice", "/repeats",
    "/account/repeats", "/grading", "/coaching", "/coaching/own", "/external-auditors", "/external-auditors/statement",
)  # fmt: skip


def test_they_find_nothing_else(cast, visit, mira):
    theirs = factories.audit(cast.asha, status=Status.MODERATED, team=cast.harbour)
    given_back = factories.audit(mira, status=Status.MODERATED, team=cast.harbour)
    pair = factories.pair(mira, cast.asha, handed_in=2, team=cast.harbour)
    browser = visit(mira)
    for path in (
        *ELSEWHERE,
        f"/audits/{theirs.id}",
        f"/audits/{theirs.id}/sections/seeing",
        f"/audits/{theirs.id}/concern",
        f"/audits/{given_back.id}/actions",
        f"/audits/{given_back.id}/reply",
        f"/pairs/{pair.id}",
        f"/audits/{pair.second_id}",
    ):
        assert browser.open("GET", path).status_code == 404, path


def test_no_link_of_theirs_leads_nowhere(cast, visit, mira):
    for status in (Status.ALLOCATED, Status.IN_PROGRESS, Status.SUBMITTED, Status.RETURNED, Status.MODERATED):
        factories.audit(mira, status=status, team=cast.harbour)
    factories.pair(mira, cast.asha, handed_in=2, team=cast.harbour)
    factories.pair(cast.asha, mira, handed_in=2, team=cast.harbour)
    browser = visit(mira)
    seen = []
    for path, html in crawled(browser, "/"):
        assert "Page not found" not in html, path
        seen.append(path)
    assert len(seen) > 20


def test_an_audit_that_moves_away_is_gone(cast, visit, mira):
    audit = factories.audit(mira, status=Status.IN_PROGRESS, team=cast.harbour)
    moving.move(audit.id, cast.asha.id, because="Ill.", revision=audit.revision, by=cast.quinn, at=TODAY)
    assert visit(mira).open("GET", f"/audits/{audit.id}").status_code == 404
    assert visit(cast.asha).get(f"/audits/{audit.id}").h1


def test_who_gives_out_audits_reads_why_somebody_is_left_out(cast, visit):
    import_list(cast, *many(30))
    round_ = a_round(cast)
    a_sample(cast, round_)
    leaving = factories.outsider(cast.ada, last=round_.due_on - timedelta(days=1))
    staying = factories.outsider(cast.ada, name="Noor Blake", last=round_.due_on)
    allocating.allocate(round_.id, by=cast.quinn, at=TODAY)
    given = set(session.scalars(select(Audit.auditor_id)))
    assert given == {cast.asha.id, cast.ben.id, cast.olu.id, staying.id}
    audit = session.scalars(select(Audit).limit(1)).one()
    page = visit(cast.quinn).get(f"/rounds/audits/{audit.id}/auditor")
    assert f"The access of {leaving.name}, an external auditor, ends on" in page.text


def test_work_left_behind_is_somebody_s_to_see(cast, visit):
    last = TODAY.date() + timedelta(days=10)
    mira = factories.outsider(cast.ada, last=last)
    audit = factories.audit(mira, status=Status.IN_PROGRESS, due_on=last, team=cast.harbour)
    quinn, ada = visit(cast.quinn), visit(cast.ada)
    page = quinn.get("/external-auditors")
    assert page.table("External auditors").rows[0][1].startswith("Ends soon")
    assert "What needs somebody" not in page.text
    assert "external auditor whose access ends soon" in quinn.get("/").text
    with at(TODAY + timedelta(days=11)):
        assert visit(mira).open("GET", "/").status_code == 302
        assert "external auditor gone with audits in hand" in quinn.get("/").text
        page = quinn.get("/external-auditors")
        assert "Their access has ended" in page.table("External auditors").rows[0][3]
        assert f"Audit {audit.id}, begun" in page.text
        moved = quinn.get(next(href for words, href in page.links.items() if words.startswith("move it")))
        assert moved.h1
        assert "Move" not in ada.get("/external-auditors").text
        assert "external auditor gone with audits in hand" in ada.get("/").text


def test_work_that_is_due_after_the_last_day_is_said_before(cast, visit):
    last = TODAY.date() + timedelta(days=60)
    mira = factories.outsider(cast.ada, last=last)
    factories.audit(mira, due_on=last + timedelta(days=1), team=cast.harbour)
    page = visit(cast.quinn).get("/external-auditors")
    assert "1 due when they have no access" in page.table("External auditors").rows[0][3]


def test_letting_them_in_for_longer_brings_everything_back(cast, visit):
    mira = factories.outsider(cast.ada, last=TODAY.date() - timedelta(days=1))
    factories.audit(mira, status=Status.IN_PROGRESS, team=cast.harbour)
    browser, ada = visit(mira), visit(cast.ada)
    assert browser.open("GET", "/audits").status_code == 302
    page = ada.get(f"/people/{mira.id}")
    ada.send(page, "Save", **{"Last day of access": date(2026, 12, 31)})
    assert browser.open("GET", "/audits").status_code == 200


def test_the_statement_is_written_in_versions(cast, visit):
    ada = visit(cast.ada)
    page = ada.get("/external-auditors")
    assert "Write the confidentiality statement first" in page.text
    page = ada.get("/external-auditors/statement")
    other = ada.get("/external-auditors/statement")
    page = ada.send(page, "Save as version 1", **{"The statement": "Keep it to yourself."})
    assert "Version 1 holds now" in page.text
    told = ada.send(other, "Save as version 1", status=409, **{"The statement": "Tell nobody."})
    assert "You wrote version 1 meanwhile" in told.text
    assert "Tell nobody." in told.html
    page = ada.send(told, "Save as version 2", **{"The statement": "Tell nobody, ever."})
    assert "Version 2 holds now" in page.text
    assert ada.send(page, "Save as version 3", status=422, **{"The statement": ""}).errors


@pytest.mark.parametrize("who", ["asha", "tomas", "dara", "bola"])
def test_nobody_else_reads_who_is_here(cast, visit, who):
    assert visit(getattr(cast, who)).open("GET", "/external-auditors").status_code == 404
    assert visit(cast.quinn).open("GET", "/external-auditors/statement").status_code == 404


def test_an_administrator_adds_somebody_from_outside(cast, visit):
    factories.outsider(cast.ada)
    ada = visit(cast.ada)
    filled = {"Full name": "Noor Blake", "E-mail address": "noor@blake.example", "External auditor": True}
    page = ada.send(ada.get("/people/new"), "Save", status=422, **filled)
    assert "which organisation" in page.text
    page = ada.send(
        page, "Save",
        **{"Organisation (optional)": "Blake and Sons", "First day of access": date(2026, 12, 1), "Last day of access": date(2026, 12, 24)},
    )  # fmt: skip
    assert "Noor Blake was added" in page.text
    row = next(row for row in ada.get("/people?q=noor").table("People").rows)
    assert row[4] == "Not begun"
