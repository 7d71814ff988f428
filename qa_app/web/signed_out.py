"""What happens to a person's words when their session has ended?

They get them back. A reader is sent to the sign-in page; somebody who sent a form sees a page that holds every word
of it, and can send it again after signing in in another tab. It works without JavaScript.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import jsonify, make_response, redirect, render_template, request, url_for
from flask_security import current_user
from flask_wtf.csrf import generate_csrf

if TYPE_CHECKING:
    from flask import Response
    from flask_wtf.csrf import CSRFError
    from werkzeug.wrappers import Response as AnyResponse

READING = frozenset({"GET", "HEAD", "OPTIONS"})


def ask_to_sign_in() -> AnyResponse:
    """For somebody who is not signed in: the sign-in page, or 401 with their words."""
    if request.method in READING:
        return redirect(url_for("security.login", next=request.full_path.rstrip("?")))
    if _is_script():
        return _refusal(401, "You are signed out. Sign in again to save.")
    return _words_back(401)


def form_too_old(_error: CSRFError) -> AnyResponse:
    """For a form that is older than the session: 403 with its words and a fresh token."""
    if not current_user.is_authenticated:
        return ask_to_sign_in()
    if _is_script():
        return _refusal(403, "This page is older than your session. Get a new token and try again.")
    return _words_back(403)


def words_kept_out(why: str, address: str, link_text: str) -> AnyResponse:
    """For somebody who has to do something first: 403 with their words, why, and where to do it."""
    if _is_script():
        return _refusal(403, why)
    return _words_back(403, why=why, address=address, link_text=link_text)


def ask_to_prove() -> AnyResponse:
    """For a form that asks for a fresh proof of identity: 401 with its words, to be sent again after the proof."""
    if _is_script():
        return _refusal(401, "Prove again that it is you, then save again.")
    return _words_back(
        401,
        why="This needs a proof that it is still you, and the last one is more than 15 minutes old.",
        address=url_for("security.verify", next=url_for("account.proved")),
        link_text="Prove that it is you",
    )


def _is_script() -> bool:
    return request.is_json or request.method != "POST"


def _refusal(status: int, message: str) -> Response:
    response = jsonify(error=message)
    response.status_code = status
    return response


def _words_back(status: int, *, why: str = "", address: str = "", link_text: str = "") -> Response:
    typed = [
        (name, value)
        for name, value in request.form.items(multi=True)
        if name != "csrf_token" and "password" not in name
    ]
    page = render_template(
        "errors/signed_out.html",
        typed=typed,
        had_files=bool(request.files),
        # A form that another site sent is shown, never offered for sending: that is what the token is for.
        may_send_again=request.headers.get("Sec-Fetch-Site", "same-origin") == "same-origin",
        is_signed_in=current_user.is_authenticated,
        why=why,
        address=address,
        link_text=link_text,
        csrf_token_value=generate_csrf(),
    )
    return make_response(page, status)
