"""What is a document that certifies or hands out what is kept? A title, and parts of words and rows, in reading order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime


@dataclass(frozen=True, slots=True)
class RecordPart:
    """A heading, plain text below it, and perhaps a table."""

    title: str
    words: str = ""
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Record:
    """A whole document. ``classification`` stands at the foot of every page."""

    title: str
    council: str
    classification: str
    made_at: datetime
    lead: str
    parts: tuple[RecordPart, ...]
