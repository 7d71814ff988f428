"""What makes the history believable?

Each line is hashed together with the hash of the line before it, so that no line can be altered, removed, added or moved
without every later hash giving it away. The text that is hashed is a JSON list without spaces, in ASCII: number, moment
(UTC, microseconds), what happened, who, the kind and the number of the record, its case, details, the hash before.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from hashlib import sha256
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

BEGINNING = "0" * 64
"""What stands for the hash before the first line."""

_WRITTEN = json.JSONEncoder(ensure_ascii=True, separators=(",", ":")).encode
_DETAILS = json.JSONEncoder(ensure_ascii=True, separators=(",", ":"), sort_keys=True).encode


class Line(NamedTuple):
    """All that one line says, without its hashes. ``details`` is the text of ``details_text``."""

    sequence: int
    at: datetime
    what: str
    by_id: int | None
    kind: str
    on_id: int | None
    case_reference: str
    details: str


def details_text(details: Mapping[str, str | int | None]) -> str:
    """Small facts as one text: sorted keys, no spaces; "" for none."""
    return _DETAILS(dict(details)) if details else ""


def details_of(text: str) -> dict[str, str | int | None]:
    """What ``details_text`` made a text of."""
    return dict(json.loads(text)) if text else {}


def content(line: Line, previous: str) -> str:
    """The text that is hashed."""
    return _WRITTEN(
        [
            line.sequence,
            line.at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
            line.what,
            line.by_id,
            line.kind,
            line.on_id,
            line.case_reference,
            line.details,
            previous,
        ]
    )


def digest(line: Line, previous: str) -> str:
    """The SHA-256 of a line that follows the line with the hash ``previous``, in hexadecimal."""
    return sha256(content(line, previous).encode("ascii")).hexdigest()
