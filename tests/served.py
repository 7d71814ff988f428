"""A real server on a real port, and people who type into it at once, as fast as it answers.

What was acknowledged is written down, so that a test can compare it with what is kept afterwards.
"""

from __future__ import annotations

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from threading import Event, Lock
from typing import TYPE_CHECKING

from qa_app import clock
from qa_app.config import write_config
from tests.visitor import Visitor

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from flask import Flask

    from qa_app.models.people import User

KEYS = ("overall-rationale", "seeing-difference", "family-difference", "why-not-alone")
PATIENCE = 60
QA = (sys.executable, "-c", "from qa_app.cli import main; main()")
"""The command, whatever folder it is run from."""


@dataclass
class Served:
    """``qa serve`` as it is started for a council: one master process and two workers."""

    port: int
    process: subprocess.Popen[bytes]

    @property
    def workers(self) -> list[int]:
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        return [int(each) for each in children.read_text(encoding="ascii").split()]

    def kill(self) -> None:
        """The master and its workers at once, without a word."""
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(timeout=PATIENCE)


def environment_of(app: Flask, instance: Path) -> dict[str, str]:
    """What a command needs to know to work on a test's database."""
    config = app.config["QA"]
    write_config(instance)
    return os.environ | {
        "QA_INSTANCE": str(instance),
        "QA_IS_DEMO": "true",  # served without a proxy
        "QA_DATABASE_URL": config.database_url,
        "QA_SECRET_KEY": config.secret_key,
        "QA_PASSWORD_SALT": config.password_salt,
        "QA_TOTP_SECRET": config.totp_secret,
        "QA_IS_CHEAP_HASHING": "true",
        "PYTHONPATH": os.pathsep.join(filter(None, sys.path)),
    }


@contextmanager
def serving(app: Flask, instance: Path) -> Iterator[Served]:
    """Within the block the test's database is served; killed at its end if it still runs."""
    environment = environment_of(app, instance)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    command = [*QA, "serve", "--host", "127.0.0.1", "--port", str(port)]
    served = Served(
        port, subprocess.Popen(command, env=environment, start_new_session=True, stdout=subprocess.DEVNULL)
    )
    try:
        _wait_until_up(served)
        yield served
    finally:
        served.kill()


def _wait_until_up(served: Served) -> None:
    until = time.monotonic() + PATIENCE
    while status_of(served.port, "/health") != 200 or len(served.workers) < 2:
        assert time.monotonic() < until, "the server did not start"
        time.sleep(0.05)


def status_of(port: int, path: str) -> int:
    """What a stranger is answered; 0 for no answer."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("GET", path)
        return connection.getresponse().status
    except (OSError, http.client.HTTPException):
        return 0
    finally:
        connection.close()


@dataclass
class Typists:
    """One thread for each answer that is typed. ``is_patient``: asks again when there was no answer."""

    app: Flask
    user: User
    places: Sequence[tuple[int, str]]
    """Each the number of an audit and the key of a question."""
    port: int = 0
    is_patient: bool = False
    acknowledged: dict[tuple[int, str], int] = field(default_factory=dict)
    """Place → the newest version of the answer that the server said is saved."""
    refused: list[tuple[int, str]] = field(default_factory=list)
    """Statuses other than 200, with what was said."""
    unanswered: int = 0
    count: int = 0
    _stop: Event = field(default_factory=Event)
    _lock: Lock = field(default_factory=Lock)

    def __post_init__(self) -> None:
        with clock.frozen(datetime.now(UTC)):  # as the servers see it
            visitor = Visitor(self.app, self.user)
            token = visitor.token()
        self._headers = {
            "Content-Type": "application/json",
            "Cookie": f"session={visitor.client.get_cookie('session').value}",
            "X-CSRFToken": token,
        }

    @contextmanager
    def typing(self) -> Iterator[None]:
        """Within the block everybody types; at its end all threads are."""
        self._stop.clear()
        with ThreadPoolExecutor(len(self.places)) as pool:
            threads = [pool.submit(self._type, place) for place in self.places]
            try:
                yield
            finally:
                self._stop.set()
                for each in threads:
                    each.result(timeout=PATIENCE)

    def wait_for(self, count: int) -> None:
        """Until so many answers were acknowledged since the beginning."""
        until = time.monotonic() + PATIENCE
        while self.count < count:
            assert time.monotonic() < until, (
                f"only {self.count} of {count} answers were saved: {self.refused[:3]}"
            )
            time.sleep(0.005)

    def snapshot(self) -> dict[tuple[int, str], int]:
        """What was acknowledged until now."""
        with self._lock:
            return dict(self.acknowledged)

    def _type(self, place: tuple[int, str]) -> None:
        audit_id, key = place
        version = self.acknowledged.get(place, 0)
        while not self._stop.is_set():
            try:
                status, said = self._put(
                    f"/audits/{audit_id}/answers/{key}", words(place, version + 1), version
                )
            except (OSError, http.client.HTTPException, ValueError):
                with self._lock:
                    self.unanswered += 1
                if not self.is_patient:
                    return
                time.sleep(0.05)
                continue
            with self._lock:
                if status == 200:
                    version = self.acknowledged[place] = said["version"]
                    self.count += 1
                elif status == 409 and said["theirs"]["value"] == words(place, version + 1):
                    version = said["version"]  # what was cut off had been saved
                else:
                    self.refused.append((status, said.get("error", str(said))))
                    if not self.is_patient:
                        return
                    self._stop.wait(0.05)

    def _put(self, path: str, value: str, version: int) -> tuple[int, dict]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            body = json.dumps({"value": value, "comment": "", "version": version})
            connection.request("PUT", path, body=body, headers=self._headers)
            response = connection.getresponse()
            return response.status, json.loads(response.read())
        finally:
            connection.close()


def words(place: tuple[int, str], version: int) -> str:
    """What is typed as this version of an answer."""
    return f"{place[0]} {place[1]} {version} " + "words " * 100


def lost(
    acknowledged: Mapping[tuple[int, str], int], kept: Mapping[tuple[int, str], tuple[int, str]]
) -> list[str]:
    """What was acknowledged and is not kept: an older version, or words that belong to another."""
    return [
        f"{place}: version {version} was acknowledged, {kept.get(place)} is kept"
        for place, version in acknowledged.items()
        if place not in kept
        or kept[place][0] < version
        or kept[place][1].strip() != words(place, kept[place][0]).strip()
    ]
