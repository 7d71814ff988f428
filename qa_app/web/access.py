"""May this person use this page?

Every view says so with ``@requires(Permission.…)`` or ``@public``; one that says nothing is refused when the
application starts, so that forgetting is impossible. Which records a person sees is the queries' business.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from flask import Flask, abort, g, request
from flask_security import current_user

from qa_app.db import act_as
from qa_app.web.signed_out import ask_to_sign_in

if TYPE_CHECKING:
    from collections.abc import Callable

    from werkzeug.wrappers import Response

    from qa_app.domain.policy import Permission

View = TypeVar("View", bound="Callable[..., Any]")

PUBLIC = "public"
_SIGN_IN_PAGES = "security"


def requires(*permissions: Permission) -> Callable[[View], View]:
    """Only for people who hold one of these permissions. Others are told that the page does not exist."""

    def declare(view: View) -> View:
        view.needs = frozenset(permissions)  # type: ignore[attr-defined]  # read by needs_of
        return view

    return declare


def public(view: View) -> View:
    """For anybody, signed in or not."""
    view.needs = PUBLIC  # type: ignore[attr-defined]  # read by needs_of
    return view


def needs_of(app: Flask, endpoint: str) -> frozenset[Permission] | str:
    """What a page needs: permissions (one is enough) or ``PUBLIC``.

    :raises LookupError: when the view does not say.
    """
    if endpoint == "static" or endpoint.startswith(f"{_SIGN_IN_PAGES}."):
        return PUBLIC  # Flask-Security guards its own pages
    needs = getattr(app.view_functions[endpoint], "needs", None)
    if needs is None:
        raise LookupError(f"the view {endpoint} does not say who may use it")
    return needs  # type: ignore[no-any-return]  # set by requires and public only


def add_to(app: Flask) -> None:
    """Check each request before its view runs."""

    @app.before_request
    def check() -> Response | None:
        g.user = current_user if current_user.is_authenticated else None
        act_as(g.user)
        if request.endpoint is None:
            return None
        needs = needs_of(app, request.endpoint)
        if needs == PUBLIC:
            return None
        if g.user is None:
            return ask_to_sign_in()
        if not g.user.may_any(list(needs)):
            abort(404)
        return None
