"""With which council do the people of the browser tests work? Testshire, on SQLite, served on a real socket."""

from __future__ import annotations

import shutil
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask_security.utils import hash_password
from sqlalchemy import select

from qa_app.app import create_app
from qa_app.clock import frozen, now
from qa_app.db import db, session, use_case
from qa_app.models.people import User
from tests.browser.chromium import served
from tests.cast import assemble
from tests.conftest import config_for
from tests.finished import wait_for_jobs
from tests.journeys.setting_up import load_tools

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from pathlib import Path
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

    from flask import Flask

    from qa_app.domain.tools import ToolDefinition
    from tests.cast import Cast

PASSWORD = "copper meadow kettle"


@dataclass(frozen=True)
class ServedCouncil:
    """A council that people can reach with a browser. The test may use its database while ``app`` is in context."""

    app: Flask
    address: str
    cast: Cast
    tools: dict[str, ToolDefinition]


@contextmanager
def served_council(folder: Path, template: Path, *, at: datetime | None = None) -> Iterator[ServedCouncil]:
    """The council with its people, who all have a password, and the tools that ship.

    ``at`` is the moment that it is in every request; the true one when none is given.
    """
    path = folder / "qa.db"
    shutil.copy(template, path)
    app = create_app(config_for(folder, f"sqlite:///{path}"))
    if at:
        app.wsgi_app = _Frozen(app.wsgi_app, at)
    with app.app_context():
        cast = assemble(at=at or now())
        with app.test_request_context():
            hashed = hash_password(PASSWORD)
        _give_passwords(hashed)
        tools = load_tools()
        with served(app) as address:
            yield ServedCouncil(app, address, cast, tools)
            wait_for_jobs()
        db.session.remove()
        db.engine.dispose()


class _Frozen:
    """An application in which it is always the same moment, whichever thread answers."""

    def __init__(self, app: WSGIApplication, at: datetime) -> None:
        self._app, self._at = app, at

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> list[bytes]:
        with frozen(self._at):
            answer = self._app(environ, start_response)
            try:
                return [b"".join(answer)]
            finally:
                if hasattr(answer, "close"):
                    answer.close()


@use_case
def _give_passwords(hashed: str) -> None:
    for user in session.scalars(select(User)):
        user.password = hashed
