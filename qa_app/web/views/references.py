"""What did the group agree after the release: which reference grades, and what was said in the room?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, abort, flash, g, redirect, render_template, url_for

from qa_app.clock import now
from qa_app.domain.errors import Stale
from qa_app.domain.policy import Permission
from qa_app.queries import exercises, spreads
from qa_app.services import referencing
from qa_app.web import calibration_page
from qa_app.web.access import requires
from qa_app.web.forms.calibration import NotesForm, ReferenceForm, reference_of
from qa_app.web.forms.numbers import number_from

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from qa_app.models.calibration import Exercise, ExerciseCase
    from qa_app.web.calibration_page import SeenCase, SeenPlace

bp = Blueprint("references", __name__, url_prefix="/calibration/<int:exercise_id>")


@bp.route("/cases/<int:exercise_case_id>/reference/<key>", methods=["GET", "POST"])
@requires(Permission.CALIBRATION_RUN)
def record(exercise_id: int, exercise_case_id: int, key: str) -> ResponseReturnValue:
    """Record what the group agreed for one section, with the spread beside it; then go on to the next that is missing."""
    exercise = _released(exercise_id)
    case = exercises.case_of(exercise, exercise_case_id) or abort(404)
    seen = _seen(exercise, case)
    place = next((each for each in seen.places if each.place.key == key), None) or abort(404)
    form = ReferenceForm(data=reference_of(place.reference)).place(
        exercise.tool_version.definition, place.place
    )
    if form.validate_on_submit():
        try:
            referencing.record(
                case.id,
                key,
                form.grade_key,
                rationale=form.rationale.data,
                seen=number_from(form.seen.data) or 0,
                by=g.user,
                at=now(),
            )
        except Stale as refusal:
            return _both(exercise_id, exercise_case_id, key, form, refusal)
        return redirect(_next(exercise_id, exercise_case_id, key), 303)
    return _page(exercise, seen, place, form), 422 if form.is_submitted() else 200


@bp.route("/notes", methods=["GET", "POST"])
@requires(Permission.CALIBRATION_RUN)
def notes(exercise_id: int) -> ResponseReturnValue:
    """What was said in the room. When two people wrote, both texts are shown."""
    exercise = _released(exercise_id)
    form = NotesForm(notes=exercise.notes, revision=str(exercise.revision))
    if form.validate_on_submit():
        try:
            referencing.take_notes(
                exercise.id,
                form.notes.data,
                revision=number_from(form.revision.data) or 0,
                by=g.user,
                at=now(),
            )
        except Stale as refusal:
            theirs = _released(exercise_id)
            form.revision.data = str(theirs.revision)
            form.form_errors.append(refusal.message)
            page = render_template("calibration/notes.html", form=form, exercise=theirs, theirs=theirs)
            return page, 409
        flash("The notes were saved.", "success")
        return redirect(url_for("calibration.show", exercise_id=exercise.id), 303)
    page = render_template("calibration/notes.html", form=form, exercise=exercise, theirs=None)
    return page, 422 if form.is_submitted() else 200


def _released(exercise_id: int) -> Exercise:
    exercise = exercises.one(g.user, exercise_id)
    return exercise if exercise.is_released(now()) else abort(404)


def _seen(exercise: Exercise, case: ExerciseCase) -> SeenCase:
    graded, statuses = spreads.graded_in(exercise), exercises.statuses_in(exercise)
    return calibration_page.seen_case(exercise, case, graded[case.id], statuses, g.user.id)


def _page(
    exercise: Exercise,
    seen: SeenCase,
    place: SeenPlace,
    form: ReferenceForm,
    *,
    theirs: SeenPlace | None = None,
) -> str:
    return render_template(
        "calibration/reference.html",
        exercise=exercise,
        tool=exercise.tool_version.definition,
        seen=seen,
        place=place,
        form=form,
        theirs=theirs,
    )


def _both(
    exercise_id: int, exercise_case_id: int, key: str, form: ReferenceForm, refusal: Stale
) -> ResponseReturnValue:
    """What was typed stays in the form; what was recorded meanwhile stands above it. Saving again is then a choice."""
    exercise = _released(exercise_id)
    seen = _seen(exercise, exercises.case_of(exercise, exercise_case_id) or abort(404))
    place = next(each for each in seen.places if each.place.key == key)
    form.seen.data = str(place.reference.id) if place.reference else "0"
    form.form_errors.append(refusal.message)
    return _page(exercise, seen, place, form, theirs=place), 409


def _next(exercise_id: int, exercise_case_id: int, key: str) -> str:
    """The next section of the case without a reference grade, or the case."""
    exercise = _released(exercise_id)
    case = exercises.case_of(exercise, exercise_case_id) or abort(404)
    keys = [each.key for each in calibration_page.places_of(exercise)]
    after = keys[keys.index(key) + 1 :] + keys[: keys.index(key)]
    missing = next((each for each in after if each not in case.latest), None)
    if missing is None:
        return url_for("spreads.show", exercise_id=exercise_id, exercise_case_id=case.id)
    return url_for(".record", exercise_id=exercise_id, exercise_case_id=case.id, key=missing)
