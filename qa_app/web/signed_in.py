"""Whose session is this, and is it still open?

The signed cookie names the person and holds a token; the session itself is a row, which can be ended. The token is new
at each sign-in, so that a cookie planted before it is worth nothing after it.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from flask import current_app, g, request
from flask import session as cookie
from flask_login import user_logged_out
from flask_security import current_user
from flask_security.signals import user_authenticated
from flask_security.utils import set_request_attr

from qa_app.clock import now, today
from qa_app.domain.devices import device_of
from qa_app.domain.sign_on import LONGEST_SESSION, Way, hash_of
from qa_app.queries import sign_ins
from qa_app.services import signing_in

if TYPE_CHECKING:
    from flask import Flask

    from qa_app.domain.sign_on import SignOn
    from qa_app.models.people import User
    from qa_app.models.sign_ins import SignIn

TOKEN = "sign_in"  # noqa: S105  # the name of the cookie's entry
_CAME_BY = "came_by"
_NOTED_EVERY = timedelta(minutes=5)


def settings() -> SignOn | None:
    """The instance's single sign-on; None when it has none."""
    found: SignOn | None = current_app.config["QA"].sign_on
    return found


def may_use_password(user: User) -> bool:
    """Whether this person's password is enough to come in, or to prove that it is them."""
    single = settings()
    return single is None or single.lets_in_by_password(
        user.email, is_connected=sign_ins.identity_of(user) is not None
    )


def proved_elsewhere() -> bool:
    """Whether the present session's second step was the provider's to ask for."""
    single, sign_in = settings(), g.get("sign_in")
    return bool(single and single.provider_asks_second_factor and sign_in and sign_in.way is Way.PROVIDER)


def coming_by(way: Way) -> None:
    """Remember how somebody proved who they are, until a second step has been taken too."""
    cookie[_CAME_BY] = way.value


def add_to(app: Flask) -> None:
    """Ask for the row behind each cookie."""
    app.login_manager.user_loader(_load)  # type: ignore[attr-defined]  # of Flask-Login
    user_authenticated.connect(_begin, app)
    user_logged_out.connect(_end, app)

    @app.before_request
    def note_use() -> None:
        if request.endpoint == "static" or not current_user.is_authenticated:
            return
        sign_in: SignIn | None = g.get("sign_in")
        if sign_in and now() - sign_in.used_at > _NOTED_EVERY:
            signing_in.note_use(sign_in, at=now())


def _load(user_id: str) -> User | None:
    token = cookie.get(TOKEN)
    found = sign_ins.open_with(hash_of(token), str(user_id)) if token else None
    if found is None or _is_over(found) or not found.user.access.covers(today()):
        return None
    set_request_attr("fs_authn_via", "session")
    set_request_attr("fs_paa", cookie.get("fs_paa", 0))
    g.sign_in = found
    return found.user


def _is_over(sign_in: SignIn) -> bool:
    """Whether somebody has to prove anew who they are; through the provider, so that it is asked for the groups again."""
    lasted = now() - sign_in.begun_at
    if sign_in.way is not Way.PROVIDER:
        return lasted > LONGEST_SESSION
    single = settings()
    return single is None or lasted > timedelta(hours=single.session_hours)


def _begin(_app: Flask, user: User, **_more: Any) -> None:
    way = Way(cookie.pop(_CAME_BY, Way.PASSWORD.value))
    g.came_by = way
    single = settings()
    cookie[TOKEN] = signing_in.begin(
        user,
        way=way,
        device=device_of(request.user_agent.string),
        instead_of=cookie.get(TOKEN),
        is_emergency=single is not None and way is Way.PASSWORD and user.email.lower() == single.break_glass,
        at=now(),
    )


def _end(_app: Flask, **_more: Any) -> None:
    cookie.pop(TOKEN, None)
    sign_in: SignIn | None = g.pop("sign_in", None)
    if sign_in:
        signing_in.end(sign_in, by=sign_in.user, at=now())
