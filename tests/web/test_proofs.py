"""Does each proof of who somebody is count as often as it should: passwords, codes of an app, recovery codes, sessions?"""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from flask_security.utils import hash_password
from passlib.totp import TOTP
from sqlalchemy import select

from qa_app import clock
from qa_app.db import session, use_case
from qa_app.domain.passwords import EASY_TO_GUESS, TOO_SHORT
from qa_app.domain.sign_on import LONGEST_SESSION
from qa_app.models.mail import OutboxMessage
from qa_app.models.people import User
from qa_app.web.proofs import CodesOnce
from tests.conftest import TODAY

PASSWORD, OTHER = "three random words", "four quite different words"
ADDRESS = "asha@testshire.example"


@pytest.fixture
def asha(app, cast):
    with app.test_request_context():
        hashed = hash_password(PASSWORD)

    @use_case
    def choose():
        session.get_one(User, cast.asha.id).password = hashed

    choose()
    return cast.asha


def sign_in(visitor, password=PASSWORD):
    words = {"E-mail address": ADDRESS, "Password": password}
    return visitor.send(visitor.get("/login"), "Sign in", **words)


def set_up(visitor):
    """Set an authenticator app up at this browser, and be the app. The code of half a minute before was used for it."""
    page = visitor.send(visitor.get("/tf-setup"), "Set up an authenticator app")
    key = re.sub(r"[ -]", "", re.search(r"<code[^>]*>([A-Z2-7 -]+)<", page.html).group(1))
    app = TOTP(key=key)
    visitor.send(page, "Finish", **{"Code from the app": app.generate().token})
    return app


@pytest.fixture
def free_codes(monkeypatch):
    """What was used to set the app up counts no more, as if half a minute had passed."""
    taken = CodesOnce.set_last_counter
    monkeypatch.setattr(CodesOnce, "set_last_counter", lambda *_: None)
    return lambda: monkeypatch.setattr(CodesOnce, "set_last_counter", taken)


def change(visitor, new):
    page = visitor.get("/change")
    button = next(each for each in page.buttons if "password" in each.lower())
    labels = {"Password that you use now": PASSWORD, "New password": new, "New password again": new}
    return visitor.send(page, button, **labels)


@pytest.mark.parametrize(
    ("new", "problem"),
    [("elevenchars", TOO_SHORT), (ADDRESS, EASY_TO_GUESS), ("password12345", EASY_TO_GUESS)],
)
def test_a_password_that_others_would_guess_is_refused_beside_its_field(asha, visit, new, problem):
    browser = visit(asha)
    page = change(browser, new)
    assert page.errors == {problem: "#new_password"}
    assert sign_in(visit(None)).h1 == "Hello Asha"


@pytest.mark.parametrize("new", [OTHER, "🦊 pebble ŵylan accordion", "tundra pebble lantern " * 20])
def test_a_changed_password_ends_the_sessions_elsewhere(asha, visit, new):
    here, elsewhere = visit(asha), visit(asha)
    assert elsewhere.open("GET", "/account").status_code == 200
    assert not change(here, new).errors
    assert here.open("GET", "/account").status_code == 200
    assert elsewhere.open("GET", "/account").status_code == 302
    assert sign_in(visit(None)).errors
    assert sign_in(visit(None), new).h1 == "Hello Asha"


def test_a_code_of_an_app_counts_once(asha, visit, free_codes):
    code = set_up(visit(asha))
    free_codes()
    first, second = visit(None), visit(None)
    token = code.generate().token
    assert first.send(sign_in(first), "Sign in", Code=token).h1 == "Hello Asha"
    assert second.send(sign_in(second), "Sign in", Code=token).errors
    assert second.open("GET", "/account").status_code == 302


def test_of_two_who_use_one_code_at_once_one_comes_in(app, asha, visit, free_codes):
    codes = set_up(visit(asha))
    free_codes()
    browsers = [visit(None) for _ in range(4)]
    pages = [sign_in(each) for each in browsers]
    token, line = codes.generate().token, Barrier(len(browsers))

    def enter(browser, page):
        sent = page.fill("Sign in", Code=token)
        line.wait(timeout=30)
        return browser.client.open(sent.action, method="POST", data=sent.fields).status_code

    session.rollback()
    with ThreadPoolExecutor(len(browsers)) as pool:
        answers = list(pool.map(enter, browsers, pages))
    inside = [each.open("GET", "/account").status_code for each in browsers]
    assert sorted(answers) == [200, 200, 200, 302]
    assert sorted(inside) == [200, 302, 302, 302]


def test_a_recovery_code_is_shown_once_counts_once_and_is_kept_as_a_hash(asha, visit):
    browser = visit(asha)
    set_up(browser)
    page = browser.send(browser.get("/mf-recovery-codes"), "Make new codes")
    codes = re.findall(r"<code[^>]*>([0-9a-f-]{14})<", page.html)
    assert len(codes) == 5
    kept = session.get_one(User, asha.id, populate_existing=True).mf_recovery_codes
    assert all(each.startswith("$argon2id$") for each in kept)
    page = browser.get("/mf-recovery-codes")
    assert "You have 5 codes that were not used" in page.text
    assert not [each for each in codes if each in page.html]

    for code, is_let_in in ((codes[0], True), (codes[0], False), (f" {codes[3].upper()} ", True)):
        other = visit(None)
        sign_in(other)
        page = other.get("/mf-recovery")
        page = other.send(page, "Sign in", **{"Recovery code": code})
        assert (other.open("GET", "/account").status_code == 200) is is_let_in
    assert len(session.get_one(User, asha.id, populate_existing=True).mf_recovery_codes) == 3


def test_a_reset_does_not_go_round_the_second_step(asha, visit):
    set_up(visit(asha))
    browser = visit(None)
    browser.send(browser.get("/reset"), "Send the link", **{"E-mail address": ADDRESS})
    link = re.search(r"/reset/\S+", session.scalars(select(OutboxMessage.body)).one()).group()
    page = browser.get(link)
    button = next(each for each in page.buttons if "password" in each.lower())
    browser.send(page, button, **{"New password": OTHER, "New password again": OTHER})
    assert browser.open("GET", "/account").status_code == 302
    sign_in(browser, OTHER)
    assert browser.open("GET", "/account").status_code == 302


@pytest.mark.parametrize("used_every", [timedelta(hours=1), timedelta(hours=7)])
def test_a_session_ends_after_its_hours_however_much_it_is_used(asha, visit, used_every):
    moment, browser = TODAY, visit(asha)
    browser.stay_away = True
    while moment - TODAY <= LONGEST_SESSION:
        with clock.frozen(moment):
            assert browser.open("GET", "/account").status_code == 200
        moment += used_every
    with clock.frozen(TODAY + LONGEST_SESSION + timedelta(minutes=1)):
        assert browser.open("GET", "/account").status_code == 302
        again = visit(asha)
        assert again.get("/account/sessions").text.count("A test’s browser") == 1
