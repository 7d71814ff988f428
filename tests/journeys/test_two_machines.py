"""Two application servers on one PostgreSQL: may any of them answer anybody, and what is lost when one dies?

Real processes with the settings of production; the client does what the reverse proxy does: it takes turns, says that the
visitor came over TLS, and passes over a server that does not take the connection.
"""

from __future__ import annotations

import http.client
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from dataclasses import replace
from itertools import cycle
from pathlib import Path
from threading import Event, Lock
from urllib.parse import urlencode

import pytest
import sqlalchemy as sa
from flask_security.utils import hash_password
from sqlalchemy import select

from qa_app.app import create_app
from qa_app.db import db, exclusively, session, use_case
from qa_app.domain.operating import Outcome
from qa_app.domain.workflow import Status
from qa_app.models.audits import Answer
from qa_app.models.people import User
from qa_app.models.runs import CommandRun
from tests import factories
from tests.conftest import _on_server

QA = Path(sys.executable).parent / "qa"
HOST = "audits.testshire.example"
PASSWORD = "three random words"
SECRETS = {
    "secret_key": "yOS9g0hBWUXb1mJcQeN4rVtKz7LdPfA2",
    "password_salt": "Tq8sZxE3wRuYjHnM5kCvB6pLgD1aF0iO",
    "totp_secret": "nB4vC7xZ2lK9jH1gF6dS3aP8oI5uY0tR",
}
TOKEN = "zX3cV6bN9mK2lJ5hG8fD1sA4pO7iU0yT"
KEYS = ("overall-rationale", "seeing-difference", "family-difference", "why-not-alone")
BEFORE, AFTER = 60, 60
PATIENCE = 90

pytestmark = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)


class Machine:
    """One application server with a folder of its own."""

    def __init__(self, folder: Path, database_url: str, workers: int) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = int(probe.getsockname()[1])
        self.log = folder.with_suffix(".log")
        folder.mkdir()
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [QA, "serve", "--port", str(self.port), "--workers", str(workers)],
                env=environment(folder, database_url),
                start_new_session=True,
                stdout=subprocess.DEVNULL,
                stderr=log,
            )

    def kill(self) -> None:
        """As when somebody pulls the plug."""
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(timeout=PATIENCE)


def environment(folder: Path, database_url: str) -> dict[str, str]:
    return os.environ | {f"QA_{name.upper()}": value for name, value in SECRETS.items()} | {
        "QA_INSTANCE": str(folder),
        "QA_DATABASE_URL": database_url,
        "QA_BASE_URL": f"https://{HOST}",
        "QA_IS_SECURE": "true",
        "QA_PROXIES": "1",
        "QA_METRICS_TOKEN": TOKEN,
    }  # fmt: skip


class Proxy:
    """Takes turns. ``lost`` counts requests that a server had taken and did not answer."""

    def __init__(self, machines: list[Machine]) -> None:
        self.turns, self.lock, self.lost = cycle([each.port for each in machines]), Lock(), 0
        self.cookies: dict[str, str] = {}

    def ask(self, method: str, path: str, body: str = "", **headers: str) -> tuple[int, str, int]:
        """The status, the text and the port that answered.

        :raises ConnectionError: when a server took the request and died.
        """
        for _ in range(4):
            with self.lock:
                port = next(self.turns)
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
            try:
                connection.connect()
            except ConnectionRefusedError:
                continue
            try:
                return (*self._through(connection, method, path, body, headers), port)
            except (OSError, http.client.HTTPException) as error:
                with self.lock:
                    self.lost += 1
                raise ConnectionError from error
            finally:
                connection.close()
        raise AssertionError("no server takes a connection")

    def _through(self, connection, method, path, body, headers):
        connection.request(
            method, path, body=body.encode(),
            headers={
                "X-Forwarded-For": "203.0.113.7", "X-Forwarded-Proto": "https", "X-Forwarded-Host": HOST,
                "Referer": f"https://{HOST}/", "Cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items()),
            } | headers,
        )  # fmt: skip
        answer = connection.getresponse()
        text = answer.read().decode()
        for each in answer.headers.get_all("Set-Cookie") or ():
            name, _, value = each.partition(";")[0].partition("=")
            self.cookies[name] = value
        return answer.status, text


