"""What needs this person today?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, g, jsonify, render_template
from flask_wtf.csrf import generate_csrf

from qa_app.clock import now, today
from qa_app.domain.policy import Permission
from qa_app.queries import today as today_queries
from qa_app.web.access import public, requires
from qa_app.web.home_cards import cards_for, greeting

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

bp = Blueprint("home", __name__)


@bp.get("/")
@requires(Permission.HOME_SEE)
def index() -> ResponseReturnValue:
    """The person's first page: the most urgent first, one obvious next step."""
    found = today_queries.for_person(g.user, today=today(), at=now())
    return render_template("home/index.html", name=greeting(g.user), cards=cards_for(found), today=found)


@bp.get("/session/token")
@requires(Permission.HOME_SEE)
def token() -> ResponseReturnValue:
    """A fresh form token, for a page that was open while its reader signed in again, and who the reader is now."""
    return jsonify(csrf_token=generate_csrf(), user_id=g.user.id)


@bp.get("/accessibility")
@public
def accessibility() -> ResponseReturnValue:
    """How accessible the product is, and whom to tell of a barrier."""
    return render_template("home/accessibility.html")


@bp.get("/about")
@public
def about() -> ResponseReturnValue:
    """What this is, and what it keeps."""
    return render_template("home/about.html")
