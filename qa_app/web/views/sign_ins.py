"""Where am I signed in, and how do I end it there?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, flash, g, redirect, render_template, url_for

from qa_app.clock import now
from qa_app.domain.policy import Permission
from qa_app.queries import sign_ins
from qa_app.services import signing_in
from qa_app.web.access import requires
from qa_app.web.filters import count

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

bp = Blueprint("sign_ins", __name__, url_prefix="/account/sessions")


@bp.get("")
@requires(Permission.ACCOUNT_KEEP)
def index() -> ResponseReturnValue:
    """Every device at which the person is signed in, this one first."""
    found = sign_ins.open_of(g.user, minutes=g.council.session_minutes, at=now())
    here = g.sign_in.id
    return render_template(
        "sign_ins/index.html", sign_ins=sorted(found, key=lambda each: each.id != here), here=here
    )


@bp.post("/<int:sign_in_id>/end")
@requires(Permission.ACCOUNT_KEEP)
def end(sign_in_id: int) -> ResponseReturnValue:
    """Sign out at one device, wherever it is."""
    found = sign_ins.one_of(g.user, sign_in_id)
    signing_in.end(found, by=g.user, at=now())
    flash(f"You are signed out at {found.device}.")
    return redirect(url_for("sign_ins.index"))


@bp.post("/others/end")
@requires(Permission.ACCOUNT_KEEP)
def end_others() -> ResponseReturnValue:
    """Sign out everywhere but here."""
    number = signing_in.end_all_of(g.user, but=g.sign_in, by=g.user, at=now())
    flash(f"{count(number, 'other session')} ended." if number else "You were signed in nowhere else.")
    return redirect(url_for("sign_ins.index"))
