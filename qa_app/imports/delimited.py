"""What stands in the rows of a comma-separated file, whatever its encoding and its separator?

Excel writes UTF-8 with a mark, "Unicode text" as UTF-16 with tabs, and plain CSV in the old Windows code
page; council systems write semicolons or bars.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from itertools import chain, islice
from typing import TYPE_CHECKING

from qa_app.domain.errors import BadFile
from qa_app.imports.archives import MAX_COLUMNS, MAX_ROWS, TOO_MANY_CELLS

if TYPE_CHECKING:
    from qa_app.imports.cells import Row

_SEPARATORS = (",", ";", "\t", "|")
_LOOK_AT_LINES = 20
_SEPARATOR_LINE = re.compile(r"sep=(.)(?:\r\n|\r|\n)", re.IGNORECASE)
# A last line of our own: when it does not arrive as a row, a quotation mark swallowed the end of the file.
_MARK = "\x00"
_THE_END = ("\n", _MARK)
_BROKEN = (
    "The file cannot be read as rows and columns; a quotation mark is probably not closed. Open it in your "
    "spreadsheet program, check it, and save it as an Excel workbook (.xlsx)."
)
_NOT_TEXT = (
    "The file is not a spreadsheet and not text. Choose the case list as an Excel workbook (.xlsx), an "
    "OpenDocument spreadsheet (.ods) or a CSV file."
)


def delimited_rows(content: bytes) -> list[Row]:
    """Every row with every cell as text; a blank line is an empty row, so that row numbers stay true."""
    text = _decoded(content)
    # The separator line is Excel's own instruction; it takes no row of the sheet that Excel shows.
    marked = _SEPARATOR_LINE.match(text)
    separator = marked[1] if marked else _separator(text)
    lines = io.StringIO(text[marked.end() :] if marked else text, newline="")
    rows: list[Row] = []
    try:
        for row in csv.reader(chain(lines, _THE_END), delimiter=separator):
            if len(rows) > MAX_ROWS or len(row) > MAX_COLUMNS:
                raise BadFile(TOO_MANY_CELLS)
            rows.append(list(row))
    except csv.Error as problem:
        raise BadFile(_BROKEN) from problem
    if rows.pop() != [_MARK]:
        raise BadFile(_BROKEN)
    return rows


def _decoded(content: bytes) -> str:
    try:
        if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            text = content.decode("utf-16")
        elif content[1:2] == b"\x00" and content[3:4] == b"\x00":
            text = content.decode("utf-16-le")
        elif content[0:1] == b"\x00" and content[2:3] == b"\x00":
            text = content.decode("utf-16-be")
        else:
            text = _eight_bit(content)
    except UnicodeDecodeError as problem:
        raise BadFile(_NOT_TEXT) from problem
    # A few control characters are dirt in a text; many, or any NUL, mean that it is no text.
    controls = sum(character < " " and character not in "\t\r\n\x0b\x0c" for character in text[:4096])
    if "\x00" in text or controls * 20 > len(text[:4096]):
        raise BadFile(_NOT_TEXT)
    return text


def _eight_bit(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252")


def _separator(text: str) -> str:
    """The separator that splits the first lines most evenly into most cells; a comma when none does."""
    start = list(islice(io.StringIO(text, newline=""), _LOOK_AT_LINES))

    def evenness(separator: str) -> int:
        widths = [len(row) for row in csv.reader(start, delimiter=separator) if row]
        widest = max(widths, default=0)
        return widest + max(map(widths.count, widths)) if widest > 1 else 0

    return max(_SEPARATORS, key=evenness)
