"""In which ways can a list be dirty, and what was made dirty where?"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from qa_app.demo.headings import HEADERS

if TYPE_CHECKING:
    from collections.abc import Callable
    from random import Random

    from qa_app.demo.cells import Cell, Row

FIRST_ROW = 3  # under the title in row 1 and the headers in row 2


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


class SoiledRows:
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
        marked: list[tuple[Row, DirtKind | None]] = [(row, None) for row in self.rows]
        for kind, row in self._extra:
            # A repeat comes after the row that it repeats, as a reader meets them.
            first = self._position_of(row, marked) + 1 if kind is DirtKind.DUPLICATE_CHILD else 5
            last = len(marked) + (kind is DirtKind.DUPLICATE_CHILD)
            marked.insert(self._rng.randrange(first, last), (row, kind))
        self.rows[:] = [row for row, _ in marked]
        for position, (_, added) in enumerate(marked, start=FIRST_ROW):
            if added is not None:
                self.dirt.append(DirtyCell(added, self.number, position, "", ""))
        twice = {row[0] for row, kind in marked if kind is DirtKind.DUPLICATE_CHILD}
        self._clean = [at for at, (row, kind) in enumerate(marked) if kind is None and row[0] not in twice]

    @staticmethod
    def _position_of(copy: Row, marked: list[tuple[Row, DirtKind | None]]) -> int:
        return next(at for at, (row, kind) in enumerate(marked) if kind is None and row[0] == copy[0])

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
