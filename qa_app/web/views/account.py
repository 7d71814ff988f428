"""What is mine: my name, my roles, my password and my second factor."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, g, render_template

from qa_app.domain.policy import Permission
from qa_app.queries import people, sign_ins
from qa_app.web.access import requires
from qa_app.web.signed_in import may_use_password

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

bp = Blueprint("account", __name__, url_prefix="/account")


@bp.get("")
@requires(Permission.ACCOUNT_KEEP)
def show() -> ResponseReturnValue:
    """The person's own account."""
    return render_template(
        "account/show.html",
        person=people.one(g.user.id),
        identity=sign_ins.identity_of(g.user),
        has_passkey=sign_ins.has_passkey(g.user),
        has_password=may_use_password(g.user),
    )


@bp.get("/proved")
@requires(Permission.ACCOUNT_KEEP)
def proved() -> ResponseReturnValue:
    """Where somebody ends who proved in a second tab that it is them."""
    return render_template("account/proved.html")
