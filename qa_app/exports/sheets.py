"""How does a table become a sheet? Title in A1, words in A2, headings in row 3, a real Excel table below, no gaps.

Rules of the Government Analysis Function for spreadsheets ("Releasing statistics in spreadsheets"): one table to a
sheet, marked as a table, no merged cells, no blank rows, headings frozen. Every typed text is written as text: a
spreadsheet must not run what somebody typed into an audit.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, cast

from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.filters import AutoFilter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.table import Table as ExcelTable
from openpyxl.worksheet.table import TableColumn, TableStyleInfo

from qa_app.domain.tables import ColumnKind, shown
from qa_app.exports.safe_text import for_cell
from qa_app.exports.sheet_cells import FONT, RowWriter, text_cell
from qa_app.exports.style import BRAND, BRAND_DARK, INK_SOFT, PAPER

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.cell.cell import Cell as ExcelCell
    from openpyxl.worksheet.worksheet import Worksheet

    from qa_app.domain.tables import Cell, Table

HEADING_ROW = 3
_LINE, _TALLEST = 15.0, 400.0
_FORBIDDEN = re.compile(r"[\[\]:*?/\\']")
_HEADING_FONT = Font(name=FONT, size=11, bold=True, color=PAPER[1:])
_HEADING_FILL = PatternFill("solid", fgColor=BRAND[1:])


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
    to_right: bool


def add_sheet(book: Workbook, name: str, table: Table, *, wrap: bool = True) -> Worksheet:
    """Write the table to a new sheet of a write-only workbook; rows are streamed. ``wrap`` long text in its cell."""
    sheet = cast("Worksheet", book.create_sheet(name))  # a write-only one, which has what is used here
    headings = _headings(table)
    _lay_out(sheet, headings)
    sheet.append(
        [text_cell(sheet, table.title, font=Font(name=FONT, bold=True, size=16, color=BRAND_DARK[1:]))]
    )
    sheet.append([text_cell(sheet, " ".join(table.words), font=Font(name=FONT, color=INK_SOFT[1:]))])
    sheet.append([_heading_cell(sheet, heading) for heading in headings])
    writer = RowWriter(sheet, tuple(column.kind for column in table.columns), wrap=wrap)
    last = len(table.rows) - 1
    for number, row in enumerate(table.rows):
        if wrap:
            sheet.row_dimensions[HEADING_ROW + 1 + number].height = _height(table, row)
        sheet.append(list(writer.cells(row, bold=table.has_totals and number == last)))
    if not table.rows:
        sheet.append(["None"])
    _mark_as_table(sheet, table.key, headings, max(1, len(table.rows)))
    return sheet


def _heading_cell(sheet: Worksheet, heading: Heading) -> ExcelCell:
    side = "right" if heading.to_right else "left"
    aligned = Alignment(wrap_text=True, vertical="center", horizontal=side)
    return text_cell(sheet, heading.name, font=_HEADING_FONT, fill=_HEADING_FILL, alignment=aligned)


def column_of(table: Table, place: int) -> int:
    """The sheet column (from 1) in which the table's column at ``place`` (from 0) begins."""
    return 1 + sum(3 if column.kind is ColumnKind.SHARE else 1 for column in table.columns[:place])


def _headings(table: Table) -> list[Heading]:
    found: list[Heading] = []
    for column in table.columns:
        name = for_cell(column.name).replace("\n", " ").strip() or "Column"
        found.append(Heading(name, column.width, column.kind.is_numeric))
        if column.kind is ColumnKind.SHARE:
            found += [
                Heading(f"{name}: likely from", 14, to_right=True),
                Heading(f"{name}: likely to", 14, to_right=True),
            ]
    taken: set[str] = set()
    for place, heading in enumerate(found):
        name, number = heading.name[:240], 1
        while name.casefold() in taken:
            number += 1
            name = f"{heading.name[:240]} {number}"
        taken.add(name.casefold())
        found[place] = replace(heading, name=name)
    return found


def _lay_out(sheet: Worksheet, headings: list[Heading]) -> None:
    """Everything that a write-only sheet must know before its first row."""
    sheet.freeze_panes = f"B{HEADING_ROW + 1}"
    for place, heading in enumerate(headings, 1):
        sheet.column_dimensions[get_column_letter(place)].width = heading.width + 2
    sheet.row_dimensions[1].height = 24
    lines = max(-(-len(heading.name) // heading.width) for heading in headings)
    sheet.row_dimensions[HEADING_ROW].height = min(_LINE * lines + 8, _TALLEST)
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = 9
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_title_rows = f"{HEADING_ROW}:{HEADING_ROW}"


def _height(table: Table, row: tuple[Cell, ...]) -> float:
    """Room for the text that wraps most: programs do not all work it out when they open the file."""
    most = max(
        -(-len(cell) // (column.width + 2))
        for column, cell in zip(table.columns, (shown(cell) for cell in row), strict=True)
    )
    return min(_LINE * max(1, most) + 2, _TALLEST)


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
