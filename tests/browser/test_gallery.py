"""Do the components look and behave as they should in a real browser, wide and narrow?"""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.chromium import WIDTHS, is_wider_than_the_screen, problems_for_axe, served
from tests.web.gallery import PAGES, create_gallery


@pytest.fixture(scope="module")
def gallery():
    with served(create_gallery()) as address:
        yield address


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", [*PAGES, "fields?wrong", "questions?wrong", "words?wrong"])
def test_axe_finds_nothing_and_nothing_is_cut_off(tabs, gallery, name, width):
    page = tabs.open(f"{gallery}/{name}", width=width)
    expect(page.locator("body.govuk-frontend-supported")).to_have_count(1)
    assert problems_for_axe(page) == []
    assert not is_wider_than_the_screen(page)


def test_the_first_tab_stop_skips_to_the_content(tabs, gallery):
    page = tabs.open(f"{gallery}/lists")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to main content")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()


def test_the_error_summary_takes_the_focus_and_leads_to_the_part_of_the_date(tabs, gallery):
    page = tabs.open(f"{gallery}/fields?wrong")
    expect(page.locator(".govuk-error-summary")).to_be_focused()
    page.get_by_role("link", name="The due date must be a real date").click()
    expect(page.get_by_role("textbox", name="Day")).to_be_focused()


def test_the_menu_folds_on_a_narrow_screen_and_opens(tabs, gallery):
    page = tabs.open(f"{gallery}/home", width=320)
    expect(page.get_by_role("link", name="Tables")).to_be_hidden()
    page.get_by_role("button", name="Menu").click()
    expect(page.get_by_role("link", name="Tables")).to_be_visible()


def test_without_javascript_every_question_can_be_seen_and_says_when_it_is_asked(tabs, gallery):
    page = tabs.open(f"{gallery}/questions", scripts=False)
    expect(page.get_by_label("Why was the child not seen alone, and what was done about it?")).to_be_visible()
    expect(page.get_by_text("Only if your answer to the question above is No")).to_be_visible()
    narrow = tabs.open(f"{gallery}/home", width=320, scripts=False)
    expect(narrow.get_by_role("link", name="Tables")).to_be_visible()


def test_an_audit_prints_without_navigation_and_with_its_help_unfolded(tabs, gallery):
    page = tabs.open(f"{gallery}/questions")
    page.emulate_media(media="print")
    expect(page.get_by_role("navigation")).to_have_count(0)
    expect(page.get_by_role("button", name="Save and continue")).to_be_hidden()
    expect(page.get_by_text("A baby or a young child is seen alone when")).to_be_visible()
    expect(page.get_by_text("Dana Hughes")).to_be_visible()


def test_shapes_are_still_told_apart_without_colours(tabs, gallery):
    page = tabs.open(f"{gallery}/status")
    page.emulate_media(forced_colors="active")
    shapes = page.locator(".app-rag__shape").evaluate_all("all => all.map(one => one.innerHTML.trim())")
    assert len(set(shapes[:4])) == 4
