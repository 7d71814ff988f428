"""Does the council's own sign-on let in exactly whom it should, and does nobody come in by a lie?"""

from __future__ import annotations

import dataclasses
import re
import time
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from flask_security.utils import hash_password
from joserfc.jwk import RSAKey
from sqlalchemy import select

from qa_app import clock
from qa_app.db import session, use_case
from qa_app.domain.happenings import Happening
from qa_app.domain.policy import Role
from qa_app.domain.sign_on import Group, SignOn
from qa_app.models.history import HistoryRow
from qa_app.models.mail import OutboxMessage
from qa_app.models.people import RoleRow, User
from qa_app.models.sign_ins import EmergencyUse, Identity
from qa_app.queries import sign_ins
from qa_app.web import sign_on
from tests.conftest import TODAY
from tests.page import Page
from tests.web.provider import Provider, maintained, serving

GROUPS = (
    Group("auditors", frozenset({Role.AUDITOR}), team="Harbour"),
    Group("managers", frozenset({Role.TEAM_MANAGER}), manages_teams=frozenset({"Meadow"})),
    Group("admins", frozenset({Role.ADMINISTRATOR})),
)
NIA = {"sub": "nia-1", "name": "Nia Bowen", "email": "nia@testshire.example", "groups": ["auditors"]}
OLA = {"sub": "ola-2", "name": "Ola Kent", "email": "ola@testshire.example", "groups": ["managers"]}


@pytest.fixture(scope="module")
def running():
    with serving(Provider()) as provider:
        yield provider


@pytest.fixture
def provider(running, app, cast):
    running.person, running.twist, running.asked = NIA, lambda _claims: None, []
    running.signing_key, running.is_broken, running.says_issuer = running.key, False, ""
    use(app, running.issuer, running.client_id, running.client_secret)
    return running


def use(app, issuer, client_id, client_secret, **more):
    single = SignOn(issuer, client_id, client_secret, GROUPS, **more)
    app.config["QA"] = dataclasses.replace(app.config["QA"], sign_on=single)
    sign_on.register(app, single)
    return single


def change(app, **more):
    single = dataclasses.replace(app.config["QA"].sign_on, **more)
    app.config["QA"] = dataclasses.replace(app.config["QA"], sign_on=single)
    return single


def there_and_back(browser, start="/sign-on"):
    """Go to the provider and come back with its answer, which is not opened yet."""
    sent = browser.open("GET", start)
    assert sent.status_code == 302, sent.get_data(as_text=True)
    back = requests.get(sent.location, allow_redirects=False, timeout=10)
    assert back.status_code == 302
    parts = urlsplit(back.headers["Location"])
    return f"{parts.path}?{parts.query}"


def come_in(browser, start="/sign-on", *, status=200):
    return browser.get(there_and_back(browser, start), status=status)


def account_of(subject):
    return session.scalars(
        select(User).join(Identity, Identity.user_id == User.id).where(Identity.subject == subject)
    ).one_or_none()


def test_a_first_sign_in_makes_an_account_from_the_groups(provider, visit, cast):
    page = come_in(visit(None))
    assert page.h1 == "Hello Nia"
    nia = account_of("nia-1")
    assert (nia.email, nia.held_roles, nia.team_id) == (NIA["email"], {Role.AUDITOR}, cast.harbour.id)
    assert nia.password is None


def test_every_request_has_its_own_proof_key_state_and_nonce(provider, visit):
    come_in(visit(None))
    come_in(visit(None))
    one, other = provider.asked
    assert one["code_challenge_method"] == "S256"
    assert all(one[name] != other[name] for name in ("state", "nonce", "code_challenge"))


def test_roles_and_teams_are_taken_over_at_each_sign_in(provider, visit, cast):
    come_in(visit(None))
    provider.person = {**NIA, "name": "Nia Bowen-Hall", "groups": ["managers"]}
    come_in(visit(None))
    nia = account_of("nia-1")
    assert (nia.name, nia.held_roles, nia.team_id) == ("Nia Bowen-Hall", {Role.TEAM_MANAGER}, None)
    visit(nia)
    assert "Meadow" in visit(nia).get("/account").text


def test_access_ends_with_the_groups_and_comes_back_with_them(provider, visit):
    browser = visit(None)
    come_in(browser)
    provider.person = {**NIA, "groups": ["canteen"]}
    page = come_in(visit(None), status=403)
    assert "none of the groups" in page.text
    assert not account_of("nia-1").active
    assert browser.open("GET", "/account").status_code == 302, "the session that was open has ended"
    provider.person = NIA
    assert come_in(visit(None)).h1 == "Hello Nia"


