"""What do the audit tools ask?"""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from flask import Blueprint, render_template

from qa_app.domain.policy import Permission
from qa_app.queries import tools
from qa_app.web.access import requires
from qa_app.web.forms.conditions import rule_in_words, sentence_for

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

bp = Blueprint("tools", __name__, url_prefix="/tools")


@bp.get("")
@requires(Permission.TOOLS_READ)
def index() -> ResponseReturnValue:
    """Every tool with its versions."""
    by_key = [list(versions) for _, versions in groupby(tools.all_versions(), key=lambda each: each.key)]
    return render_template("tools/index.html", tools=by_key, rounds=tools.rounds_using())


@bp.get("/<key>/<int:version>")
@requires(Permission.TOOLS_READ)
def show(key: str, version: int) -> ResponseReturnValue:
    """One version, whole: to read, to print, to talk about."""
    found = tools.one(key, version)
    tool = found.definition
    return render_template(
        "tools/show.html",
        version=found,
        tool=tool,
        versions=tools.versions_of(key),
        condition=lambda question, section: sentence_for(question, section, tool),
        rule=lambda rule: rule_in_words(rule, tool),
    )
