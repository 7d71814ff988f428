"""What does the product look like? Pictures of the demo council for README, made by ``make screenshots``.

Exampleshire is loaded into a folder of its own, which is thrown away; an instance that holds it already can be named
instead, and is copied: ``python -m tests.browser.screenshots FOLDER``. Names of pictures after it make only these. Nothing
of what is pictured exists.
"""

from __future__ import annotations

import io
import shutil
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PIL import Image
from playwright.sync_api import sync_playwright

from qa_app.app import create_app
from qa_app.cli.instances import migrate_and_load_tools
from qa_app.config import read_config, write_config
from qa_app.demo import exampleshire
from qa_app.demo.sign_ins import PASSWORD, chosen
from qa_app.domain.policy import Role
from tests.browser.chromium import OPTIONS, found_chromium, served

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from flask import Flask
    from playwright.sync_api import Browser, Page

FOLDER = Path(__file__).parents[2] / "docs" / "screenshots"
WIDTH, HEIGHT = 1280, 860
_COLOURS = 96
_MOST = 150 * 1024

Way = Callable[["Page"], object]


@dataclass(frozen=True, slots=True)
class Shot:
    """One picture: who looks, how they get there, which part is shown first."""

    name: str
    role: Role
    way: Way
    top: str = ""
    height: int = HEIGHT
    width: int = WIDTH


def menu(words: str) -> Way:
    """Follow a link of the navigation."""
    return lambda page: page.get_by_role("navigation", name="Menu").get_by_role("link", name=words).click()


def family(words: str) -> Way:
    """Follow a link of the menu of consistent grading."""
    return lambda page: (
        page.get_by_role("navigation", name="Consistent grading").get_by_role("link", name=words).click()
    )


def first(table: str, *, holding: str = "") -> Way:
    """Follow the first link of a table, or of its first row that says this."""

    def go(page: Page) -> None:
        rows = page.get_by_role("table", name=table).get_by_role("row")
        (rows.filter(has_text=holding) if holding else rows).get_by_role("link").first.click()

    return go


def link(words: str) -> Way:
    """Follow the first link of the page itself that begins with this."""
    return lambda page: page.locator("main").get_by_role("link", name=words).first.click()


def section(number: int) -> Way:
    """Open a section of an audit from the list of its sections."""
    return lambda page: page.locator(".govuk-task-list a").nth(number - 1).click()


def then(*ways: Way) -> Way:
    """One after the other."""

    def go(page: Page) -> None:
        for way in ways:
            way(page)
            page.wait_for_load_state()

    return go


def nowhere(page: Page) -> None:
    """Stay on the home page."""
    del page


_ROUND = then(menu("Rounds"), first("Rounds", holding="Children in need and protection, November"))

SHOTS = (
    Shot("home", Role.QA_MANAGER, nowhere),
    Shot("case-list", Role.QA_MANAGER, then(menu("Case lists"), link("All imports"), first("Imports"))),
    Shot("round", Role.QA_MANAGER, _ROUND),
    Shot("sampling-certificate", Role.QA_MANAGER, then(_ROUND, link("Sampling certificate"))),
    Shot(
        "audit-section",
        Role.AUDITOR,
        then(menu("Your audits"), first("To do", holding="In progress"), section(2)),
    ),
    Shot(
        "moderation", Role.QA_MANAGER, then(menu("Moderation"), first("Audits to read", holding="Inadequate"))
    ),
    Shot(
        "disagreement",
        Role.QA_MANAGER,
        then(
            menu("Moderation"),
            link("Second audits that differ"),
            first("Second audits that differ", holding="To be decided"),
        ),
    ),
    Shot("consistency", Role.QA_MANAGER, menu("Consistency")),
    Shot("auditors", Role.QA_MANAGER, then(menu("Consistency"), family("Auditors"))),
    Shot(
        "calibration",
        Role.QA_MANAGER,
        then(menu("Consistency"), family("Calibration"), first("Exercises", holding="Finished")),
    ),
    Shot("coaching", Role.QA_MANAGER, then(menu("Consistency"), family("Coaching"))),
    Shot("actions", Role.SERVICE_MANAGER, menu("Actions")),
    Shot("findings", Role.DIRECTOR, then(menu("Findings"), first("Published findings"))),
    Shot(
        "findings-themes",
        Role.BOARD_MEMBER,
        then(menu("Findings"), first("Published findings")),
        top="#themes",
    ),
)


def main(arguments: Sequence[str]) -> None:
    """Make every picture, or those named."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    wanted = [shot for shot in SHOTS if shot.name in arguments[1:] or not arguments[1:]]
    with tempfile.TemporaryDirectory() as folder:
        app = _exampleshire(Path(folder) / "instance", Path(arguments[0]) if arguments else None)
        with app.app_context():
            addresses = {each.role: each.email for each in reversed(chosen())}
        with served(app) as address, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=found_chromium(), args=list(OPTIONS))
            for name, picture in _pictures(browser, address, addresses, wanted):
                content = _small(picture)
                (FOLDER / f"{name}.png").write_bytes(content)
                print(f"{name}.png, {len(content) // 1024} kB")  # noqa: T201 - this is a command
            browser.close()


def _exampleshire(folder: Path, loaded: Path | None) -> Flask:
    if loaded:
        shutil.copytree(loaded, folder)
    else:
        write_config(folder, is_demo=True)
    app = create_app(read_config(folder))
    with app.app_context():
        migrate_and_load_tools("Exampleshire County Council")
        if not loaded:
            exampleshire.load(report=print)
    return app


def _pictures(
    browser: Browser, address: str, addresses: dict[Role, str], wanted: Sequence[Shot]
) -> Iterator[tuple[str, bytes]]:
    for shot in wanted:
        context = browser.new_context(
            viewport={"width": shot.width, "height": shot.height},
            locale="en-GB",
            timezone_id="Europe/London",
            reduced_motion="reduce",
        )
        page = context.new_page()
        page.goto(f"{address}/login")
        page.get_by_label("E-mail address").fill(addresses[shot.role])
        page.get_by_role("textbox", name="Password").fill(PASSWORD)
        page.get_by_role("button", name="Sign in").click()
        page.get_by_role("button", name="Sign out").wait_for()
        shot.way(page)
        page.wait_for_load_state("networkidle")
        if shot.top:
            page.locator(shot.top).evaluate(
                "element => window.scrollTo(0, element.getBoundingClientRect().top - 24)"
            )
        yield shot.name, page.screenshot()
        context.close()


def _small(picture: bytes) -> bytes:
    """With few colours, which is all that a page has."""
    image = Image.open(io.BytesIO(picture)).convert("RGB")
    small = image.quantize(_COLOURS, dither=Image.Dither.NONE)
    written = io.BytesIO()
    small.save(written, "PNG", optimize=True)
    if written.tell() > _MOST:
        raise ValueError(f"A picture of {written.tell():,} bytes is too large for a README.")
    return written.getvalue()


if __name__ == "__main__":
    main(sys.argv[1:])