def test_whom_an_administrator_deactivated_stays_out(provider, visit, cast):
    come_in(visit(None))
    ada = visit(cast.ada)
    ada.send(ada.get(f"/people/{account_of('nia-1').id}/deactivation"), "Deactivate")
    assert "deactivated" in come_in(visit(None), status=403).text


def test_somebody_unknown_without_a_group_leaves_nothing_behind(provider, visit):
    provider.person = {**NIA, "groups": []}
    come_in(visit(None), status=403)
    assert account_of("nia-1") is None


def test_an_address_opens_nobody_elses_account(provider, visit, cast):
    """Whoever may write addresses at the provider could otherwise become anybody here."""
    provider.person = {**NIA, "email": cast.ada.email}
    page = come_in(visit(None), status=403)
    assert "not connected" in page.text
    assert account_of("nia-1") is None


def test_a_changed_address_is_still_the_same_person(provider, visit):
    come_in(visit(None))
    before = account_of("nia-1").id
    provider.person = {**NIA, "email": "nia.hall@testshire.example"}
    come_in(visit(None))
    assert (account_of("nia-1").id, account_of("nia-1").email) == (before, "nia.hall@testshire.example")


def _is(**lies):
    return lambda claims: claims.update(lies)


@pytest.mark.parametrize(
    "twist",
    [
        pytest.param(_is(nonce="another"), id="wrong nonce"),
        pytest.param(lambda claims: claims.pop("nonce"), id="no nonce"),
        pytest.param(_is(aud="another-app"), id="wrong audience"),
        pytest.param(_is(aud="another-app", azp="case-audit"), id="wrong audience, right party"),
        pytest.param(_is(iss="https://elsewhere.example"), id="wrong issuer"),
        pytest.param(lambda claims: claims.update(exp=int(time.time()) - 300), id="expired"),
        pytest.param(lambda claims: claims.update(iat=int(time.time()) + 3600), id="from the future"),
        pytest.param(lambda claims: claims.pop("sub"), id="no subject"),
    ],
)
def test_a_token_that_lies_lets_nobody_in(provider, visit, twist):
    provider.twist = twist
    browser = visit(None)
    page = come_in(browser, status=403)
    assert page.h1 == "You are not signed in"
    assert account_of("nia-1") is None
    assert browser.open("GET", "/account").status_code == 302


def test_a_token_signed_by_somebody_else_lets_nobody_in(provider, visit):
    provider.signing_key = RSAKey.generate_key(2048, {"kid": "one"})
    come_in(visit(None), status=403)
    assert account_of("nia-1") is None


def test_an_answer_counts_once(provider, visit):
    browser = visit(None)
    answer = there_and_back(browser)
    with browser.client.session_transaction() as cookie:
        before = dict(cookie)
    browser.get(answer)
    thief = visit(None)
    with thief.client.session_transaction() as cookie:
        cookie.update(before)  # even with the cookie of that moment
    assert thief.get(answer, status=403).h1 == "You are not signed in"


def test_an_answer_of_another_browser_lets_nobody_in(provider, visit):
    """Somebody could otherwise be made to work, unknowing, in the account of whoever sent the link."""
    answer = there_and_back(visit(None))
    victim = visit(None)
    victim.get(answer, status=403)
    changed = re.sub("state=[^&]+", "state=made-up", there_and_back(victim))
    victim.get(changed, status=403)
    victim.get("/sign-on/answer", status=403)
    victim.get("/sign-on/answer?error=access_denied&state=x", status=403)


def test_a_provider_that_does_not_answer_is_said_so(provider, app, visit):
    browser = visit(None)
    answer = there_and_back(browser)
    provider.is_broken = True
    assert browser.get(answer, status=503).h1 == "The sign-on cannot be reached"
    use(app, "http://127.0.0.1:9", "x", "y")
    assert visit(None).get("/sign-on", status=503).h1 == "The sign-on cannot be reached"


def test_another_issuer_than_the_settings_name_is_not_trusted(provider, app, visit):
    provider.says_issuer = "https://elsewhere.example"
    use(app, provider.issuer, provider.client_id, provider.client_secret)
    visit(None).get("/sign-on", status=502)


def test_too_many_groups_are_said_so(provider, visit):
    provider.person = {**NIA, "_claim_names": {"groups": "src1"}}
    assert "more groups than" in come_in(visit(None), status=403).text


