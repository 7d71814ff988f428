"""Can people sign in, and only they? Do words survive the end of a session?"""

from __future__ import annotations

import re

import pytest
from flask_security.utils import hash_password
from passlib.totp import TOTP
from sqlalchemy import select

from qa_app.db import session, use_case
from qa_app.models.mail import OutboxMessage
from qa_app.models.people import User
from tests.page import Page
from tests.visitor import Visitor

PASSWORD = "three random words"


@pytest.fixture
def asha(app, cast):
    with app.test_request_context():
        hashed = hash_password(PASSWORD)

    @use_case
    def choose_password():
        session.get_one(User, cast.asha.id).password = hashed

    choose_password()
    return cast.asha


def sign_in(visitor, email, password, *, status=200):
    return visitor.send(
        visitor.get("/login"), "Sign in", status=status, **{"E-mail address": email, "Password": password}
    )


def test_a_person_signs_in_and_out(asha, visit):
    browser = visit(None)
    page = sign_in(browser, "asha@testshire.example", PASSWORD)
    assert page.h1 == "Hello Asha"
    browser.send(page, "Sign out")
    assert browser.open("GET", "/").status_code == 302


def test_a_wrong_password_and_an_unknown_address_are_told_the_same(asha, visit):
    wrong = sign_in(visit(None), "asha@testshire.example", "not the password")
    unknown = sign_in(visit(None), "nobody@testshire.example", "not the password")
    assert wrong.errors.keys() == unknown.errors.keys()
    assert wrong.errors


def test_a_deactivated_person_cannot_sign_in(asha, visit, cast):
    ada = visit(cast.ada)
    ada.send(ada.get(f"/people/{asha.id}/deactivation"), "Deactivate")
    page = sign_in(visit(None), "asha@testshire.example", PASSWORD)
    assert page.errors


def test_guessing_is_slowed_down(asha, visit):
    browser = visit(None)
    answers = [
        sign_in(browser, "asha@testshire.example", f"guess {number}", status=200 if number < 10 else 429)
        for number in range(11)
    ]
    assert "Too many tries" in answers[-1].h1


def test_after_signing_in_people_are_where_they_wanted_to_be(asha, visit):
    browser = visit(None)
    page = browser.get("/account")
    page = browser.send(page, "Sign in", **{"E-mail address": "asha@testshire.example", "Password": PASSWORD})
    assert page.h1 == "Your account"


def test_nobody_is_sent_to_another_site(asha, visit):
    browser = visit(None)
    page = browser.get("/login?next=https://elsewhere.example/")
    sent = page.fill("Sign in", **{"E-mail address": "asha@testshire.example", "Password": PASSWORD})
    answer = browser.open(sent.method, sent.action, data=sent.fields)
    assert "elsewhere" not in (answer.location or "")


def test_a_forgotten_password_is_reset_by_the_link_that_was_mailed(asha, visit):
    browser = visit(None)
    browser.send(browser.get("/reset"), "Send the link", **{"E-mail address": "asha@testshire.example"})
    message = session.scalars(select(OutboxMessage)).one()
    assert message.to_address == "asha@testshire.example"
    link = re.search(r"/reset/\S+", message.body).group()
    page = browser.get(link)
    new = "four quite random words"
    button = next(each for each in page.buttons if "password" in each.lower())
    browser.send(page, button, **{"New password": new, "New password again": new})
    assert sign_in(visit(None), "asha@testshire.example", new).h1 == "Hello Asha"
    assert sign_in(visit(None), "asha@testshire.example", PASSWORD).errors


def test_asking_for_a_reset_does_not_say_who_has_an_account(asha, visit):
    known, unknown = visit(None), visit(None)
    one = known.send(known.get("/reset"), "Send the link", **{"E-mail address": "asha@testshire.example"})
    other = unknown.send(unknown.get("/reset"), "Send the link", **{"E-mail address": "no@testshire.example"})
    assert [each.replace("asha@", "no@") for each in one.banners] == list(other.banners)
    assert len(list(session.scalars(select(OutboxMessage)))) == 1


def test_a_second_factor_is_set_up_and_asked_for(asha, visit):
    browser = visit(None)
    sign_in(browser, "asha@testshire.example", PASSWORD)
    page = browser.get("/tf-setup")
    page = browser.send(page, "Set up an authenticator app")
    key = re.search(r"<code[^>]*>([A-Z2-7 -]+)<", page.html).group(1)
    code = TOTP(key=re.sub(r"[ -]", "", key)).generate().token
    browser.send(page, "Finish", **{"Code from the app": code})
    again = visit(None)
    page = sign_in(again, "asha@testshire.example", PASSWORD)
    assert again.open("GET", "/account").status_code == 302
    assert "code" in page.text.lower()


def test_words_of_an_ended_session_come_back_and_can_be_sent_again(cast, visit):
    ada = visit(cast.ada)
    page = ada.get("/people/new")
    sent = page.fill(
        "Save", **{"Full name": "Priya Nair", "E-mail address": "priya@testshire.example", "Auditor": True}
    )
    with ada.client.session_transaction() as cookie:
        cookie.pop("_user_id")
    answer = ada.open("POST", sent.action, data=sent.fields)
    assert answer.status_code == 401
    back = Page.of(answer)
    assert "Priya Nair" in back.html
    with ada.client.session_transaction() as cookie:
        cookie["_user_id"] = cast.ada.fs_uniquifier
    saved = ada.send(back, "Send again")
    assert "Priya Nair was added" in saved.text


def test_a_form_without_a_token_changes_nothing_and_keeps_the_words(cast, visit):
    answer = visit(cast.ada).open("POST", "/council/services/new", data={"name": "Typed words"})
    assert answer.status_code == 403
    assert "Typed words" in answer.get_data(as_text=True)


def test_what_a_browser_asks_by_itself_carries_no_session(app):
    stranger = Visitor(app)
    for path in ("/health", "/favicon.ico", "/static/site.css"):
        assert "Set-Cookie" not in stranger.open("GET", path).headers, path
