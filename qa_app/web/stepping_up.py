"""Is it still the same person at the keyboard?

What would hurt most in a stranger's hands asks for a proof of identity from the last minutes: a view says ``@fresh``
beside ``@requires``. A reader is asked and comes back; the words of a form that was sent come back with the question.
"""

from __future__ import annotations

import time
from datetime import timedelta
from typing import TYPE_CHECKING, Any, TypeVar

from flask import g, redirect, request, url_for
from flask import session as cookie

from qa_app.web.signed_out import READING, ask_to_prove

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask
    from werkzeug.wrappers import Response

View = TypeVar("View", bound="Callable[..., Any]")

WITHIN = timedelta(minutes=15)
_SKEW = 60
"""Seconds by which the clock of another machine may be ahead."""


def fresh(view: View) -> View:
    """Only for somebody who proved who they are within the last minutes."""
    view.wants_fresh = True  # type: ignore[attr-defined]  # read by wants_fresh
    return view


def wants_fresh(app: Flask, endpoint: str | None) -> bool:
    """Whether a page asks for a fresh proof."""
    return getattr(app.view_functions.get(endpoint or ""), "wants_fresh", False)


def is_fresh() -> bool:
    """Whether the present session has one. The library keeps its moment in the signed cookie."""
    age = time.time() - float(cookie.get("fs_paa", 0))
    return -_SKEW < age < WITHIN.total_seconds()


def add_to(app: Flask) -> None:
    """Check each request that may use its page."""

    @app.before_request
    def prove_again() -> Response | None:
        if g.get("user") is None or not wants_fresh(app, request.endpoint) or is_fresh():
            return None
        if request.method in READING:
            return redirect(url_for("security.verify", next=request.full_path.rstrip("?")))
        return ask_to_prove()