def test_a_second_person_at_the_same_browser_is_the_second_person(provider, visit):
    browser = visit(None)
    come_in(browser)
    with browser.client.session_transaction() as cookie:
        first, cookie["left over"] = cookie["sign_in"], "of Nia"
    provider.person = OLA
    assert come_in(browser).h1 == "Hello Ola"
    with browser.client.session_transaction() as cookie:
        assert cookie["sign_in"] != first
        assert "left over" not in cookie
    nia = visit(None)
    with nia.client.session_transaction() as cookie:
        cookie["_user_id"], cookie["sign_in"] = account_of("nia-1").fs_uniquifier, first
    assert nia.open("GET", "/account").status_code == 302, "the first session has ended"


def test_after_it_people_are_where_they_wanted_to_be_and_never_elsewhere(provider, visit):
    assert come_in(visit(None), "/sign-on?next=/account").h1 == "Your account"
    for wanted in (
        "https://elsewhere.example/",
        "//elsewhere.example",
        "/\\elsewhere.example",
        "/%0d%0aX: y",
        "x",
    ):
        browser = visit(None)
        answer = browser.open("GET", there_and_back(browser, f"/sign-on?next={wanted}"))
        assert (answer.status_code, answer.location) == (302, "/"), wanted


def test_a_session_does_not_outlive_its_hours(provider, visit):
    browser = visit(None)
    come_in(browser)
    assert browser.open("GET", "/account").status_code == 200
    with clock.frozen(TODAY + timedelta(hours=10, minutes=1)):
        assert browser.open("GET", "/account").status_code == 302


def stale(browser):
    with browser.client.session_transaction() as cookie:
        cookie["fs_paa"] = time.time() - 16 * 60


def test_a_proof_is_asked_of_the_provider_anew(provider, visit):
    provider.person = {**NIA, "groups": ["admins"]}
    browser = visit(None)
    come_in(browser)
    stale(browser)
    page = browser.get("/people/new")
    assert page.h1 == "Prove that it is you"
    assert "Password" not in page.text
    page = come_in(browser, "/sign-on/proof?next=/people/new")
    assert page.h1 == "Add a person"
    assert (provider.asked[-1]["prompt"], provider.asked[-1]["max_age"]) == ("login", "0")


@pytest.mark.parametrize("twist", [_is(auth_time=1), lambda claims: claims.pop("auth_time")])
def test_a_provider_that_did_not_ask_anew_proves_nothing(provider, visit, twist):
    provider.person = {**NIA, "groups": ["admins"]}
    browser = visit(None)
    come_in(browser)
    stale(browser)
    provider.twist = twist
    page = come_in(browser, "/sign-on/proof?next=/people/new", status=403)
    assert "did not ask you again" in page.text
    assert browser.get("/people/new").h1 == "Prove that it is you"


def test_somebody_elses_proof_proves_nothing_and_ends_the_session(provider, visit):
    provider.person = {**NIA, "groups": ["admins"]}
    browser = visit(None)
    come_in(browser)
    provider.person = OLA
    come_in(browser, "/sign-on/proof?next=/people/new", status=403)
    assert browser.open("GET", "/account").status_code == 302


def test_somebody_whom_the_provider_did_not_ask_now_is_not_fresh(provider, visit):
    provider.person = {**NIA, "groups": ["admins"], "auth_time": int(time.time()) - 3600}
    browser = visit(None)
    come_in(browser)
    assert browser.get("/people/new").h1 == "Prove that it is you"


def with_password(app, user):
    with app.test_request_context():
        hashed = hash_password("three random words")

    @use_case
    def choose():
        session.get_one(User, user.id).password = hashed

    choose()


def by_password(browser, email, *, start="/login", status=200):
    words = {"E-mail address": email, "Password": "three random words"}
    return browser.send(browser.get(start), "Sign in", status=status, **words)


def test_an_account_is_connected_by_its_owner_and_then_has_no_password(provider, app, visit, cast):
    with_password(app, cast.asha)
    provider.person = {**NIA, "email": "asha.rao@testshire.example"}
    browser = visit(None)
    by_password(browser, cast.asha.email)
    page = come_in(browser, "/sign-on/connection")
    assert "is connected to asha.rao@testshire.example" in page.text
    assert account_of("nia-1").id == cast.asha.id
    assert by_password(visit(None), cast.asha.email).errors
    assert browser.open("GET", "/change").status_code == 404
    come_in(visit(None))
    reset = visit(None)
    reset.send(reset.get("/reset"), "Send the link", **{"E-mail address": account_of("nia-1").email})
    assert not session.scalars(select(OutboxMessage)).all()


