"""What does one export cost? Measured in a process of its own, which reads a job as JSON and prints what it found.

``python -m tests.bench.exporting``. The process first becomes what an idle worker is: the application is made and has
answered once. The highest memory from then on, less what it held then, is what the export needed.
"""

from __future__ import annotations

import json
import os
import sys
import time
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from openpyxl import Workbook
from python_calamine import CalamineWorkbook

from qa_app.app import create_app
from qa_app.clock import now
from qa_app.config import read_config
from qa_app.exports.document import document
from qa_app.exports.workbook import workbook
from qa_app.queries.figures import subjects
from qa_app.queries.findings import findings_of
from tests.bench.memory import resident
from tests.bench.plain_document import PlainDocument

if TYPE_CHECKING:
    from collections.abc import Callable

    from qa_app.domain.findings import Findings


def main() -> None:
    job = json.load(sys.stdin)
    app = create_app(read_config(Path(job["instance"])))
    with app.app_context():
        app.test_client().get("/health")
        measured = _JOBS[job["kind"]](job)
    json.dump(measured, sys.stdout)


def _workbook(job: dict) -> dict:
    """The findings as a worker counts them, and their workbook."""
    idle = _start_counting_memory()
    began = time.perf_counter()
    findings = _findings(job, with_rows=True)
    counted = time.perf_counter() - began
    content, seconds = _timed(lambda: workbook(findings), 1)
    above_idle = _highest() - idle
    _, more = _timed(lambda: workbook(findings), job["turns"] - 1)
    Path(job["file"]).write_bytes(content)
    return {
        "seconds": min(seconds + more),
        "counted": counted,
        "above_idle": above_idle,
        "rows": len(findings.audit_rows),
    }


def _plain_workbook(job: dict) -> dict:
    """The same cells by openpyxl alone, without a style."""
    book = CalamineWorkbook.from_path(job["file"])
    sheets = [
        (
            name,
            [
                [None if cell == "" else cell for cell in row]
                for row in book.get_sheet_by_name(name).to_python()
            ],
        )
        for name in book.sheet_names
    ]
    del book

    def write() -> bytes:
        plain, file = Workbook(write_only=True), BytesIO()
        for name, rows in sheets:
            sheet = plain.create_sheet(name)
            for row in rows:
                sheet.append(row)
        plain.save(file)
        return file.getvalue()

    idle = _start_counting_memory()
    _, seconds = _timed(write, 1)
    above_idle = _highest() - idle
    _, more = _timed(write, job["turns"] - 1)
    cells = sum(cell is not None for _, rows in sheets for row in rows for cell in row)
    return {"seconds": min(seconds + more), "above_idle": above_idle, "cells": cells}


def _document(job: dict) -> dict:
    """A PDF of so many pages, with and without tags, in turns."""
    findings, pages = _long_enough(_findings(job, with_rows=False), job["pages"])
    ours: list[float] = []
    plain: list[float] = []
    kept = {}
    for _ in range(job["turns"]):
        kept["plain"], taken = _timed(lambda: PlainDocument().made(findings), 1)
        plain += taken
        idle = _start_counting_memory()
        kept["ours"], taken = _timed(lambda: document(findings), 1)
        ours += taken
        above_idle = _highest() - idle
    return {
        "seconds": min(ours),
        "plain_seconds": min(plain),
        "pages": pages,
        "plain_pages": _pages(kept["plain"]),
        "bytes": len(kept["ours"]),
        "plain_bytes": len(kept["plain"]),
        "above_idle": above_idle,
    }


def _findings(job: dict, *, with_rows: bool) -> Findings:
    return findings_of(subjects.named(job["subject"]), at=now(), with_rows=with_rows)


def _long_enough(findings: Findings, pages: int) -> tuple[Findings, int]:
    """The findings with their tables of questions repeated until the PDF has so many pages."""
    copies = 0
    longer = findings
    while (found := _pages(document(longer))) < pages:
        copies += 1 + (pages - found) // 8
        repeated = [
            replace(each, key=f"{each.key}-{copy}", title=f"{each.title} ({copy + 1})")
            for copy in range(copies)
            for each in findings.by_question
        ]
        longer = replace(findings, by_question=(*findings.by_question, *repeated))
    return longer, found


def _pages(pdf: bytes) -> int:
    import pikepdf  # noqa: PLC0415  # only here, so that it is not in the memory of the workbooks

    with pikepdf.open(BytesIO(pdf)) as opened:
        return len(opened.pages)


def _timed(work: Callable[[], bytes], turns: int) -> tuple[bytes, list[float]]:
    content, seconds = b"", []
    for _ in range(turns):
        began = time.perf_counter()
        content = work()
        seconds.append(time.perf_counter() - began)
    return content, seconds


def _start_counting_memory() -> float:
    """Forget the highest memory so far (Linux: 5 to clear_refs); what is held now, in MB."""
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
    return resident(os.getpid())


def _highest() -> float:
    return resident(os.getpid(), "VmHWM")


_JOBS: dict[str, Callable[[dict], dict]] = {
    "workbook": _workbook,
    "plain workbook": _plain_workbook,
    "document": _document,
}

if __name__ == "__main__":
    main()
