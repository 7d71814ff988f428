"""What is handed over as Excel? The findings as a workbook: cover, one sheet per table, audits, actions.

The same findings give the same bytes: the moments inside are those of the findings.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from openpyxl import Workbook

from qa_app.domain.chapters import chapters, how_to_read
from qa_app.domain.plain_text import Bullets, blocks
from qa_app.domain.tables import Column, Table
from qa_app.exports import listings
from qa_app.exports.books import moment, saved, stamp_rows
from qa_app.exports.sheet_charts import add_chart
from qa_app.exports.sheets import Names, add_sheet

if TYPE_CHECKING:
    from qa_app.domain.exporting import Stamp
    from qa_app.domain.findings import Findings


def workbook(findings: Findings, stamp: Stamp | None = None) -> bytes:
    """The findings as an .xlsx file. Rows are streamed, so that thousands of audits stay small in memory.

    A copy that is made for one person is stamped; a published file is the same for everybody, and is not.
    """
    book = Workbook(write_only=True)
    names = Names()
    parts = [(names.name(part.table.title), part) for chapter in chapters(findings) for part in chapter.parts]
    add_sheet(book, names.name("Cover"), _cover(findings, stamp))
    add_sheet(book, names.name("Contents"), _contents(findings, [(name, part.table) for name, part in parts]))
    for name, part in parts:
        sheet = add_sheet(book, name, part.table)
        if part.chart is not None:
            add_chart(sheet, part.table, part.chart)
    for table in _lists(findings):
        add_sheet(book, names.name(table.title), table, wrap=table.key == "columns")
    return saved(book, title=findings.title, creator=findings.council, made_at=findings.made_at)


def _lists(findings: Findings) -> tuple[Table, ...]:
    """The sheets about single audits and actions; none in a version that has no rows."""
    if not (findings.audit_rows or findings.action_rows):
        return ()
    return listings.audits(findings), listings.actions(findings), listings.columns(findings)


def _cover(findings: Findings, stamp: Stamp | None) -> Table:
    rows: list[tuple[str, str]] = [
        ("Council", findings.council),
        ("Period", f"{findings.period.name}: {_day(findings)}"),
        ("Made", moment(findings.made_at)),
        ("For", findings.audience.value.capitalize()),
        ("Classification", findings.classification),
        *(stamp_rows(stamp) if stamp else ()),
    ]
    rows += [
        (chapter.title if place == 0 else f"{chapter.title}, continued", text)
        for chapter in chapters(findings)
        if chapter.written
        for place, text in enumerate(_lines(chapter.words))
    ]
    rows += [("How to read the figures", text) for text in _lines(how_to_read(findings))]
    rows += [
        (f"Definition: {one.name}", f"{one.definition} {one.excluded}".strip()) for one in findings.figures
    ]
    return Table(
        key="cover",
        title=findings.title,
        words=(f"{findings.council}. What these findings are, what was found, and how to read the figures.",),
        columns=(Column("About", width=36), Column("What it says", width=110)),
        rows=tuple(rows),
    )


def _contents(findings: Findings, parts: list[tuple[str, Table]]) -> Table:
    sheets = [(name, " ".join(table.words)) for name, table in parts]
    sheets += [(table.title, " ".join(table.words)) for table in _lists(findings)]
    return Table(
        key="contents",
        title="Contents",
        words=("The sheets of this workbook, in order.",),
        columns=(Column("Sheet", width=36), Column("What it shows", width=110)),
        rows=tuple(sheets),
    )


def _lines(text: str) -> list[str]:
    return [
        line
        for block in blocks(text)
        for line in (block.items if isinstance(block, Bullets) else (block.text,))
    ]


def _day(findings: Findings) -> str:
    first, last = findings.period.first, findings.period.last
    return f"{first.day} {first:%B %Y} to {last.day} {last:%B %Y}"