def test_with_passwords_off_only_the_break_glass_account_has_one(provider, app, visit, cast):
    for user in (cast.asha, cast.ada):
        with_password(app, user)
    change(app, local_passwords=False, break_glass=cast.ada.email)
    page = visit(None).get("/login")
    assert "Emergency" not in page.text
    assert 'type="password"' not in page.html
    wrong = by_password(visit(None), "nobody@testshire.example", start="/login?password=1")
    refused = by_password(visit(None), cast.asha.email, start="/login?password=1")
    assert list(wrong.errors.values()) == list(refused.errors.values())
    assert by_password(visit(None), cast.ada.email, start="/login?password=1").h1 == "Hello Ada"


def test_every_use_of_the_break_glass_account_is_told(provider, app, visit, cast):
    make_administrator(cast.olu)
    with_password(app, cast.ada)
    change(app, local_passwords=False, break_glass=cast.ada.email)
    by_password(visit(None), cast.ada.email, start="/login?password=1")
    with clock.frozen(TODAY + timedelta(minutes=1)):
        by_password(visit(None), cast.ada.email, start="/login?password=1")
    sent = session.scalars(select(OutboxMessage)).all()
    assert sorted(each.to_address for each in sent) == sorted([cast.ada.email, cast.olu.email] * 2)
    assert len(session.scalars(select(EmergencyUse)).all()) == 2
    olu = visit(cast.olu)
    assert "uses of the break-glass account" in olu.get("/").text
    assert "Ada Finch" in olu.get("/people/emergency-account").text


@use_case
def make_administrator(user):
    row = session.scalars(select(RoleRow).where(RoleRow.name == Role.ADMINISTRATOR)).one()
    session.get_one(User, user.id).roles.append(row)


def test_a_required_second_factor_is_asked_for_here_unless_the_provider_does(provider, app, visit):
    require_second_factor()
    assert come_in(visit(None)).h1 == "Sign in with a second step"
    change(app, provider_asks_second_factor=True)
    assert come_in(visit(None)).h1 == "Hello Nia"


@use_case
def require_second_factor():
    for row in session.scalars(select(RoleRow)):
        row.is_second_factor_required = True


def test_without_single_sign_on_its_pages_are_not_there(app, visit, cast):
    for path in ("/sign-on", "/sign-on/answer", "/sign-on/proof", "/sign-on/connection"):
        assert visit(cast.ada).open("GET", path).status_code == 404


def test_a_maintained_provider_lets_people_in_as_well(app, visit, cast):
    """The same against a provider that somebody else wrote, with its page and a posted form."""
    with maintained(NIA) as issuer:
        use(app, issuer, "any-client", "any-secret")
        browser = visit(None)
        sent = browser.open("GET", "/sign-on")
        back = requests.post(sent.location, data={"sub": "nia-1"}, allow_redirects=False, timeout=10)
        parts = urlsplit(back.headers["Location"])
        assert "code" in parse_qs(parts.query)
        answer = browser.open("GET", f"{parts.path}?{parts.query}", follow_redirects=True)
        assert Page.of(answer).h1 == "Hello Nia"
        denied = visit(None)
        sent = denied.open("GET", "/sign-on")
        back = requests.post(sent.location, data={"action": "deny"}, allow_redirects=False, timeout=10)
        parts = urlsplit(back.headers["Location"])
        denied.get(f"{parts.path}?{parts.query}", status=403)


def test_the_command_line_can_say_what_does_not_fit(provider, app, cast):
    assert sign_on.problems_of(app, app.config["QA"].sign_on) == []
    lost = Group("x", frozenset({Role.AUDITOR}), team="Nowhere", manages_services=frozenset({"Nothing"}))
    single = change(app, groups=(*GROUPS, lost), break_glass=cast.ada.email)
    assert sign_ins.misfits_of(single)[:2] == [
        "There is no team called 'Nowhere'.",
        "There is no service called 'Nothing'.",
    ]
    assert "nobody could come in" in sign_ins.misfits_of(single)[2], "the account has no password yet"
    with_password(app, cast.ada)
    assert len(sign_ins.misfits_of(single)) == 2


def test_the_history_keeps_who_came_and_how(provider, app, visit, cast):
    come_in(visit(None))
    with_password(app, cast.ada)
    change(app, break_glass=cast.ada.email)
    ada = visit(None)
    by_password(ada, cast.ada.email)
    ada.send(ada.get(f"/people/{account_of('nia-1').id}"), "End their sessions")
    kept = [
        (row.what, row.by_id) for row in session.scalars(select(HistoryRow).order_by(HistoryRow.sequence))
    ]
    nia = account_of("nia-1").id
    assert (Happening.SIGNED_IN_BY_PROVIDER, nia) in kept
    assert (Happening.BREAK_GLASS_USED, cast.ada.id) in kept
    assert (Happening.SIGNED_IN, cast.ada.id) in kept
    assert (Happening.SESSION_ENDED, cast.ada.id) in kept
