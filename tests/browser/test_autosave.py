"""Does every answer save itself, and is nothing that was typed ever lost?"""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.answers_desk import Desk, create_desk
from tests.browser.chromium import problems_for_axe, served

WHERE = "Where is the best evidence?"
DIFFERENCE = "What difference did it make for the child?"


@pytest.fixture
def desk():
    return Desk()


@pytest.fixture
def address(desk):
    with served(create_desk(desk)) as address:
        yield address


@pytest.fixture
def page(tabs, address):
    page = tabs.open(f"{address}/questions")
    page.wait_for_selector("form[data-autosaving]")
    return page


def line(page):
    return page.locator("[data-saving-line]")


def beside(page, key):
    return page.locator(f"#question-{key} [data-saved]")


def is_kept_in_the_browser(page, key):
    return page.evaluate("key => localStorage.getItem(`case-audit:words:12/7:${key}`)", key) is not None


def test_what_is_typed_is_saved_within_a_second_and_says_when(page, desk):
    page.get_by_label(WHERE).press_sequentially("Core group, 3 October")
    expect(beside(page, "where")).to_have_text("Saved 10:42")
    expect(line(page)).to_have_text("Saved 10:42")
    assert desk.kept["where"] == {"value": "Core group, 3 October", "comment": ""}
    assert not is_kept_in_the_browser(page, "where")


def test_somebody_who_never_stops_typing_is_saved_all_the_same(page, desk):
    with page.expect_response(re.compile("/answers/difference")):
        page.get_by_label(DIFFERENCE).press_sequentially("x" * 30, delay=60)
    assert desk.kept["difference"]["value"]


def test_each_kind_of_question_sends_its_own_text(page, desk):
    page.get_by_role("radio", name="No", exact=True).check()
    page.get_by_label("Comment on “Was the child seen alone").fill("Never, since June.")
    page.get_by_role("checkbox", name="Police").check()
    page.get_by_role("textbox", name="Day").fill("5")
    page.get_by_label("How many workers").fill("4")
    page.get_by_role("radio", name="Inadequate").check()
    expect(beside(page, "voice-grade")).to_have_text("Saved 10:42")
    expect(beside(page, "seen-alone")).to_have_text("Saved 10:42")
    expect(beside(page, "last-visit")).to_have_text("Saved 10:42")
    expect(beside(page, "workers")).to_have_text("Saved 10:42")
    assert desk.kept["seen-alone"] == {"value": "no", "comment": "Never, since June."}
    assert desk.kept["partners"]["value"] == "health\nschool\npolice"
    assert desk.kept["last-visit"]["value"] == "2026-11-05"
    assert desk.kept["workers"]["value"] == "4"
    assert desk.kept["voice-grade"]["value"] == "inadequate"


def test_what_was_typed_before_the_script_arrived_is_saved_too(tabs, address, desk):
    page = tabs.open("about:blank")
    page.route(
        "**/autosave.js", lambda route: (page.get_by_label(WHERE).fill("Early bird"), route.continue_())
    )
    page.goto(f"{address}/questions")
    expect(beside(page, "where")).to_have_text("Saved 10:42")
    assert desk.kept["where"]["value"] == "Early bird"


def test_only_what_the_reader_changed_is_sent(page, desk):
    page.get_by_role("radio", name="Outstanding").check()
    expect(beside(page, "voice-grade")).to_have_text("Saved 10:42")
    assert {key for key, _ in desk.came_in} == {"voice-grade"}


def test_a_half_typed_date_waits_for_its_other_half(page, desk):
    page.get_by_role("textbox", name="Month").fill("")
    expect(beside(page, "last-visit")).to_contain_text("needs a day, a month and a year")
    page.get_by_role("textbox", name="Month").fill("10")
    expect(beside(page, "last-visit")).to_have_text("Saved 10:42")
    assert [sent["value"] for _, sent in desk.came_in] == ["2026-10-02"]


def test_requests_for_one_answer_come_one_after_the_other(page, desk):
    for words in ("one", "one two", "one two three", "one two three four"):
        page.get_by_label(WHERE).fill(words)
        page.get_by_label(WHERE).dispatch_event("change")
    expect(beside(page, "where")).to_have_text("Saved 10:42")
    page.wait_for_function("() => document.querySelector('[name=\"where__version\"]').value !== '0'")
    page.wait_for_function("() => localStorage.getItem('case-audit:words:12/7:where') === null")
    versions = [sent["version"] for _, sent in desk.came_in]
    assert versions == list(range(len(versions)))
    assert desk.kept["where"]["value"] == "one two three four"


