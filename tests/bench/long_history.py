"""How long does it take to read and check a history of a million rows?"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path

import flask_migrate
from sqlalchemy import insert

from qa_app.app import create_app
from qa_app.clock import now
from qa_app.config import read_config, write_config
from qa_app.db import db, write_unit
from qa_app.domain.chain import BEGINNING, Line, details_text, digest
from qa_app.models.history import HistoryRow
from tests.bench.measures import Line as Measured
from tests.bench.memory import resident
from tests.bench.serving import ROOT

_AT_ONCE = 20_000


def long_history(folder: Path, rows: int) -> list[Measured]:
    """``qa verify-history`` in a process of its own: what the caller waits for, and the most memory that it needed."""
    instance = folder / "history"
    write_config(instance)
    app = create_app(read_config(instance))
    with app.app_context():
        flask_migrate.upgrade()
        _write(rows)
        db.engine.dispose()
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.long_history", str(instance)],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    found = json.loads(done.stdout)
    name = f"verify-history of {rows:,} rows"
    return [
        Measured(name, found["seconds"], None, "s"),
        Measured(f"{name}, rows per second", found["rows"] / found["seconds"], None, ""),
        Measured(f"{name}, memory above idle", max(found["memory"], 0.01), None, "MB"),
    ]


def _write(rows: int) -> None:
    """As they are when answers are saved, a second apart."""
    began, previous = now(), BEGINNING
    for first in range(1, rows + 1, _AT_ONCE):
        batch = []
        for number in range(first, min(first + _AT_ONCE, rows + 1)):
            details = details_text(
                {
                    "question": "voice-difference",
                    "version": number % 9,
                    "value": f"312 characters {number:016x}",
                }
            )
            line = Line(
                number,
                began + timedelta(seconds=number),
                "changed",
                number % 40,
                "audit",
                number % 10_000,
                f"EX{number % 5_000:06}",
                details,
            )
            own = digest(line, previous)
            batch.append({**line._asdict(), "previous": previous, "hash": own})
            previous = own
        with write_unit(), db.engine.begin() as connection:
            connection.execute(insert(HistoryRow.__table__), batch)


def _verify(instance: Path) -> dict[str, float]:
    from qa_app.queries import history  # noqa: PLC0415

    with create_app(read_config(instance)).app_context():
        history.head()
        idle = resident(os.getpid())
        began = time.perf_counter()
        found = history.verified({})
        seconds = time.perf_counter() - began
        assert not found.troubles, found.troubles
        return {
            "seconds": seconds,
            "rows": found.newest.sequence,
            "memory": resident(os.getpid(), "VmHWM") - idle,
        }


if __name__ == "__main__":
    json.dump(_verify(Path(sys.argv[1])), sys.stdout)
