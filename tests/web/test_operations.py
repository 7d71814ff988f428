"""Does an administrator see at a glance whether the installation runs, and what to do when it does not?"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from qa_app.domain.operating import SCHEDULES, Outcome
from qa_app.services import jobs, messaging, operating
from tests.conftest import TODAY


def ran(command, outcome=Outcome.DONE, said="", *, ago=timedelta(minutes=5)):
    at = TODAY - ago
    operating.record_run(command, outcome, said, machine="app-1", started_at=at, at=at)


def with_mail(app):
    app.config["QA"] = replace(app.config["QA"], mail_host="smtp.example", mail_from="a@testshire.example")


def test_a_new_installation_says_what_to_schedule(cast, visit):
    page = visit(cast.ada).get("/operations")
    for each in SCHEDULES:
        assert f"qa {each.command} has never run." in page.text
    assert "No mail server is set" in page.text
    assert page.facts["Last backup"] == "None is known"


def test_when_everything_runs_nothing_needs_attention(app, cast, visit):
    with_mail(app)
    for each in SCHEDULES:
        ran(each.command, said=f"All of {each.command}")
    page = visit(cast.ada).get("/operations")
    assert "Everything that should run by itself does." in page.text
    assert "All of chase" in page.text
    assert "on app-1" in page.text
    assert page.facts["Last backup"] == "20 November 2026 at 9:25am"
    assert page.facts["Migration"].endswith("(the newest)")


def test_what_failed_or_is_late_comes_first(app, cast, visit):
    with_mail(app)
    ran("chase", ago=timedelta(days=3))
    ran("send-mail", Outcome.FAILED, "0 sent, 3 failed, 3 waiting.")
    messaging.queue("one", "a@testshire.example", "S", "B", at=TODAY - timedelta(days=3))
    page = visit(cast.ada).get("/operations")
    assert "qa chase should run daily and is late." in page.text
    assert "The last run of qa send-mail failed." in page.text
    assert "1 message in the outbox, the oldest for 3 days." in page.text
    assert page.text.index("is late") < page.text.index("What runs by itself")


def test_a_refusal_says_why(app, cast, visit):
    with_mail(app)
    ran("backup", Outcome.REFUSED, "There is no room for it.")
    assert (
        "The last run of qa backup was refused: There is no room for it."
        in visit(cast.ada).get("/operations").text
    )


def test_work_that_was_lost_is_told(cast, visit):
    jobs.ask("Reading", by=cast.quinn, at=TODAY - timedelta(hours=3))
    assert "1 long piece of work ended without a word" in visit(cast.ada).get("/operations").text


def test_commands_by_hand_are_listed_without_what_they_said(cast, visit):
    ran("add-user", Outcome.REFUSED, "somebody's words")
    page = visit(cast.ada).get("/operations")
    assert "qa add-user" in page.text
    assert "somebody's words" not in page.text


def test_nobody_else_finds_the_page(cast, visit):
    for person in cast.everybody:
        expected = 200 if person.id == cast.ada.id else 404
        assert visit(person).open("GET", "/operations").status_code == expected
