"""What is wrong with Exampleshire's case list?

What is wrong with real ones: formulas that found nothing, rows without a reference, children listed twice,
dates as text and dates that cannot be, stray spaces, a misspelt team. Everything is put in on purpose, counted
and remembered, so that a test can ask whether the importer saw it. None of it changes which cases are open.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING

from qa_app.demo import codes
from qa_app.demo.headings import HEADERS

if TYPE_CHECKING:
    from collections.abc import Callable
    from random import Random

    from qa_app.demo.rows import Cell, Row

FIRST_ROW = 3  # under the title in row 1 and the headers in row 2
MISSPELT_TEAM = "Harowmere Safeguarding Team"
UNKNOWN_TEAM = "Emergency Duty Team"
_REFERENCE, _TEAM, _WORKER = "Child Unique ID", "Allocated Team", "Allocated Worker"
_NEEDED = "Was the child assessed as requiring LA children\u2019s social care support"


class DirtKind(StrEnum):
    """The ways in which a cell or a row is not as it should be."""

    NOT_AVAILABLE = "a formula that found nothing"
    BLANK_REFERENCE = "no reference"
    DUPLICATE_CHILD = "a child twice in a list that has one row per child"
    EMPTY_ROW = "a row with nothing in it"
    TEXT_DATE = "a date as text"
    IMPOSSIBLE_DATE = "a date that cannot be"
    FUTURE_DATE = "a date still to come"
    TRAILING_SPACE = "a space at the end"
    NO_BREAK_SPACE = "a no-break space"
    MISSPELT_TEAM = "a team's name misspelt"
    UNKNOWN_TEAM = "a team that the council does not have"
    NUMBER_REFERENCE = "a reference stored as a number"
    LOOSE_YES_NO = "yes or no without its code"
    ODD_CASE = "capitals where there should be none, or none where there should be some"


@dataclass(frozen=True, slots=True)
class DirtyCell:
    """One thing put in on purpose. ``row`` is the spreadsheet's; ``header`` is empty for a whole row."""

    kind: DirtKind
    list_number: int
    row: int
    header: str
    found: str


class _Rows:
    """The rows of one list while they are being spoilt; no row is spoilt twice."""

    def __init__(self, number: int, rows: list[Row], rng: Random) -> None:
        self.number = number
        self.rows = rows
        self.dirt: list[DirtyCell] = []
        self._rng = rng
        self._extra: list[tuple[DirtKind, Row]] = []
        self._clean: list[int] = []

    def add(self, kind: DirtKind, count: int, make: Callable[[Row], Row]) -> None:
        """So many more rows, made from rows of the list; they are put in by ``place``."""
        width = len(HEADERS[self.number])
        for row in self._rng.sample(self.rows, count):
            self._extra.append((kind, make(row) or [None] * width))

    def place(self) -> None:
        """Put the rows that were added where they belong; from now on every row keeps its number."""
        where = sorted(self._rng.sample(range(5, len(self.rows)), len(self._extra)), reverse=True)
        found: dict[int, DirtKind] = {}
        for position, (kind, row) in zip(where, self._extra, strict=True):
            self.rows.insert(position, row)
            found = {(at + 1 if at >= position else at): each for at, each in found.items()} | {
                position: kind
            }
        for position, kind in sorted(found.items()):
            self.dirt.append(DirtyCell(kind, self.number, position + FIRST_ROW, "", ""))
        self._clean = [position for position in range(len(self.rows)) if position not in found]

    def spoil(
        self,
        kind: DirtKind,
        header: str,
        count: int,
        change: Callable[[Cell], Cell],
        where: Callable[[Row], bool] = lambda _row: True,
    ) -> None:
        """Change this column in so many rows that have something in it."""
        column = HEADERS[self.number].index(header)
        able = [at for at in self._clean if self.rows[at][column] not in {None, ""} and where(self.rows[at])]
        for position in sorted(self._rng.sample(able, min(count, len(able)))):
            row = self.rows[position] = list(self.rows[position])
            row[column] = change(row[column])
            self._clean.remove(position)
            self.dirt.append(DirtyCell(kind, self.number, position + FIRST_ROW, header, str(row[column])))


def spoil(lists: dict[int, list[Row]], on: date, rng: Random) -> tuple[DirtyCell, ...]:
    """Spoil the rows where they are; all that was put in, list by list."""
    soiled = {number: _Rows(number, rows, rng) for number, rows in lists.items()}
    _spoil_rows(soiled)
    for each in soiled.values():
        each.place()
    _spoil_references(soiled)
    _spoil_dates(soiled, on)
    _spoil_words(soiled)
    dirt = [cell for each in soiled.values() for cell in each.dirt]
    return tuple(sorted(dirt, key=lambda cell: (cell.list_number, cell.row)))


def _spoil_rows(lists: dict[int, _Rows]) -> None:
    for number, count in ((1, 1), (3, 2), (6, 2), (8, 1)):
        lists[number].add(DirtKind.BLANK_REFERENCE, count, lambda row: [None, *row[1:]])
    for number, count in ((6, 3), (7, 1), (9, 1)):
        lists[number].add(DirtKind.DUPLICATE_CHILD, count, list)
    for number, count in ((1, 2), (4, 2), (6, 3)):
        lists[number].add(DirtKind.EMPTY_ROW, count, lambda _row: [])


def _spoil_references(lists: dict[int, _Rows]) -> None:
    for number in (8, 9):
        lists[number].spoil(
            DirtKind.NUMBER_REFERENCE, _REFERENCE, 99, lambda cell: int(str(cell)), _has_bare_number
        )
    for number, count in ((1, 4), (3, 6)):
        lists[number].spoil(DirtKind.TRAILING_SPACE, _REFERENCE, count, lambda cell: f"{cell} ")
    lists[5].spoil(DirtKind.NO_BREAK_SPACE, _REFERENCE, 2, lambda cell: f"{cell}\u00a0")


def _spoil_dates(lists: dict[int, _Rows], on: date) -> None:
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


def _spoil_words(lists: dict[int, _Rows]) -> None:
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
