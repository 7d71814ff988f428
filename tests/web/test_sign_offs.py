"""Are audits signed off as they were read, one or many, and can everybody see what changed between two times?"""

from __future__ import annotations

from datetime import timedelta
from itertools import count

import pytest
from sqlalchemy import func, select

from qa_app.db import session, use_case
from qa_app.domain.questions import Given
from qa_app.domain.reopenings import ReopenTo
from qa_app.domain.workflow import Status
from qa_app.models.audits import Audit
from qa_app.models.cases import Case
from qa_app.models.sign_offs import SignOff
from qa_app.services import auditing, moderating, reopening
from tests import factories
from tests.conftest import TODAY

LONG_AGO = TODAY - timedelta(days=30)


@pytest.fixture(autouse=True)
def tool(cast):
    del cast
    return factories.tool()


NUMBERS = count(1)


def moderated(cast, **wanted):
    """An audit of a case whose reference says its number: EX900001, …"""
    wanted.setdefault("reference", f"EX9{next(NUMBERS):05}")
    return factories.audit(
        cast.asha, **{"status": Status.MODERATED, "team": cast.harbour, "at": LONG_AGO, **wanted}
    )


def number():
    session.rollback()
    return session.scalar(select(func.count(SignOff.id)))


def tick(*audits):
    return {f"Sign off the audit of {reference_of(each)}": True for each in audits}


def reference_of(audit):
    return session.scalar(select(Case.reference).where(Case.id == audit.case_id))


def test_many_are_chosen_confirmed_and_signed(cast, visit):
    one, two, three = (moderated(cast) for _ in range(3))
    quinn = visit(cast.quinn)
    page = quinn.send(
        quinn.get("/moderation/sign-offs"), "Continue with the chosen audits", **tick(one, three)
    )
    assert page.h1 == "Sign off 2 audits?"
    page = quinn.send(page, "Sign off")
    assert page.banners == ("2 audits signed off. Nothing of them changes any more.",)
    assert [row[1].split()[0] for row in page.table("Audits to sign off").rows] == [reference_of(two)]


def test_whatever_changed_since_it_was_read_is_named_and_the_others_are_signed(cast, visit):
    one, two = moderated(cast), moderated(cast)
    quinn = visit(cast.quinn)
    confirm = quinn.send(
        quinn.get("/moderation/sign-offs"), "Continue with the chosen audits", **tick(one, two)
    )
    factories.reopening(two, cast.quinn, at=TODAY)
    page = quinn.send(confirm, "Sign off")
    assert page.banners[0] == "1 audit signed off. Nothing of them changes any more."
    assert page.banners[1].startswith(f"Audit {two.id} was not signed off.")
    assert number() == 1


def test_sent_twice_they_are_signed_once(cast, visit):
    one = moderated(cast)
    quinn = visit(cast.quinn)
    confirm = quinn.send(quinn.get("/moderation/sign-offs"), "Continue with the chosen audits", **tick(one))
    quinn.send(confirm, "Sign off")
    again = quinn.send(confirm, "Sign off")
    assert "Quinn Hale has signed this audit off already." in again.banners[0]
    assert number() == 1


def test_choosing_nothing_or_nonsense_says_so(cast, visit):
    moderated(cast)
    quinn = visit(cast.quinn)
    page = quinn.send(quinn.get("/moderation/sign-offs"), "Continue with the chosen audits")
    assert page.banners == ("Choose at least one audit that can be signed off.",)
    page = quinn.get("/moderation/sign-offs/confirmation?audit=x&audit=99999&audit=-1")
    assert page.banners == ("Choose at least one audit that can be signed off.",)


def test_what_somebody_may_still_ask_about_is_counted_and_not_listed(cast, visit):
    moderated(cast, at=TODAY - timedelta(days=2))
    page = visit(cast.quinn).get("/moderation/sign-offs")
    assert "1 moderated audit is not in this list" in page.text
    assert "Nothing can be signed off now" in page.text


def test_the_list_is_narrowed_by_round(cast, visit):
    audit = moderated(cast)
    other = factories.a_round(title="Another round")
    moderated(cast, in_round=other)
    quinn = visit(cast.quinn)
    found = quinn.get(f"/moderation/sign-offs?round={other.id}").table("Audits to sign off").rows
    assert len(found) == 1
    assert "Nothing of this round can be signed off now" in quinn.get("/moderation/sign-offs?round=999").text
    assert len(quinn.get("/moderation/sign-offs?round=x").table("Audits to sign off").rows) == 2
    assert reference_of(audit) in quinn.get("/moderation/sign-offs").text


