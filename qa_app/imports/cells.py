"""What does one cell say?

Every reader gives the value and a complaint: ``(value, "")`` when all is well, ``(None, "")`` for a blank,
``(None, "why")`` when the cell holds something that cannot be used. Nothing here raises.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime, time, timedelta

from qa_app.domain.cases import AgeBand, age_band
from qa_app.imports.error_cells import ERROR_TEXTS

Cell = str | int | float | bool | date | datetime | time | timedelta
Row = list[Cell]

LONGEST_REFERENCE = 50
LONGEST_NAME = 100
_LONGEST_FOUND = 80
# What people type to say that there is nothing.
NOTHING = frozenset({"", "-", "--", "n/a", "na", "none", "null", "nil", "nan", ".", "?"})
_NO_REFERENCE = NOTHING | {"unknown", "not known", "tbc", "tba", "0"}
_SPACES = re.compile(r"\s+")
_ROUNDED_BY_EXCEL = re.compile(r"\d(?:\.\d+)?E\+\d+", re.IGNORECASE)
_WHOLE_AS_DECIMAL = re.compile(r"(\d+)\.0+")
# Beyond 15 digits a spreadsheet keeps a number only roughly.
_EXACT_UP_TO = 10**15
OLDEST_PERSON = 30


def text_of(cell: Cell) -> str:
    """The cell as one line of text: whole numbers without ".0", dates as DD/MM/YYYY, spaces tidied."""
    if isinstance(cell, str):
        return _tidy(cell)
    if isinstance(cell, bool):
        return "Yes" if cell else "No"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else repr(cell)
    if isinstance(cell, date):
        return f"{cell:%d/%m/%Y}"
    return str(cell)


def is_blank(cell: Cell) -> bool:
    """Nothing at all: no text but spaces."""
    return isinstance(cell, str) and (not cell or not _tidy(cell))


def is_error(cell: Cell) -> bool:
    """A spreadsheet error such as #N/A, whether it came as an error or as its text."""
    return isinstance(cell, str) and cell.startswith("#") and cell.strip().upper() in ERROR_TEXTS


def found_in(cell: Cell) -> str:
    """The cell as a problem quotes it: short."""
    shown = text_of(cell)
    return shown if len(shown) <= _LONGEST_FOUND else f"{shown[: _LONGEST_FOUND - 1]}…"


def reference(cell: Cell) -> tuple[str | None, str]:
    """A child's reference as text; any complaint means that the row cannot be taken."""
    shown = text_of(cell)
    whole = _WHOLE_AS_DECIMAL.fullmatch(shown)
    shown = whole[1] if whole else shown
    if shown.casefold() in _NO_REFERENCE:
        return None, "There is no child reference"
    if is_error(cell):
        return None, "The child reference is a spreadsheet error"
    if isinstance(cell, (bool, date, time, timedelta)):
        return None, "The child reference has become a date, a time or a yes or no in the spreadsheet"
    rounded = isinstance(cell, (int, float)) and not -_EXACT_UP_TO < cell < _EXACT_UP_TO
    if rounded or _ROUNDED_BY_EXCEL.fullmatch(shown):
        return None, "The child reference is a number that the spreadsheet has rounded; keep it as text"
    if len(shown) > LONGEST_REFERENCE:
        return None, f"The child reference is longer than {LONGEST_REFERENCE} characters"
    return shown, ""


def name(cell: Cell) -> tuple[str | None, str]:
    """The name of a team, a worker or a family."""
    shown = text_of(cell)
    if shown.casefold() in NOTHING:
        return None, ""
    if is_error(cell):
        return None, "This is a spreadsheet error"
    if len(shown) > LONGEST_NAME:
        return None, f"This is longer than {LONGEST_NAME} characters"
    return shown, ""


def whole_number(cell: Cell) -> tuple[int | None, str]:
    """A count, such as the number of placements."""
    shown = text_of(cell)
    if shown.casefold() in NOTHING:
        return None, ""
    if isinstance(cell, bool) or not re.fullmatch(r"\d{1,4}(?:\.0+)?", shown):
        return None, "This is not a whole number"
    return int(float(shown)), ""


_YES = frozenset({"yes", "y", "true", "1", "a"})
_NO = frozenset({"no", "n", "false", "0", "b"})
_UNSURE = frozenset({"unknown", "not known", "not recorded", "u", "c"}) | NOTHING
_CODE_LETTER = re.compile(r"^[a-z]\d?\s*[).:]\s*")


def code(cell: Cell) -> str:
    """A coded answer without its letter and in small letters: "c) Child in need plan" → "child in need plan"."""
    shown = text_of(cell).casefold()
    return _CODE_LETTER.sub("", shown) or shown.rstrip(").: ")


def yes_or_no(cell: Cell) -> tuple[bool | None, str]:
    """Annex A's "a) Yes", "b) No", "c) Unknown", and the other ways in which people write them."""
    answer = code(cell)
    if answer in _YES:
        return True, ""
    if answer in _NO:
        return False, ""
    return None, "" if answer in _UNSURE else "This is not a yes or a no"


def years_of_age(cell: Cell) -> tuple[AgeBand | None, str]:
    """The band of an age in years; "-1" and "unborn" are children who are not born yet."""
    shown = text_of(cell).casefold()
    if shown in NOTHING:
        return None, ""
    if "unborn" in shown:
        return AgeBand.UNBORN, ""
    match = re.fullmatch(r"(-?\d{1,3})(?:\.\d+)?(?:\s*(?:years?|yrs?|y)(?:\s+old)?)?", shown)
    if isinstance(cell, (bool, date, time, timedelta)) or not match:
        return None, "This is not an age in years"
    years = int(match[1])
    if not -1 <= years <= OLDEST_PERSON:
        return None, f"This is not an age between -1 (not born yet) and {OLDEST_PERSON}"
    return age_band(-1 if match[1].startswith("-") else years), ""


def _tidy(text: str) -> str:
    """NFC, one line, single ordinary spaces, no control or invisible characters."""
    if text.isascii() and text.isprintable():
        return " ".join(text.split()) if "  " in text or text[:1] == " " or text[-1:] == " " else text
    plain = unicodedata.normalize("NFC", text)
    visible = "".join(
        " " if character.isspace() else character
        for character in plain
        if character.isspace() or unicodedata.category(character) not in {"Cc", "Cf", "Cs", "Co"}
    )
    return _SPACES.sub(" ", visible).strip()
