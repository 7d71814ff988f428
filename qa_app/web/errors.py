"""How does each kind of 'no' look to a person?

Each refusal of ``qa_app.domain.errors`` has one status. A page for people, JSON for scripts; never a traceback.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from flask import g, jsonify, make_response, render_template, request
from flask_security.core import AnonymousUser
from sqlalchemy.exc import (
    DataError,
    DBAPIError,
    InterfaceError,
    NoResultFound,
    OperationalError,
    SQLAlchemyError,
)
from werkzeug.exceptions import HTTPException

from qa_app.db import end_read, is_disk_full
from qa_app.domain import errors

if TYPE_CHECKING:
    from flask import Flask, Response

_log = logging.getLogger(__name__)

_STATUS: dict[type[errors.QaError], int] = {
    errors.StepNotAllowed: 409,
    errors.Stale: 409,
    errors.ToolChanged: 409,
    errors.NotYours: 403,
    errors.ConflictOfInterest: 403,
    errors.Incomplete: 422,
    errors.BadFile: 422,
    errors.NotPossible: 422,
}

_TITLES = {
    400: "The request could not be understood",
    403: "You cannot do this",
    404: "Page not found",
    405: "This page cannot be used that way",
    409: "Something changed in the meantime",
    413: "That is too large",
    422: "That could not be done",
    429: "Too many tries",
    500: "Something went wrong on our side",
    503: "The service cannot do this at the moment",
}

_SENTENCES = {
    400: "Go back, check what you sent, and try again.",
    404: "If you typed the address, check that it is right. It may be something that you cannot see, "
    "or that does not exist.",
    405: "Go back and use the links and buttons on the page.",
    413: "Send a smaller file (at most 25 megabytes) or fewer words. Nothing was saved.",
    429: "Wait a few minutes, then try again.",
    500: "Nothing that you had saved is lost. Try again; if it happens again, tell your administrator the time "
    "and the page.",
    503: "Too many people are saving at this moment, or the database is being restarted. What was saved before is "
    "safe. Go back and try again in a minute.",
}

_DISK = (
    "The disk of this service is full or broken, so nothing can be saved. What was saved before is safe. Keep your words, "
    "and tell your administrator now."
)


def add_to(app: Flask) -> None:
    """Say how each refusal is answered."""

    @app.errorhandler(errors.QaError)
    def refused(error: errors.QaError) -> Response:
        return _answer(_STATUS.get(type(error), 422), error.message)

    @app.errorhandler(NoResultFound)
    def not_found(_error: NoResultFound) -> Response:
        return _answer(404)

    @app.errorhandler(DataError)
    def not_text(error: DataError) -> Response:
        # Something that no column holds, such as a text with a zero byte: a person cannot type it.
        _log.warning("database could not hold what was sent to %s", request.endpoint)
        del error
        return _answer(400)

    @app.errorhandler(OperationalError)
    @app.errorhandler(InterfaceError)
    def busy(error: DBAPIError) -> Response:
        _log.error("database refused: %s", type(error.orig).__name__)
        return _answer(503, _DISK if is_disk_full(error) else "")

    @app.errorhandler(HTTPException)
    def http(error: HTTPException) -> Response:
        if error.code is None or error.code < 400:
            return make_response(error.get_response())
        return _answer(error.code)

    @app.errorhandler(Exception)
    def unexpected(error: Exception) -> Response:
        _log.exception("unexpected %s at %s", type(error).__name__, request.endpoint, exc_info=error)
        return _answer(500)


def _answer(status: int, sentence: str = "") -> Response:
    end_read()
    sentence = sentence or _SENTENCES.get(status, _SENTENCES[400])
    if request.is_json or request.accept_mimetypes.best == "application/json":
        response = jsonify(error=sentence)
        response.status_code = status
        return response
    facts = {"title": _TITLES.get(status, _TITLES[400]), "sentence": sentence, "status": status}
    try:
        page = render_template("errors/error.html", **facts)
    except SQLAlchemyError:
        _forget_who_asks()
        page = render_template("errors/error.html", **facts)
    return make_response(page, status)


def _forget_who_asks() -> None:
    """A page asks the database who it is for. When the database is not there, it is for nobody."""
    g.user = None
    g.pop("council", None)
    g._login_user = AnonymousUser()  # type: ignore[no-untyped-call]  # noqa: SLF001  # where Flask-Login looks before it asks the database