def test_one_is_signed_early_with_a_reason(cast, visit):
    audit = moderated(cast, at=TODAY - timedelta(days=2))
    quinn = visit(cast.quinn)
    page = quinn.get(quinn.get(f"/audits/{audit.id}").link("Sign off"))
    label = "Why is it signed off before the days for a reply are over? (optional)"
    page = quinn.send(page, "Sign off", status=422, **{label: " "})
    assert "Say why it is signed off before that." in page.text
    page = quinn.send(page, "Sign off", **{label: "Both will not ask."})
    assert "Signed off" in page.text
    assert session.scalars(select(SignOff.because)).one() == "Both will not ask."
    assert "Sign off" not in page.links
    assert "Ask to reopen" in page.links


def test_a_page_from_before_is_told_and_the_same_form_twice_is_one(cast, visit, rita):
    audit = moderated(cast)
    quinn, other = visit(cast.quinn), visit(rita)
    mine, theirs = quinn.get(f"/audits/{audit.id}/sign-off"), other.get(f"/audits/{audit.id}/sign-off")
    for _ in range(2):
        quinn.send(mine, "Sign off")
    assert "signed this audit off already" in other.send(theirs, "Sign off", status=409).text
    assert number() == 1


def test_one_that_was_reopened_since_it_was_read_is_not_signed(cast, visit):
    audit = moderated(cast)
    quinn = visit(cast.quinn)
    page = quinn.get(f"/audits/{audit.id}/sign-off")
    factories.reopening(audit, cast.quinn, at=TODAY)
    again = session.get_one(Audit, audit.id)
    moderating.agree(again, link=str, revision=again.revision, by=cast.quinn, at=LONG_AGO)
    assert "This audit changed since you opened the page" in quinn.send(page, "Sign off", status=409).text
    assert number() == 0


@pytest.mark.parametrize("who", ["asha", "tomas", "sana", "dara", "bola", "ada"])
def test_only_qa_managers_sign_off(cast, visit, who):
    audit = moderated(cast)
    for path in (
        "/moderation/sign-offs",
        "/moderation/sign-offs/confirmation",
        f"/audits/{audit.id}/sign-off",
    ):
        assert visit(getattr(cast, who)).open("GET", path).status_code == 404


def test_why_one_cannot_be_signed_is_said_on_its_page(cast, visit, rita):
    for audit, sentence in (
        (moderated(cast, status=Status.SUBMITTED), "It can be signed off once it is moderated"),
        (factories.audit(rita, status=Status.MODERATED, at=LONG_AGO), "You made this audit"),
    ):
        page = visit(rita).get(f"/audits/{audit.id}/sign-off")
        assert sentence in page.text
        assert "Sign off" not in page.buttons
    asked = moderated(cast, at=TODAY - timedelta(days=2))
    factories.reply(asked, at=TODAY)
    assert "once that is decided" in visit(rita).get(f"/audits/{asked.id}/sign-off").text


# ----------------------------------------------------------------------------------- what changed
@pytest.fixture
def twice(cast, rita):
    """Signed off, reopened to its auditor, changed, moderated and signed off again."""
    audit = moderated(cast)
    factories.signed_off(audit, cast.quinn, because="")
    row = factories.reopening(audit, cast.quinn, to=ReopenTo.AUDITOR, at=TODAY)
    reopening.grant(row, "Agreed.", link=str, revision=row.revision, by=rita, at=TODAY)
    audit = session.get_one(Audit, audit.id)
    factories.answer(audit, {**factories.everything("outstanding"), "visits": Given("6")}, at=TODAY)
    auditing.submit(audit, link=str, by=cast.asha, at=TODAY)
    moderating.agree(audit, link=str, revision=audit.revision, by=cast.quinn, at=TODAY)
    factories.signed_off(audit, rita, at=TODAY)
    return audit


@pytest.mark.parametrize("who", ["asha", "quinn", "tomas", "dara"])
def test_the_difference_between_two_sign_offs_is_read_side_by_side(cast, visit, twice, who):
    person = visit(getattr(cast, who))
    page = person.get(f"/audits/{twice.id}")
    assert "Void since it was reopened on" in page.text
    page = person.get(page.link("Sign-off 2, with what changed since the one before"))
    assert ["How many visits?", "4", "6"] in [list(row) for row in page.table("Answers that changed").rows]
    assert ["Overall grade, final", "Good", "Outstanding"] in [
        list(row) for row in page.table("Grades that changed").rows
    ]
    assert "it still fits" in page.text
    first = person.get(f"/audits/{twice.id}/sign-offs/1")
    assert "This sign-off is void since" in first.text
    person.get(f"/audits/{twice.id}/sign-offs/3", status=404)


@use_case
def alter(audit):
    kept = session.scalars(select(SignOff).where(SignOff.audit_id == audit.id, SignOff.number == 1)).one()
    kept.content = "{}"


def test_an_altered_content_is_said_and_breaks_no_page(cast, visit, twice):
    alter(twice)
    quinn = visit(cast.quinn)
    assert "no longer fits its fingerprint" in quinn.get(f"/audits/{twice.id}/sign-offs/1").text
    assert "It cannot be said" in quinn.get(f"/audits/{twice.id}/sign-offs/2").text
