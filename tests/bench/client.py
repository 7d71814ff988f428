"""What does a browser do under load? A process of its own that reads a job as JSON and prints what it measured.

``python -m tests.bench.client`` reads ``{"visitors": [...]}``. Each visitor is one thread with one connection that is
kept open. It asks for its path so many times or, with ``save``, saves one answer again and again, each time with the
version that it was given the last time, as the page's script does.
"""

from __future__ import annotations

import http.client
import json
import sys
import threading
import time
from contextlib import suppress
from dataclasses import dataclass, field

_TIMEOUT = 30


@dataclass(slots=True)
class Visit:
    """What one visitor saw. Times are milliseconds."""

    times: list[float] = field(default_factory=list)
    bytes: int = 0
    problem: str = ""


def main() -> None:
    job = json.load(sys.stdin)
    visits = [Visit() for _ in job["visitors"]]
    start = threading.Barrier(len(visits) + 1)
    threads = [
        threading.Thread(target=_visit, args=(job["port"], visitor, visit, start), daemon=True)
        for visitor, visit in zip(job["visitors"], visits, strict=True)
    ]
    for thread in threads:
        thread.start()
    with suppress(threading.BrokenBarrierError):  # one of them has a problem, which is told below
        start.wait(_TIMEOUT)
    began = time.perf_counter()
    for thread in threads:
        thread.join(120)
    seconds = time.perf_counter() - began
    json.dump(
        {
            "times": [each for visit in visits for each in visit.times],
            "bytes": max(visit.bytes for visit in visits),
            "seconds": seconds,
            "problem": "; ".join(sorted({visit.problem for visit in visits if visit.problem})),
        },
        sys.stdout,
    )


def _visit(port: int, visitor: dict, visit: Visit, start: threading.Barrier) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=_TIMEOUT)
    headers = {"Cookie": visitor["cookie"], **visitor.get("headers", {})}
    ask = _saver(visitor, headers) if visitor.get("save") else _reader(visitor, headers)
    try:
        for _ in range(visitor["before"]):
            ask(connection)
        start.wait(_TIMEOUT)
        for _ in range(visitor["times"]):
            began = time.perf_counter()
            visit.bytes = ask(connection)
            visit.times.append((time.perf_counter() - began) * 1000)
    except threading.BrokenBarrierError:
        return
    except Exception as problem:  # noqa: BLE001  # whatever it is, the bench says it
        visit.problem = f"{type(problem).__name__}: {problem}"
        start.abort()
    finally:
        connection.close()


def _reader(visitor: dict, headers: dict):
    def ask(connection: http.client.HTTPConnection) -> int:
        connection.request("GET", visitor["path"], headers=headers)
        response = connection.getresponse()
        page = response.read()
        if response.status != 200:
            raise RuntimeError(f"GET {visitor['path']} answered {response.status}")
        return len(page)

    return ask


def _saver(visitor: dict, headers: dict):
    headers = {"Content-Type": "application/json", **headers}
    version, turn = visitor["version"], 0

    def ask(connection: http.client.HTTPConnection) -> int:
        nonlocal version, turn
        turn += 1
        # Two texts in turn: an answer that is the same as before is not written.
        words = f"{visitor['words']} ({time.perf_counter_ns()})"
        body = json.dumps({"value": words, "comment": "", "version": version}).encode()
        connection.request("PUT", visitor["path"], body, headers)
        response = connection.getresponse()
        said = response.read()
        if response.status != 200:
            raise RuntimeError(f"PUT {visitor['path']} answered {response.status}: {said[:200]!r}")
        saved = json.loads(said)["version"]
        if saved != version + 1:
            raise RuntimeError(f"PUT {visitor['path']} saved version {saved} over {version}")
        version = saved
        return len(said)

    return ask


if __name__ == "__main__":
    main()
