"""What is handed over about consistency? A cover that says what was asked for, contents, then one table a sheet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from openpyxl import Workbook

from qa_app.domain.tables import Column, Table
from qa_app.exports.books import saved, stamp_rows
from qa_app.exports.sheet_charts import add_chart
from qa_app.exports.sheets import Names, add_sheet

if TYPE_CHECKING:
    from qa_app.domain.charts import Chart
    from qa_app.domain.exporting import Stamp


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table, with its native chart where one helps."""

    table: Table
    chart: Chart | None = None


@dataclass(frozen=True, slots=True)
class ConsistencyBook:
    """The whole workbook. ``asked`` says, in (what, words) pairs, which figures they are; ``meanings`` what they mean."""

    title: str
    stamp: Stamp
    asked: tuple[tuple[str, str], ...]
    meanings: tuple[tuple[str, str], ...]
    sheets: tuple[Sheet, ...]


def consistency_workbook(content: ConsistencyBook) -> bytes:
    """The figures as an .xlsx file."""
    book = Workbook(write_only=True)
    names = Names()
    sheets = [(names.name(sheet.table.title), sheet) for sheet in content.sheets]
    add_sheet(book, names.name("Cover"), _cover(content))
    add_sheet(book, names.name("Contents"), _contents(sheets))
    for name, sheet in sheets:
        made = add_sheet(book, name, sheet.table)
        if sheet.chart is not None:
            add_chart(made, sheet.table, sheet.chart)
    return saved(book, title=content.title, creator=content.stamp.council, made_at=content.stamp.at)


def _cover(content: ConsistencyBook) -> Table:
    return Table(
        key="cover",
        title=content.title,
        words=(
            f"{content.stamp.council}. Which pairs and audits these figures are of, and what the figures mean.",
        ),
        columns=(Column("About", width=36), Column("What it says", width=110)),
        rows=(
            ("Council", content.stamp.council),
            ("Classification", content.stamp.classification),
            *stamp_rows(content.stamp),
            *content.asked,
            *((f"Definition: {name}", words) for name, words in content.meanings),
        ),
    )


def _contents(sheets: list[tuple[str, Sheet]]) -> Table:
    return Table(
        key="contents",
        title="Contents",
        words=("The sheets of this workbook, in order.",),
        columns=(Column("Sheet", width=36), Column("What it shows", width=110)),
        rows=tuple((name, " ".join(sheet.table.words)) for name, sheet in sheets),
    )
