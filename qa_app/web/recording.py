"""Who saw what? Kept for every page, without a page having to say so.

An address with a record in it (``/audits/7``) is a view of that record, every other page of the product is a view of a
list. Files are recorded where they leave (``web.downloads``). Only the pages of ``_WITHOUT_CASES`` are left out; they show no case,
which a test walks to see. A page that cannot be recorded is not sent.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import g, request
from flask_login import user_logged_in, user_logged_out
from flask_security import (
    password_changed,
    password_reset,
    reset_password_instructions_sent,
    tf_disabled,
    tf_profile_changed,
    wan_deleted,
    wan_registered,
)
from werkzeug.local import LocalProxy

from qa_app.clock import now
from qa_app.domain.happenings import Happening
from qa_app.domain.sign_on import Way
from qa_app.queries import history
from qa_app.services import noting
from qa_app.services.noting import Seen

if TYPE_CHECKING:
    from flask import Flask, Response

    from qa_app.models.people import User

RECORDS = {
    "audit_id": "audit",
    "action_id": "action",
    "case_id": "case",
    "coaching_id": "coaching",
    "concern_id": "concern",
    "exemplar_id": "exemplar",
    "exercise_case_id": "exercise_case",
    "finding_id": "finding",
    "notice_id": "case_notice",
    "pair_id": "pair",
    "reopening_id": "reopening",
    "reply_id": "reply",
    "sampled_case_id": "sampled_case",
}
"""Arguments of addresses that are records about a case, and the tables that they are in."""

NO_RECORDS = frozenset(
    {
        "auditor_id",
        "disposal_id",
        "exercise_id",
        "import_id",
        "job_id",
        "round_id",
        "service_id",
        "sign_in_id",
        "team_id",
        "user_id",
    }
)
"""Arguments of addresses that are numbers of something else."""

_WITHOUT_CASES = frozenset(
    {"account", "emergencies", "sign_ins", "sign_on", "council", "jobs", "people", "security", "tools"}
)
"""Blueprints whose pages show no case."""
_WITHOUT_CASE_PAGES = frozenset({"home.about", "home.accessibility", "personal_data.privacy"})

_SHOWING = frozenset({200, 409, 422})
_PROVING = frozenset({"security.login", "security.two_factor_token_validation", "security.mf_recovery"})
_KEPT_FOR_LATER = "happened"


def add_to(app: Flask) -> None:
    """Watch every answer, and what the sign-in says of itself."""
    app.after_request(_record)
    for signal, what in (
        (user_logged_in, Happening.SIGNED_IN),
        (user_logged_out, Happening.SIGNED_OUT),
        (password_changed, Happening.PASSWORD_CHANGED),
        (password_reset, Happening.PASSWORD_CHANGED),
        (reset_password_instructions_sent, Happening.PASSWORD_RESET_ASKED),
        (tf_profile_changed, Happening.SECOND_FACTOR_CHANGED),
        (tf_disabled, Happening.SECOND_FACTOR_CHANGED),
        (wan_registered, Happening.SECOND_FACTOR_CHANGED),
        (wan_deleted, Happening.SECOND_FACTOR_CHANGED),
    ):
        signal.connect(_listener(what), app, weak=False)


def _listener(what: Happening) -> Any:
    """Kept until the answer is ready: by then the sign-in has saved what it changed."""

    def heard(_app: Flask, user: User | None = None, **_details: object) -> None:
        if request:
            person = user._get_current_object() if isinstance(user, LocalProxy) else user  # noqa: SLF001  # documented
            g.setdefault(_KEPT_FOR_LATER, []).append((what, person))

    return heard


def _record(response: Response) -> Response:
    endpoint = request.endpoint
    if endpoint is None or endpoint == "static" or response.status_code >= 500:
        return response  # what failed on our side was neither seen nor refused, and the database may not be there
    for what, user in g.pop(_KEPT_FOR_LATER, ()):
        if what is Happening.SIGNED_IN and g.get("came_by") is Way.PROVIDER:
            what = Happening.SIGNED_IN_BY_PROVIDER  # noqa: PLW2901  # the signal is the same
        noting.signed(what, {"page": endpoint}, by=user, at=now())
    user = g.get("user")
    if endpoint in _PROVING and request.method == "POST":
        _record_refusal(response, endpoint)
    elif user is not None and request.blueprint not in _WITHOUT_CASES and endpoint not in _WITHOUT_CASE_PAGES:
        _record_page(response, user, endpoint)
    return response


def _record_page(response: Response, user: User, endpoint: str) -> None:
    if response.status_code == 404:
        _once(Happening.PAGE_REFUSED, _seen(endpoint), user)
    elif response.status_code in _SHOWING and response.mimetype == "text/html":
        page = _seen(endpoint)
        _once(Happening.VIEWED if page.on_id is not None else Happening.LISTED, page, user)


def _record_refusal(response: Response, endpoint: str) -> None:
    """A step of signing in that leads nowhere is answered with its own page again.

    What is throttled leaves no line: ten refusals came before it, and nobody shall fill the history from outside.
    """
    if response.status_code not in {302, 303, 429} and not _is_signed_in():
        noting.sign_in_refused(request.form.get("email", ""), endpoint, at=now())


def _is_signed_in() -> bool:
    from flask_security import current_user  # noqa: PLC0415  # asked anew: it changed within this request

    return bool(current_user.is_authenticated)


def _seen(endpoint: str) -> Seen:
    """The record nearest to the end of the address: an action of an audit is a view of the action."""
    for name, value in reversed([*(request.view_args or {}).items()]):
        if name in RECORDS and isinstance(value, int):
            return Seen(endpoint, RECORDS[name], value)
    return Seen(endpoint)


def _once(what: Happening, page: Seen, user: User) -> None:
    at = now()
    if not history.is_known(what, page.kind, page.on_id, page.details, user, since=at - noting.ONCE_IN):
        noting.seen(what, page, by=user, at=at)
