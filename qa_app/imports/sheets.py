"""Which sheets does a file hold, and what stands in their rows?

One shape for every kind of file: rows from 1 and columns from A, as the spreadsheet itself counts them, with
errors as their text ("#N/A") and empty cells as "".
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, repeat
from pathlib import PurePath
from typing import TYPE_CHECKING, Literal, TypeVar
from xml.etree import ElementTree as ET

import python_calamine
import xlrd
from xlrd.biffh import XLRDError, error_text_from_code

from qa_app.domain.errors import BadFile
from qa_app.imports.archives import (
    DAMAGED,
    MAX_COLUMNS,
    MAX_ROWS,
    TOO_MANY_CELLS,
    checked_parts,
    refuse_far_cells,
)
from qa_app.imports.delimited import delimited_rows
from qa_app.imports.error_cells import ErrorCells, ods_errors, xlsx_errors, xlsx_sheet_parts
from qa_app.imports.file_kinds import Kind, kind_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from qa_app.imports.cells import Cell, Row

_Parsed = TypeVar("_Parsed")


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet. ``rows()`` begins again at row 1 each time that it is called; rows may differ in length."""

    name: str
    is_hidden: bool
    rows: Callable[[], Iterator[Row]]


def open_sheets(content: bytes, file_name: str) -> tuple[Kind, tuple[Sheet, ...]]:
    """The sheets of a file, in its own order; BadFile when it is no spreadsheet or not safe to open."""
    kind = kind_of(content)
    if kind is Kind.CSV:
        rows = delimited_rows(content)
        return kind, (Sheet(PurePath(file_name).stem or "Sheet", is_hidden=False, rows=lambda: iter(rows)),)
    if kind is Kind.XLS:
        return kind, _older_excel(content)
    errors = _xlsx_errors(content) if kind is Kind.XLSX else _ods_errors(content)
    return kind, _workbook(content, errors)


def _xlsx_errors(content: bytes) -> dict[str, ErrorCells]:
    small, errors = {}, {}
    for name, part in checked_parts(content):
        if name in {"xl/workbook.xml", "xl/_rels/workbook.xml.rels"}:
            small[name] = part
        elif name.startswith("xl/") and name.endswith(".xml") and b"sheetData" in part:
            refuse_far_cells(part)
            errors[name] = xlsx_errors(part)
    try:
        parts = xlsx_sheet_parts(small["xl/workbook.xml"], small["xl/_rels/workbook.xml.rels"])
    except (ET.ParseError, LookupError, ValueError) as problem:
        raise BadFile(DAMAGED) from problem
    return {sheet: errors.get(part, {}) for sheet, part in parts.items()}


def _ods_errors(content: bytes) -> list[ErrorCells]:
    found: list[ErrorCells] = []
    for name, part in checked_parts(content):
        if name == "META-INF/manifest.xml" and b"encryption-data" in part:
            raise BadFile(
                "The workbook is protected by a password. Remove the password, and choose it again."
            )
        if name == "content.xml":
            found = ods_errors(part)
    return found


def _workbook(content: bytes, errors: dict[str, ErrorCells] | list[ErrorCells]) -> tuple[Sheet, ...]:
    workbook = _parsed(lambda: python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content)))
    # A sheet is asked for twice, for its headings and for its rows; only the latest is kept in memory.
    load = lru_cache(maxsize=1)(workbook.get_sheet_by_index)
    sheets = []
    for index, about in enumerate(workbook.sheets_metadata):
        if about.typ is not python_calamine.SheetTypeEnum.WorkSheet:
            continue
        if isinstance(errors, dict):
            own = errors.get(about.name, {})
        else:
            own = errors[index] if index < len(errors) else {}
        hidden = about.visible is not python_calamine.SheetVisibleEnum.Visible
        sheets.append(Sheet(about.name, hidden, _calamine_rows(load, index, own)))
    return tuple(sheets)


def _calamine_rows(
    load: Callable[[int], python_calamine.CalamineSheet], index: int, errors: ErrorCells
) -> Callable[[], Iterator[Row]]:
    def rows() -> Iterator[Row]:
        sheet = _parsed(lambda: load(index))
        # iter_rows gives the empty rows above the used area, but not the empty columns to its left.
        left: Row = [""] * (sheet.start[1] if sheet.start else 0)
        row_errors = _by_row(errors)
        last = max(sheet.end[0] + 1 if sheet.end else 0, *row_errors, 0)
        for number, row in enumerate(chain(sheet.iter_rows(), repeat([])), start=1):
            if number > last:
                return
            cells = left + row if left else row
            yield _with_errors(cells, row_errors[number]) if number in row_errors else cells

    return rows


def _parsed(parse: Callable[[], _Parsed]) -> _Parsed:
    """What calamine makes of it. Its panics are not Exceptions, and would end the request."""
    try:
        return parse()
    except python_calamine.PasswordError as problem:
        raise BadFile("The workbook is protected by a password. Remove it, and choose it again.") from problem
    except Exception as problem:
        raise BadFile(DAMAGED) from problem
    except BaseException as problem:
        if type(problem).__name__ != "PanicException":
            raise
        raise BadFile(DAMAGED) from problem


def _by_row(errors: ErrorCells) -> dict[int, list[tuple[int, str]]]:
    by_row: dict[int, list[tuple[int, str]]] = {}
    for (row, column), text in errors.items():
        if row <= MAX_ROWS and column <= MAX_COLUMNS:
            by_row.setdefault(row, []).append((column, text))
    return by_row


def _with_errors(row: Row, errors: Sequence[tuple[int, str]]) -> Row:
    width = max(len(row), *(column for column, _ in errors))
    cells = row + [""] * (width - len(row))
    for column, text in errors:
        cells[column - 1] = text
    return cells


def _older_excel(content: bytes) -> tuple[Sheet, ...]:
    """Older workbooks are read by xlrd, which keeps errors (and stops at 65,536 rows by their format)."""
    try:
        workbook = xlrd.open_workbook(file_contents=content, logfile=io.StringIO(), ragged_rows=True)
        sheets = tuple(
            Sheet(sheet.name, bool(sheet.visibility), _xlrd_rows(sheet, workbook.datemode))
            for sheet in workbook.sheets()
        )
    except XLRDError as problem:
        if "encrypted" in str(problem):
            raise BadFile(
                "The workbook is protected by a password. Remove it, and choose it again."
            ) from problem
        raise BadFile(DAMAGED) from problem
    except Exception as problem:  # xlrd raises whatever a damaged record leads to
        raise BadFile(DAMAGED) from problem
    if any(sheet.ncols > MAX_COLUMNS for sheet in workbook.sheets()):
        raise BadFile(TOO_MANY_CELLS)
    return sheets


def _xlrd_rows(sheet: xlrd.sheet.Sheet, datemode: Literal[0, 1]) -> Callable[[], Iterator[Row]]:
    def value(cell: xlrd.sheet.Cell) -> Cell:
        if isinstance(cell.value, str):
            return cell.value
        if cell.ctype == xlrd.XL_CELL_DATE:
            try:
                return xlrd.xldate_as_datetime(cell.value, datemode)
            except (ValueError, OverflowError):
                return cell.value
        if cell.ctype == xlrd.XL_CELL_ERROR:
            return error_text_from_code.get(int(cell.value), "#N/A")
        return bool(cell.value) if cell.ctype == xlrd.XL_CELL_BOOLEAN else cell.value

    return lambda: ([value(cell) for cell in sheet.row(number)] for number in range(sheet.nrows))
