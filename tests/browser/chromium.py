"""How do tests look at pages through a real browser?

``served(app)`` is the address of an application on a real socket; ``Tabs`` opens pages and remembers every script
error and every request that left the machine; ``problems_for_axe(page)`` is what axe-core finds.
"""

from __future__ import annotations

import shutil
import threading
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from werkzeug.serving import WSGIRequestHandler, make_server

if TYPE_CHECKING:
    from collections.abc import Iterator
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

    from flask import Flask
    from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request

OPTIONS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
WIDTHS = (1280, 320)
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

_AXE = Path(__file__).parent / "vendor" / "axe.min.js"


def found_chromium() -> str | None:
    """The path of the system's Chromium, or None."""
    names = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
    return next((path for name in names if (path := shutil.which(name))), None)


class _Quiet(WSGIRequestHandler):
    def log(self, type: str, message: str, *args: Any) -> None:  # noqa: A002 - werkzeug's name
        """Requests of tests are nobody's news."""


class _Whole:
    """An application whose answers are read to their end at once, so that a browser that leaves closes no file late."""

    def __init__(self, app: WSGIApplication) -> None:
        self._app = app

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> list[bytes]:
        answer = self._app(environ, start_response)
        try:
            return [b"".join(answer)]
        finally:
            if hasattr(answer, "close"):
                answer.close()


@contextmanager
def served(app: Flask) -> Iterator[str]:
    """The application on a free port, until the block ends."""
    server = make_server("127.0.0.1", 0, _Whole(app), threaded=True, request_handler=_Quiet)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class Tabs:
    """Pages of one test, each in a browser of its own (its own cookies and storage) unless a context is shared."""

    def __init__(self, browser: Browser) -> None:
        self._browser = browser
        self._contexts: list[BrowserContext] = []
        self.errors: list[str] = []
        self.left_the_machine: list[str] = []

    def open(self, url: str, *, width: int = 1280, beside: Page | None = None, scripts: bool = True) -> Page:
        """A page at an address; ``beside`` another one it shares cookies and storage with it."""
        if beside is None:
            context = self._browser.new_context(
                viewport={"width": width, "height": 800},
                locale="en-GB",
                timezone_id="Europe/London",
                java_script_enabled=scripts,
                reduced_motion="reduce",
            )
            context.set_default_timeout(10_000)
            self._contexts.append(context)
        else:
            context = beside.context
        page = context.new_page()
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("console", self._heard)
        page.on("request", self._asked)
        page.goto(url)
        return page

    def close(self) -> None:
        """Close all pages, and fail if a script failed or anything was asked of another machine."""
        for context in self._contexts:
            context.close()
        assert not self.errors, self.errors
        assert not self.left_the_machine, self.left_the_machine

    def _heard(self, message: ConsoleMessage) -> None:
        # A refused save is news to the page, not a fault of it.
        if message.type == "error" and "Failed to load resource" not in message.text:
            self.errors.append(message.text)

    def _asked(self, request: Request) -> None:
        if not request.url.startswith(("http://127.0.0.1:", "http://localhost:", "data:", "blob:", "about:")):
            self.left_the_machine.append(request.url)


def problems_for_axe(page: Page) -> list[str]:
    """What axe-core finds wrong with the page as it stands, one line a fault."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(_AXE.read_text("utf-8"))
    # What passed is of no use to us, and describing it takes axe longer than finding what did not.
    found = page.evaluate("rules => axe.run(document, {runOnly: rules, resultTypes: ['violations']})", RULES)
    return [
        f"{violation['id']} ({violation['impact']}): {violation['help']}: {node['target']} {node['html'][:160]}"
        for violation in found["violations"]
        for node in violation["nodes"]
    ]


def is_wider_than_the_screen(page: Page) -> bool:
    """Whether the page scrolls sideways: at 320 pixels nothing but a table may, and that by itself."""
    return bool(page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"))
