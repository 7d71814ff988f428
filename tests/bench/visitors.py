"""How are people signed in, and how is the load made and measured?"""

from __future__ import annotations

import http.client
import json
import re
import subprocess
import sys
from dataclasses import dataclass
from http.cookies import SimpleCookie
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from tests.bench.people import PASSWORD
from tests.bench.serving import ROOT

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.bench.serving import Server

_TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')
_LONGEST = 300

Visitor = dict[str, Any]
"""What ``tests.bench.client`` is told of one visitor."""


@dataclass(frozen=True, slots=True)
class Session:
    """Somebody who is signed in: the cookie that their browser sends, and the token that their pages carry."""

    cookie: str
    token: str = ""


@dataclass(frozen=True, slots=True)
class Timing:
    """What a load measured. Times are milliseconds, ``bytes`` those of the last answer."""

    times: tuple[float, ...]
    bytes: int
    seconds: float
    computing: float
    """Seconds of processor time that the server's workers took."""

    def percentile(self, percent: int) -> float:
        """The time within which this share of the requests was answered."""
        ordered = sorted(self.times)
        return ordered[min(len(ordered) - 1, len(ordered) * percent // 100)]

    @property
    def per_second(self) -> float:
        """Requests answered each second."""
        return len(self.times) / self.seconds

    @property
    def computing_each(self) -> float:
        """Milliseconds of processor time for each request."""
        return self.computing * 1000 / len(self.times)

    def __add__(self, other: Timing) -> Timing:
        return Timing(
            self.times + other.times,
            max(self.bytes, other.bytes),
            self.seconds + other.seconds,
            self.computing + other.computing,
        )


NOTHING = Timing((), 0, 0.0, 0.0)


def sign_in(server: Server, email: str) -> Session:
    """A real sign-in on the real page: password, session cookie, form token."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
    cookies: SimpleCookie = SimpleCookie()

    def ask(method: str, path: str, fields: dict[str, str] | None = None) -> tuple[int, str]:
        headers = {"Cookie": _sent(cookies)}
        body = None
        if fields is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
            body = urlencode(fields).encode()
        connection.request(method, path, body, headers)
        response = connection.getresponse()
        text = response.read().decode()
        for header in response.headers.get_all("Set-Cookie", ()):
            cookies.load(header)
        return response.status, text

    try:
        _status, page = ask("GET", "/login")
        fields = {"csrf_token": _token(page), "email": email, "password": PASSWORD}
        status, _page = ask("POST", "/login", fields)
        if status != 302:
            raise RuntimeError(f"{email} could not sign in: {status}")
        status, said = ask("GET", "/session/token")
        if status != 200:
            raise RuntimeError(f"{email} has no session: {status}")
        return Session(_sent(cookies), json.loads(said)["csrf_token"])
    finally:
        connection.close()


def enter(server: Server, user_id: int) -> Session:
    """The bare application's way in: it believes whoever asks, and gives a signed cookie."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
    try:
        connection.request("GET", f"/enter/{user_id}")
        response = connection.getresponse()
        response.read()
        cookies: SimpleCookie = SimpleCookie(response.headers["Set-Cookie"])
        return Session(_sent(cookies))
    finally:
        connection.close()


def load(server: Server, visitors: Sequence[Visitor]) -> Timing:
    """All visitors at once, in a process of their own. RuntimeError when one of them was refused something."""
    before = server.processor_seconds()
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.client"],
        cwd=ROOT,
        input=json.dumps({"port": server.port, "visitors": visitors}),
        capture_output=True,
        text=True,
        timeout=_LONGEST,
        check=True,
    )
    measured = json.loads(done.stdout)
    if measured["problem"]:
        raise RuntimeError(measured["problem"])
    asked = sum(visitor["times"] + visitor["before"] for visitor in visitors)
    computing = (server.processor_seconds() - before) * len(measured["times"]) / asked
    return Timing(tuple(measured["times"]), measured["bytes"], measured["seconds"], computing)


def reader(session: Session, path: str, times: int, *, before: int = 2) -> Visitor:
    """Somebody who opens a page so many times."""
    return {"cookie": session.cookie, "path": path, "times": times, "before": before}


def _token(page: str) -> str:
    found = _TOKEN.search(page)
    if not found:
        raise RuntimeError("the page has no form token")
    return found[1]


def _sent(cookies: SimpleCookie) -> str:
    return "; ".join(f"{name}={each.value}" for name, each in cookies.items())
