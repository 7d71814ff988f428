"""What is wrong with Exampleshire's case list?

What is wrong with real ones: formulas that found nothing, rows without a reference, children listed twice,
dates as text and dates that cannot be, stray spaces, a misspelt team. Everything is put in on purpose, counted
and remembered, so that a test can ask whether the importer saw it. None of it changes which cases are open.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from qa_app.demo import codes
from qa_app.demo.headings import HEADERS
from qa_app.demo.soil import DirtKind, DirtyCell, SoiledRows

if TYPE_CHECKING:
    from collections.abc import Callable
    from random import Random

    from qa_app.demo.cells import Cell, Row

MISSPELT_TEAM = "Harowmere Safeguarding Team"
UNKNOWN_TEAM = "Emergency Duty Team"
_REFERENCE, _TEAM, _WORKER = "Child Unique ID", "Allocated Team", "Allocated Worker"
_NEEDED = "Was the child assessed as requiring LA children\u2019s social care support"


def spoil(lists: dict[int, list[Row]], on: date, rng: Random) -> tuple[DirtyCell, ...]:
    """Spoil the rows where they are; all that was put in, list by list."""
    soiled = {number: SoiledRows(number, rows, rng) for number, rows in lists.items()}
    _spoil_rows(soiled)
    for each in soiled.values():
        each.place()
    _spoil_references(soiled)
    _spoil_dates(soiled, on)
    _spoil_words(soiled)
    dirt = [cell for each in soiled.values() for cell in each.dirt]
    return tuple(sorted(dirt, key=lambda cell: (cell.list_number, cell.row)))


def _spoil_rows(lists: dict[int, SoiledRows]) -> None:
    for number, count in ((1, 1), (3, 2), (6, 2), (8, 1)):
        lists[number].add(DirtKind.BLANK_REFERENCE, count, lambda row: [None, *row[1:]])
    for number, count in ((6, 3), (7, 1), (9, 1)):
        lists[number].add(DirtKind.DUPLICATE_CHILD, count, list)
    for number, count in ((1, 2), (4, 2), (6, 3)):
        lists[number].add(DirtKind.EMPTY_ROW, count, lambda _row: [])


def _spoil_references(lists: dict[int, SoiledRows]) -> None:
    for number in (8, 9):
        lists[number].spoil(
            DirtKind.NUMBER_REFERENCE, _REFERENCE, 99, lambda cell: int(str(cell)), _has_bare_number
        )
    for number, count in ((1, 4), (3, 6)):
        lists[number].spoil(DirtKind.TRAILING_SPACE, _REFERENCE, count, lambda cell: f"{cell} ")
    lists[5].spoil(DirtKind.NO_BREAK_SPACE, _REFERENCE, 2, lambda cell: f"{cell}\u00a0")


def _spoil_dates(lists: dict[int, SoiledRows], on: date) -> None:
    for number, header, count in (
        (4, "Continuous Assessment Date of Authorisation", 25),
        (6, "Date Child Was Last Seen", 30),
        (7, "Child Protection Plan Start Date", 6),
        (8, "Date of Last Social Work Visit", 20),
    ):
        lists[number].spoil(DirtKind.TEXT_DATE, header, count, _as_text)
    for number, header, text in (
        (3, "Date of referral", f"30/02/{on.year}"),
        (6, "Date Child Was Last Seen", f"31/02/{on.year}"),
        (7, "Date of the Last Statutory Visit", "see case note"),
        (8, "Date of Latest Statutory Review", f"12/13/{on.year}"),
    ):
        lists[number].spoil(DirtKind.IMPOSSIBLE_DATE, header, 1, _always(text))
    lists[6].spoil(
        DirtKind.FUTURE_DATE, "Date Child Was Last Seen", 2, lambda _cell: date(on.year + 10, on.month, 1)
    )
    lists[7].spoil(DirtKind.NOT_AVAILABLE, "Date of latest review conference", 3, _NOT_AVAILABLE)


def _spoil_words(lists: dict[int, SoiledRows]) -> None:
    lists[6].spoil(DirtKind.NOT_AVAILABLE, _TEAM, 4, _NOT_AVAILABLE, _is_closed_need)
    lists[6].spoil(DirtKind.NOT_AVAILABLE, _WORKER, 6, _NOT_AVAILABLE, _is_closed_need)
    lists[3].spoil(DirtKind.NOT_AVAILABLE, _WORKER, 5, _NOT_AVAILABLE)
    lists[6].spoil(DirtKind.MISSPELT_TEAM, _TEAM, 3, _always(MISSPELT_TEAM), _is_harrowmere_need)
    lists[3].spoil(DirtKind.UNKNOWN_TEAM, _TEAM, 4, _always(UNKNOWN_TEAM), _ends_at_referral)
    lists[6].spoil(DirtKind.TRAILING_SPACE, _TEAM, 8, lambda cell: f"{cell}  ")
    for number, count in ((4, 20), (6, 15)):
        lists[number].spoil(
            DirtKind.NO_BREAK_SPACE, _WORKER, count, lambda cell: str(cell).replace(" ", "\u00a0", 1)
        )
    for number, header, count in (
        (3, "Referral NFA?", 12),
        (4, _NEEDED, 14),
        (7, "Was the Child Seen Alone?", 6),
    ):
        lists[number].spoil(DirtKind.LOOSE_YES_NO, header, count, _loosely)
    lists[6].spoil(DirtKind.ODD_CASE, "Case status", 10, lambda cell: str(cell).upper())
    lists[7].spoil(DirtKind.ODD_CASE, "Latest Category of Abuse", 5, lambda cell: str(cell).lower())
    lists[6].spoil(DirtKind.ODD_CASE, _TEAM, 2, lambda cell: str(cell).upper(), _is_closed_need)


def _as_text(cell: Cell) -> Cell:
    return f"{cell:%d/%m/%Y}" if isinstance(cell, date) else cell


def _always(text: str) -> Callable[[Cell], Cell]:
    return lambda _cell: text


_NOT_AVAILABLE = _always("#N/A")


def _loosely(cell: Cell) -> Cell:
    """The same answer as somebody would type it."""
    return {codes.YES: "Yes", codes.NO: "no", codes.UNKNOWN: "Unknown"}.get(str(cell), cell)


def _has_bare_number(row: Row) -> bool:
    return str(row[0]).isdecimal()


def _is_closed_need(row: Row) -> bool:
    return row[HEADERS[6].index("CIN Closure Date")] is not None


def _is_harrowmere_need(row: Row) -> bool:
    return (
        row[-2] == "Harrowmere Safeguarding Team"
        and row[HEADERS[6].index("Case status")] == "c) Child in need plan"
    )


def _ends_at_referral(row: Row) -> bool:
    return row[HEADERS[3].index("Referral NFA?")] == codes.YES
