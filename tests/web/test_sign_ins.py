"""Can sessions be seen and ended? Is a fresh proof asked for where it should be, and are words kept meanwhile?"""

from __future__ import annotations

import time
from datetime import timedelta

import pytest
from flask_security.utils import hash_password
from sqlalchemy import select

from qa_app import clock
from qa_app.app import create_app
from qa_app.db import db, session, use_case
from qa_app.models.people import User
from qa_app.models.sign_ins import Passing, SignIn
from qa_app.web import passing
from qa_app.web.access import export_level_of
from qa_app.web.stepping_up import wants_fresh
from tests.conftest import TODAY
from tests.page import Page
from tests.visitor import Visitor

PASSWORD = "three random words"
EDGE = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0"
)


def with_password(app, user):
    with app.test_request_context():
        hashed = hash_password(PASSWORD)

    @use_case
    def choose():
        session.get_one(User, user.id).password = hashed

    choose()


def sign_in(browser, email, password=PASSWORD, *, status=200):
    words = {"E-mail address": email, "Password": password}
    return browser.send(browser.get("/login"), "Sign in", status=status, **words)


def stale(browser):
    with browser.client.session_transaction() as cookie:
        cookie["fs_paa"] = time.time() - 16 * 60


def test_a_person_sees_where_they_are_signed_in_and_ends_it_there(visit, cast):
    here, there = visit(cast.asha), visit(cast.asha)
    page = here.get("/account/sessions")
    assert page.text.count("A test’s browser") == 2
    button = next(each for each in page.buttons if each.startswith("End the session"))
    assert "You are signed out at" in here.send(page, button).text
    assert there.open("GET", "/account").status_code == 302
    assert here.open("GET", "/account").status_code == 200


def test_a_person_signs_out_everywhere_but_here(visit, cast):
    here, others = visit(cast.asha), [visit(cast.asha), visit(cast.asha)]
    page = here.send(here.get("/account/sessions"), "Sign out everywhere but here")
    assert "2 other sessions ended" in page.text
    assert [each.open("GET", "/account").status_code for each in others] == [302, 302]


def test_nobody_ends_somebody_elses_session(visit, cast):
    visit(cast.asha)
    theirs = session.scalars(select(SignIn).where(SignIn.user_id == cast.asha.id)).one()
    ben = visit(cast.ben)
    token = ben.open("GET", "/session/token").json["csrf_token"]
    answer = ben.open("POST", f"/account/sessions/{theirs.id}/end", data={"csrf_token": token})
    assert answer.status_code == 404
    assert session.get_one(SignIn, theirs.id).ended_at is None


def test_an_administrator_ends_somebodys_sessions(visit, cast):
    asha, ada = visit(cast.asha), visit(cast.ada)
    page = ada.send(ada.get(f"/people/{cast.asha.id}"), "End their sessions")
    assert "1 session ended" in page.text
    assert asha.open("GET", "/account").status_code == 302


def test_a_deactivated_persons_sessions_end_at_once(visit, cast):
    asha, ada = visit(cast.asha), visit(cast.ada)
    ada.send(ada.get(f"/people/{cast.asha.id}/deactivation"), "Deactivate")
    assert asha.open("GET", "/account").status_code == 302


def test_signing_out_ends_the_session_for_a_copied_cookie_too(visit, cast):
    asha, thief = visit(cast.asha), visit(None)
    with asha.client.session_transaction() as cookie, thief.client.session_transaction() as copied:
        copied.update(cookie)
    assert thief.open("GET", "/account").status_code == 200
    asha.send(asha.get("/account"), "Sign out")
    assert thief.open("GET", "/account").status_code == 302


def test_signing_in_makes_a_new_session_whatever_was_planted(app, visit, cast):
    with_password(app, cast.asha)
    browser = visit(None)
    with browser.client.session_transaction() as cookie:
        cookie["sign_in"] = "planted"
    sign_in(browser, cast.asha.email)
    with browser.client.session_transaction() as cookie:
        first = cookie["sign_in"]
    assert first != "planted"
    browser.send(browser.get("/account"), "Sign out")
    sign_in(browser, cast.asha.email)
    with browser.client.session_transaction() as cookie:
        assert cookie["sign_in"] != first


def test_the_device_and_the_times_are_said_in_plain_words(app, visit, cast):
    with_password(app, cast.asha)
    browser = visit(None)
    browser.client.environ_base["HTTP_USER_AGENT"] = EDGE
    sign_in(browser, cast.asha.email)
    with clock.frozen(TODAY + timedelta(minutes=20)):
        page = browser.get("/account/sessions")
    assert "Edge on Windows" in page.text
    assert "20 November 2026 at 9:30am" in page.text
    assert "20 November 2026 at 9:50am" in page.text


FRESH = {
    "people.deactivation", "people.edit", "people.new", "people.second_factor", "people.sessions",
    "reopenings.ask", "reopenings.decide", "sign_on.connect",
}  # fmt: skip


def test_these_pages_ask_for_a_fresh_proof(app):
    downloads = {name for name in app.view_functions if export_level_of(app, name)}
    assert {name for name in app.view_functions if wants_fresh(app, name)} == FRESH | downloads


