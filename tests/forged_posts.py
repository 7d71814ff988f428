"""What might somebody send in place of what a page's form holds?

Each form of a page is filled in so that it would be accepted, as far as that can be guessed from its fields; then
something else is put in place of one field, or of all of them.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from urllib.parse import urljoin

if TYPE_CHECKING:
    from collections.abc import Iterator
    from xml.etree.ElementTree import Element

    from tests.page import Page

ODD_VALUES = (
    "",
    "x" * 100_000,
    "a\x00b\x01\x1b\x7f",
    "\N{ZEBRA FACE}\N{COMBINING ACUTE ACCENT}\u202e\ufeff\ufffe",
    "=cmd|'/C calc'!A0",
    '"><script>alert(1)</script>',
    "-1",
    "2147483648",
    "1" + "0" * 30,
    "9" * 5_000,
    "\N{SUPERSCRIPT TWO}",
    "\N{ARABIC-INDIC DIGIT THREE}",
    "1e9",
    "NaN",
    "999999",
    "administrator",
    "{{ 7*7 }}",
    "' OR 1=1 --",
)  # fmt: skip
"""What no form of ours expects, or expects somewhere else."""

ODD_FOR_DATABASES = (
    "2147483648",
    "1" + "0" * 30,
    *(
        each
        for each in ODD_VALUES
        if len(each) > 40 or "\x00" in each or not each.isascii() or "OR 1=1" in each
    ),
)
"""Those of them that a database might take in another way than Python: long, large, foreign, or its own language."""

_TYPED = "Visit each week and write down what she says."


@dataclass(frozen=True)
class Post:
    """A form as it would be sent: where, under which token, with which fields (name → values)."""

    action: str
    token: str
    fields: dict[str, tuple[str, ...]]

    @property
    def shape(self) -> tuple[str, ...]:
        """The names of its fields: two forms of one shape are one form about two records."""
        return tuple(sorted(self.fields))

    def with_(self, **other: tuple[str, ...]) -> Post:
        """The same with other values under some names; an empty tuple leaves the field out."""
        return replace(self, fields={**self.fields, **other})

    @property
    def body(self) -> list[tuple[str, str]]:
        """Name and value pairs, the token first."""
        pairs = [(name, value) for name, values in self.fields.items() for value in values]
        return [("csrf_token", self.token), *pairs] if self.token else pairs


def posts_on(page: Page) -> Iterator[Post]:
    """Every form of the page that changes something, filled in. Forms that send a file are left out."""
    for element in page.root.iter("form"):
        if element.get("method", "get").lower() != "post" or any(
            each.get("type") == "file" for each in element.iter("input")
        ):
            continue
        fields = dict(_filled_in(element))
        token = fields.pop("csrf_token", ("",))[0]
        yield Post(urljoin(page.url, element.get("action") or page.url), token, fields)


def _filled_in(form: Element) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The fields by name, each with what stands in it, or with something that would do."""
    controls: dict[str, list[Element]] = {}
    for each in form.iter():
        if each.tag in {"input", "select", "textarea", "button"} and each.get("name"):
            controls.setdefault(each.get("name", ""), []).append(each)
    for name, alike in controls.items():
        yield name, _values(name, alike)


def _values(name: str, alike: list[Element]) -> tuple[str, ...]:
    first = alike[0]
    kind = first.get("type", "text") if first.tag == "input" else first.tag
    if kind in {"radio", "checkbox"}:
        ticked = [each for each in alike if each.get("checked") is not None]
        return tuple(each.get("value", "on") for each in ticked or alike[:1])
    if kind == "select":
        options = list(first.iter("option"))
        picked = [each.get("value", "") for each in options if each.get("selected") is not None]
        return (next(filter(None, [*picked, *(each.get("value", "") for each in options)]), ""),)
    if kind == "textarea":
        return ((first.text or "").strip() or _TYPED,)
    if kind in {"hidden", "button"}:
        return (first.get("value", ""),)
    return (first.get("value") or _guess(name),)


def _guess(name: str) -> str:
    parts = {"day": "18", "month": "12", "year": "2026"}
    return parts.get(name.rpartition("-")[2]) or ("odd@testshire.example" if name == "email" else "Odd words")
