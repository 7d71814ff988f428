"""How long does a backup take while eight people save, and what do they notice of it?"""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
import threading
import time
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import sqlalchemy as sa

from qa_app.keeping import postgres_tools
from qa_app.keeping.postgres_tools import Server
from tests.bench.measures import Line
from tests.bench.saves import writers
from tests.bench.visitors import NOTHING, load

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.bench.sizes import Sizes
    from tests.bench.standing import Standing
    from tests.bench.visitors import Timing

_CLIENTS = 8
_WITHIN = 600


def backups(standing: Standing, sizes: Sizes) -> list[Line]:
    """``qa backup`` against the database's own copy alone, then ``qa verify-backup``."""
    filled = standing.filled
    to = filled.instance / "bench-backups"
    seconds, busy = _under_load(standing, sizes, lambda: _qa(filled.instance, "backup", "--to", str(to)))
    bare, _ = _under_load(standing, sizes, lambda: _copy_alone(filled.database_url, to / "alone"))
    calm = _load(standing, sizes)
    (made,) = to.glob("qa-*.tar.gz")
    verified = _timed(lambda: _qa(filled.instance, "verify-backup", str(made)))
    name = f"backup of {filled.audits:,} audits ({filled.megabytes:,.0f} MB) while {_CLIENTS} save"
    lines = [
        Line(f"{name}, taken", seconds, bare, "s"),
        Line(
            f"{name}, size", made.stat().st_size / 1_000_000, (to / "alone").stat().st_size / 1_000_000, "MB"
        ),
        Line(
            f"{name}, a save meanwhile (floor: without a backup), p50",
            busy.percentile(50),
            calm.percentile(50),
            "ms",
        ),
        Line(
            f"{name}, a save meanwhile (floor: without a backup), p95",
            busy.percentile(95),
            calm.percentile(95),
            "ms",
        ),
        Line("verify-backup of the same", verified, None, "s"),
    ]
    shutil.rmtree(to)
    return lines


def _under_load(standing: Standing, sizes: Sizes, work: Callable[[], None]) -> tuple[float, Timing]:
    """How long the work took while people saved, and how long their saves took."""
    found: list[float] = []
    doing = threading.Thread(target=lambda: found.append(_timed(work)))
    noticed = NOTHING
    doing.start()
    while doing.is_alive() or not noticed.times:
        noticed += _load(standing, sizes)
    doing.join()
    if not found:
        raise RuntimeError("the backup failed")
    return found[0], noticed


def _load(standing: Standing, sizes: Sizes) -> Timing:
    clients = min(_CLIENTS, len(standing.filled.drafts) // 2)
    drafts = standing.filled.drafts[: len(standing.filled.drafts) // 2][:clients]
    times = max(each for _, each in sizes.saves)
    return load(standing.ours.server, writers(standing, standing.ours, drafts, times))


def _copy_alone(url: str, into: Path) -> None:
    """SQLite's backup, or pg_dump, and nothing else."""
    address = sa.make_url(url)
    if address.get_backend_name() == "sqlite":
        with (
            closing(sqlite3.connect(str(address.database))) as source,
            closing(sqlite3.connect(into)) as target,
        ):
            source.backup(target)
        return
    engine = sa.create_engine(address, poolclass=sa.NullPool)
    with engine.connect() as connection:
        programs = connection.exec_driver_sql(
            "SELECT setting FROM pg_config WHERE name = 'BINDIR'"
        ).scalar_one()
        version = connection.exec_driver_sql("SHOW server_version_num").scalar_one()
    dump = postgres_tools.find("pg_dump", Server(int(version) // 10_000, str(programs)))
    postgres_tools.run(dump, ["--format=custom", f"--file={into}"], address)


def _timed(work: Callable[[], None]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def _qa(instance: Path, *arguments: str) -> None:
    subprocess.run(
        [str(Path(sys.executable).parent / "qa"), *arguments],
        env={**os.environ, "QA_INSTANCE": str(instance)},
        stdout=subprocess.DEVNULL,
        timeout=_WITHIN,
        check=True,
    )
