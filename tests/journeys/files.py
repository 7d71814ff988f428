"""What do people find in the files of a publication, when they open them?"""

from __future__ import annotations

import io
from dataclasses import dataclass

import openpyxl

from tests.exports.pdf_reader import ReadPdf


@dataclass(frozen=True)
class Document:
    """A PDF as a screen reader reads it."""

    words: str
    headings: tuple[str, ...]
    language: str
    is_tagged: bool


def sheets_of(content: bytes) -> dict[str, str]:
    """The workbook: sheet name → everything that the sheet says."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    return {
        sheet.title: " | ".join(
            str(value) for row in sheet.iter_rows(values_only=True) for value in row if value is not None
        )
        for sheet in book
    }


def table_of(content: bytes, name: str) -> list[dict[str, object]]:
    """The rows of the real Excel table on a sheet, by column header."""
    sheet = openpyxl.load_workbook(io.BytesIO(content))[name]
    (table,) = sheet.tables.values()
    header, *rows = [[cell.value for cell in row] for row in sheet[table.ref]]
    return [dict(zip(map(str, header), row, strict=True)) for row in rows]


def document_of(content: bytes) -> Document:
    """The PDF, opened and read."""
    read = ReadPdf(content)
    root = read.pdf.Root
    return Document(
        words=read.tree.words,
        headings=tuple(part.words for part in read.tree.all("H1", "H2", "H3")),
        language=str(root.Lang),
        is_tagged=bool(root.MarkInfo.Marked),
    )
