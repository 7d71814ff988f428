"""When did somebody come in through the break-glass account?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, render_template

from qa_app.domain.policy import Permission
from qa_app.queries import sign_ins
from qa_app.web.access import requires

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

bp = Blueprint("emergencies", __name__, url_prefix="/people/emergency-account")


@bp.get("")
@requires(Permission.PEOPLE_RUN)
def index() -> ResponseReturnValue:
    """Each use, the latest first."""
    return render_template("sign_ins/emergencies.html", uses=sign_ins.emergency_uses())
