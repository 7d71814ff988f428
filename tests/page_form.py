"""What would the browser send, if a person filled in this form?

A form is filled in by the words of its labels and sends what a browser would send: hidden fields and CSRF token
included, unticked boxes left out. A label that is missing, or not tied to its field, fails the test that needs it.
"""

from __future__ import annotations

import datetime as dt
import io
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

from werkzeug.datastructures import MultiDict

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    from flask.testing import FlaskClient

    from tests.page import Page

_TYPED = frozenset({"text", "search", "email", "password", "tel", "url", "number", "date", "hidden"})


@dataclass(frozen=True, slots=True)
class Submission:
    """What the browser sends. ``fields`` is ready to be a test client's ``data``; files are (stream, name) pairs."""

    method: str
    action: str
    fields: MultiDict[str, object]


class Form:
    """A form of a page, being filled in. Each step returns the form, so that steps can be chained."""

    def __init__(self, element: Element, url: str, button: str) -> None:
        self._element = element
        self._button = button
        self._legends = {
            id(control): _text(fieldset.find("legend"))
            for fieldset in element.iter("fieldset")
            for control in fieldset.iter("input")
        }
        self._labels = {label.get("for", ""): _text(label) for label in element.iter("label")}
        self._values: dict[int, list[str]] = {}
        self._files: dict[int, tuple[bytes, str]] = {}
        self._more: list[tuple[str, str]] = []
        self.method = element.get("method", "get").upper()
        self.action = urljoin(url, element.get("action") or url)

    # ------------------------------------------------------------------ filling in
    def fill(self, label: str, value: str) -> Form:
        """Type into the field with this label."""
        control = self._labelled(label)
        assert control.tag == "textarea" or control.get("type", "text") in _TYPED, (
            f"{label!r} cannot be typed into"
        )
        self._values[id(control)] = [value]
        return self

    def choose(self, label: str, *, group: str = "") -> Form:
        """Choose the radio with this label; ``group`` is the words of its fieldset, when several have it."""
        chosen = self._labelled(label, group=group, type_="radio")
        for each in self._element.iter("input"):
            if each.get("type") == "radio" and each.get("name") == chosen.get("name"):
                self._values[id(each)] = []
        self._values[id(chosen)] = [chosen.get("value", "on")]
        return self

    def tick(self, label: str, *, group: str = "") -> Form:
        """Tick the box with this label."""
        control = self._labelled(label, group=group, type_="checkbox")
        self._values[id(control)] = [control.get("value", "on")]
        return self

    def untick(self, label: str, *, group: str = "") -> Form:
        """Take the tick out of the box with this label."""
        self._values[id(self._labelled(label, group=group, type_="checkbox"))] = []
        return self

    def select(self, label: str, option: str) -> Form:
        """Pick the option that says this."""
        control = self._labelled(label)
        for each in control.iter("option"):
            if _text(each) == option:
                self._values[id(control)] = [each.get("value", option)]
                return self
        raise AssertionError(f"{label!r} has no option {option!r}: {self.options(label)}")

    def date(self, group: str, day: dt.date | None) -> Form:
        """Type a date into the three fields of the fieldset that says ``group``; None empties them."""
        parts = ("", "", "") if day is None else (str(day.day), str(day.month), str(day.year))
        for label, part in zip(("Day", "Month", "Year"), parts, strict=True):
            self._values[id(self._labelled(label, group=group))] = [part]
        return self

    def attach(self, label: str, content: bytes, file_name: str) -> Form:
        """Choose a file."""
        control = self._labelled(label)
        assert control.get("type") == "file", f"{label!r} does not take a file"
        self._files[id(control)] = (content, file_name)
        return self

    def answer(self, label: str, value: object) -> Form:
        """Fill in whatever has this label, or is a group with this legend, in the way that fits the value.

        True and False tick and untick; a date goes into its three fields; a (content, file name) pair is a file; a
        tuple or list of words ticks each of them; words are typed, chosen or picked.
        """
        match value:
            case True:
                self.tick(label)
            case False:
                self.untick(label)
            case dt.date():
                self.date(label, value)
            case (bytes() as content, str() as file_name):
                self.attach(label, content, file_name)
            case tuple() | list():
                for one in value:
                    self.tick(one, group=label)
            case _ if label in self._legends.values():
                self.choose(str(value), group=label)
            case _ if self._labelled(label).tag == "select":
                self.select(label, str(value))
            case _:
                self.fill(label, str(value))
        return self

    def put(self, name: str, value: str) -> Form:
        """Send a field under this name whatever the page says: for tests of forged posts."""
        for each in self._controls():
            if each.get("name") == name:
                self._values[id(each)] = []
        self._more.append((name, value))
        return self

    # ------------------------------------------------------------------ reading
    def value(self, label: str, *, group: str = "") -> str:
        """What the field with this label holds now."""
        return next(iter(self._sent(self._labelled(label, group=group))), "")

    def chosen(self, group: str) -> str:
        """The label of the radio chosen in this fieldset, or ""."""
        for each in self._element.iter("input"):
            if each.get("type") == "radio" and self._legends.get(id(each)) == group and self._sent(each):
                return self._labels[each.get("id", "")]
        return ""

    def options(self, label: str) -> tuple[str, ...]:
        """What a select offers."""
        return tuple(_text(each) for each in self._labelled(label).iter("option"))

    @property
    def labels(self) -> tuple[str, ...]:
        """All labels of the form, in order."""
        return tuple(self._labels.values())

    # ------------------------------------------------------------------ sending
    def submission(self, button: str = "") -> Submission:
        """What the browser sends when the button is pressed (the one that found the form, unless named)."""
        pressed = self._pressed(button or self._button)
        fields: MultiDict[str, object] = MultiDict()
        for each in self._controls():
            name = each.get("name")
            if not name or each.get("disabled") is not None:
                continue
            if id(each) in self._files:
                content, file_name = self._files[id(each)]
                fields.add(name, (io.BytesIO(content), file_name))
            else:
                for value in self._sent(each):
                    fields.add(name, value)
        for name, value in self._more:
            fields.add(name, value)
        if pressed.get("name"):
            fields.add(pressed.get("name", ""), pressed.get("value", ""))
        return Submission(self.method, urljoin(self.action, pressed.get("formaction") or ""), fields)

    def send(self, client: FlaskClient, button: str = "", *, follow: bool = True) -> Page:
        """Press the button, follow where it leads, and return the page that comes back, checked."""
        from tests.page import Page  # noqa: PLC0415 - the two know each other

        sent = self.submission(button)
        where: dict[str, Any] = {"query_string" if sent.method == "GET" else "data": sent.fields}
        return Page.of(client.open(sent.action, method=sent.method, follow_redirects=follow, **where))

    # ------------------------------------------------------------------ finding
    def _controls(self) -> list[Element]:
        return [each for each in self._element.iter() if each.tag in {"input", "select", "textarea"}]

    def _labelled(self, label: str, *, group: str = "", type_: str = "") -> Element:
        found = [
            each
            for each in self._controls()
            if label in {self._labels.get(each.get("id", "")), each.get("aria-label")}
            and (not group or self._legends.get(id(each)) == group)
            and (not type_ or each.get("type") == type_)
        ]
        where = f" in {group!r}" if group else ""
        assert len(found) == 1, f"{len(found)} fields are labelled {label!r}{where}. Labels: {self.labels}"
        return found[0]

    def _sent(self, control: Element) -> list[str]:
        if id(control) in self._values:
            return self._values[id(control)]
        if control.tag == "textarea":
            # The parser has dropped the first line break; browsers send others as CR LF.
            return [(control.text or "").replace("\r\n", "\n").replace("\n", "\r\n")]
        if control.tag == "select":
            options = list(control.iter("option"))
            picked = [each for each in options if each.get("selected") is not None]
            if not picked and control.get("multiple") is None:
                picked = options[:1]
            return [each.get("value", _text(each)) for each in picked]
        kind = control.get("type", "text")
        if kind in {"radio", "checkbox"}:
            return [control.get("value", "on")] if control.get("checked") is not None else []
        return [control.get("value", "")] if kind in _TYPED else []

    def _pressed(self, button: str) -> Element:
        for each in self._element.iter("button"):
            if button in {_text(each), each.get("aria-label")}:
                return each
        raise AssertionError(f"The form has no button {button!r}")


def _text(element: Element | None) -> str:
    return "" if element is None else " ".join("".join(element.itertext()).split())
