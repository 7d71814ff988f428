"""How does a person prove who they are?

Flask-Security-Too with our own models and pages: e-mail and password (argon2id), throttled; TOTP or a passkey as a
second factor, which an administrator can require for a role; password reset by e-mail through the outbox. The council's
own sign-on is in ``sign_on``, the sessions in ``signed_in``.
"""

from __future__ import annotations

import time
from datetime import timedelta
from functools import wraps
from typing import TYPE_CHECKING, Any, cast

from flask import abort, current_app, redirect, request, url_for
from flask import session as cookie
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_security import MailUtil, Security, SQLAlchemyUserDatastore, current_user
from sqlalchemy import bindparam, select
from sqlalchemy.orm import joinedload

from qa_app.clock import now, today
from qa_app.db import db, session
from qa_app.models.people import RoleRow, User
from qa_app.models.sign_ins import Passkey
from qa_app.queries import sign_ins
from qa_app.services import messaging
from qa_app.web import (
    passing,  # noqa: F401  # registers the storage that ``database://`` names
    stepping_up,
)
from qa_app.web.forms.sign_in import ForgottenForm, ProofForm, SignInForm
from qa_app.web.proofs import CodesOnce, Passwords, RecoveryCodes
from qa_app.web.signed_in import may_use_password, proved_elsewhere, settings

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask
    from werkzeug.wrappers import Response

    from qa_app.config import Config

# Each request asks who came: putting the statement together costs more than asking it, so it is done once.
_OF_COOKIE = (
    select(User).where(User.fs_uniquifier == bindparam("fs_uniquifier")).options(joinedload(User.roles))
)


class People(SQLAlchemyUserDatastore):
    """The library's way to our accounts, with a short cut for the one question that every request asks.

    Somebody whose access has not begun or has ended is nobody here: not for an open session, not at sign-in, and not for
    a message about a forgotten password.
    """

    def find_user(self, case_insensitive: bool = False, **kwargs: Any) -> User | None:
        """Whoever has this one attribute; nobody is None."""
        if kwargs.keys() == {"fs_uniquifier"}:
            return _let_in(session.scalars(_OF_COOKIE, kwargs).unique().one_or_none())
        return _let_in(cast("User | None", super().find_user(case_insensitive, **kwargs)))


def _let_in(user: User | None) -> User | None:
    return user if user is None or user.access.covers(today()) else None


datastore = People(db, User, RoleRow, Passkey)
limiter = Limiter(get_remote_address, default_limits=[])

_SIGN_IN_LIMIT = "10 per 5 minutes"
_RESET_LIMIT = "5 per 15 minutes"
_ADDRESS_LIMIT = "60 per 5 minutes"
_ACCOUNT_LIMIT = "30 per 15 minutes"
"""From however many addresses somebody guesses at one account."""

_AT_LEAST = 1.0
"""Seconds that a refused try takes: longer than any of its ways, so that the time says nothing about an account."""


class OutboxMail(MailUtil):
    """Messages of sign-in go the way of all others: into the outbox."""

    def send_mail(  # type: ignore[override]  # noqa: PLR0917  # the library wants a lazy proxy for its sender
        self,
        template: str,
        subject: str,
        recipient: str,
        sender: Any,  # the library's own type is a lazy proxy
        body: str | None,
        html: str | None,
        **kwargs: Any,
    ) -> None:
        """Queue one message as plain text."""
        del sender, html, kwargs
        messaging.queue(
            f"{template}:{recipient}:{now().timestamp()}", recipient, subject, body or "", at=now()
        )


