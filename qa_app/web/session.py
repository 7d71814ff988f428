"""What happens between a person's sign-in and the end of their session?

A request that changes something is one write unit from its first query on, so that what a view found is still true
when its use case writes. A view that many people use at once, and whose use case reads again what it depends on, says
``@reads_first``: SQLite has one writer at a time, and nobody should wait while somebody else's request finds its way.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, TypeVar

from flask import abort, g, request
from flask import session as cookie
from flask_wtf.csrf import CSRFError, CSRFProtect

from qa_app.db import begin_write_unit
from qa_app.queries import council
from qa_app.web.signed_out import READING, form_too_old

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask

View = TypeVar("View", bound="Callable[..., Any]")

csrf = CSRFProtect()


def reads_first(view: View) -> View:
    """Writing begins with the view's use case, not with the request."""
    view.reads_first = True  # type: ignore[attr-defined]  # read by _reads_first
    return view


def _reads_first(app: Flask) -> bool:
    return getattr(app.view_functions.get(request.endpoint or ""), "reads_first", False)


def add_to(app: Flask) -> None:
    """Begin and end each request properly."""

    @app.before_request
    def only_forms_are_posted() -> None:
        # Flask-WTF would read JSON as a form: values that are no text are errors in fields that expect nothing else.
        if request.method == "POST" and request.is_json:
            abort(415)

    @app.before_request
    def begin() -> None:
        if request.endpoint == "static" or request.blueprint == "probes":
            return
        if cookie:
            # An empty one is not sent: the answer to what a browser asks by itself could come after that of a sign-in.
            cookie.permanent = True
        # Signing in hashes a password for a fifth of a second: nobody else should wait for that.
        if request.method not in READING and request.blueprint != "security" and not _reads_first(app):
            g.end_write_unit = begin_write_unit()
        g.council = council.settings()
        app.permanent_session_lifetime = timedelta(minutes=g.council.session_minutes)

    @app.teardown_request
    def end(_error: BaseException | None) -> None:
        finish = g.pop("end_write_unit", None)
        if finish:
            finish()

    csrf.init_app(app)
    app.register_error_handler(CSRFError, form_too_old)
