"""After the release: how did the group grade one case, and how far was everybody from what it agreed?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, abort, g, render_template

from qa_app.clock import now
from qa_app.domain.policy import Permission
from qa_app.queries import exercises, spreads
from qa_app.web import calibration_page
from qa_app.web.access import requires

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from qa_app.models.calibration import Exercise

bp = Blueprint("spreads", __name__, url_prefix="/calibration/<int:exercise_id>")


@bp.get("/cases/<int:exercise_case_id>")
@requires(Permission.CALIBRATION_RUN, Permission.CALIBRATION_READ, Permission.CALIBRATION_JOIN)
def show(exercise_id: int, exercise_case_id: int) -> ResponseReturnValue:
    """How the group graded a case, and its reference grades. Before the release there is no such page."""
    exercise = _released(exercise_id)
    case = exercises.case_of(exercise, exercise_case_id)
    if case is None or case not in exercises.cases_shown_to(g.user, exercise):
        abort(404)
    graded, statuses = spreads.graded_in(exercise), exercises.statuses_in(exercise)
    return render_template(
        "calibration/case.html",
        exercise=exercise,
        tool=exercise.tool_version.definition,
        seen=calibration_page.seen_case(exercise, case, graded[case.id], statuses, g.user.id),
        runs=g.user.may(Permission.CALIBRATION_RUN),
    )


@bp.get("/distances")
@requires(Permission.CALIBRATION_RUN)
def distances(exercise_id: int) -> ResponseReturnValue:
    """How far each person was from the reference, by name: for coaching, and for nobody but the QA manager."""
    exercise = _released(exercise_id)
    return render_template(
        "calibration/distances.html",
        exercise=exercise,
        people=calibration_page.distances_by_name(exercise, spreads.graded_in(exercise)),
        places=calibration_page.places_of(exercise),
    )


def _released(exercise_id: int) -> Exercise:
    exercise = exercises.one(g.user, exercise_id)
    return exercise if exercise.is_released(now()) else abort(404)
