"""Which questions of a tool do their work, and which should be rewritten or dropped?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, g, render_template, request

from qa_app.domain.charts_of_agreement import least_alike
from qa_app.domain.policy import Permission
from qa_app.domain.question_health import LEAST_PAIRS, Rule
from qa_app.queries import moderation_changes, question_health
from qa_app.web.access import requires
from qa_app.web.drawing import drawn
from qa_app.web.forms.agreement import QuestionsFilter

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

bp = Blueprint("question_health", __name__, url_prefix="/consistency/questions")


@bp.get("")
@requires(Permission.CONSISTENCY_READ)
def show() -> ResponseReturnValue:
    """The list of questions to look at, then every question with its figures."""
    asked = QuestionsFilter(request.args).place(moderation_changes.offered_to(g.user))
    found = question_health.health_of(g.user, asked.wanted())
    compared = (
        [(each.text, each.same) for each in found.questions if each.same and each.same.n >= LEAST_PAIRS]
        if found
        else []
    )
    return render_template(
        "question_health/show.html",
        found=found,
        asked=asked,
        chart=drawn(least_alike(compared)),
        rules=list(Rule),
        least_pairs=LEAST_PAIRS,
    )
