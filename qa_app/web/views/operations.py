"""Does this instance run as it should, and what needs somebody's hand?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, render_template

from qa_app.clock import now
from qa_app.domain.policy import Permission
from qa_app.web.access import requires
from qa_app.web.operations_page import look

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

bp = Blueprint("operations", __name__, url_prefix="/operations")


@bp.get("")
@requires(Permission.OPERATIONS_READ)
def show() -> ResponseReturnValue:
    """The version, the tables, what runs by itself, the queues and the disk; what needs attention first."""
    return render_template("operations/show.html", found=look(at=now()))
