"""Where is the case, the audit or the action that I look for?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, g, render_template, request

from qa_app.domain.policy import Permission
from qa_app.queries import search
from qa_app.web.access import requires

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

bp = Blueprint("search", __name__, url_prefix="/search")

_LONGEST = 100


@bp.get("")
@requires(Permission.SEARCH)
def results() -> ResponseReturnValue:
    """What was found, by kind."""
    words = request.args.get("q", "").strip()[:_LONGEST]
    return render_template(
        "search/results.html",
        q=words,
        search_for=words,
        found=search.found_for(g.user, words),
        most=search.MOST,
        user_id=g.user.id,
    )
