"""Are the pages of findings for everybody: seen by axe, at 320 pixels, printed, and without a mouse?"""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from playwright.sync_api import expect

from qa_app import press
from qa_app.db import session
from qa_app.services import narrating
from qa_app.services.narrating import Written
from tests import factories, small_month
from tests.browser.chromium import WIDTHS, is_wider_than_the_screen, problems_for_axe, served
from tests.visitor import cookie_of

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

AT = datetime(2026, 11, 3, 9, 0, tzinfo=UTC)
PAGES = (
    "",
    "/2026-10",
    "/2026-10/1",
    "/2026-10/preview",
    "/2026-10/narrative",
    "/2026-10/publication",
    "/2026-08/preview",
)
WORDS = Written("Why we looked.", "- Plans drift.\n- Children are seen.", "More of it.")


@pytest.fixture
def published(cast):
    home, _ = small_month.make(cast)
    small_month.hide_below(0)
    draft = factories.audit(
        cast.asha, in_round=home, definition=small_month.TOOL, status=factories.Status.IN_PROGRESS
    )
    factories.concern(draft, at=small_month.MIDDLE)
    narrating.save("2026-10", WORDS, seen=0, by=cast.quinn, at=AT)
    press.publish_month("2026-10", by=cast.quinn, at=AT)
    press.publish_month("2026-10", change_note="A word was wrong.", by=cast.quinn, at=AT)


@pytest.fixture
def sign_in(app, tabs):
    """``sign_in(user, path)`` is a page that this person has opened."""
    session.rollback()
    with served(app) as site:

        def open_as(user, path, **options):
            page = tabs.open(f"{site}/health", **options)
            page.context.add_cookies([cookie_of(app, user, site)])
            page.goto(site + path)
            return page

        yield open_as


@pytest.mark.parametrize("width", WIDTHS)
def test_every_page_is_sound_wide_and_narrow(published, cast, sign_in, width):
    page = sign_in(cast.quinn, "/findings", width=width)
    site = page.url.removesuffix("/findings")
    for path in PAGES:
        page.goto(f"{site}/findings{path}")
        for folded in page.locator("details:not([open]) > summary").all():
            folded.click()
        assert problems_for_axe(page) == [], path
        assert not is_wider_than_the_screen(page), path
    page = sign_in(cast.bola, "/findings", width=width)
    for path in ("", "/2026-10"):
        page.goto(f"{site}/findings{path}")
        assert problems_for_axe(page) == [], path
        assert not is_wider_than_the_screen(page), path


def test_charts_print_and_downloads(published, cast, sign_in):
    page = sign_in(cast.bola, "/findings/2026-10")
    assert page.locator(".findings__chapters").bounding_box()["width"] > 800
    for width, shown, hidden in ((1280, "wide", "narrow"), (320, "narrow", "wide")):
        page.set_viewport_size({"width": width, "height": 800})
        charts = page.locator(f".app-chart--{shown}")
        assert charts.count() >= 5
        for chart in charts.all():
            expect(chart.get_by_role("img")).to_have_count(1)
            expect(chart).to_be_visible()
        for chart in page.locator(f".app-chart--{hidden}").all():
            expect(chart).to_be_hidden()
    with page.expect_download() as download:
        page.get_by_role("link", name="PDF document").click()
    assert download.value.suggested_filename == "case-audit-findings-2026-10-publication-2-board.pdf"
    page.emulate_media(media="print")
    for table in page.locator(".findings table").all():
        expect(table).to_be_visible()
    expect(page.locator(".findings__files")).to_be_hidden()
    expect(page.locator(".findings__contents")).to_be_hidden()