@pytest.fixture
def audit_id(app, cast):
    """An audit of Asha, who has a password that these secrets know."""
    number = factories.audit(cast.asha, status=Status.IN_PROGRESS).id

    @use_case
    def choose_password(hashed: str) -> None:
        session.get_one(User, cast.asha.id).password = hashed

    served = create_app(replace(app.config["QA"], **SECRETS))
    with served.test_request_context():
        choose_password(hash_password(PASSWORD))
        db.engine.dispose()
    session.rollback()
    return number


def test_any_server_answers_anybody_and_one_that_dies_takes_nothing_with_it(
    app, audit_id, database_url, tmp_path
):
    machines = [Machine(tmp_path / name, database_url, workers) for name, workers in (("one", 1), ("two", 2))]
    try:
        for each in machines:
            wait_until_ready(each)
        proxy = Proxy(machines)
        sign_in(proxy)
        ports = {signed_in_at(proxy) for _ in range(4)}
        assert ports == {each.port for each in machines}, "a session is kept at one server"
        acknowledged = save_while_one_dies(proxy, machines[0], audit_id)
        assert proxy.lost <= len(KEYS), "more was lost than was in flight"
        numbers = metrics(machines[1])
        machines[1].process.send_signal(signal.SIGTERM)
        assert machines[1].process.wait(timeout=PATIENCE) == 0
    finally:
        for each in machines:
            each.kill()
    kept = dict(
        session.execute(
            select(Answer.question_key, Answer.value).where(
                Answer.audit_id == audit_id, Answer.question_key.in_(KEYS)
            )
        ).all()
    )
    assert kept == acknowledged
    saved = re.search(r'^qa_saves_total\{result="saved"\} (\d+)', numbers, re.MULTILINE)
    assert int(saved.group(1)) >= AFTER, "the workers' counts are not added up"
    for each in machines:
        lines = [json.loads(line) for line in each.log.read_text(encoding="utf-8").splitlines()]
        assert any(line.get("page") == "answers.save" for line in lines)
        assert "words words" not in each.log.read_text(encoding="utf-8")


def save_while_one_dies(proxy: Proxy, victim: Machine, audit_id: int) -> dict[str, str]:
    """Four people type; after a while one server is killed; they go on until enough was saved at the other one."""
    token = json.loads(proxy.ask("GET", "/session/token")[1])["csrf_token"]
    acknowledged: dict[str, str] = {}
    count, lock, is_dead, is_enough = [0, 0], Lock(), Event(), Event()

    def type_away(key: str) -> None:
        version = 0
        while not is_enough.is_set():
            words = f"{key} {version + 1} " + "words " * 50
            body = json.dumps({"value": words, "comment": "", "version": version})
            try:
                status, text, _ = proxy.ask(
                    "PUT", f"/audits/{audit_id}/answers/{key}", body,
                    **{"Content-Type": "application/json", "X-CSRFToken": token},
                )  # fmt: skip
            except ConnectionError:
                continue  # nobody knows whether it was saved: the same again, as the page does
            said = json.loads(text)
            assert status == 200 or (status == 409 and proxy.lost), (status, said)
            version = said["version"]
            if status == 409:
                continue
            with lock:
                acknowledged[key] = words
                count[is_dead.is_set()] += 1

    with ThreadPoolExecutor(len(KEYS)) as pool:
        typing = [pool.submit(type_away, key) for key in KEYS]
        wait_for(lambda: count[0] >= BEFORE, typing)
        victim.kill()
        is_dead.set()
        wait_for(lambda: count[1] >= AFTER, typing)
        is_enough.set()
        for each in typing:
            each.result(timeout=PATIENCE)
    return acknowledged


