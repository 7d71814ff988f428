"""How does a table become a sheet? Title in A1, words in A2, headings in row 3, a real Excel table below, no gaps.

Rules of the Government Analysis Function for spreadsheets ("Releasing statistics in spreadsheets"): one table to a
sheet, marked as a table, no merged cells, no blank rows, headings frozen. Every typed text is written as text: a
spreadsheet must not run what somebody typed into an audit.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, cast

from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.filters import AutoFilter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.table import Table as ExcelTable
from openpyxl.worksheet.table import TableColumn, TableStyleInfo

from qa_app.domain.figures import Count, Measure, Share
from qa_app.domain.tables import Cell, ColumnKind, Table
from qa_app.exports.safe_text import for_cell, looks_like_a_formula
from qa_app.exports.style import BRAND, BRAND_DARK, INK_SOFT, PAPER

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from openpyxl import Workbook
    from openpyxl.cell.cell import Cell as ExcelCell
    from openpyxl.worksheet.worksheet import Worksheet

HEADING_ROW = 3
_Plain = str | float | date | None
_FONT = "Arial"
_FORBIDDEN = re.compile(r"[\[\]:*?/\\']")
_ERRORS = frozenset({"#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A"})
_HEADING = {
    "font": Font(name=_FONT, bold=True, color=PAPER[1:]),
    "fill": PatternFill("solid", fgColor=BRAND[1:]),
    "alignment": Alignment(wrap_text=True, vertical="center"),
}
_WRAPPED = Alignment(wrap_text=True, vertical="top")
_TOP = Alignment(vertical="top")
_PERCENT, _DATE, _WHOLE = "0%", "dd/mm/yyyy", "#,##0"


@dataclass(slots=True)
class Names:
    """Sheet names already given: at most 31 characters, none twice whatever the case, no character Excel forbids."""

    taken: set[str] = field(default_factory=set)

    def name(self, title: str) -> str:
        """A free name as like the title as can be."""
        plain = " ".join(_FORBIDDEN.sub(" ", for_cell(title)).split()) or "Sheet"
        name, number = plain[:31].strip(), 1
        while name.casefold() in self.taken:
            number += 1
            name = f"{plain[: 31 - len(f' {number}')].strip()} {number}"
        self.taken.add(name.casefold())
        return name


@dataclass(frozen=True, slots=True)
class Heading:
    """One column of a sheet, after shares were spread over three."""

    name: str
    width: int
    wraps: bool


def add_sheet(book: Workbook, name: str, table: Table, *, wrap: bool = True) -> Worksheet:
    """Write the table to a new sheet of a write-only workbook; rows are streamed. ``wrap`` long text in its cell."""
    sheet = cast("Worksheet", book.create_sheet(name))  # a write-only one, which has what is used here
    headings = _headings(table)
    _lay_out(sheet, headings)
    sheet.append([_text(sheet, table.title, font=Font(name=_FONT, bold=True, size=16, color=BRAND_DARK[1:]))])
    sheet.append([_text(sheet, " ".join(table.words), font=Font(name=_FONT, color=INK_SOFT[1:]))])
    sheet.append([_text(sheet, heading.name, **_HEADING) for heading in headings])
    writer = _RowWriter(sheet, tuple(column.kind for column in table.columns), wrap=wrap)
    last = len(table.rows) - 1
    for number, row in enumerate(table.rows):
        sheet.append(list(writer.cells(row, bold=table.has_totals and number == last)))
    if not table.rows:
        sheet.append(["None"])
    _mark_as_table(sheet, table.key, headings, max(1, len(table.rows)))
    return sheet


def column_of(table: Table, place: int) -> int:
    """The sheet column (from 1) in which the table's column at ``place`` (from 0) begins."""
    return 1 + sum(3 if column.kind is ColumnKind.SHARE else 1 for column in table.columns[:place])


def _headings(table: Table) -> list[Heading]:
    found: list[Heading] = []
    for column in table.columns:
        name = for_cell(column.name).replace("\n", " ").strip() or "Column"
        found.append(Heading(name, column.width, column.kind in {ColumnKind.TEXT, ColumnKind.VALUE}))
        if column.kind is ColumnKind.SHARE:
            found += [Heading(f"{name}: likely from", 14, False), Heading(f"{name}: likely to", 14, False)]
    taken: set[str] = set()
    for place, heading in enumerate(found):
        name, number = heading.name[:240], 1
        while name.casefold() in taken:
            number += 1
            name = f"{heading.name[:240]} {number}"
        taken.add(name.casefold())
        found[place] = Heading(name, heading.width, heading.wraps)
    return found


def _lay_out(sheet: Worksheet, headings: list[Heading]) -> None:
    """Everything that a write-only sheet must know before its first row."""
    sheet.freeze_panes = f"B{HEADING_ROW + 1}"
    for place, heading in enumerate(headings, 1):
        sheet.column_dimensions[get_column_letter(place)].width = heading.width + 2
    sheet.row_dimensions[1].height = 24
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = 9
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_title_rows = f"{HEADING_ROW}:{HEADING_ROW}"


def _mark_as_table(sheet: Worksheet, key: str, headings: list[Heading], rows: int) -> None:
    letters = re.sub(r"\W", "_", key, flags=re.ASCII)
    area = f"A{HEADING_ROW}:{get_column_letter(len(headings))}{HEADING_ROW + rows}"
    marked = ExcelTable(displayName=f"t_{letters}", ref=area)
    marked.tableColumns = [
        TableColumn(id=place, name=heading.name) for place, heading in enumerate(headings, 1)
    ]
    marked.autoFilter = AutoFilter(ref=area)
    marked.tableStyleInfo = TableStyleInfo(name="TableStyleLight1", showRowStripes=True)
    sheet.tables.add(marked)  # add_table would warn that columns must be added by hand, which they were


class _RowWriter:
    """Values of one sheet turned into cells. Plain values go as they are, because a styled cell costs ten of them."""

    def __init__(self, sheet: Worksheet, kinds: tuple[ColumnKind, ...], *, wrap: bool) -> None:
        self._sheet = sheet
        self._kinds = kinds
        self._wrap = wrap

    def cells(self, row: tuple[Cell, ...], *, bold: bool) -> Iterator[object]:
        for kind, cell in zip(self._kinds, row, strict=True):
            for value, number_format in _values(kind, cell):
                yield self._cell(value, number_format, bold=bold)

    def _cell(self, value: _Plain, number_format: str, *, bold: bool) -> object:
        if isinstance(value, str):
            kept = for_cell(value)
            if bold or self._wrap or looks_like_a_formula(kept) or kept in _ERRORS:
                return _text(
                    self._sheet,
                    kept,
                    font=_BOLD if bold else None,
                    alignment=_WRAPPED if self._wrap else None,
                )
            return kept
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


_BOLD = Font(name=_FONT, bold=True)


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
        case Measure():
            found = ((cell.shown, ""),)
        case bool():
            found = (("Yes" if cell else "No", ""),)
        case date():
            found = ((cell, _DATE),)
        case _:
            found = ((cell, ""),) * (3 if kind is ColumnKind.SHARE else 1)
    return found


def _text(sheet: Worksheet, text: str, **style: object) -> ExcelCell:
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
