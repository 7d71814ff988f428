"""How much memory does a worker of the server hold?"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from tests.bench.measures import Line

if TYPE_CHECKING:
    from tests.bench.serving import Server


def resident(pid: int, name: str = "VmRSS") -> float:
    """A process's resident memory, or its highest (``VmHWM``), in MB."""
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii", errors="replace")
    (line,) = (line for line in status.splitlines() if line.startswith(f"{name}:"))
    return int(line.split()[1]) * 1024 / 1_000_000


def largest_worker(server: Server) -> float:
    """The memory of the server's largest worker, in MB."""
    return max(resident(pid) for pid in server.workers)


def memory(idle: tuple[float, float], loaded: tuple[float, float]) -> list[Line]:
    """Ours and the floor's, before anybody came and after all that was measured."""
    return [
        Line("memory of a worker, idle", *idle, "MB"),
        Line("memory of a worker, after everything above", *loaded, "MB"),
    ]
