"""Does a passkey work in a real browser, under the page's own policy, and what is said without JavaScript?

Chromium's virtual authenticator stands for the telephone or the security key.
"""

from __future__ import annotations

import pytest
from flask_security.utils import hash_password
from playwright.sync_api import expect
from sqlalchemy import func, select

from qa_app.db import session, use_case
from qa_app.models.people import RoleRow, User
from qa_app.models.sign_ins import Passkey
from tests.browser.chromium import WIDTHS, is_wider_than_the_screen, problems_for_axe, served

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

PASSWORD = "three random words"
SOON = 30_000
"""Milliseconds in which a page comes, also when the machine has other work."""


@pytest.fixture
def site(app, cast):
    with app.test_request_context():
        hashed = hash_password(PASSWORD)

    @use_case
    def prepare():
        session.get_one(User, cast.asha.id).password = hashed
        for row in session.scalars(select(RoleRow)):
            row.is_second_factor_required = True

    prepare()
    session.rollback()
    with served(app) as address:
        yield address.replace("127.0.0.1", "localhost")  # a passkey belongs to a name, not to a number


def sign_in(page, site):
    page.set_default_timeout(2 * SOON)
    page.goto(f"{site}/login")
    page.get_by_label("E-mail address").fill("asha@testshire.example")
    page.get_by_role("textbox", name="Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()


def with_authenticator(page):
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def looked_at(page):
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        assert problems_for_axe(page) == []
        assert not is_wider_than_the_screen(page)


def test_a_passkey_is_made_and_then_is_the_second_step(tabs, site, cast):
    page = tabs.open(f"{site}/login")
    with_authenticator(page)
    sign_in(page, site)
    expect(page.locator("h1")).to_have_text("Sign in with a second step", timeout=SOON)
    page.get_by_role("link", name="use a passkey").click()
    looked_at(page)
    page.get_by_label("Name of the passkey").fill("Work laptop")
    page.get_by_role("button", name="Continue").click()
    looked_at(page)
    page.get_by_role("button", name="Make the passkey").click()
    expect(page.get_by_role("rowheader", name="Work laptop")).to_be_visible(timeout=SOON)
    page.goto(f"{site}/")
    expect(page.locator("h1")).to_have_text("Hello Asha", timeout=SOON)
    page.get_by_role("button", name="Sign out").click()
    sign_in(page, site)
    expect(page.locator("h1")).to_have_text("Use your passkey", timeout=SOON)
    page.get_by_role("button", name="Continue").click()
    looked_at(page)
    page.get_by_role("button", name="Use the passkey").click()
    expect(page.locator("h1")).to_have_text("Hello Asha", timeout=SOON)
    page.goto(f"{site}/wan-verify?next=/account")
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("button", name="Use the passkey").click()
    expect(page.locator("h1")).to_have_text("Your account", timeout=SOON)
    page.goto(f"{site}/wan-register")
    page.get_by_role("button", name="Remove the passkey Work laptop").click()
    expect(page.locator("main")).to_contain_text("You have no passkey yet", timeout=SOON)
    page.goto(f"{site}/")
    expect(page.locator("h1")).to_have_text("Sign in with a second step", timeout=SOON)
    session.rollback()
    assert session.scalar(select(func.count(Passkey.id))) == 0


def test_without_a_device_the_page_says_what_else_to_do(tabs, site):
    page = tabs.open(f"{site}/login")
    sign_in(page, site)
    page.goto(f"{site}/wan-register")
    page.get_by_label("Name of the passkey").fill("Nothing")
    page.get_by_role("button", name="Continue").click()
    page.evaluate(
        "() => { navigator.credentials.create = () => Promise.reject(new DOMException('', 'NotAllowedError')) }"
    )
    page.get_by_role("button", name="Make the passkey").click()
    expect(page.get_by_role("status")).to_contain_text("Nothing came back from your device", timeout=SOON)
    expect(page.get_by_role("link", name="Use an authenticator app instead")).to_be_visible(timeout=SOON)


def test_without_javascript_the_page_says_what_else_to_do(tabs, site):
    page = tabs.open(f"{site}/login", scripts=False)
    sign_in(page, site)
    page.goto(f"{site}/wan-register")
    page.get_by_label("Name of the passkey").fill("Nothing")
    page.get_by_role("button", name="Continue").click()
    expect(page.locator("main")).to_contain_text("A passkey needs JavaScript", timeout=SOON)
    page.get_by_role("link", name="Use an authenticator app instead").click()
    expect(page.get_by_role("button", name="Set up an authenticator app")).to_be_visible(timeout=SOON)
