"""May this person use this page, and take away what it hands out?

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

    from qa_app.domain.exporting import ExportLevel
    from qa_app.domain.policy import Permission

View = TypeVar("View", bound="Callable[..., Any]")

PUBLIC = "public"
_SIGN_IN_PAGES = "security"
_FILES = ("application/pdf", "application/zip", "application/octet-stream", "application/vnd.", "text/csv")


def requires(*permissions: Permission) -> Callable[[View], View]:
    """Only for people who hold one of these permissions. Others are told that the page does not exist."""

    def declare(view: View) -> View:
        view.needs = frozenset(permissions)  # type: ignore[attr-defined]  # read by needs_of
        return view

    return declare


def exports(level: ExportLevel) -> Callable[[View], View]:
    """The view hands out a file: only for people who may take so much away. Others are told the same as above."""

    def declare(view: View) -> View:
        view.exports_from = level  # type: ignore[attr-defined]  # read by export_level_of
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


def export_level_of(app: Flask, endpoint: str) -> ExportLevel | None:
    """What a person must be allowed to take away for this page; None for a page that hands out no file."""
    return getattr(app.view_functions.get(endpoint), "exports_from", None)


def add_to(app: Flask) -> None:
    """Check each request before its view runs."""

    @app.before_request
    def check() -> Response | None:
        # The person, not who is signed in by the end: signing out is theirs as well.
        g.user = current_user._get_current_object() if current_user.is_authenticated else None  # noqa: SLF001  # documented
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
        level = export_level_of(app, request.endpoint)
        if level is not None and not g.user.export_level.allows(level):
            abort(404)
        return None

    @app.after_request
    def refuse_undeclared(response: Response) -> Response:
        """A file that nobody has thought about is not handed out.

        :raises LookupError: when the view does not say what its reader must be allowed to take away.
        """
        endpoint = request.endpoint or "static"
        if endpoint != "static" and is_file(response) and export_level_of(app, endpoint) is None:
            raise LookupError(f"the view {endpoint} hands out a file and does not say for whom")
        return response


def is_file(response: Response) -> bool:
    """Whether an answer is something to keep, not something to look at."""
    is_attached = response.headers.get("Content-Disposition", "").startswith("attachment")
    return is_attached or (response.mimetype or "").startswith(_FILES)
