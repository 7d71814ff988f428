"""What does a person do at a browser? Signs in, follows links, presses buttons, fills in fields by their labels.

Every page that a person comes to is looked at by axe, wide and narrow, once for each address and heading; what is
wrong is gathered and fails the test when its people leave.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from playwright.sync_api import FilePayload, expect

from tests.browser.chromium import is_wider_than_the_screen, problems_for_axe
from tests.browser.council import PASSWORD

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from playwright.sync_api import Locator, Page

    from qa_app.models.people import User
    from tests.browser.chromium import Tabs
    from tests.browser.council import ServedCouncil

WIDE, NARROW = {"width": 1280, "height": 800}, {"width": 320, "height": 800}


_UNFOLD = "document.querySelectorAll('details:not([open])').forEach(each => (each.open = each.dataset.unfolded = true))"
_FOLD = "document.querySelectorAll('[data-unfolded]').forEach(each => (each.open = false, delete each.dataset.unfolded))"


class Looking:
    """Which pages were looked at, and what is wrong with them. What is folded is unfolded for it."""

    def __init__(self) -> None:
        self.seen: set[tuple[str, ...]] = set()
        self.problems: list[str] = []

    def at(self, page: Page, sizes: Sequence[dict[str, int]] = (NARROW, WIDE)) -> None:
        """Look at a page as it stands, at 320 and at 1280 pixels unless told otherwise, unless its like was seen."""
        path = page.url.split("/", 3)[-1]
        parts = page.locator("main :is(h2, h3, caption)").all_inner_texts()
        like = (re.sub(r"\d+", "…", path.split("?")[0]), page.title(), *parts)
        if like in self.seen:
            return
        self.seen.add(like)
        page.evaluate(_UNFOLD)
        for size in sizes:
            page.set_viewport_size(size)
            found = problems_for_axe(page)
            if is_wider_than_the_screen(page):
                found.append("the page scrolls sideways")
            self.problems += [f"/{path} at {size['width']}: {each}" for each in found]
        page.evaluate(_FOLD)


class Person:
    """One person at one browser."""

    def __init__(
        self,
        tabs: Tabs,
        council: ServedCouncil,
        user: User,
        *,
        looking: Looking | None = None,
        scripts: bool = True,
    ) -> None:
        self._council, self._looking, self.has_scripts = council, looking, scripts
        self.name, self._email = user.name, user.email
        self.page = tabs.open(f"{council.address}/login", scripts=scripts)
        self._look()
        self.sign_in(self.page)

    def sign_in(self, page: Page) -> None:
        """Through the page, as everybody does."""
        page.get_by_label("E-mail address").fill(self._email)
        page.get_by_role("textbox", name="Password").fill(PASSWORD)
        page.get_by_role("button", name="Sign in").click()
        expect(page.get_by_role("button", name="Sign out")).to_be_visible()
        self._look(page)

    # ------------------------------------------------------------------ going somewhere
    def go(self, path: str) -> Page:
        """Open an address."""
        self.page.goto(path if path.startswith("http") else f"{self._council.address}{path}")
        return self._look()

    def follow(self, words: str, *, within: Locator | None = None) -> Page:
        """Follow the first link of the page itself that says exactly this."""
        (within or self.page.locator(".app-page")).get_by_role("link", name=words, exact=True).first.click()
        return self._look()

    def search_for(self, words: str) -> Page:
        """With the box at the top of every page."""
        box = self.page.get_by_role("search", name="Whole service")
        box.get_by_label("Find a case, an audit or an action").fill(words)
        box.get_by_role("button", name="Search").click()
        return self._look()

    def press(self, words: str) -> Page:
        """Press the button, or the link that looks like one."""
        self.page.locator("main").get_by_role("button", name=words, exact=True).first.click()
        return self._look()

    def wait_for_the_job(self) -> Page:
        """Watch the progress until it says where to go on, and go on."""
        self.page.get_by_role("link", name="Continue").click()
        return self._look()

    def follow_menu(self, words: str) -> Page:
        """Follow a link of the navigation."""
        self.page.get_by_role("navigation", name="Menu").get_by_role("link", name=words, exact=True).click()
        return self._look()

    # ------------------------------------------------------------------ filling in
    def fill(self, label: str, words: str) -> None:
        """Type into the field with this label."""
        self.page.get_by_label(_called(label)).fill(words)

    def choose(self, group: str, words: str) -> None:
        """Choose the radio, or tick the box, of a group."""
        self.page.get_by_role("group", name=_called(group)).get_by_label(words, exact=True).check()

    def tick(self, label: str) -> None:
        """Tick a box that stands alone."""
        self.page.get_by_label(label, exact=True).check()

    def select(self, label: str, option: str) -> None:
        """Pick from a list."""
        self.page.get_by_label(label, exact=True).select_option(label=option)

    def attach(self, label: str, file_name: str, content: bytes) -> None:
        """Choose a file from the desk."""
        file = FilePayload(name=file_name, mimeType="application/octet-stream", buffer=content)
        self.page.get_by_label(label, exact=True).set_input_files(file)

    def date(self, group: str, day: date) -> None:
        """Type a day into its three fields."""
        fields = self.page.get_by_role("group", name=group, exact=True)
        for label, part in (("Day", day.day), ("Month", day.month), ("Year", day.year)):
            fields.get_by_label(label, exact=True).fill(str(part))

    # ------------------------------------------------------------------ reading
    @property
    def heading(self) -> str:
        """The words of the h1."""
        return self.page.locator("h1").inner_text()

    def sees(self, words: str) -> None:
        """The page says this somewhere."""
        expect(self.page.locator("main")).to_contain_text(words)

    def _look(self, page: Page | None = None) -> Page:
        page = page or self.page
        if self._looking and self.has_scripts:
            expect(page.locator("body.govuk-frontend-supported")).to_have_count(1)
            self._looking.at(page)
        return page


def _called(label: str) -> re.Pattern[str]:
    """A label, whether the field may be left empty or not."""
    return re.compile(rf"^{re.escape(label)}( \(optional\))?$")
