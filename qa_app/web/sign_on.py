"""How does the application speak with the council's sign-on?

OpenID Connect with Authlib: authorisation code with PKCE, a state and a nonce of each attempt. Signature, issuer,
audience, times and nonce of the token are checked before anybody reads it. Each answer counts once: what it is checked
against waits in the database, and is forgotten with the first answer.
"""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, cast

from authlib.integrations.base_client.errors import OAuthError
from authlib.integrations.flask_client import OAuth
from flask import g, redirect, request, url_for
from flask import session as cookie
from flask_security import current_user
from flask_security.proxies import _security
from flask_security.utils import login_user, logout_user
from joserfc.errors import JoseError
from requests import RequestException

from qa_app.domain.sign_on import NotUsable, Way, arrival_from
from qa_app.web import signed_in
from qa_app.web.addresses import full, own_or
from qa_app.web.passing import Begun

if TYPE_CHECKING:
    from flask import Flask
    from werkzeug.wrappers import Response

    from qa_app.domain.sign_on import Arrival, SignOn
    from qa_app.models.people import User

_log = logging.getLogger(__name__)

_SIGNATURES = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512")
_SKEW = 60
"""Seconds by which the provider's clock may be off."""
_WAIT = 10
"""Seconds that a provider has to answer."""


class Purpose(StrEnum):
    """What somebody is sent to the provider for."""

    SIGN_IN = "sign-in"
    PROVE = "prove"
    CONNECT = "connect"


class SignOnFailed(Exception):
    """The provider could not be asked, or its answer is not to be believed. ``status`` is the page's."""

    def __init__(self, message: str, status: int) -> None:
        super().__init__(message)
        self.message = message
        self.status = status


@dataclass(frozen=True, slots=True)
class Answer:
    """Who came back from the provider, what they had been sent for, and where they wanted to go."""

    arrival: Arrival
    purpose: Purpose
    next: str


def add_to(app: Flask) -> None:
    """Set up the client, when the instance has a provider. It is asked for its addresses when first needed."""
    settings: SignOn | None = app.config["QA"].sign_on
    if settings:
        register(app, settings)

    @app.context_processor
    def context() -> dict[str, object]:
        return {"single_sign_on": signed_in.settings()}


def register(app: Flask, settings: SignOn) -> None:
    """Make the client for this provider."""
    OAuth(app, cache=Begun()).register(
        "sign_on",
        client_id=settings.client_id,
        client_secret=settings.client_secret,
        server_metadata_url=f"{settings.issuer.rstrip('/')}/.well-known/openid-configuration",
        client_kwargs={
            "scope": "openid profile email",
            "code_challenge_method": "S256",
            "default_timeout": _WAIT,
        },
    )


def ask(app: Flask, single: SignOn, purpose: Purpose, wanted: str, *, is_choosing: bool = False) -> Response:
    """Send the browser to the provider.

    :raises SignOnFailed: when the provider does not answer, or says it is somebody else.
    """
    extra: dict[str, Any] = {}
    if purpose is Purpose.PROVE:
        extra = {"prompt": "login", "max_age": 0}
    elif is_choosing:
        extra = {"prompt": "select_account"}
    client = _client(app, single)
    try:
        address = client.create_authorization_url(full(url_for("sign_on.answer")), **extra)
    except (OAuthError, RuntimeError, ValueError) as error:
        raise _failed(error) from error
    client.save_authorize_data(
        redirect_uri=full(url_for("sign_on.answer")),
        purpose=purpose.value,
        next=own_or(wanted, "/"),
        asked_at=time.time(),
        **address,
    )
    return redirect(address["url"])


def answer(app: Flask, single: SignOn) -> Answer:
    """Read what the browser brought back.

    :raises SignOnFailed: when it cannot be believed, or the provider does not answer.
    """
    client = _client(app, single)
    kept = client.framework.get_state_data(cookie, request.args.get("state"))
    try:
        token = client.authorize_access_token(
            claims_options={
                "iss": {"essential": True, "value": single.issuer},
                "aud": {"essential": True, "value": single.client_id},
            },
            leeway=_SKEW,
        )
        arrival = arrival_from(token["userinfo"], single)
    except RequestException as error:
        raise _down(error) from error
    except NotUsable as error:
        raise SignOnFailed(str(error), 403) from error
    except (OAuthError, JoseError, RuntimeError, ValueError, KeyError, TypeError) as error:
        raise _failed(error) from error
    purpose = Purpose(kept["purpose"])
    if purpose is Purpose.PROVE and arrival.proved_at < kept["asked_at"] - _SKEW:
        _log.warning("sign-on did not ask for a new proof")
        raise SignOnFailed("The sign-on did not ask you again who you are, so nothing was proved.", 403)
    return Answer(arrival, purpose, own_or(kept["next"], "/"))


def let_in(user: User, came: Answer) -> Response:
    """Begin the session of somebody who came through the provider, or ask for their second step first."""
    if current_user.is_authenticated and current_user.id != user.id:
        logout_user()
        cookie.clear()  # what the person before left in this browser is not for this one
    signed_in.coming_by(Way.PROVIDER)
    settings = signed_in.settings()
    if not (settings and settings.provider_asks_second_factor):
        second = cast(
            "Response | None",
            _security.two_factor_plugins.tf_enter(user, False, "provider", next_loc=came.next),
        )
        if second:
            return second
    login_user(user, authn_via=["provider"])
    was_proved_at(came)
    return redirect(came.next)


def was_proved_at(came: Answer) -> None:
    """Note when the person last proved who they are: at the provider, which may have let them pass without asking."""
    cookie["fs_paa"] = min(came.arrival.proved_at, time.time())


def end_session() -> None:
    """Sign the present person out of this browser."""
    logout_user()
    cookie.clear()
    g.user = None


def problems_of(app: Flask, single: SignOn) -> list[str]:
    """What is wrong with the provider as it answers now, for the command line."""
    try:
        _client(app, single)
    except SignOnFailed as error:
        return [error.message]
    return []


def _client(app: Flask, single: SignOn) -> Any:  # Authlib is not typed
    client = app.extensions["authlib.integrations.flask_client"].sign_on
    try:
        about = client.load_server_metadata()
    except RequestException as error:
        raise _down(error) from error
    if about.get("issuer") != single.issuer:
        _log.error("the provider says it is another issuer than the settings name")
        raise SignOnFailed("The sign-on is not the one that this service trusts. Tell an administrator.", 502)
    # Whatever the provider lists: a token signed with the client's own secret, or not at all, is never taken.
    offered = about.get("id_token_signing_alg_values_supported") or ["RS256"]
    about["id_token_signing_alg_values_supported"] = [each for each in offered if each in _SIGNATURES] or [
        "RS256"
    ]
    return client


def _down(error: Exception) -> SignOnFailed:
    _log.error("the sign-on does not answer: %s", type(error).__name__)
    return SignOnFailed("The council’s sign-on does not answer. Try again in a few minutes.", 503)


def _failed(error: Exception) -> SignOnFailed:
    _log.warning("an answer of the sign-on was refused: %s", type(error).__name__)
    return SignOnFailed(
        "This sign-in could not be completed. It may have been used already, or waited too long. Start again.",
        403,
    )
