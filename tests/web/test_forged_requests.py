"""Can another site, or an old or a made-up form, make somebody do what they did not want?"""

from __future__ import annotations

from itertools import chain
from urllib.parse import urljoin, urlsplit

import pytest
from flask_security.utils import hash_password
from sqlalchemy import func, select

from qa_app.db import session, use_case
from qa_app.domain.workflow import Status
from qa_app.models.actions import Action, ActionEvent
from qa_app.models.audits import Answer, Audit, AuditEvent, Finding, FindingKind
from qa_app.models.concerns import Concern
from qa_app.models.mail import OutboxMessage
from qa_app.models.moderation import Moderation
from qa_app.models.people import User, user_role
from tests import factories, full_house
from tests.doors import WRITING, doors
from tests.page import Page
from tests.snapshots import built_once
from tests.table_prints import watched

PASSWORD = "three random words"
ELSEWHERE = "elsewhere.example"


@pytest.fixture
def house(cast):
    return built_once("house", lambda: full_house.build(cast))


@pytest.fixture
def asha(app, cast):
    """Asha, with a password."""
    with app.test_request_context():
        hashed = hash_password(PASSWORD)

    @use_case
    def choose_password():
        session.get_one(User, cast.asha.id).password = hashed

    choose_password()
    return cast.asha


def writing(app, house):
    """One address of every rule that changes something: (method, path)."""
    found = {}
    for door in doors(app, house):
        for method in door.methods & WRITING:
            found.setdefault((door.endpoint, method), door.path)
    sign_in = (
        "/login",
        "/logout",
        "/change",
        "/reset",
        "/tf-setup",
        "/tf-validate",
        "/verify",
        "/mf-recovery-codes",
    )
    ours = ((method, path) for (_endpoint, method), path in found.items())
    return list(chain(ours, (("POST", path) for path in sign_in)))


def test_nothing_is_changed_without_the_right_token(app, house, visit):
    asha, quinn = visit(house.cast.asha), visit(house.cast.quinn)
    stolen = asha.open("GET", "/session/token").json["csrf_token"]
    quinn.open("GET", "/session/token")
    wrong = []
    with watched() as tables:
        for method, path in writing(app, house):
            for token in ("", "nonsense", stolen, stolen[:-1], "\x00", "x" * 10_000):
                sent = (
                    {"json": {"value": "yes", "version": 0}}
                    if method == "PUT"
                    else {"data": {"csrf_token": token}}
                )
                headers = {"X-CSRFToken": token} if method == "PUT" and token.isprintable() else {}
                response = quinn.open(method, path, headers=headers, **sent)
                if response.status_code not in {400, 403} or tables.changes():
                    wrong.append(f"{method} {path} with {token[:10]!r}: {response.status_code}")
    assert wrong == []


def test_nothing_is_changed_for_a_stranger(app, house, visit):
    stranger, wrong = visit(None), []
    with watched() as tables:
        for method, path in writing(app, house):
            sent = (
                {"json": {"value": "yes", "version": 0}} if method == "PUT" else {"data": {"text": "words"}}
            )
            response = stranger.open(method, path, **sent)
            if response.status_code not in {400, 401, 403} or tables.changes():
                wrong.append(f"{method} {path}: {response.status_code}")
    assert wrong == []


def test_a_form_of_another_site_is_shown_and_cannot_be_sent_on(cast, visit):
    answer = visit(cast.ada).open(
        "POST",
        "/council/services/new",
        data={"name": "Forged words"},
        headers={"Sec-Fetch-Site": "cross-site"},
    )
    assert answer.status_code == 403
    assert "Send again" not in answer.text


@pytest.mark.parametrize(
    "there",
    [
        "https://{}/", "//{}", "///{}", "/\\{}", "\\\\{}", "https:{}", "http:///{}", "/%09/{}", "\t//{}", "javascript:alert(1)//{}",
        "https://localhost@{}", "//localhost:80@{}/", "https://localhost.{}", "/\n/{}", "//{}\\@localhost",
    ],
)  # fmt: skip
def test_signing_in_leads_to_no_other_site(asha, visit, there):
    for place in ("query", "form"):
        browser = visit(None)
        page = browser.get("/login")
        sent = page.fill("Sign in", **{"E-mail address": "asha@testshire.example", "Password": PASSWORD})
        aim = there.format(ELSEWHERE)
        if place == "form":
            sent.fields["next"] = aim
        answer = browser.open(
            "POST", "/login", data=sent.fields, query_string={"next": aim} if place == "query" else None
        )
        # A browser takes a backslash for a slash.
        leads_to = urlsplit(urljoin("http://localhost/login", (answer.location or "").replace("\\", "/")))
        assert (leads_to.scheme, leads_to.hostname) == ("http", "localhost"), answer.location