def conflict(page, desk):
    desk.save("where", "The chronology, by Ben")
    page.get_by_label(WHERE).fill("The core group, by Asha")
    panel = page.get_by_role("region", name="Ben Okafor also changed this answer")
    expect(panel).to_be_visible()
    return panel


def test_two_people_see_both_texts_and_nothing_is_overwritten(page, desk):
    panel = conflict(page, desk)
    expect(panel).to_contain_text("The core group, by Asha")
    expect(panel).to_contain_text("The chronology, by Ben")
    expect(line(page)).to_contain_text("Ben Okafor also changed an answer")
    assert desk.kept["where"]["value"] == "The chronology, by Ben"
    assert problems_for_axe(page) == []


def test_keeping_mine_saves_mine(page, desk):
    conflict(page, desk).get_by_role("button", name="Keep mine").click()
    expect(beside(page, "where")).to_have_text("Saved 10:42")
    assert desk.kept["where"]["value"] == "The core group, by Asha"
    assert not is_kept_in_the_browser(page, "where")


def test_typing_goes_on_while_the_choice_is_open(page, desk):
    panel = conflict(page, desk)
    page.get_by_label(WHERE).fill("The core group, by Asha, page 3")
    expect(panel).to_contain_text("by Asha, page 3")
    panel.get_by_role("button", name="Keep mine").click()
    expect(beside(page, "where")).to_have_text("Saved 10:42")
    assert desk.kept["where"]["value"] == "The core group, by Asha, page 3"


def test_keeping_theirs_shows_theirs_and_saves_nothing(page, desk):
    conflict(page, desk).get_by_role("button", name="Keep theirs").click()
    expect(page.get_by_label(WHERE)).to_have_value("The chronology, by Ben")
    expect(page.get_by_label(WHERE)).to_be_focused()
    assert desk.versions["where"] == 1
    assert not is_kept_in_the_browser(page, "where")


def test_the_same_words_from_two_people_are_no_conflict(page, desk):
    desk.save("where", "The core group")
    page.get_by_label(WHERE).fill("The core group")
    expect(beside(page, "where")).to_contain_text("Saved")
    expect(page.get_by_role("region", name="Ben Okafor also changed this answer")).to_have_count(0)


def test_without_a_connection_typing_goes_on_and_is_saved_when_it_is_back(page, desk):
    page.context.set_offline(True)
    page.get_by_label(WHERE).fill("Written on a train")
    expect(line(page)).to_contain_text("No connection. Go on typing")
    assert is_kept_in_the_browser(page, "where")
    page.get_by_label(WHERE).fill("Written on a train, twice")
    page.context.set_offline(False)
    expect(beside(page, "where")).to_have_text("Saved 10:42")
    assert desk.kept["where"]["value"] == "Written on a train, twice"


def test_a_busy_server_is_tried_again(page, desk):
    desk.is_busy = True
    page.get_by_label(WHERE).fill("Patience")
    expect(line(page)).to_contain_text("The service is busy")
    desk.is_busy = False
    expect(beside(page, "where")).to_have_text("Saved 10:42")
    assert desk.kept["where"]["value"] == "Patience"


@pytest.mark.parametrize("by_redirect", [False, True])
def test_signed_out_words_are_kept_and_saved_after_signing_in_in_another_tab(page, desk, by_redirect):
    desk.is_signed_in, desk.signs_out_by_redirect = False, by_redirect
    page.get_by_label(WHERE).fill("Typed after the session had ended")
    expect(line(page)).to_contain_text("You are signed out. Go on typing")
    link = page.get_by_role("link", name="Sign in again to save them (opens in a new tab)")
    expect(link).to_have_attribute("target", "_blank")
    assert problems_for_axe(page) == []
    desk.is_signed_in, desk.token = True, "a-new-token"
    page.evaluate("window.dispatchEvent(new Event('focus'))")
    expect(beside(page, "where")).to_have_text("Saved 10:42")
    assert desk.kept["where"]["value"] == "Typed after the session had ended"
    expect(page.locator('form.app-audit input[name="csrf_token"]')).to_have_value("a-new-token")


