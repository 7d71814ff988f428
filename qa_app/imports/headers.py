"""In which row do the headings stand, and when are two headings the same?

Councils put titles above the headings, straighten curly quotes, drop question marks and change capitals.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from typing import TYPE_CHECKING

from qa_app.imports.cells import is_blank, is_error, text_of

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from qa_app.imports.cells import Cell, Row

LOOK_IN_ROWS = 15
_QUOTES = re.compile("['\"`\u00b4\u2018-\u201f\u2032\u2033]")
_OTHER = re.compile(r"[\W_]+")
_YES_OR_NO = re.compile(r"\by n\b")
_POSTCODE = re.compile(r"[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}", re.IGNORECASE)


def normalised(heading: Cell) -> str:
    """A heading as it is compared: letters and digits only, small, single spaces, without "(Y/N)" and quotes."""
    plain = _QUOTES.sub("", unicodedata.normalize("NFKC", text_of(heading))).replace("&", " and ")
    words = _OTHER.sub(" ", _QUOTES.sub("", plain).casefold()).strip()
    return _OTHER.sub(" ", _YES_OR_NO.sub("", words)).strip()


def row_of_known(rows: Sequence[Row], known: Collection[str], at_least: int) -> int | None:
    """The index of the row that holds most of the known headings; the first of equals, None below the least."""
    counts = [len({normalised(cell) for cell in row} & set(known)) for row in rows[:LOOK_IN_ROWS]]
    best = max(counts, default=0)
    return counts.index(best) if best >= at_least else None


def row_of_any(rows: Sequence[Row]) -> int | None:
    """The index of the row that looks like headings in a sheet that is not known.

    It is the first that is nearly as wide as the widest, of words only: a row with a number, a date or a
    postcode is somebody's row, and must never be shown as headings.
    """
    widths = [sum(not is_blank(cell) for cell in row) for row in rows[:LOOK_IN_ROWS]]
    widest = max(widths, default=0)
    for index, row in enumerate(rows[:LOOK_IN_ROWS]):
        if widths[index] >= max(2, widest * 0.6) and all(
            _is_words(cell) for cell in row if not is_blank(cell)
        ):
            return index
    return None


def fingerprint(headings: Sequence[str]) -> str:
    """The same for the same headings in the same order, however they are written; 64 hexadecimal digits."""
    joined = "\n".join(normalised(heading) for heading in headings).rstrip("\n")
    return hashlib.sha256(joined.encode()).hexdigest()


def _is_words(cell: Cell) -> bool:
    if not isinstance(cell, str) or is_error(cell) or len(cell) > 300:
        return False
    text = text_of(cell)
    digits = sum(character.isdigit() for character in text)
    return digits * 2 <= len(text) and digits < 6 and not _POSTCODE.fullmatch(text)
