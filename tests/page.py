"""What does a person find on a page, and is the page sound?

``Page(html)`` is a parsed page, checked by every rule of page_rules.py; ``Page.of(response)`` is the page that a test
client was answered with. Things are found the way people find them: links, buttons and fields by their words.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urljoin

import html5lib

from tests.page_form import Form, Submission
from tests.page_rules import problems_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from xml.etree.ElementTree import Element

    from werkzeug.test import TestResponse


@dataclass(frozen=True, slots=True)
class Table:
    """A table as people read it: its caption, its column headers, its rows of words."""

    caption: str
    headers: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    def column(self, header: str) -> tuple[str, ...]:
        """The words of one column, top to bottom."""
        place = self.headers.index(header)
        return tuple(row[place] for row in self.rows)

    def row(self, first: str) -> dict[str, str]:
        """The row whose first cell says this, by column header."""
        for row in self.rows:
            if row[0] == first:
                return dict(zip(self.headers, row, strict=True))
        raise AssertionError(f"{self.caption!r} has no row {first!r}: {[row[0] for row in self.rows]}")


class Page:
    """One HTML page. ``status`` and ``url`` are those of the answer it came in."""

    def __init__(self, html: str, *, url: str = "/", status: int = 200, checked: bool = True) -> None:
        self.html = html
        self.url = url
        self.status = status
        parser = html5lib.HTMLParser(
            tree=html5lib.getTreeBuilder("etree"), strict=False, namespaceHTMLElements=False
        )
        self.root: Element = parser.parse(html)
        self.parse_errors = [
            f"line {line}: {code} {values}" for (line, _column), code, values in parser.errors
        ]
        if checked:
            self.check()

    @classmethod
    def of(cls, response: TestResponse, *, checked: bool = True) -> Page:
        """The page of a test client's answer. Fails when it is not HTML or breaks a rule."""
        assert response.mimetype == "text/html", f"{response.status}: {response.mimetype}, not a page"
        return cls(response.text, url=response.request.path, status=response.status_code, checked=checked)

    def check(self) -> None:
        """Fail with everything that is wrong with the page."""
        if problems := self.problems():
            raise AssertionError(f"{self.url} breaks {len(problems)} rules:\n" + "\n".join(problems))

    def problems(self) -> list[str]:
        """Everything that is wrong with the page, one sentence each."""
        return [*self.parse_errors, *problems_of(self.root)]

    # ------------------------------------------------------------------ what is on it
    @property
    def title(self) -> str:
        """The words of <title>."""
        return self._one("title")

    @property
    def h1(self) -> str:
        """The words of the page's only h1."""
        return self._one("h1")

    @property
    def text(self) -> str:
        """All words of <main>, spaces made single."""
        return words(next(self.root.iter("main")))

    @property
    def headings(self) -> tuple[str, ...]:
        """The words of all headings, in order."""
        return tuple(words(each) for each in self.root.iter() if re.fullmatch("h[1-6]", str(each.tag)))

    @property
    def links(self) -> dict[str, str]:
        """Words → address of every link; of links that say the same, the first."""
        found: dict[str, str] = {}
        for each in self.root.iter("a"):
            if "href" in each.attrib:
                found.setdefault(words(each), urljoin(self.url, each.attrib["href"]))
        return found

    def link(self, text: str) -> str:
        """The address of the link that says this, or of the only one that begins with it."""
        links = self.links
        if text in links:
            return links[text]
        alike = {href for said, href in links.items() if said.startswith(text)}
        assert len(alike) == 1, f"{self.url} has {len(alike)} links {text!r}. It has: {sorted(links)}"
        return alike.pop()

    @property
    def buttons(self) -> tuple[str, ...]:
        """The words of all buttons, in order."""
        return tuple(each.get("aria-label") or words(each) for each in self.root.iter("button"))

    @property
    def errors(self) -> dict[str, str]:
        """The error summary: message → where it links to ("#title", or "" when nowhere)."""
        box = self._with_class("govuk-error-summary")
        if box is None:
            return {}
        return {words(item): next((a.attrib["href"] for a in item.iter("a")), "") for item in box.iter("li")}

    @property
    def banners(self) -> tuple[str, ...]:
        """What the notification banners say, without their titles."""
        return tuple(
            words(each)
            for each in self.root.iter("div")
            if "govuk-notification-banner__content" in each.get("class", "").split()
        )

    @property
    def tables(self) -> dict[str, Table]:
        """All tables by caption."""
        return {table.caption: table for table in (_table(each) for each in self.root.iter("table"))}

    def table(self, caption: str) -> Table:
        """The table with this caption."""
        assert caption in self.tables, f"{self.url} has no table {caption!r}. It has: {sorted(self.tables)}"
        return self.tables[caption]

    @property
    def facts(self) -> dict[str, str]:
        """Name → value of every description list (summary lists, case facts, figures)."""
        found: dict[str, str] = {}
        for each in self.root.iter("dl"):
            name = ""
            for part in each.iter():
                if part.tag == "dt":
                    name = words(part)
                elif part.tag == "dd":
                    found.setdefault(name, words(part))
        return found

    def form(self, button: str) -> Form:
        """The form that has this button, ready to be filled in by label."""
        for each in self.root.iter("form"):
            if any(button in {words(one), one.get("aria-label")} for one in each.iter("button")):
                return Form(each, self.url, button)
        raise AssertionError(f"{self.url} has no form with a button {button!r}. It has: {self.buttons}")

    def fill(self, button: str, **by_label: object) -> Submission:
        """What the browser sends when the form with this button is filled in by label and the button pressed."""
        form = self.form(button)
        for label, value in by_label.items():
            form.answer(label, value)
        return form.submission()

    def has_id(self, name: str) -> bool:
        """Whether an element has this id."""
        return any(each.get("id") == name for each in self.root.iter())

    def _one(self, tag: str) -> str:
        element = next(self.root.iter(tag), None)
        return "" if element is None else words(element)

    def _with_class(self, name: str) -> Element | None:
        return next((each for each in self.root.iter() if name in each.get("class", "").split()), None)


def words(element: Element) -> str:
    """What an element says to a screen reader: its text without what is aria-hidden, spaces made single."""
    return " ".join("".join(_said(element)).split())


def _said(element: Element) -> Iterator[str]:
    if (
        element.get("aria-hidden") == "true"
        or element.tag in {"script", "style"}
        or not isinstance(element.tag, str)
    ):
        return
    if element.tag == "img":
        yield element.get("alt", "")
    yield element.text or ""
    for child in element:
        if child.tag in _BLOCKS:
            yield " "
        yield from _said(child)
        if child.tag in _BLOCKS:
            yield " "
        yield child.tail or ""


_BLOCKS = frozenset(
    {"p", "div", "li", "td", "th", "tr", "dt", "dd", "h1", "h2", "h3", "br", "ul", "ol", "section"}
)


def _table(element: Element) -> Table:
    caption = next(element.iter("caption"), None)
    rows = [[words(cell) for cell in row if cell.tag in {"th", "td"}] for row in element.iter("tr")]
    return Table(
        caption="" if caption is None else words(caption),
        headers=tuple(rows[0]) if rows else (),
        rows=tuple(tuple(row) for row in rows[1:]),
    )