def test_a_stale_reader_proves_and_is_where_they_wanted_to_be(app, visit, cast):
    with_password(app, cast.ada)
    ada = visit(cast.ada)
    stale(ada)
    page = ada.get("/people/new")
    assert page.h1 == "Prove that it is you"
    assert ada.send(page, "Continue", Password="not it").errors
    assert ada.send(ada.get("/people/new"), "Continue", Password=PASSWORD).h1 == "Add a person"


def test_words_of_a_stale_writer_come_back_and_can_be_sent_again(app, visit, cast):
    with_password(app, cast.ada)
    ada = visit(cast.ada)
    page = ada.get("/people/new")
    stale(ada)
    words = {"Full name": "Priya Nair", "E-mail address": "priya@testshire.example", "Auditor": True}
    back = ada.send(page, "Save", status=401, **words)
    assert "Priya Nair" in back.html
    assert session.scalar(select(User).where(User.name == "Priya Nair")) is None
    proved = ada.send(ada.get("/verify?next=/account/proved"), "Continue", Password=PASSWORD)
    assert proved.h1 == "Thank you: it is you"
    assert "Priya Nair was added" in ada.send(back, "Send again").text


def test_tries_are_counted_where_every_worker_sees_them(app, cast, database_url):
    """A second application on the same database is a second worker, or a second machine."""
    other = create_app(app.config["QA"])
    assert str(other.config["QA"].database_url) == str(database_url)
    for number in range(12):
        at = (app, other)[number % 2]
        with at.app_context():
            answer = try_to_sign_in(Visitor(at), "asha@testshire.example")
            db.session.remove()
    with other.app_context():
        db.engine.dispose()
    assert answer == 429
    assert "asha" not in " ".join(session.scalars(select(Passing.key)))


def try_to_sign_in(browser, email):
    page = browser.get("/login")
    sent = page.fill("Sign in", **{"E-mail address": email, "Password": "a guess"})
    return browser.open(sent.method, sent.action, data=sent.fields).status_code


def test_guessing_from_many_addresses_is_slowed_down_too(app, visit, cast):
    answers = []
    for number in range(31):
        browser = visit(None)
        browser.client.environ_base["REMOTE_ADDR"] = f"10.0.0.{number}"
        answers.append(try_to_sign_in(browser, "asha@testshire.example"))
    assert answers[29:] == [200, 429]


def test_a_count_begins_anew_when_its_time_is_over(app):
    assert [passing.count("key", 1, seconds=60) for _ in range(3)] == [1, 2, 3]
    with clock.frozen(TODAY + timedelta(seconds=61)):
        assert passing.counted("key") == (0, None)
        assert passing.count("key", 1, seconds=60) == 1


def test_what_is_remembered_goes_by_itself(app):
    passing.remember("key", "words", seconds=60)
    assert passing.remembered("key") == "words"
    with clock.frozen(TODAY + timedelta(seconds=61)):
        assert passing.remembered("key") is None
    passing.forget("key")
    assert passing.remembered("key") is None


@pytest.mark.parametrize(
    ("path", "button"),
    [("/login", "Sign in"), ("/reset", "Send the link")],
)
def test_neither_words_nor_time_say_who_has_an_account(app, visit, cast, path, button):
    """A refused try takes the same time whoever it was, longer than any of its ways."""
    with_password(app, cast.asha)
    words = {"Password": "not the password"} if path == "/login" else {}
    app.config["TRY_TAKES"] = 0.8
    took: dict[str, list[float]] = {"asha": [], "nobody": []}
    said = {}
    for _ in range(3):
        for who, times in took.items():
            browser = visit(None)
            page = browser.get(path)
            sent = page.fill(button, **{"E-mail address": f"{who}@testshire.example"}, **words)
            begun = time.perf_counter()
            answer = browser.open(sent.method, sent.action, data=sent.fields)
            times.append(time.perf_counter() - begun)
            page = Page.of(answer)
            said[who] = (
                answer.status_code,
                page.h1,
                [*page.errors],
                [each.replace(who, "") for each in page.banners],
            )
    assert said["asha"] == said["nobody"]
    quickest = {who: min(times) for who, times in took.items()}  # whatever else the machine does only adds
    assert min(quickest.values()) >= 0.8
    apart = abs(quickest["asha"] - quickest["nobody"])
    assert apart < 0.3, f"{apart:.3f} seconds apart"


def test_a_second_step_of_nobody_is_the_same_as_of_anybody(visit, cast):
    """Without a password that fits, the pages of the second step say nothing about anybody."""
    for path in ("/tf-validate", "/mf-recovery", "/wan-signin"):
        answers = {visit(None).open("GET", path).status_code for _ in range(2)}
        assert answers <= {302, 404}, path


def test_a_password_of_somebody_who_has_none_proves_nothing(cast, visit):
    ben = visit(cast.ben)
    sent = {"password": "three random words", "csrf_token": ben.token()}
    answer = ben.open("POST", "/verify", data=sent)
    assert answer.status_code == 200
    assert "Prove who you are with your council account." in answer.text
