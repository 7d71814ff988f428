"""Can an auditor opt in, judge a case again blind, and see how far they agree with themselves?"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from qa_app.db import session
from qa_app.domain.actions import Level, Priority
from qa_app.domain.policy import Role
from qa_app.domain.workflow import Status
from qa_app.models.audits import Audit, RepeatAudit
from qa_app.models.people import User
from qa_app.queries import repeats
from qa_app.services import people, proposing, repeating
from qa_app.services.people import PersonDetails
from qa_app.services.proposing import Proposal
from tests import factories
from tests.conftest import TODAY
from tests.doors import rules


def opted_in(user):
    return session.get_one(User, user.id).repeats_since


@pytest.fixture
def earlier(cast):
    return factories.audit(
        cast.asha, status=Status.MODERATED, grade="requires_improvement", team=cast.harbour, reference="EX500",
        feedback="The earlier feedback.", at=TODAY - timedelta(weeks=9),
    )  # fmt: skip


def test_from_the_account_page_to_the_figures(cast, visit, earlier):
    asha, quinn = visit(cast.asha), visit(cast.quinn)
    page = asha.get(asha.get("/account").link("Change whether your own audits come back to you"))
    assert "You have not opted in" in page.text
    page = asha.send(page, "Opt in")
    assert page.banners == ("You opted in. When an audit comes back to you, you are told by mail.",)

    page = quinn.send(quinn.get("/repeats"), "Give out repeats now")
    assert "1 repeat was given out" in page.banners[0]
    assert quinn.send(page, "Give out repeats now").banners[0].startswith("Nobody was due a repeat")
    repeat = session.scalars(select(RepeatAudit)).one()

    page = asha.get("/audits")
    row = page.table("To do").row("EX500")
    assert "Repeat of an earlier audit" in row["Round and team"]
    assert "Done" not in page.tables
    assert asha.open("GET", f"/audits/{earlier.id}").status_code == 404
    assert "The earlier feedback" not in page.text
    begin = asha.get(f"/audits/{repeat.id}")
    assert "18 September 2026, and leave out what came later" in begin.text
    asha.send(begin, "Start audit")
    factories.answer(repeats.open_of(cast.asha), factories.everything("good"), at=TODAY)
    page = asha.send(asha.get(f"/audits/{repeat.id}/check"), "Submit audit")
    assert "Nobody moderates it" in page.text
    assert "Handed in" in page.text
    assert "Waiting for moderation" not in page.text

    page = asha.get(page.link("See how it compares with the earlier audit"))
    assert page.table("What differs").rows[-1] == (
        "What is the overall grade? Overall judgement", "Requires improvement", "Good", "+1",
    )  # fmt: skip
    assert asha.get(f"/audits/{earlier.id}").h1 == "Audit of EX500"
    page = asha.get("/account/repeats")
    assert page.table("Repeats that you handed in").rows == (
        ("EX500", "20 Nov 2026", "Requires improvement", "Good"),
    )  # fmt: skip
    assert "1.00 grade steps higher than the first time" in page.text
    assert "at least 10 repeats are needed, and there is 1: no coefficient is made yet" in page.text
    assert "You handed in 1 repeat" in asha.get("/audits").text
    listed = quinn.get("/repeats").table("By auditor").row("Asha Rao")
    assert (listed["Handed in"], listed["The same overall grade"], listed["Within one grade"]) == (
        "1", "0 of 1", "1 of 1",
    )  # fmt: skip
    assert quinn.get(f"/repeats/{repeat.id}").h1 == "Repeat of EX500"
    found = quinn.get("/search?q=EX500").table("Audits")
    assert dict(zip(found.column("Round"), found.column("Status"), strict=True)) == {
        "Repeat of an earlier audit": "Handed in", "November practice audit": "Moderated",
    }  # fmt: skip


def test_opting_out_and_in_twice_is_no_harm(cast, visit, earlier):
    asha = visit(cast.asha)
    page = asha.get("/account/repeats")
    asha.send(page, "Opt in")
    first = opted_in(cast.asha)
    asha.send(page, "Opt in")
    assert opted_in(cast.asha) == first
    repeating.give_out(at=TODAY)
    page = asha.get("/account/repeats")
    said = asha.send(page, "Opt out").banners[0]
    assert said == "You opted out. 1 repeat that you had not started was withdrawn. What you did stays."
    assert "You opted out. What you did stays." in asha.send(page, "Opt out").banners[0]
    assert opted_in(cast.asha) is None
    answer = asha.open("POST", "/account/repeats", data={"choice": "perhaps", "csrf_token": token(asha)})
    assert answer.status_code == 303
    assert opted_in(cast.asha) is None


def token(visitor):
    return visitor.open("GET", "/session/token").json["csrf_token"]


def test_withdrawing_needs_a_reason_and_happens_once(cast, visit):
    repeat = factories.repeat(cast.asha, status=Status.IN_PROGRESS, at=TODAY - timedelta(hours=5))
    asha = visit(cast.asha)
    page = asha.get(asha.get("/account/repeats").link("Withdraw it"))
    page = asha.send(page, "Withdraw the repeat", status=422)
    assert "Say why the repeat is withdrawn" in page.errors
    done = asha.send(page, "Withdraw the repeat", **{"Why is it withdrawn?": "No time."})
    assert done.h1 == "Your repeats"
    assert asha.open("GET", f"/repeats/{repeat.id}/withdrawal").status_code == 404
    assert asha.open("GET", f"/audits/{repeat.id}").status_code == 404


def test_a_quality_manager_withdraws_for_somebody(cast, visit):
    repeat = factories.repeat(cast.asha, status=Status.ALLOCATED)
    quinn = visit(cast.quinn)
    page = quinn.get(f"/repeats/{repeat.id}/withdrawal")
    assert page.facts["Auditor"] == "Asha Rao"
    page = quinn.send(page, "Withdraw the repeat", **{"Why is it withdrawn?": "She is on leave."})
    assert page.h1 == "Repeats"


def test_readers_of_everything_are_told_why_not(cast, visit):
    both = PersonDetails("Rita Moss", "rita@testshire.example", frozenset({Role.AUDITOR, Role.QA_MANAGER}))
    rita = visit(people.add(both, None, by=cast.ada, at=TODAY))
    page = rita.get("/account/repeats")
    assert "would not be blind" in page.text
    assert "Opt in" not in page.buttons
    answer = rita.open("POST", "/account/repeats", data={"choice": "in", "csrf_token": token(rita)})
    assert answer.status_code == 422


def test_who_sees_what(cast, visit):
    done = factories.repeat(cast.asha, team=cast.harbour)
    open_one = factories.repeat(cast.ben, status=Status.ALLOCATED)
    wanted = {
        "/repeats": {"quinn"},
        "/account/repeats": {"asha", "ben"},
        f"/repeats/{done.id}": {"quinn", "asha"},
        f"/repeats/{open_one.id}": set(),
        f"/repeats/{done.id}/withdrawal": set(),
        f"/repeats/{open_one.id}/withdrawal": {"quinn", "ben"},
        f"/repeats/{done.of_id}": set(),
        f"/audits/{done.id}": {"quinn", "asha"},
        f"/audits/{done.id}/moderation": set(),
        f"/audits/{done.id}/actions": set(),
        f"/audits/{done.id}/exemplar": set(),
    }
    wrong = []
    for path, allowed in wanted.items():
        for name in ("asha", "ben", "quinn", "tomas", "dara", "bola", "ada"):
            status = visit(getattr(cast, name)).open("GET", path).status_code
            if (status == 200) != (name in allowed):
                wrong.append(f"{name} at {path}: {status}")
    assert wrong == []


def test_no_page_shows_the_earlier_judgement_while_the_repeat_is_open(app, cast, visit):
    """Every page that there is, asked as the auditor, for the earlier audit and for the repeat."""
    secret = "okapi"
    answers = {
        key: replace(each, value=f"{each.value} {secret}")
        if key in {"summary", "overall-rationale"}
        else each
        for key, each in factories.everything("requires_improvement").items()
    }
    repeat = factories.repeat(
        cast.asha, status=Status.IN_PROGRESS, answers=(answers, None), feedback=f"Clear, {secret}.",
        team=cast.harbour, reference="EX500",
    )  # fmt: skip
    wanted = Proposal(
        f"Ring the {secret}.", "Rung.", Level.CHILD, Priority.LOW, cast.tomas.id, date(2026, 12, 18)
    )
    earlier = session.get_one(Audit, repeat.of_id)
    action = proposing.propose(earlier, wanted, link=str, by=cast.quinn, at=TODAY)
    exemplar = factories.exemplar(earlier, text=f"The {secret} was seen alone each month, and asked for it.")
    asha, quinn, shown = visit(cast.asha), visit(cast.quinn), []
    paths = {
        "/search?q=EX500",
        "/exemplars?status=retired",
        "/audits?page=1",
        f"/search?q=audit+{earlier.id}",
    }
    for audit in (earlier, repeat):
        values = {
            "audit_id": audit.id, "action_id": action.id, "exemplar_id": exemplar.id, "key": "overall",
            "section_key": "overall", "tool_key": "small", "version": 1,
        }  # fmt: skip
        for rule in rules(app):
            if "GET" in rule.methods:
                usual = {name: values.get(name, 1) for name in rule.arguments}
                paths.add(app.url_map.bind("localhost").build(rule.endpoint, usual))
    for path in sorted(paths):
        answer = asha.open("GET", path, follow_redirects=True)
        if secret in answer.get_data(as_text=True):
            shown.append(path)
    assert shown == []
    assert secret in quinn.open("GET", f"/audits/{earlier.id}").text
    assert len(paths) > 60


def test_empty_states(cast, visit):
    assert "No auditor has opted in yet" in visit(cast.quinn).get("/repeats").text
    repeating.opt_in(by=cast.asha, at=TODAY)
    assert "No repeat handed in yet" in visit(cast.asha).get("/account/repeats").text
