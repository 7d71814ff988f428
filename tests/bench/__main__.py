"""How quick is the product beside the least that any application would cost on this machine? ``make bench`` prints it.

``--quick`` uses tiny sizes, to see that everything still works. ``--markdown`` prints the table for README.
``--only coverage`` simulates alone how often the intervals of agreement hold the truth (about a minute), ``--only
consistency`` measures the consistency page alone, ``--only history`` what the history costs.
"""

from __future__ import annotations

import argparse
import os
import platform
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

import click

from tests.bench.consistency_page import consistency_page
from tests.bench.coverage import SAMPLES, coverage, coverage_table
from tests.bench.measures import markdown_table, plain_table
from tests.bench.run import load_average, measure, with_history
from tests.bench.serving import THREADS, WORKERS
from tests.bench.sizes import FULL, QUICK


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="tiny sizes: a smoke test, not a measurement")
    parser.add_argument("--markdown", action="store_true", help="print the table as Markdown")
    parser.add_argument("--only", choices=("coverage", "consistency", "history"), help="this part alone")
    asked = parser.parse_args()
    if asked.only == "coverage":
        _print_coverage(quick=asked.quick)
        return
    began = time.perf_counter()
    click.echo(
        f"{datetime.now(UTC):%d %B %Y}, Python {platform.python_version()}, {os.cpu_count()} cores, {platform.system()}."
    )
    click.echo(f"Load before: {load_average()}.")
    with tempfile.TemporaryDirectory(prefix="qa-bench-") as folder:
        sizes = QUICK if asked.quick else FULL
        if asked.only == "consistency":
            lines = consistency_page(Path(folder), sizes)
        elif asked.only == "history":
            lines = with_history(Path(folder), sizes, click.echo)
        else:
            lines = measure(Path(folder), sizes, click.echo)
    click.echo()
    click.echo(markdown_table(lines) if asked.markdown else plain_table(lines))
    click.echo(
        f"\nEach server: gunicorn, {WORKERS} workers of {THREADS} threads; the client is another process on the same "
        f"{os.cpu_count()} cores. Ours and the floor were asked in turns.\n"
        "Floor: Flask and sqlite3 alone over the same database; openpyxl write-only with the same cells; reportlab\n"
        "with the same paragraphs and tables, without tags, charts or contents; for consistency the rows and agreement()\n"
        "alone. Ratio: how many times as slow or large.\n"
        f"Took {time.perf_counter() - began:.0f} s. Load after: {load_average()}."
    )
    if not asked.only:
        _print_coverage(quick=asked.quick)


def _print_coverage(*, quick: bool) -> None:
    began = time.perf_counter()
    click.echo("\nIntervals of agreement: how often does a 95 % interval hold the truth?")
    found = coverage(20 if quick else SAMPLES, at_most_seconds=5 if quick else 55)
    click.echo(coverage_table(found))
    click.echo(f"Took {time.perf_counter() - began:.0f} s.")


if __name__ == "__main__":
    main()
