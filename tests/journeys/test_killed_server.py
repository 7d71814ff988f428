"""When the server dies in the middle of saving, is every answer that it acknowledged still there?"""

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
from threading import Event, Lock

from sqlalchemy import select

from qa_app.config import write_config
from qa_app.db import session
from qa_app.domain.workflow import Status
from qa_app.models.audits import Answer
from tests import factories
from tests.visitor import Visitor

KEYS = ("overall-rationale", "seeing-difference", "family-difference", "why-not-alone")
ENOUGH = 120
PATIENCE = 40


def test_kill_dash_nine_loses_no_acknowledged_answer(app, cast, tmp_path):
    audit_id = factories.audit(cast.asha, status=Status.IN_PROGRESS).id
    cookie, token = _signed_in(Visitor(app, cast.asha))
    session.rollback()
    port = _free_port()
    server = _serve(app, tmp_path / "served", port)
    acknowledged: dict[str, tuple[int, str]] = {}
    tried: dict[str, set[str]] = {key: set() for key in KEYS}
    count, lock, is_dead = [0], Lock(), Event()

    def type_away(key):
        version = 0
        while not is_dead.is_set():
            words = f"{key} {version + 1} " + "words " * 200
            with lock:
                tried[key].add(words)
            try:
                status, said = _put(port, f"/audits/{audit_id}/answers/{key}", words, version, cookie, token)
            except (OSError, http.client.HTTPException, ValueError):
                return
            assert status == 200, (status, said)
            version = said["version"]
            with lock:
                acknowledged[key] = (version, words)
                count[0] += 1

    try:
        _wait_until_up(port)
        with ThreadPoolExecutor(len(KEYS)) as pool:
            threads = [pool.submit(type_away, key) for key in KEYS]
            until = time.monotonic() + PATIENCE
            while count[0] < ENOUGH and time.monotonic() < until and not any(each.done() for each in threads):
                time.sleep(0.005)
            os.killpg(server.pid, signal.SIGKILL)
            is_dead.set()
            for each in threads:
                each.result(timeout=PATIENCE)
    finally:
        if server.poll() is None:
            os.killpg(server.pid, signal.SIGKILL)
        server.wait(timeout=PATIENCE)
    assert count[0] >= ENOUGH, "too few answers were saved to prove anything"
    kept = {
        key: (version, value)
        for key, version, value in session.execute(
            select(Answer.question_key, Answer.version, Answer.value).where(Answer.audit_id == audit_id)
        )
    }
    for key, (version, words) in acknowledged.items():
        assert kept[key][0] in {version, version + 1}, key
        assert kept[key][1] == words if kept[key][0] == version else kept[key][1] in tried[key]


def _signed_in(visitor: Visitor) -> tuple[str, str]:
    """The session cookie and form token of somebody who has signed in."""
    token = visitor.open("GET", "/session/token").json["csrf_token"]
    return visitor.client.get_cookie("session").value, token


def _serve(app, instance, port: int) -> subprocess.Popen[bytes]:
    config = app.config["QA"]
    write_config(instance)
    environment = os.environ | {
        "QA_INSTANCE": str(instance),
        "QA_IS_DEMO": "true",  # served without a proxy
        "QA_DATABASE_URL": config.database_url,
        "QA_SECRET_KEY": config.secret_key,
        "QA_PASSWORD_SALT": config.password_salt,
        "QA_TOTP_SECRET": config.totp_secret,
    }
    command = [
        sys.executable,
        "-m",
        "gunicorn",
        "qa_app.app:from_environment()",
        "--bind",
        f"127.0.0.1:{port}",
    ]
    options = ["--workers", "1", "--threads", "4", "--worker-class", "gthread", "--log-level", "warning"]
    return subprocess.Popen([*command, *options], env=environment, start_new_session=True)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_until_up(port: int) -> None:
    until = time.monotonic() + PATIENCE
    while True:
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            connection.request("GET", "/health")
            if connection.getresponse().status == 200:
                return
        except OSError:
            pass
        finally:
            connection.close()
        assert time.monotonic() < until, "the server did not start"
        time.sleep(0.05)


def _put(port: int, path: str, words: str, version: int, cookie: str, token: str):  # noqa: PLR0917
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    try:
        body = json.dumps({"value": words, "comment": "", "version": version})
        headers = {"Content-Type": "application/json", "Cookie": f"session={cookie}", "X-CSRFToken": token}
        connection.request("PUT", path, body=body, headers=headers)
        response = connection.getresponse()
        return response.status, json.loads(response.read())
    finally:
        connection.close()
