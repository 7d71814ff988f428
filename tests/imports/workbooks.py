"""Case lists made by hand for the tests: all references, teams and workers are invented."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import date
from pathlib import Path
from xml.sax.saxutils import escape

from openpyxl import Workbook

from qa_app.imports.case_lists import read_case_list

ON = date(2026, 11, 20)
SHARED = Path(__file__).resolve().parents[3] / "shared" / "data" / "annex_a"

# Ofsted's headings of August 2019, written out again here so that a change of the product's own shows.
HEADINGS = json.loads((Path(__file__).parent / "files" / "headings_2019.json").read_text(encoding="utf-8"))


def headings(number):
    return HEADINGS[f"List_{number}"]


def row(number, **values):
    """A row of a list: values by a part of the heading, the rest left empty."""
    cells = [None] * len(headings(number))
    for part, value in values.items():
        wanted = part.replace("_", " ").casefold()
        places = [i for i, each in enumerate(headings(number)) if wanted in each.casefold()]
        assert places, f"no heading of list {number} has {wanted!r}"
        cells[places[0]] = value
    return cells


def xlsx(sheets):
    """``sheets``: name → rows, each from A1."""
    book = Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for number, cells in enumerate(rows, start=1):
            for column, value in enumerate(cells, start=1):
                if value is not None:
                    sheet.cell(number, column, value)
    return saved(book)


def saved(book):
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def one_list(number, rows, *, above=(), name=None, header=None):
    """A workbook of one list: rows above the headings, the headings, the rows."""
    head = headings(number) if header is None else header
    return xlsx({name or f"List_{number}": [*above, head, *rows]})


def read(content, name="lists.xlsx", mapping=None, on=ON):
    return read_case_list(content, name, mapping, on=on)


def only_list(content, name="lists.xlsx"):
    reading = read(content, name)
    assert len(reading.lists) == 1, reading
    return reading.lists[0]


_OFFICE = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
    'xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'
)


def ods_cell(value):
    if value is None:
        return "<table:table-cell/>"
    if isinstance(value, date):
        return f'<table:table-cell office:value-type="date" office:date-value="{value.isoformat()}"/>'
    if isinstance(value, (int, float)):
        return f'<table:table-cell office:value-type="float" office:value="{value}"/>'
    if value.startswith("#"):  # as LibreOffice writes an error: the text is only in the paragraph
        return (
            '<table:table-cell table:formula="of:=NA()" office:value-type="string" office:string-value="" '
            f'calcext:value-type="error"><text:p>{escape(value)}</text:p></table:table-cell>'
        )
    return f'<table:table-cell office:value-type="string"><text:p>{escape(value)}</text:p></table:table-cell>'


def ods_row(cells):
    return f"<table:table-row>{''.join(ods_cell(cell) for cell in cells)}</table:table-row>"


def ods(tables):
    """``tables``: name → the XML of the rows, ends like LibreOffice's: a million repeated empty rows."""
    end = (
        '<table:table-row table:number-rows-repeated="1048000"><table:table-cell '
        'table:number-columns-repeated="16384"/></table:table-row>'
    )
    body = "".join(
        f'<table:table table:name="{name}">{rows}{end}</table:table>' for name, rows in tables.items()
    )
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {_OFFICE}><office:body>'
        f"<office:spreadsheet>{body}</office:spreadsheet></office:body></office:document-content>"
    )
    return zipped(
        {
            "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
            "content.xml": content,
            "META-INF/manifest.xml": "<manifest/>",
        }
    )


def zipped(parts):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return file.getvalue()


def parts_of(content):
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}
