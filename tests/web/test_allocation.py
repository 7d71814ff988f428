"""Can audits be given out, moved, extended and handed on, and does every page say why somebody cannot?"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import select

from qa_app.db import session
from qa_app.domain.workflow import Status
from qa_app.models.audits import Audit
from qa_app.models.rounds import Exemption, Round, RoundStatus
from qa_app.services import allocating
from tests import factories
from tests.conftest import TODAY
from tests.lists_and_rounds import IN_CARE, a_round, a_sample, an_open_round, import_list, listed, many


def drawn(cast, *entries):
    import_list(cast, *(entries or many(30)))
    round_ = a_round(cast)
    a_sample(cast, round_)
    return round_


def audits():
    session.expire_all()
    return session.scalars(select(Audit).order_by(Audit.id)).all()


def test_a_proposal_is_shown_and_then_given_out(cast, visit):
    round_ = drawn(cast)
    quinn = visit(cast.quinn)
    page = quinn.get(f"/rounds/{round_.id}/allocation")
    pairs = page.table("Who would audit what")
    assert len(pairs.rows) == 6
    assert sorted(page.table("Who would have how many").column("Would get")) == ["2", "2", "2"]
    assert audits() == [], "nothing before it is confirmed"
    done = quinn.send(page, "Give out 6 audits")
    assert "6 audits were given out" in done.text
    assert session.get(Round, round_.id).status is RoundStatus.OPEN
    given = {(audit.case_id, audit.auditor_id) for audit in audits()}
    assert len(given) == 6


def test_a_proposal_that_changed_is_shown_again(cast, visit):
    round_ = drawn(cast)
    quinn = visit(cast.quinn)
    page = quinn.get(f"/rounds/{round_.id}/allocation")
    cast.ben.audit_capacity = 0
    session.commit()
    told = quinn.send(page, "Give out 6 audits", status=409)
    assert "Nothing was given out" in told.text
    assert audits() == []


def test_a_double_click_gives_out_once(cast, visit):
    round_ = drawn(cast)
    quinn = visit(cast.quinn)
    page = quinn.get(f"/rounds/{round_.id}/allocation")
    quinn.send(page, "Give out 6 audits")
    quinn.send(page, "Give out 6 audits", status=409)
    assert len(audits()) == 6
    assert "has an auditor" in quinn.get(f"/rounds/{round_.id}/allocation").text


def test_it_says_why_nobody_can_take_a_case_and_offers_a_swap(cast, visit):
    earlier = drawn(cast, *many(30, team="Harbour"))
    cast.ben.audit_capacity = 2
    session.commit()
    allocating.allocate(earlier.id, by=cast.quinn, at=TODAY)
    of_lantern = [listed(f"L{n}", team="Lantern") for n in range(3)]
    import_list(cast, *many(30, team="Harbour"), *of_lantern, content="a later list")
    later = a_round(cast, title="Lantern round", cohort=replace(IN_CARE, teams=("Lantern",)))
    a_sample(cast, later, size=1, reserve=0)
    quinn = visit(cast.quinn)
    page = quinn.get(f"/rounds/{later.id}/allocation")
    assert "1 case that nobody can take now" in page.headings
    assert "Ben Okoro already has 2, as many as they can take." in page.text
    assert "Asha Rao belongs to Lantern" in page.text
    button = next(each for each in page.buttons if each.startswith("Hand on"))
    after = quinn.send(page, button)
    assert "was handed on. Here is the new proposal." in after.text
    assert after.table("Who would audit what").column("Auditor") == ("Ben Okoro",)


def test_an_audit_is_moved_with_a_reason_and_a_warning(cast, visit):
    audit = factories.audit(
        cast.asha, status=Status.IN_PROGRESS, team=cast.harbour, answers=factories.everything()
    )
    quinn = visit(cast.quinn)
    page = quinn.get(f"/rounds/audits/{audit.id}/auditor")
    assert "The next auditor begins again." in page.text
    assert "will be removed" in page.text
    told = quinn.send(page, "Move the audit", status=422)
    assert set(told.errors) == {"Choose who audits it now", "Enter why the audit is moved"}
    done = quinn.send(
        told,
        "Move the audit",
        **{"Who audits it now?": "Ben Okoro", "Why is it moved?": "Asha is ill"},
    )
    assert "was moved to Ben Okoro" in done.text
    assert [(a.auditor_id, a.status) for a in audits()] == [(cast.ben.id, Status.ALLOCATED)]
    stale = quinn.send(
        page, "Move the audit", status=409, **{"Who audits it now?": "Ben Okoro", "Why is it moved?": "Again"}
    )
    assert "Someone else changed this audit" in stale.text


def test_who_is_too_close_is_not_offered_and_the_page_says_why(cast, visit):
    audit = factories.audit(cast.asha, team=cast.meadow)
    page = visit(cast.quinn).get(f"/rounds/audits/{audit.id}/auditor")
    assert "Ben Okoro belongs to Meadow" in page.text
    sent = page.fill("Move the audit", **{"Who audits it now?": "Olu Stranger", "Why is it moved?": "Ill"})
    sent.fields["to"] = str(cast.ben.id)
    quinn = visit(cast.quinn)
    token = quinn.get(f"/rounds/audits/{audit.id}/auditor").fill("Move the audit").fields["csrf_token"]
    sent.fields["csrf_token"] = token
    assert quinn.open("POST", sent.action, data=sent.fields).status_code == 422
    assert audits()[0].auditor_id == cast.asha.id


def test_handed_in_work_is_not_moved(cast, visit):
    audit = factories.audit(cast.asha, status=Status.SUBMITTED, team=cast.harbour)
    page = visit(cast.quinn).get(f"/rounds/audits/{audit.id}/auditor")
    assert "stays with the person who made it" in page.text
    assert "Move the audit" not in page.buttons


def test_a_due_date_is_changed_with_a_reason(cast, visit):
    audit = factories.audit(cast.asha)
    quinn = visit(cast.quinn)
    page = quinn.get(f"/rounds/audits/{audit.id}/due-date")
    told = quinn.send(page, "Change the date", status=422, **{"New due date": date(2026, 11, 1)})
    assert "The new due date must be 20 November 2026 or later" in told.errors
    assert "Enter why the date changes" in told.errors
    done = quinn.send(
        told,
        "Change the date",
        **{"New due date": date(2026, 12, 24), "Why does the date change?": "The record is away"},
    )
    assert "was changed" in done.text
    assert audits()[0].due_on == date(2026, 12, 24)
    assert "was 30 Nov 2026" in done.text


@pytest.mark.parametrize("words", ["x" * 100_000, "=cmd()\x00", "🙂"])
def test_odd_reasons_are_refused_or_kept(cast, visit, words):
    audit = factories.audit(cast.asha)
    quinn = visit(cast.quinn)
    page = quinn.get(f"/rounds/audits/{audit.id}/due-date")
    too_long = len(words) > 2_000
    done = quinn.send(
        page, "Change the date", status=422 if too_long else 200,
        **{"New due date": date(2026, 12, 24), "Why does the date change?": words},
    )  # fmt: skip
    if too_long:
        assert words in done.html, "nothing that was typed is lost"


def test_an_auditor_is_exempted_and_their_work_handed_on(cast, visit):
    round_ = an_open_round(cast, *many(30, team="Harbour"))
    quinn = visit(cast.quinn)
    page = quinn.get(f"/rounds/{round_.id}/exemptions/new")
    told = quinn.send(page, "Exempt this auditor", status=422)
    assert "Choose the auditor" in told.errors
    page = quinn.send(
        told, "Exempt this auditor", **{"Auditor": "Ben Okoro", "Why are they exempt?": "On leave"}
    )
    assert page.h1.endswith("Exemption of Ben Okoro")
    assert set(page.table("Who would take them").column("Auditor")) <= {"Asha Rao", "Olu Stranger"}
    done = quinn.send(page, "Hand on 2 audits")
    assert "2 audits were handed on" in done.text
    assert "Ben Okoro: On leave" in done.text
    assert cast.ben.id not in {audit.auditor_id for audit in audits()}
    again = quinn.get(f"/rounds/{round_.id}/exemptions/{cast.ben.id}")
    quinn.send(again, "Let Ben Okoro audit in this round again")
    assert session.scalar(select(Exemption.id)) is None
    quinn.get(f"/rounds/{round_.id}/exemptions/{cast.ben.id}", status=404)


def test_only_a_qa_manager_gives_out_and_moves(cast, visit):
    round_ = an_open_round(cast)
    audit = audits()[0]
    paths = [
        f"/rounds/{round_.id}/allocation", f"/rounds/{round_.id}/exemptions/new",
        f"/rounds/audits/{audit.id}/auditor", f"/rounds/audits/{audit.id}/due-date",
    ]  # fmt: skip
    for person in (cast.dara, cast.asha, cast.tomas, cast.ada):
        for path in paths:
            visit(person).get(path, status=404)


def test_what_is_not_there_is_not_found(cast, visit):
    round_ = a_round(cast)
    quinn = visit(cast.quinn)
    for path in ("audits/999/auditor", "audits/999/due-date", "999/allocation", f"{round_.id}/allocation"):
        quinn.get(f"/rounds/{path}", status=404)
