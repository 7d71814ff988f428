"""Has this person from outside promised to keep to themselves what they are about to see?

Until they have accepted the words that hold now, every page leads to those words; also when the council writes other words
while they work. What they had typed is given back to them, so that nothing is written twice.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import g, redirect, request, url_for

from qa_app.queries import outsiders
from qa_app.web.access import PUBLIC, needs_of
from qa_app.web.signed_out import READING, words_kept_out

if TYPE_CHECKING:
    from flask import Flask
    from werkzeug.wrappers import Response

_BEFORE = frozenset({"outsiders.promise", "home.token"})
_WHY = (
    "The confidentiality statement has changed. Read and accept what it says now, then send your words again."
)


def add_to(app: Flask) -> None:
    """Ask before each request of somebody from outside."""

    @app.before_request
    def promise_first() -> Response | None:
        user = g.get("user")
        if user is None or not user.is_external or request.endpoint is None or request.endpoint in _BEFORE:
            return None
        if needs_of(app, request.endpoint) == PUBLIC or outsiders.statement_for(user) is None:
            return None
        if request.method in READING:
            return redirect(url_for("outsiders.promise"))
        return words_kept_out(_WHY, url_for("outsiders.promise"), "Read the statement")