def test_an_old_token_is_renewed_without_a_word(page, desk):
    desk.token = "a-new-token"
    page.get_by_label(WHERE).fill("Same session, new token")
    expect(beside(page, "where")).to_have_text("Saved 10:42")


def test_words_are_never_saved_as_somebody_else(page, desk):
    desk.is_signed_in = False
    page.get_by_label(WHERE).fill("Asha wrote this")
    expect(line(page)).to_contain_text("You are signed out")
    desk.is_signed_in, desk.token, desk.user_id = True, "bens-token", 13
    page.evaluate("window.dispatchEvent(new Event('focus'))")
    expect(line(page)).to_contain_text("Somebody else is signed in now")
    assert desk.kept == {}


def unsaved_then_reloaded(page, desk):
    desk.is_busy = True
    page.get_by_label(WHERE).fill("Never reached the server")
    expect(line(page)).to_contain_text("The service is busy")
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.reload()
    assert asked == ["beforeunload"]
    desk.is_busy = False
    panel = page.get_by_role("region", name="You wrote something here that was not saved")
    expect(panel).to_contain_text("Never reached the server")
    return panel


def test_words_that_were_never_saved_are_offered_on_the_next_visit(page, desk):
    panel = unsaved_then_reloaded(page, desk)
    expect(page.get_by_label(WHERE)).to_have_value("")
    panel.get_by_role("button", name="Put my words back").click()
    expect(beside(page, "where")).to_have_text("Saved 10:42")
    assert desk.kept["where"]["value"] == "Never reached the server"


def test_words_that_are_not_wanted_back_are_forgotten(page, desk):
    unsaved_then_reloaded(page, desk).get_by_role("button", name="Leave it as it is").click()
    expect(page.get_by_label(WHERE)).to_have_value("")
    assert not is_kept_in_the_browser(page, "where")


def test_a_refusal_says_why_beside_the_answer(page, desk):
    page.get_by_role("textbox", name="Month").fill("2")
    page.get_by_role("textbox", name="Day").fill("31")
    expect(beside(page, "last-visit")).to_have_text("Not saved: There is no 31 February 2026.")
    expect(line(page)).to_contain_text("One answer could not be saved")


def test_sending_the_form_waits_for_the_last_words(page, desk):
    page.get_by_label(WHERE).fill("At the very last moment")
    page.get_by_role("button", name="Save and continue").click()
    page.wait_for_url("**/lists")
    assert desk.kept["where"]["value"] == "At the very last moment"
    assert desk.posted["where"] == "At the very last moment"
    assert desk.posted["where__version"] == "1"


def test_the_form_stays_when_its_words_cannot_be_saved(page, desk):
    desk.is_busy = True
    page.get_by_label(WHERE).fill("Stay here")
    page.get_by_role("button", name="Save and continue").click()
    expect(line(page)).to_contain_text("Not sent: some of your words are not saved yet")
    expect(page.get_by_label(WHERE)).to_have_value("Stay here")
    assert desk.posted == {}
    desk.is_busy = False
    expect(beside(page, "where")).to_have_text("Saved 10:42")


def test_a_question_appears_when_it_is_asked_and_keeps_its_words_when_it_is_not(page, desk):
    why = page.get_by_label("Why was the child not seen alone, and what was done about it?")
    expect(why).to_be_hidden()
    page.get_by_role("radio", name="No", exact=True).check()
    expect(why).to_be_visible()
    expect(page.get_by_text("One more question below")).to_have_count(1)
    why.fill("The carer would not agree.")
    expect(beside(page, "why-not")).to_have_text("Saved 10:42")
    page.get_by_role("radio", name="Yes", exact=True).check()
    expect(why).to_be_hidden()
    expect(why).to_have_value("The carer would not agree.")


def test_the_rules_that_an_answer_fires_are_shown_when_it_is_saved(page, desk):
    limits = page.locator("[data-limits]")
    page.get_by_role("radio", name="Inadequate").check()
    expect(limits).to_have_text("Overall is at most Inadequate.")
    page.get_by_role("radio", name="Good").check()
    expect(limits).to_have_text("")
