"""Does an audit survive what happens in a month: no mouse, no connection, no session, no scripts, two tabs at once?

With people who sign in through the page, and a tool that ships.
"""

from __future__ import annotations

from contextlib import contextmanager

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from qa_app.clock import today
from qa_app.db import session
from qa_app.domain.workflow import Status
from qa_app.models.audits import Answer
from tests import factories
from tests.browser.council import served_council
from tests.browser.month_auditing import answer_section, box_of, saved_beside
from tests.browser.person import Looking, Person
from tests.journeys.answers import answers_to, of_section

DIFFERENCE = "What difference did it make for the child?"
KEY = "safe-difference"


@pytest.fixture
def council(tmp_path, sqlite_template):
    with served_council(tmp_path, sqlite_template) as council:
        yield council


@pytest.fixture
def tool(council):
    return council.tools["safety_check"]


@pytest.fixture
def draft(council, tool):
    """The id of an audit that Asha has begun."""
    return factories.audit(council.cast.asha, status=Status.IN_PROGRESS, definition=tool).id


@pytest.fixture
def enters(council, tabs):
    return lambda **how: Person(tabs, council, council.cast.asha, **how)


def kept(audit_id, key=KEY):
    session.rollback()
    session.expire_all()
    query = select(Answer.value).where(Answer.audit_id == audit_id, Answer.question_key == key)
    return session.scalars(query).one_or_none()


def first_section(audit_id):
    return f"/audits/{audit_id}/sections/safe"


def tab_to(page, place, most=60):
    """Press Tab, as somebody without a mouse does, until this is reached."""
    for _ in range(most):
        if place.evaluate("element => element === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{most} times Tab did not lead to {place}")


def with_autosave(page):
    """The page, once the script that saves has arrived."""
    page.wait_for_selector("form[data-autosaving]")
    return page


@contextmanager
def without_autosave(page):
    """The script that saves does not arrive; everything else does."""
    page.route("**/autosave.js", lambda route: route.abort())
    yield
    page.unroute("**/autosave.js")


def test_a_section_is_answered_and_saved_with_the_keyboard_alone(enters, draft):
    page = enters().go(f"/audits/{draft}")
    tab_to(page, page.get_by_role("link", name="Is the child safe?"))
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_contain_text("Is the child safe?")
    for key in ("safe-now", "seen", "seen-alone"):
        tab_to(page, box_of(page, key).get_by_role("radio").first)
        page.keyboard.press("Space")
        expect(saved_beside(page, key)).to_contain_text("Saved")
    tab_to(page, box_of(page, KEY).get_by_role("textbox"))
    page.keyboard.type("She sleeps at home again.")
    tab_to(page, box_of(page, "safe-grade").get_by_role("radio").first)
    for key in ("Space", "ArrowDown"):
        page.keyboard.press(key)
    tab_to(page, page.get_by_role("button", name="Save and continue"))
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_contain_text("Is the plan right?")
    assert kept(draft, "seen-alone") == "yes"
    assert kept(draft, "safe-grade") == "good"
    assert kept(draft) == "She sleeps at home again."


def test_what_is_typed_without_a_connection_is_kept_and_saved_when_it_is_back(enters, draft):
    page = with_autosave(enters().go(first_section(draft)))
    page.context.set_offline(True)
    page.get_by_label(DIFFERENCE).press_sequentially("Written in a tunnel.")
    expect(page.locator("[data-saving-line]")).to_contain_text("No connection")
    assert kept(draft) is None
    page.context.set_offline(False)
    expect(saved_beside(page, KEY)).to_contain_text("Saved")
    page.reload()
    expect(page.get_by_label(DIFFERENCE)).to_have_value("Written in a tunnel.")
    assert kept(draft) == "Written in a tunnel."


def test_words_typed_after_the_session_ended_are_saved_after_signing_in_again(enters, draft, tabs, council):
    asha = enters()
    page = with_autosave(asha.go(first_section(draft)))
    other = tabs.open(council.address, beside=page)
    other.get_by_role("button", name="Sign out").click()
    expect(other.get_by_role("button", name="Sign out")).to_have_count(0)
    page.get_by_label(DIFFERENCE).fill("Typed after the session had ended.")
    expect(page.locator("[data-saving-line]")).to_contain_text("You are signed out")
    with page.expect_popup() as opened:
        page.get_by_role("link", name="Sign in again").click()
    asha.sign_in(opened.value)
    page.evaluate("window.dispatchEvent(new Event('focus'))")
    expect(saved_beside(page, KEY)).to_contain_text("Saved")
    assert kept(draft) == "Typed after the session had ended."


def test_two_tabs_without_autosave_show_both_texts_and_lose_neither(enters, draft, tabs, council):
    looking = Looking()
    first = enters(looking=looking)
    page = first.page
    with without_autosave(page):
        first.go(first_section(draft))
        second = tabs.open(council.address + first_section(draft), beside=page)
        second.get_by_label(DIFFERENCE).fill("From the second tab.")
        expect(saved_beside(second, KEY)).to_contain_text("Saved")
        page.get_by_label(DIFFERENCE).fill("From the first tab.")
        first.press("Save and continue")
        first.sees("Choose which words to keep")
        first.sees("From the first tab.")
        first.sees("From the second tab.")
        assert kept(draft) == "From the second tab.", "nothing is overwritten before somebody has chosen"
        page.get_by_role("radio", name="Keep yours").check()
        first.press("Save and continue")
    assert kept(draft) == "From the first tab."
    assert looking.problems == []


def test_a_form_sent_after_the_session_ended_gives_the_words_back_to_send_again(enters, draft, tabs, council):
    looking = Looking()
    asha = enters(looking=looking)
    page = asha.page
    with without_autosave(page):
        asha.go(first_section(draft))
        page.get_by_label(DIFFERENCE).fill("Words of an ended session.")
        other = tabs.open(council.address, beside=page)
        other.get_by_role("button", name="Sign out").click()
        expect(other.get_by_role("button", name="Sign out")).to_have_count(0)
        asha.press("Save and continue")
        asha.sees("Nothing was saved, but your words are here")
        asha.sees("Words of an ended session.")
        with page.expect_popup() as opened:
            page.get_by_role("link", name="Sign in again").click()
        asha.sign_in(opened.value)
        asha.press("Send again")
    expect(page.locator("h1")).to_contain_text("Is the plan right?")
    assert kept(draft) == "Words of an ended session."
    assert looking.problems == []


def test_a_section_and_a_whole_audit_are_handed_in_without_scripts(enters, draft, tool):
    asha = enters(scripts=False)
    asha.go(f"/audits/{draft}")
    answers = answers_to(tool, "good", today())
    asha.follow(tool.all_sections[0].title)
    for section in tool.all_sections:
        expect(asha.page.locator("h1")).to_contain_text(section.title)
        answer_section(asha.page, of_section(section, answers), has_scripts=False)
        asha.press("Save and continue")
    assert kept(draft, "safe-grade") == "good"
    asha.press("Submit audit")
    asha.sees("You have submitted the audit")
