"""How are the problems of a case list handed to whoever keeps the list? As a .csv, worked through in a spreadsheet."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from qa_app.exports.books import stamp_line
from qa_app.exports.safe_text import looks_like_a_formula, printable

if TYPE_CHECKING:
    from collections.abc import Iterable

    from qa_app.domain.cases import CaseProblem
    from qa_app.domain.exporting import Stamp

HEADINGS = ("Sheet", "List", "Row", "Cell", "Column", "What was found", "What was done", "Left out")


def problem_list(problems: Iterable[CaseProblem], stamp: Stamp) -> bytes:
    """The first line says whose copy it is; then come the headings. UTF-8 with a byte order mark, so that Excel reads it as it is; no cell is taken for a formula."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow([_safe(stamp_line(stamp))])
    writer.writerow(HEADINGS)
    for each in problems:
        writer.writerow(
            [
                _safe(each.sheet),
                "" if each.list_number is None else each.list_number,
                "" if each.row is None else each.row,
                *map(_safe, (each.cell, each.column, each.found, each.message)),
                "Yes" if each.serious else "No",
            ]
        )
    return text.getvalue().encode("utf-8-sig")


def _safe(text: str) -> str:
    kept = printable(text)
    return f"'{kept}" if looks_like_a_formula(kept) else kept
