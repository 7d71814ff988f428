"""A browser without a screen: follows links, fills forms by their labels, checks every page it sees."""

from __future__ import annotations

import contextvars
import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from qa_app import clock
from qa_app.db import db
from qa_app.domain.sign_on import LONGEST_SESSION, Way
from qa_app.services import signing_in
from qa_app.web.signed_in import TOKEN
from tests.page import Page

if TYPE_CHECKING:
    from flask import Flask
    from flask.testing import FlaskClient
    from werkzeug.test import TestResponse

    from qa_app.models.people import User


class Visitor:
    """One person at one browser. Each request has a session of its own, as in life.

    Whoever comes back on another day signs in again, unless they ``stay_away``.
    """

    def __init__(self, app: Flask, user: User | None = None) -> None:
        self.app = app
        self.client: FlaskClient = app.test_client()
        self.email = user.email if user else ""
        self.stay_away = False
        self._user = user
        if user is not None:
            self._sign_in(user)

    def _sign_in(self, user: User) -> None:
        self._came_at = clock.now()
        token = signing_in.begin(
            user,
            way=Way.PASSWORD,
            device="A test’s browser",
            instead_of=None,
            is_emergency=False,
            at=self._came_at,
        )
        with self.client.session_transaction() as cookie:
            cookie["_user_id"] = user.fs_uniquifier
            cookie["_fresh"] = True
            cookie[TOKEN] = token
            cookie["fs_paa"] = time.time()
            cookie["fs_cc"] = "set"

    def _come_back(self) -> None:
        if self._user is None or self.stay_away or clock.now() - self._came_at <= LONGEST_SESSION:
            return
        with self.client.session_transaction() as cookie:
            was_signed_in = TOKEN in cookie
        if was_signed_in:
            self._sign_in(self._user)

    def open(self, method: str, path: str, **kwargs: object) -> TestResponse:
        """The bare answer, for what is not a page.

        The request runs in a context of its own: what the test has loaded must not help the view.
        """
        db.session.rollback()
        self._come_back()
        moment = clock.now()

        def ask() -> TestResponse:
            with clock.frozen(moment):
                return self.client.open(path, method=method, **kwargs)  # type: ignore[arg-type]  # passed on

        response = contextvars.Context().run(ask)
        db.session.expire_all()
        return response

    def token(self) -> str:
        """What a script on their page sends beside what it saves."""
        return str(self.open("GET", "/session/token").json["csrf_token"])

    def get(self, path: str, *, status: int = 200) -> Page:
        """The page at an address, after redirects, checked."""
        response = self.open("GET", path, follow_redirects=True)
        assert response.status_code == status, f"GET {path} answered {response.status_code}, not {status}"
        return Page(response.get_data(as_text=True), url=response.request.path)

    def send(self, page: Page, button: str, *, status: int = 200, **by_label: object) -> Page:
        """Fill the form that has this button, by the labels of its inputs, and send what a browser would."""
        sent = page.fill(button, **by_label)
        where = {"query_string" if sent.method == "GET" else "data": sent.fields}
        response = self.open(sent.method, sent.action, follow_redirects=True, **where)
        assert response.status_code == status, (
            f"{sent.method} {sent.action} answered {response.status_code}, not {status}"
        )
        return Page(response.get_data(as_text=True), url=response.request.path)


def cookie_of(app: Flask, user: User, site: str) -> dict[str, str]:
    """The cookie of a person who has just signed in at a site that is served: there it is as late as it is."""
    with clock.frozen(datetime.now(UTC)):
        visitor = Visitor(app, user)
        visitor.open("GET", "/session/token")
        return {"name": "session", "value": visitor.client.get_cookie("session").value, "url": site}
