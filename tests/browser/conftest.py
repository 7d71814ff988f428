"""Where do browser tests get a browser?

The system's own Chromium, found on the path. Where there is none, the tests are skipped with a loud message, and fail
when CI=true: a check that nobody runs is not a check.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import sync_playwright

from tests.browser.chromium import OPTIONS, Tabs, found_chromium

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser

_NO_CHROMIUM = "No Chromium was found. Install it (apt-get install chromium) to run the browser tests."


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One browser for all tests of this worker."""
    path = found_chromium()
    if path is None:
        if os.environ.get("CI", "").lower() == "true":
            pytest.fail(_NO_CHROMIUM)
        pytest.skip(_NO_CHROMIUM)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(OPTIONS))
        yield browser
        browser.close()


@pytest.fixture
def tabs(chromium: Browser) -> Iterator[Tabs]:
    """``tabs.open(url, width=320)`` is a page in a browser of its own. Any error of a script fails the test."""
    tabs = Tabs(chromium)
    yield tabs
    tabs.close()


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Say loudly, at the very end, that browser tests did not run."""
    skipped = terminalreporter.stats.get("skipped", [])
    if any(_NO_CHROMIUM in str(report.longrepr) for report in skipped):
        terminalreporter.section("THE BROWSER TESTS DID NOT RUN", sep="!", red=True, bold=True)
        terminalreporter.line(_NO_CHROMIUM)
