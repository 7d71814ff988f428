"""Where does a workbook hold #N/A and its like?

The parser that reads the cells (calamine) gives an empty text for a cell with an error, so that a row of
``#N/A`` would vanish as a blank row. The errors are found here, in the workbook's own XML, and put back.
"""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET
from xml.parsers import expat

from qa_app.domain.errors import BadFile
from qa_app.imports.archives import DAMAGED, MAX_COLUMNS, MAX_ROWS, TOO_MANY_CELLS

# (row, column), both from 1 → the error as the spreadsheet shows it
ErrorCells = dict[tuple[int, int], str]

ERROR_TEXTS = frozenset(
    {"#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NULL!", "#NUM!", "#SPILL!", "#CALC!", "#FIELD!"}
    | {"#GETTING_DATA", "#BLOCKED!", "#CONNECT!", "#UNKNOWN!", "#BUSY!"}
)

_XLSX_ERROR = re.compile(
    rb"<(?:\w+:)?c\s(?=[^>]*\bt\s*=\s*[\"']e[\"'])[^>]*?\br\s*=\s*[\"']([A-Za-z]+)(\d+)[\"'][^>]*?"
    rb"(?:/>|>(.{0,9000}?)</(?:\w+:)?c>)",
    re.DOTALL,
)
_XLSX_VALUE = re.compile(rb"<(?:\w+:)?v>([^<]*)</")
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_STRICT = "{http://purl.oclc.org/ooxml/spreadsheetml/main}"

# Attribute values may hold ">" themselves, so they are stepped over as a whole.
_ATTRIBUTES = rb"((?:[^>\"'/]|/(?!>)|\"[^\"]*\"|'[^']*')*)"
_ODS_TABLE = re.compile(rb"<table:table\s.*?</table:table>", re.DOTALL)
_ODS_ROW = re.compile(rb"<table:table-row\b" + _ATTRIBUTES + rb"(?:/>|>(.*?)</table:table-row>)", re.DOTALL)
_ODS_CELL = re.compile(
    rb"<table:(?:covered-)?table-cell\b" + _ATTRIBUTES + rb"(?:/>|>(.*?)</table:(?:covered-)?table-cell>)",
    re.DOTALL,
)
_NOT_ELEMENTS = re.compile(rb"<!--.*?-->|<!\[CDATA\[.*?\]\]>", re.DOTALL)
_ODS_COLUMNS = re.compile(rb"number-columns-repeated\s*=\s*[\"'](\d+)[\"']")
_ODS_ROWS = re.compile(rb"number-rows-repeated\s*=\s*[\"'](\d+)[\"']")
_ODS_TEXT = re.compile(rb"<text:p[^>]*>\s*(#[A-Z/0-9_]+[!?]?)\s*</text:p>")

_MAX_ODS_AREA = 12_000_000
_MAX_ERROR_REPEATS = 1_000


def xlsx_sheet_parts(workbook_xml: bytes, relations_xml: bytes) -> dict[str, str]:
    """Sheet name → the name of its part in the archive."""
    targets = {
        each.get("Id", ""): each.get("Target", "")
        for each in ET.fromstring(relations_xml)  # noqa: S314 (entities were refused before)
    }
    parts = {}
    for each in ET.fromstring(workbook_xml).iter():  # noqa: S314
        if each.tag in {f"{_MAIN}sheet", f"{_STRICT}sheet"}:
            relation = next((value for key, value in each.attrib.items() if key.endswith("}id")), "")
            target = targets.get(relation, "")
            parts[each.get("name", "")] = target[1:] if target.startswith("/") else f"xl/{target}"
    return parts


def xlsx_errors(sheet_xml: bytes) -> ErrorCells:
    """The error cells of one worksheet part."""
    if b'"e"' not in sheet_xml and b"'e'" not in sheet_xml:
        return {}
    _refuse_malformed(sheet_xml)
    found: ErrorCells = {}
    for match in _XLSX_ERROR.finditer(sheet_xml):
        value = _XLSX_VALUE.search(match[3] or b"")
        found[int(match[2]), _column_number(match[1])] = (
            value[1].decode(errors="replace") if value else "#N/A"
        )
    return found


def ods_errors(content_xml: bytes) -> list[ErrorCells]:
    """The error cells of each table of an OpenDocument sheet, in order.

    Also refuses (BadFile) a table whose repeated cells and rows would fill more than the limits: the parser
    would write out every one of them.
    """
    _refuse_malformed(content_xml)
    elements = _NOT_ELEMENTS.sub(b"", content_xml)
    return [_ods_table(table[0]) for table in _ODS_TABLE.finditer(elements)]


def _ods_table(table_xml: bytes) -> ErrorCells:
    found: ErrorCells = {}
    row = area = 0
    for match in _ODS_ROW.finditer(table_xml):
        repeats = _repeats(_ODS_ROWS, match[1])
        width, errors = _ods_row(match[2] or b"")
        area += width * repeats
        if width and (row + repeats > MAX_ROWS or width > MAX_COLUMNS or area > _MAX_ODS_AREA):
            raise BadFile(TOO_MANY_CELLS)
        for below in range(min(repeats, _MAX_ERROR_REPEATS) if errors else 0):
            found |= {(row + below + 1, column): error for column, error in errors.items()}
        row += repeats
    return found


def _ods_row(row_xml: bytes) -> tuple[int, dict[int, str]]:
    """How many columns the row fills, and its errors by column."""
    if b"repeated" not in row_xml and b"#" not in row_xml:
        return row_xml.count(b"<table:table-cell") + row_xml.count(b"<table:covered-table-cell"), {}
    width = column = 0
    errors: dict[int, str] = {}
    for match in _ODS_CELL.finditer(row_xml):
        repeats = _repeats(_ODS_COLUMNS, match[1])
        inside = match[2] or b""
        if inside or b"office:" in match[1]:
            width = column + repeats
            if (error := _ODS_TEXT.search(inside)) and error[1].decode() in ERROR_TEXTS:
                errors |= {
                    column + offset + 1: error[1].decode() for offset in range(min(repeats, MAX_COLUMNS))
                }
        column += repeats
    return width, errors


def _refuse_malformed(xml: bytes) -> None:
    """The patterns above are quick only on XML whose elements are closed."""
    try:
        expat.ParserCreate().Parse(xml, True)
    except (expat.ExpatError, LookupError, ValueError) as problem:  # LookupError: an unknown encoding
        raise BadFile(DAMAGED) from problem


def _repeats(pattern: re.Pattern[bytes], attributes: bytes) -> int:
    match = pattern.search(attributes)
    return max(int(match[1][:12]), 1) if match else 1


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number
