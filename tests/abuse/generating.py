"""What could a program send in place of a form? Any words, numbers, dates and tricks, under its names and under others."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from tests.forged_posts import ODD_VALUES

if TYPE_CHECKING:
    from hypothesis.strategies import DrawFn, SearchStrategy

    from tests.abuse.gathering import Found

TRICKS = (
    *ODD_VALUES,
    "'; DROP TABLE user; --",
    "1 UNION SELECT password FROM user",
    "%' OR '1'='1",
    "$(id)",
    "`id`",
    "%s%n%x",
    "{0.__class__}",
    "a\r\nSet-Cookie: a=b",
    "../../qa.db",
    "//elsewhere.example",
    "\ud800",
    "<svg onload=alert(1)>",
    "2026-02-30",
    "31/12/9999",
    "0001-01-01",
    "-0",
    "١٢",
    "[]",
    "null",
)
NAMES = ("id", "status", "roles", "revision", "csrf_token", "next", "user_id", "__proto__", "a[b]", "")

_FILES = (
    b"",
    b"PK\x03\x04",
    b"\xd0\xcf\x11\xe0",
    b"%PDF-1.7",
    b"\xff\xfea\x00,\x00b\x00",
    b"a;b\n=1;2\n",
    b"\x00" * 99,
)


def values() -> SearchStrategy[str]:
    """What stands in one field."""
    return st.one_of(
        st.sampled_from(TRICKS),
        st.text(max_size=80),
        st.integers().map(str),
        st.floats().map(str),
        st.dates().map(str),
        st.datetimes().map(str),
    )


@st.composite
def requests_of(draw: DrawFn, found: Found) -> dict[str, Any]:
    """What goes to the test client: most fields as the page would send them, some otherwise, missing, twice or made up."""
    post = found.post
    fields = {name: draw(_field(usual)) for name, usual in post.fields.items()}
    fields |= draw(st.dictionaries(st.sampled_from(NAMES) | st.text(max_size=9), _many(), max_size=2))
    fields = {name: sent for name, sent in fields.items() if name != "csrf_token"}
    asked = draw(st.dictionaries(st.sampled_from(("next", "page", "q", "team")), values(), max_size=1))
    sent: dict[str, Any] = {"asked": {name: _sendable(value) for name, value in asked.items()}}
    headers = {"X-CSRFToken": post.token}
    if found.way == "json":
        return sent | {"json": draw(_json(fields)), "headers": headers}
    pairs = [(_sendable(name), _sendable(value)) for name, many in fields.items() for value in many]
    if found.way == "file":
        content, name = draw(st.sampled_from(_FILES) | st.binary(max_size=300)), _sendable(draw(values()))
        return sent | {"data": MultiDict([*pairs, ("file", (io.BytesIO(content), name))]), "headers": headers}
    kind = draw(st.sampled_from(("form",) * 8 + ("multipart", "json")))
    if kind == "json":
        return sent | {"json": draw(_json(fields)), "headers": headers}
    body = MultiDict([("csrf_token", post.token), *pairs])
    return sent | {"data": body} | ({"content_type": "multipart/form-data"} if kind == "multipart" else {})


def _field(usual: tuple[str, ...]) -> SearchStrategy[tuple[str, ...]]:
    return st.one_of(
        st.just(usual), st.just(usual), st.just(usual), values().map(lambda one: (one,)), _many()
    )


def _many() -> SearchStrategy[tuple[str, ...]]:
    return st.lists(values(), max_size=3).map(tuple)


def _json(fields: dict[str, tuple[str, ...]]) -> SearchStrategy[Any]:
    plain = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), values().map(_sendable))
    deep = st.recursive(plain, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5).map(_sendable), inner, max_size=3), max_leaves=6)  # fmt: skip
    usual = {_sendable(name): (_sendable(many[0]) if many else "") for name, many in fields.items()}
    numbered = usual | {name: int(value) for name, value in usual.items() if value in {"0", "1"}}
    return st.one_of(
        st.just(numbered),
        st.tuples(st.just(numbered), st.sampled_from([*usual] or ["value"]), deep).map(lambda one: {**one[0], one[1]: one[2]}),
        deep,
    )  # fmt: skip


def _sendable(text: str) -> str:
    """No browser sends half a character; the client that sends these could not write it down."""
    return text.encode("utf-8", "replace").decode("utf-8")
