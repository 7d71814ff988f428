"""What does one value become in a workbook? Text as text whatever it looks like, dates as dates, shares as fractions."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font

from qa_app.domain.figures import Coefficient, Count, Measure, Share
from qa_app.domain.tables import Cell, ColumnKind, shown
from qa_app.exports.safe_text import for_cell, looks_like_a_formula

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from openpyxl.cell.cell import Cell as ExcelCell
    from openpyxl.worksheet.worksheet import Worksheet

FONT = "Calibri"
_Plain = str | float | date | None
_ERRORS = frozenset({"#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A"})
_BOLD = Font(name=FONT, size=11, bold=True)
_WRAPPED, _TOP = Alignment(wrap_text=True, vertical="top"), Alignment(vertical="top")
_RIGHT = Alignment(horizontal="right", vertical="top")
_PERCENT, _DATE, _WHOLE = "0%", "dd/mm/yyyy", "#,##0"


class RowWriter:
    """Values of one sheet turned into cells. Without ``wrap`` plain values go as they are: styled cells cost ten."""

    def __init__(self, sheet: Worksheet, kinds: tuple[ColumnKind, ...], *, wrap: bool) -> None:
        self._sheet = sheet
        self._kinds = kinds
        self._wrap = wrap

    def cells(self, row: tuple[Cell, ...], *, bold: bool) -> Iterator[object]:
        """What to append to the sheet for a row; a share's column takes three cells."""
        for kind, cell in zip(self._kinds, row, strict=True):
            for value, number_format in _values(kind, cell):
                yield self._cell(kind, value, number_format, bold=bold)

    def _cell(self, kind: ColumnKind, value: _Plain, number_format: str, *, bold: bool) -> object:
        if isinstance(value, str):
            kept = for_cell(value)
            if not (bold or self._wrap or looks_like_a_formula(kept) or kept in _ERRORS):
                return kept
            aligned = _RIGHT if kind.is_numeric else _WRAPPED
            return text_cell(
                self._sheet, kept, font=_BOLD if bold else None, alignment=aligned if self._wrap else None
            )
        if not number_format and not bold and not self._wrap:
            return value
        made = WriteOnlyCell(self._sheet)
        made.value = value
        if number_format:
            made.number_format = number_format
        if bold:
            made.font = _BOLD
        if self._wrap:
            made.alignment = _TOP
        return made


def _values(kind: ColumnKind, cell: Cell) -> Iterable[tuple[_Plain, str]]:
    """What goes into the sheet for one cell, with its number format: three values for a share's column."""
    match cell:
        case Share():
            found: tuple[tuple[_Plain, str], ...] = (
                (cell.shown if cell.value is None else cell.value, _PERCENT),
            )
            if kind is ColumnKind.SHARE:
                found += ((cell.low, _PERCENT), (cell.high, _PERCENT))
        case Count():
            found = ((cell.shown if cell.value is None else cell.value, _WHOLE),)
        case Measure() | Coefficient():
            found = ((shown(cell), ""),)
        case bool():
            found = (("Yes" if cell else "No", ""),)
        case date():
            found = ((cell, _DATE),)
        case _:
            found = ((cell, ""),) * (3 if kind is ColumnKind.SHARE else 1)
    return found


def text_cell(sheet: Worksheet, text: str, **style: object) -> ExcelCell:
    """A cell that holds text whatever the text looks like."""
    made = WriteOnlyCell(sheet)
    made.value = for_cell(text)
    made.data_type = "s"
    for name, value in style.items():
        if value is not None:
            setattr(made, name, value)
    if looks_like_a_formula(text):
        made.quotePrefix = True
    return made
