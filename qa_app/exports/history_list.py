"""How is the history handed to an auditor? As rows, for any program or for a spreadsheet, with nothing that would run."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from openpyxl import Workbook

from qa_app.domain.happenings import label_of
from qa_app.domain.tables import Column, ColumnKind, Table
from qa_app.exports.books import LONDON, moment, saved
from qa_app.exports.safe_text import looks_like_a_formula, printable
from qa_app.exports.sheets import add_sheet

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from qa_app.queries.history import Told

HEADINGS = (
    "Row",
    "When",
    "Who",
    "What happened",
    "Kind",
    "Number",
    "Person concerned",
    "Case",
    "Details",
    "SHA-256",
)
_WIDTHS = (8, 20, 22, 26, 16, 9, 22, 14, 60, 66)


def as_csv(lines: Iterable[Told]) -> bytes:
    """UTF-8 with a byte order mark, so that Excel reads it as it is; no cell is taken for a formula."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(HEADINGS)
    for each in lines:
        writer.writerow([_safe(cell) if isinstance(cell, str) else cell for cell in _cells(each)])
    return text.getvalue().encode("utf-8-sig")


def as_workbook(
    lines: Sequence[Told], *, council: str, classification: str, made_at: datetime, by: str
) -> bytes:
    """One sheet, with the classification and who made it above the rows."""
    book = Workbook(write_only=True)
    table = Table(
        key="history",
        title="History",
        words=(
            f"{classification}. {council}. Made by {by} on {moment(made_at)}. No content of an audit is in it.",
        ),
        columns=tuple(
            Column(name, ColumnKind.NUMBER if name == "Row" else ColumnKind.TEXT, width)
            for name, width in zip(HEADINGS, _WIDTHS, strict=True)
        ),
        rows=tuple(_cells(each) for each in lines),
    )
    add_sheet(book, "History", table, wrap=False)
    return saved(book, title="History", creator=council, made_at=made_at)


def in_words(details: Mapping[str, str | int | None]) -> str:
    """Small facts in one line."""
    return "; ".join(f"{name}: {'none' if value is None else value}" for name, value in details.items())


def _cells(line: Told) -> tuple[str | int | None, ...]:
    return (
        line.sequence,
        line.at.astimezone(LONDON).strftime("%d/%m/%Y %H:%M:%S"),
        line.by,
        label_of(line.what),
        line.kind.replace("_", " "),
        "" if line.on_id is None else str(line.on_id),
        line.about,
        line.case_reference,
        in_words(line.details),
        line.hash,
    )


def _safe(text: str) -> str:
    kept = printable(text)
    return f"'{kept}" if looks_like_a_formula(kept) else kept
