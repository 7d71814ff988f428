"""How long do the workbook and the PDF take, and how much memory beside the worker's own?"""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING

from tests.bench.measures import Line
from tests.bench.rounds import LONG_ROUND
from tests.bench.serving import ROOT

if TYPE_CHECKING:
    from tests.bench.filling import Filled
    from tests.bench.sizes import Sizes

AIM = 2.0
MEMORY_AIM = 60.0
_WITHIN = 600


def workbooks(filled: Filled, sizes: Sizes) -> list[Line]:
    """The month's and the long round's, each against openpyxl writing the same cells."""
    lines = []
    for subject in (filled.month, f"round-{LONG_ROUND}"):
        job = {
            "instance": str(filled.instance),
            "subject": subject,
            "file": str(filled.instance / f"{subject}.xlsx"),
            "turns": sizes.export_turns,
        }
        ours, plain = _run("workbook", job), _run("plain workbook", job)
        name = f"XLSX of {ours['rows']:,.0f} audits ({plain['cells']:,.0f} cells)"
        lines += [
            Line(f"{name}, written", ours["seconds"], plain["seconds"], "s", AIM),
            Line(f"{name}, memory above idle", ours["above_idle"], None, "MB", MEMORY_AIM),
            Line(f"{name}, counted first", ours["counted"], None, "s"),
        ]
    return lines


def documents(filled: Filled, sizes: Sizes) -> list[Line]:
    """A long PDF against reportlab laying out the same paragraphs and tables without tags or charts.

    Charts fill pages, so that the plain one is shorter: what is aimed at is the cost of a page.
    """
    job = {
        "instance": str(filled.instance),
        "subject": filled.month,
        "pages": sizes.pdf_pages,
        "turns": sizes.export_turns,
    }
    made = _run("document", job)
    name = f"PDF of {made['pages']:.0f} pages"
    return [
        Line(
            f"{name} (plain: {made['plain_pages']:.0f}), written", made["seconds"], made["plain_seconds"], "s"
        ),
        Line(
            f"{name}, a page",
            1000 * made["seconds"] / made["pages"],
            1000 * made["plain_seconds"] / made["plain_pages"],
            "ms",
            AIM,
        ),
        Line(f"{name}, size", made["bytes"] / 1000, made["plain_bytes"] / 1000, "kB"),
        Line(f"{name}, memory above idle", made["above_idle"], None, "MB"),
    ]


def _run(kind: str, job: dict[str, object]) -> dict[str, float]:
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.exporting"],
        cwd=ROOT,
        input=json.dumps({"kind": kind, **job}),
        stdout=subprocess.PIPE,
        text=True,
        timeout=_WITHIN,
        check=True,
    )
    found: dict[str, float] = json.loads(done.stdout)
    return found