def test_a_mail_leads_to_the_councils_site_whatever_name_was_asked(asha, visit):
    browser = visit(None)
    asked = {"base_url": f"http://{ELSEWHERE}/", "headers": {"X-Forwarded-Host": ELSEWHERE}}
    page = Page(browser.open("GET", "/reset", **asked).get_data(as_text=True), url="/reset")
    sent = page.fill("Send the link", **{"E-mail address": "asha@testshire.example"})
    browser.open("POST", "/reset", data=sent.fields, **asked)
    message = session.scalars(select(OutboxMessage)).one()
    assert ELSEWHERE not in message.body
    assert "http://127.0.0.1:8000/reset/" in message.body


NOBODYS = {
    "id": "1", "status": "moderated", "auditor_grade": "outstanding", "moderator_grade": "outstanding",
    "final_grade": "outstanding", "is_above_cap": "y", "roles": "administrator", "is_active": "", "revision_id": "99",
    "verified_at": "2026-11-20", "agreed_at": "2026-11-20", "closed_at": "2026-11-20", "acknowledged_at": "2026-11-20",
    "rag_override": "green", "feedback_read_at": "2026-11-20", "way": "bulk", "password": "x", "original_due_on": "2027-01-01",
}  # fmt: skip
PERSONS = (
    "auditor_id",
    "auditor",
    "by_id",
    "by",
    "user_id",
    "owner_id",
    "proposed_by_id",
    "raised_by_id",
    "saved_by_id",
)


def with_more(sent, olu):
    """The form with fields that it does not have, which name Olu wherever a person could be named."""
    for name, value in NOBODYS.items():
        if name not in sent.fields:
            sent.fields[name] = value
    for name in PERSONS:
        sent.fields[name] = str(olu.id)
    return sent


def about(person) -> int:
    """In how many rows this person is named as the one who did or has something."""
    columns = (Audit.auditor_id, AuditEvent.by_id, Answer.saved_by_id, Finding.by_id, Concern.raised_by_id, Moderation.by_id,
               Action.owner_id, Action.proposed_by_id, ActionEvent.by_id)  # fmt: skip
    return sum(session.scalar(select(func.count()).where(column == person.id)) or 0 for column in columns)


def test_fields_that_a_form_does_not_have_change_nothing(cast, visit):
    factories.tool()
    draft = factories.audit(
        cast.asha, status=Status.IN_PROGRESS, answers=factories.everything(), team=cast.harbour
    )
    before, roles = about(cast.olu), session.scalar(select(func.count()).select_from(user_role))
    asha, quinn, tomas = visit(cast.asha), visit(cast.quinn), visit(cast.tomas)

    def send(visitor, path, button, **typed):
        page = visitor.get(path)
        pressed = next(each for each in page.buttons if each.startswith(button))
        sent = with_more(page.fill(pressed, **typed), cast.olu)
        answer = visitor.open(sent.method, sent.action, data=sent.fields)
        assert answer.status_code in {302, 303}, f"{path}: {answer.status_code}"

    base = f"/audits/{draft.id}"
    noted = {"What is it?": FindingKind.STRENGTH.label, "What did you find?": "She was seen alone."}
    send(asha, f"{base}/sections/seeing", "Save and")
    send(asha, f"{base}/findings/new", "Save", **noted)
    send(asha, f"{base}/concern", "Raise", **{"What worries you?": "She is not safe."})
    send(asha, f"{base}/check", "Submit")
    submitted = session.get_one(Audit, draft.id)
    assert (submitted.status, submitted.auditor_grade, submitted.final_grade) == (
        Status.SUBMITTED,
        "good",
        None,
    )
    send(quinn, f"{base}/moderation", "Save", **{"Your decision": "Agree the grades"})
    concern = session.scalars(select(Concern)).one()
    send(tomas, f"/concerns/{concern.id}", "Acknowledge", **{"What happens now?": "I ring the worker."})
    kept = session.get_one(Audit, draft.id)
    assert (kept.status, kept.final_grade, kept.original_due_on) == (Status.MODERATED, "good", kept.due_on)
    assert session.get_one(Concern, concern.id).closed_at is None
    assert about(cast.olu) == before
    assert session.scalar(select(func.count()).select_from(user_role)) == roles