def add_to(app: Flask) -> None:
    """Set up sign-in."""
    config: Config = app.config["QA"]
    app.config.from_mapping(
        SECURITY_PASSWORD_SALT=config.password_salt,
        SECURITY_PASSWORD_HASH="argon2",  # noqa: S106  # the algorithm
        SECURITY_RECOVERABLE=True,
        SECURITY_RETURN_GENERIC_RESPONSES=True,  # who has an account is nobody's business
        SECURITY_CHANGEABLE=True,
        SECURITY_TWO_FACTOR=True,
        SECURITY_TWO_FACTOR_ENABLED_METHODS=["authenticator"],
        SECURITY_TWO_FACTOR_RESCUE_EMAIL=False,
        SECURITY_TWO_FACTOR_ALWAYS_VALIDATE=True,
        SECURITY_MULTI_FACTOR_RECOVERY_CODES=True,
        SECURITY_TOTP_SECRETS={"1": config.totp_secret},
        SECURITY_TOTP_ISSUER="Case audit",
        SECURITY_POST_CHANGE_VIEW="/account",
        SECURITY_POST_RESET_VIEW="/login",
        SECURITY_TWO_FACTOR_POST_SETUP_VIEW="/account",
        SECURITY_FRESHNESS=stepping_up.WITHIN,
        SECURITY_FRESHNESS_GRACE_PERIOD=timedelta(0),
        SECURITY_DATETIME_FACTORY=now,
        SECURITY_WEBAUTHN=True,
        SECURITY_WAN_ALLOW_AS_FIRST_FACTOR=False,
        SECURITY_WAN_ALLOW_AS_MULTI_FACTOR=False,
        SECURITY_WAN_ALLOW_USER_HINTS=False,
        SECURITY_WAN_RP_NAME="Case audit",
        SECURITY_WAN_POST_REGISTER_VIEW="/wan-register",
        SECURITY_POST_VERIFY_VIEW="/account",
        SECURITY_EMAIL_SUBJECT_PASSWORD_RESET="Reset your password",  # noqa: S106  # a subject line
        SECURITY_EMAIL_SUBJECT_PASSWORD_NOTICE="Your password was reset",  # noqa: S106  # a subject line
        SECURITY_EMAIL_SUBJECT_PASSWORD_CHANGE_NOTICE="Your password was changed",  # noqa: S106  # a subject line
        SECURITY_EMAIL_HTML=False,
        SECURITY_MSG_GENERIC_AUTHN_FAILED=(
            "The e-mail address and the password do not go together, or there is no such account",
            "error",
        ),
        SECURITY_EMAIL_VALIDATOR_ARGS={"check_deliverability": False, "test_environment": True},
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=config.is_secure,
        SESSION_COOKIE_NAME="__Host-session" if config.is_secure else "session",
        SESSION_COOKIE_PATH="/",
        REMEMBER_COOKIE_HTTPONLY=True,
        REMEMBER_COOKIE_SAMESITE="Lax",
        REMEMBER_COOKIE_SECURE=config.is_secure,
        REMEMBER_COOKIE_NAME="__Host-remember" if config.is_secure else "remember",
        RATELIMIT_STORAGE_URI=config.limiter_storage,
        TRY_TAKES=0.0 if config.is_cheap_hashing else _AT_LEAST,
    )
    if config.is_cheap_hashing:
        app.config["SECURITY_PASSWORD_HASH_PASSLIB_OPTIONS"] = {
            "argon2__rounds": 1,
            "argon2__memory_cost": 8,
            "argon2__parallelism": 1,
        }
    Security(
        app,
        datastore,
        mail_util_cls=OutboxMail,
        password_util_cls=Passwords,
        totp_cls=CodesOnce,
        mf_recovery_codes_util_cls=RecoveryCodes,
        login_form=SignInForm,
        forgot_password_form=ForgottenForm,
        verify_form=ProofForm,
    )
    limiter.init_app(app)
    _say_what_proves(app)
    _throttle(app)

    @app.before_request
    def second_factor_first() -> Response | None:
        if request.endpoint in {None, "static"} or request.blueprint in {"probes", "security", "sign_on"}:
            return None
        if current_user.is_authenticated and needs_second_factor(current_user):
            return redirect(url_for("security.two_factor_setup"))
        return None

    @app.before_request
    def no_password_to_change() -> None:
        is_there = request.endpoint == "security.change_password" and current_user.is_authenticated
        if is_there and not may_use_password(current_user):
            abort(404)


def _say_what_proves(app: Flask) -> None:
    def proofs() -> dict[str, object]:
        return {
            "proof_by_password": may_use_password(current_user),
            "proof_by_provider": settings() is not None and sign_ins.identity_of(current_user) is not None,
        }

    app.extensions["security"].verify_context_processor(proofs)


def needs_second_factor(user: User) -> bool:
    """Whether a role of the person requires a second factor that they have not set up yet."""
    return (
        user.tf_primary_method is None
        and any(role.is_second_factor_required for role in user.roles)
        and not proved_elsewhere()
        and not sign_ins.has_passkey(user)
    )


def _throttle(app: Flask) -> None:
    """By address and by the account that is tried, so that neither guessing wide nor guessing deep gets far.

    Counted where every worker sees it. The counts come first: who is refused by them learns nothing by waiting.
    """
    for endpoint, limit in (
        ("security.login", _SIGN_IN_LIMIT),
        ("security.verify", _SIGN_IN_LIMIT),
        ("security.change_password", _SIGN_IN_LIMIT),
        ("security.two_factor_token_validation", _SIGN_IN_LIMIT),
        ("security.mf_recovery", _SIGN_IN_LIMIT),
        ("security.wan_signin_response", _SIGN_IN_LIMIT),
        ("security.forgot_password", _RESET_LIMIT),
    ):
        view = _never_sooner(app.view_functions[endpoint])
        for each, key in (
            (_ACCOUNT_LIMIT, _account),
            (limit, _account_at_address),
            (_ADDRESS_LIMIT, get_remote_address),
        ):
            view = limiter.limit(each, key_func=key, methods=["POST"])(view)
        app.view_functions[endpoint] = view


def _never_sooner(view: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(view)
    def waiting(*args: Any, **kwargs: Any) -> Any:
        begun = time.monotonic()
        answer = view(*args, **kwargs)
        is_let_on = (
            getattr(answer, "status_code", 200) >= 300
        )  # who is let on has an account, as anybody can see
        if request.method == "POST" and not is_let_on:
            session.rollback()  # nobody else should wait for a transaction that only waits
            time.sleep(max(0.0, current_app.config["TRY_TAKES"] - (time.monotonic() - begun)))
        return answer

    return waiting


def _account() -> str:
    """The account that is tried: by its address, or that of the second step, or one's own."""
    email: str = request.form.get("email", "").strip().lower()
    return email or str(cookie.get("tf_user_id") or cookie.get("_user_id") or "")


def _account_at_address() -> str:
    return f"{get_remote_address()} {_account()}"
