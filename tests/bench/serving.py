"""How is a server started on a free port, and how does it end whatever happens?

Both servers are gunicorn with 2 workers of 4 threads, as ``qa serve`` starts it. Each is ended by its own number; on
Linux the kernel ends it too should the measuring itself be killed.
"""

from __future__ import annotations

import ctypes
import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]
WORKERS, THREADS = 2, 4
_STARTS_WITHIN = 180
_ENDS_WITHIN = 15
_PR_SET_PDEATHSIG = 1


@dataclass(frozen=True, slots=True)
class Server:
    """A running server: its port, its process, how long it took to answer, and its log."""

    port: int
    pid: int
    seconds_to_start: float

    @property
    def workers(self) -> tuple[int, ...]:
        """The numbers of its worker processes."""
        children = Path(f"/proc/{self.pid}/task/{self.pid}/children")
        return tuple(int(each) for each in children.read_text(encoding="ascii").split())

    def processor_seconds(self) -> float:
        """How long its workers have been computing so far, waiting not counted, however busy the machine is."""
        threads = (task for pid in self.workers for task in Path(f"/proc/{pid}/task").iterdir())
        return sum(int((task / "schedstat").read_text(encoding="ascii").split()[0]) for task in threads) / 1e9


@contextmanager
def ours(instance: Path) -> Iterator[Server]:
    """``qa serve`` on an instance."""
    port = _free_port()
    command = [str(Path(sys.executable).parent / "qa"), "serve", "--port", str(port)]
    environment = {"QA_INSTANCE": str(instance), "QA_IS_DEMO": "true"}  # served without a proxy
    with _running(command, environment, port, "/health", instance / "serve.log") as server:
        yield server


@contextmanager
def floor(database_url: str, folder: Path) -> Iterator[Server]:
    """The bare application on the same database. Its log goes into the folder."""
    port = _free_port()
    command = [
        sys.executable, "-m", "gunicorn", "tests.bench.floor.app:app", "--bind", f"127.0.0.1:{port}",
        "--workers", str(WORKERS), "--threads", str(THREADS), "--worker-class", "gthread", "--log-level", "warning",
    ]  # fmt: skip
    log = folder / "floor.log"
    with _running(command, {"BENCH_DATABASE": database_url}, port, "/health", log) as server:
        yield server


@contextmanager
def _running(
    command: list[str], environment: dict[str, str], port: int, path: str, log: Path
) -> Iterator[Server]:
    began = time.perf_counter()
    with log.open("wb") as output:
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            env={**os.environ, "HOST": "127.0.0.1", **environment},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            preexec_fn=_end_with_parent if sys.platform == "linux" else None,  # noqa: PLW1509
        )
    try:
        _wait_for(process, port, path, log)
        yield Server(port, process.pid, time.perf_counter() - began)
    finally:
        _end(process)


def _wait_for(process: subprocess.Popen[bytes], port: int, path: str, log: Path) -> None:
    until = time.monotonic() + _STARTS_WITHIN
    while time.monotonic() < until:
        if process.poll() is not None:
            break
        if _answers(port, path):
            return
        time.sleep(0.02)
    raise RuntimeError(
        f"the server did not start:\n{log.read_text(encoding='utf-8', errors='replace')[-3000:]}"
    )


def _answers(port: int, path: str) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", path)
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(_ENDS_WITHIN)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait(_ENDS_WITHIN)


def _end_with_parent() -> None:
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