def wait_for(condition, running) -> None:
    until = time.monotonic() + PATIENCE
    while not condition() and time.monotonic() < until and not any(each.done() for each in running):
        time.sleep(0.01)


def wait_until_ready(machine: Machine) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        assert machine.process.poll() is None, machine.log.read_text(encoding="utf-8")
        with suppress(OSError):
            if asked(machine, "/ready")[0] == 200:
                return
        time.sleep(0.1)
    raise AssertionError("the server did not start: " + machine.log.read_text(encoding="utf-8"))


def asked(machine: Machine, path: str, **headers: str) -> tuple[int, str]:
    with closing(http.client.HTTPConnection("127.0.0.1", machine.port, timeout=PATIENCE)) as connection:
        connection.request("GET", path, headers=headers)
        answer = connection.getresponse()
        return answer.status, answer.read().decode()


def sign_in(proxy: Proxy) -> None:
    page = proxy.ask("GET", "/login")[1]
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page).group(1)
    sent = urlencode({"email": "asha@testshire.example", "password": PASSWORD, "csrf_token": token})
    status, text, _ = proxy.ask(
        "POST", "/login", sent, **{"Content-Type": "application/x-www-form-urlencoded"}
    )
    assert status == 302, text


def signed_in_at(proxy: Proxy) -> int:
    status, text, port = proxy.ask("GET", "/")
    assert status == 200
    assert "Hello Asha" in text
    return port


def metrics(machine: Machine) -> str:
    status, text = asked(machine, "/metrics", Authorization=f"Bearer {TOKEN}")
    assert status == 200
    return text


def qa(folder: Path, database_url: str, *arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [QA, *arguments], env=environment(folder, database_url), stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip


def test_two_machines_that_chase_at_once_leave_it_to_one(app, cast, database_url, tmp_path):
    del cast
    with exclusively("chase", wait=False) as is_ours:
        assert is_ours
        left = qa(tmp_path, database_url, "chase")
        assert "Another machine is doing this" in left.communicate(timeout=PATIENCE)[0]
        assert left.returncode == 0
    both = [qa(tmp_path, database_url, "chase") for _ in range(2)]
    for each in both:
        said = each.communicate(timeout=PATIENCE)[0]
        assert each.returncode == 0, said
    session.rollback()
    outcomes = session.scalars(select(CommandRun.outcome).order_by(CommandRun.id)).all()
    assert outcomes[0] is Outcome.ELSEWHERE
    assert Outcome.DONE in outcomes[1:]
    assert set(outcomes) <= {Outcome.ELSEWHERE, Outcome.DONE}
    assert len(outcomes) == 3


def test_two_machines_that_set_up_at_once_make_one_instance(app, database_url, postgres_server, tmp_path):
    del app
    _on_server(postgres_server, "DROP DATABASE IF EXISTS qa_empty WITH (FORCE)")
    _on_server(postgres_server, "CREATE DATABASE qa_empty")
    empty = sa.make_url(database_url).set(database="qa_empty").render_as_string(hide_password=False)
    arguments = (
        "init",
        "--council=Testshire",
        "--name=Ada",
        "--email=ada@testshire.example",
        f"--password={PASSWORD}",
    )
    both = [qa(tmp_path, empty, *arguments) for _ in range(2)]
    said = [each.communicate(timeout=2 * PATIENCE)[0] for each in both]
    assert [each.returncode for each in both] == [0, 0], said
    engine = sa.create_engine(empty)
    with engine.connect() as connection:
        assert connection.scalar(sa.text("SELECT count(*) FROM council")) == 1
        assert connection.scalar(sa.text('SELECT count(*) FROM "user"')) == 1
        assert connection.scalar(sa.text("SELECT count(*) FROM tool_version")) == 5
        assert connection.scalar(sa.text("SELECT count(*) FROM command_run WHERE command = 'init'")) == 2
    engine.dispose()
    _on_server(postgres_server, "DROP DATABASE qa_empty WITH (FORCE)")
