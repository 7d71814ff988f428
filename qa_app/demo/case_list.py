"""What would Exampleshire send when it is asked for Annex A?

A workbook as Ofsted's template of August 2019 lays it out, with 1,408 open cases and with the mistakes of real
ones (``dirt``). The same council and day give the same bytes on every machine.
"""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import dataclass
from datetime import date
from random import Random
from typing import TYPE_CHECKING

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from qa_app.demo.council import SEED
from qa_app.demo.dirt import spoil
from qa_app.demo.headings import FRONT_SHEET, HEADERS, TITLES
from qa_app.demo.months import children_on
from qa_app.demo.rows import rows
from qa_app.demo.soil import FIRST_ROW

if TYPE_CHECKING:
    from collections.abc import Sequence

    from openpyxl.worksheet.worksheet import Worksheet

    from qa_app.demo.cells import Row
    from qa_app.demo.council import Council
    from qa_app.demo.soil import DirtKind, DirtyCell

_DATES = "DD/MM/YYYY"
_WRITTEN = (2019, 8, 1, 0, 0, 0)  # any moment will do, as long as it is always the same


@dataclass(frozen=True, slots=True)
class AnnexA:
    """The workbook, and what is known about it because it was made up.

    ``rows`` counts, by list, the rows under the headers that are not wholly empty. ``open_references`` are
    those of the children helped now: open in lists 6 to 8, or in list 9.
    """

    content: bytes
    on: date
    rows: dict[int, int]
    dirt: tuple[DirtyCell, ...]
    open_references: frozenset[str]

    def count(self, kind: DirtKind, list_number: int | None = None) -> int:
        """How many cells or rows are dirty in this way, in one list or in all."""
        return sum(each.kind is kind and list_number in {None, each.list_number} for each in self.dirt)


def annex_a(council: Council, *, on: date, month: int | None = None) -> AnnexA:
    """The case list of this day.

    ``month`` counts the months since the first list that the council sent: the list of 5 October with month
    None and that of 2 November with month 1 tell of the same children, some of whom have moved on.
    """
    children = children_on(council, on, month or 0)
    lists = rows(children, on)
    dirt = spoil(lists, on, Random(SEED + 100 + (month or 0)))
    return AnnexA(
        content=_workbook(lists),
        on=on,
        rows={
            number: sum(any(cell is not None for cell in row) for row in each)
            for number, each in lists.items()
        },
        dirt=dirt,
        open_references=frozenset(child.reference for child in children if child.is_open),
    )


def annex_a_workbook(council: Council, *, on: date, month: int | None = None) -> bytes:
    """The case list of this day as an .xlsx file."""
    return annex_a(council, on=on, month=month).content


def _workbook(lists: dict[int, list[Row]]) -> bytes:
    book = Workbook()
    front = book.active
    if front is None:
        raise AssertionError  # a new workbook has one sheet
    front.title = "Front_Sheet"
    for line in FRONT_SHEET:
        front.append([line])
    front["A1"].font = Font(bold=True, size=16)
    front.column_dimensions["A"].width = 110
    for number, each in lists.items():
        _sheet(book.create_sheet(f"List_{number}"), number, each)
    written = io.BytesIO()
    book.save(written)
    return _always_the_same(written.getvalue())


def _sheet(sheet: Worksheet, number: int, lines: Sequence[Row]) -> None:
    headers = HEADERS[number]
    sheet.append([TITLES[number]])
    sheet.append(list(headers))
    for at, line in enumerate(lines, start=FIRST_ROW):
        for column, value in enumerate(line, start=1):
            if value is not None and value != "":
                cell = sheet.cell(at, column, value)
                if isinstance(value, date):
                    cell.number_format = _DATES
    sheet.merge_cells(start_row=1, start_column=1, end_row=1, end_column=len(headers))
    sheet["A1"].font = Font(bold=True, size=14)
    for column, header in enumerate(headers, start=1):
        sheet.cell(2, column).font = Font(bold=True)
        sheet.cell(2, column).alignment = Alignment(wrap_text=True, vertical="top")
        sheet.column_dimensions[get_column_letter(column)].width = 32 if "Team" in header else 18


def _always_the_same(content: bytes) -> bytes:
    """Without the moment of writing, which openpyxl puts into the properties and the archive's entries."""
    steady = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as before, zipfile.ZipFile(steady, "w") as after:
        for name in before.namelist():
            part = before.read(name)
            if name == "docProps/core.xml":
                part = re.sub(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", b"2019-08-01T00:00:00Z", part)
            after.writestr(zipfile.ZipInfo(name, _WRITTEN), part, zipfile.ZIP_DEFLATED)
    return steady.getvalue()
