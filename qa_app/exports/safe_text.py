"""What of a typed text can a file hold? Everything that a person can read, and nothing that a program would run."""

from __future__ import annotations

import re

EXCEL_LIMIT = 32_767
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
_LINE_END = re.compile("\r\n?|[\u2028\u2029\x85]")
_ESCAPE = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
_RISKY = ("=", "+", "-", "@", "\t", "\r", "\n")


def printable(text: str) -> str:
    """The text with one kind of line end and without control characters, lone surrogates and non-characters."""
    return _UNPRINTABLE.sub("", _LINE_END.sub("\n", text))


def for_cell(text: str) -> str:
    """The text as a workbook cell can hold it; a text that is too long is cut and says so at its end."""
    kept = printable(text)
    if _ESCAPE.search(kept):
        kept = _ESCAPE.sub("_x005F_", kept)
    if len(kept) * 2 <= EXCEL_LIMIT or _units(kept) <= EXCEL_LIMIT:
        return kept
    note = f" [Cut here: the text has {len(text):,} characters, more than a cell can hold. Read all of it in the audit.]"
    room = EXCEL_LIMIT - len(note)
    cut = kept[:room]
    while (over := _units(cut) - room) > 0:
        cut = cut[: -(over + 1) // 2]
    return cut + note


def looks_like_a_formula(text: str) -> bool:
    """Whether a spreadsheet might take the text for a formula or a command (OWASP, CSV injection)."""
    return text.startswith(_RISKY)


def _units(text: str) -> int:
    """The length that Excel counts: emoji and other characters beyond the first plane count twice."""
    return len(text) + sum(character > "\uffff" for character in text)
