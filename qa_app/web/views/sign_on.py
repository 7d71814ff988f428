"""How does somebody come in with their council account?"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from flask import Blueprint, abort, current_app, flash, g, redirect, render_template, request, url_for

from qa_app.clock import now
from qa_app.domain.errors import NotPossible
from qa_app.domain.policy import Permission
from qa_app.queries import sign_ins
from qa_app.services import arriving
from qa_app.web import sign_on
from qa_app.web.access import public, requires
from qa_app.web.security import limiter
from qa_app.web.sign_on import Purpose, SignOnFailed
from qa_app.web.signed_in import settings
from qa_app.web.stepping_up import fresh

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from qa_app.domain.sign_on import SignOn
    from qa_app.web.sign_on import Answer

bp = Blueprint("sign_on", __name__, url_prefix="/sign-on")

_log = logging.getLogger(__name__)


@bp.get("")
@public
def begin() -> ResponseReturnValue:
    """Go to the provider to sign in. With ``choose`` it asks as whom."""
    return _ask(Purpose.SIGN_IN, is_choosing="choose" in request.args)


@bp.get("/proof")
@requires(Permission.ACCOUNT_KEEP)
def prove() -> ResponseReturnValue:
    """Go to the provider to prove that it is still the same person."""
    return _ask(Purpose.PROVE)


@bp.get("/connection")
@requires(Permission.ACCOUNT_KEEP)
@fresh
def connect() -> ResponseReturnValue:
    """Go to the provider to connect one's account here with the council account."""
    return _ask(Purpose.CONNECT, is_choosing=True)


@bp.get("/answer")
@public
@limiter.limit("60 per 5 minutes")
def answer() -> ResponseReturnValue:
    """Come back from the provider, for whatever one was sent there."""
    single = _settings()
    try:
        came = sign_on.answer(current_app, single)
    except SignOnFailed as failed:
        return _refused(failed.message, failed.status)
    if came.purpose is Purpose.CONNECT:
        return _connect(came, single)
    if came.purpose is Purpose.PROVE and not _is_own(came):
        sign_on.end_session()
        return _refused("You proved to be somebody else than was signed in, so both are signed out.", 403)
    arrived = arriving.arrive(came.arrival, single, at=now())
    if arrived.unknown:
        _log.warning(
            "sign-on names %d teams or services that the council does not have", len(arrived.unknown)
        )
    if arrived.user is None:
        return _refused(arrived.refusal.value if arrived.refusal else "", 403)
    if came.purpose is Purpose.PROVE:
        sign_on.was_proved_at(came)
        return redirect(came.next)
    return sign_on.let_in(arrived.user, came)


def _connect(came: Answer, single: SignOn) -> ResponseReturnValue:
    if g.user is None:
        return _refused("You were signed out in the meantime. Sign in and try again.", 403)
    try:
        arriving.connect(came.arrival, single, by=g.user, at=now())
    except NotPossible as refusal:
        return _refused(refusal.message, 422)
    flash(f"Your account is connected to {came.arrival.email}. From now on, sign in with {single.name}.")
    return redirect(url_for("account.show"))


def _is_own(came: Answer) -> bool:
    own = sign_ins.identity_of(g.user) if g.user else None
    return own is not None and (own.issuer, own.subject) == (came.arrival.issuer, came.arrival.subject)


def _ask(purpose: Purpose, *, is_choosing: bool = False) -> ResponseReturnValue:
    single = _settings()
    try:
        return sign_on.ask(
            current_app, single, purpose, request.args.get("next", ""), is_choosing=is_choosing
        )
    except SignOnFailed as failed:
        return _refused(failed.message, failed.status)


def _settings() -> SignOn:
    single = settings()
    if single is None:
        abort(404)
    return single


def _refused(message: str, status: int) -> ResponseReturnValue:
    return render_template("sign_on/refused.html", message=message, is_down=status >= 500), status
