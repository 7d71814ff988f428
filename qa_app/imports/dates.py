"""Which day does a cell mean?

Dates arrive as date cells, as serial numbers, and as text in every order that people type. A day that cannot
be is never guessed into another: the complaint says so, and the field stays empty.
"""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from qa_app.domain.cases import AgeBand, age_band
from qa_app.imports.cells import NOTHING, OLDEST_PERSON, is_error, text_of

if TYPE_CHECKING:
    from qa_app.imports.cells import Cell

_OLDEST_CASE_YEARS = 30


def age_from_birth(cell: Cell, on: date) -> tuple[AgeBand | None, str]:
    """The band on that day of somebody born on the date in the cell, which itself goes no further.

    A date of birth in the coming year is an expected one.
    """
    born, complaint = _any_date(cell, on)
    if born is None:
        return None, complaint
    if born > on:
        return (AgeBand.UNBORN, "") if (born - on).days <= 366 else (None, "This date cannot be right")
    years = on.year - born.year - ((on.month, on.day) < (born.month, born.day))
    return (age_band(years), "") if years <= OLDEST_PERSON else (None, "This date cannot be right")


def day(cell: Cell, on: date) -> tuple[date | None, str]:
    """A day in the life of a case: a date cell, a serial number or text, not after ``on`` nor impossibly old."""
    value, complaint = _any_date(cell, on)
    if value is None:
        return None, complaint
    if value > on:
        return None, "This date is after the day of the import"
    if value.year < on.year - _OLDEST_CASE_YEARS:
        return None, "This date is too long ago to be right"
    return value, ""


_MONTHS = {
    month: number
    for number, names in enumerate(
        (
            ("jan", "january"),
            ("feb", "february"),
            ("mar", "march"),
            ("apr", "april"),
            ("may",),
            ("jun", "june"),
            ("jul", "july"),
            ("aug", "august"),
            ("sep", "sept", "september"),
            ("oct", "october"),
            ("nov", "november"),
            ("dec", "december"),
        ),
        start=1,
    )
    for month in names
}
_TIME = r"(?:[T ]\s*\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:\s*[AaPp][Mm])?Z?)?"
_DAY_FIRST = re.compile(r"(\d{1,2})\s*[/.\-]\s*(\d{1,2})\s*[/.\-]\s*(\d{4}|\d{2})" + _TIME)
_YEAR_FIRST = re.compile(r"(\d{4})[/.\-](\d{1,2})[/.\-](\d{1,2})" + _TIME)
_NAMED_MONTH = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?[ \-/.]+([A-Za-z]{3,9})[ \-/.,]+(\d{4}|\d{2})" + _TIME)
_PACKED = re.compile(r"((?:19|20)\d{2})(\d{2})(\d{2})")
_SERIAL = re.compile(r"\d{4,5}(?:\.\d+)?")
# Serials count days from here in practice: 1900 is not a leap year, but spreadsheets think that it was.
_SERIAL_ZERO = date(1899, 12, 30)
_NOT_A_DATE = "This is not a date that exists; write dates as DD/MM/YYYY"


def _any_date(cell: Cell, on: date) -> tuple[date | None, str]:
    if isinstance(cell, datetime):
        return cell.date(), ""
    if isinstance(cell, date):
        return cell, ""
    shown = text_of(cell)
    if shown.casefold() in NOTHING:
        return None, ""
    if isinstance(cell, (bool, time, timedelta)):
        return None, _NOT_A_DATE
    try:
        return _parsed(shown, on), ""
    except (ValueError, OverflowError):
        return None, "This is a spreadsheet error" if is_error(cell) else _NOT_A_DATE


def _parsed(shown: str, on: date) -> date:
    if match := _DAY_FIRST.fullmatch(shown):
        return date(_year(match[3], on), int(match[2]), int(match[1]))
    if (match := _YEAR_FIRST.fullmatch(shown)) or (match := _PACKED.fullmatch(shown)):
        return date(int(match[1]), int(match[2]), int(match[3]))
    if match := _NAMED_MONTH.fullmatch(shown):
        return date(_year(match[3], on), _MONTHS.get(match[2].casefold(), 0), int(match[1]))
    if _SERIAL.fullmatch(shown):
        return _SERIAL_ZERO + timedelta(days=int(float(shown)))
    raise ValueError(shown)


def _year(digits: str, on: date) -> int:
    """Two digits are of this century unless that lies in the future by more than a year."""
    if len(digits) == 4:
        return int(digits)
    year = on.year // 100 * 100 + int(digits)
    return year if year <= on.year + 1 else year - 100
