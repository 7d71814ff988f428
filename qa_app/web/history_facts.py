"""How does the reader's page say the small facts of a line of the history? The files say them as they are kept."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import TYPE_CHECKING

from qa_app.queries.history import PERSON_FACTS
from qa_app.web.filters import day, moment

if TYPE_CHECKING:
    from collections.abc import Mapping

_BECAME = " → "
_FINGERPRINT = re.compile(r"(short|\d+ characters) ([0-9a-f]{16})")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
_KINDS = {"user": "person", "user_role": "role of a person", "case_notice": "hold, restriction or correction"}
"""Tables that people know by another word."""


def facts_of(details: Mapping[str, str | int | None], people: Mapping[str, str]) -> list[tuple[str, str]]:
    """Name and value of each fact, in words: "moderated at", "none → 9 September 2026 at 11:25am".

    ``people`` are names by number, so that "agreed by" is somebody.
    """
    return [
        (name.removesuffix("_id").replace("_", " "), _said(value, people if name in PERSON_FACTS else {}))
        for name, value in details.items()
    ]


def kind_of(table: str) -> str:
    """What a record of this table is called: "Audit", "Person"."""
    return _KINDS.get(table, table.replace("_", " ")).capitalize()


def _said(value: str | int | None, people: Mapping[str, str]) -> str:
    if value is None:
        return "none"
    return _BECAME.join(people.get(each) or _side(each) for each in str(value).split(_BECAME))


def _side(text: str) -> str:
    if found := _FINGERPRINT.fullmatch(text):
        size = "short text" if found[1] == "short" else f"text of {found[1]}"
        return f"{size}, {found[2]}"
    try:
        if _MOMENT.fullmatch(text):
            return moment(datetime.fromisoformat(text))
        if _DAY.fullmatch(text):
            return day(date.fromisoformat(text))
    except ValueError:  # it only looks like one
        return text
    return text
