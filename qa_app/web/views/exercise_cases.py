"""What is graded in a calibration exercise: which cases of the council, and which made-up ones?"""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from flask import Blueprint, abort, flash, g, redirect, render_template, request, url_for

from qa_app.domain.errors import NotPossible, Stale, StepNotAllowed
from qa_app.domain.policy import Permission
from qa_app.queries import exercises
from qa_app.services import calibrating
from qa_app.web.access import requires
from qa_app.web.forms.calibration import CaseForm, ConfirmForm, VignetteForm, vignette_of
from qa_app.web.forms.numbers import number_from

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from qa_app.models.calibration import Exercise, ExerciseCase

bp = Blueprint("exercise_cases", __name__, url_prefix="/calibration/<int:exercise_id>/cases")


@bp.route("", methods=["GET", "POST"])
@requires(Permission.CALIBRATION_RUN)
def index(exercise_id: int) -> ResponseReturnValue:
    """The cases of a draft; one of the council is added by its reference."""
    exercise = exercises.one(g.user, exercise_id)
    form = CaseForm()
    if form.validate_on_submit():
        try:
            added = calibrating.add_case(exercise.id, form.reference.data, by=g.user)
        except NotPossible as refusal:
            form.reference.errors = [refusal.message]
        else:
            flash(f"Case {added.name} is part of the exercise.", "success")
            return redirect(url_for(".index", exercise_id=exercise.id), 303)
    page = render_template("calibration/cases.html", form=form, exercise=exercise)
    return page, 422 if form.is_submitted() else 200


@bp.route("/new-vignette", methods=["GET", "POST"])
@requires(Permission.CALIBRATION_RUN)
def new_vignette(exercise_id: int) -> ResponseReturnValue:
    """Write a made-up case."""
    exercise = exercises.one(g.user, exercise_id)
    form = VignetteForm(once=secrets.token_urlsafe(16))
    if form.validate_on_submit():
        try:
            calibrating.add_vignette(
                exercise.id, form.title.data, form.text.data, once=form.once.data or None, by=g.user
            )
        except (NotPossible, StepNotAllowed) as refusal:
            form.form_errors.append(refusal.message)
            return _vignette_page(exercise, form, is_new=True), 409
        else:
            return redirect(url_for(".index", exercise_id=exercise.id), 303)
    return _vignette_page(exercise, form, is_new=True), 422 if form.is_submitted() else 200


@bp.route("/<int:exercise_case_id>/vignette", methods=["GET", "POST"])
@requires(Permission.CALIBRATION_RUN)
def edit_vignette(exercise_id: int, exercise_case_id: int) -> ResponseReturnValue:
    """Other words for a vignette of a draft. When two people wrote, both texts are shown; no word is lost."""
    exercise = exercises.one(g.user, exercise_id)
    each = exercises.case_of(exercise, exercise_case_id)
    if (each is None and request.method == "GET") or (each is not None and each.case_id is not None):
        abort(404)
    form = VignetteForm(data=vignette_of(each) if each else None)
    if form.validate_on_submit():
        try:
            calibrating.change_vignette(
                exercise.id,
                exercise_case_id,
                form.title.data,
                form.text.data,
                revision=number_from(form.revision.data) or 0,
                by=g.user,
            )
        except (Stale, StepNotAllowed) as refusal:
            form.form_errors.append(refusal.message)
            exercise = exercises.one(g.user, exercise_id)
            theirs = exercises.case_of(exercise, exercise_case_id)
            form.revision.data = str(theirs.revision if theirs else 0)
            changed = theirs if isinstance(refusal, Stale) else None
            return _vignette_page(exercise, form, is_new=False, theirs=changed), 409
        return redirect(url_for(".index", exercise_id=exercise.id), 303)
    return _vignette_page(exercise, form, is_new=False), 422 if form.is_submitted() else 200


@bp.route("/<int:exercise_case_id>/removal", methods=["GET", "POST"])
@requires(Permission.CALIBRATION_RUN)
def remove(exercise_id: int, exercise_case_id: int) -> ResponseReturnValue:
    """Leave a case out again, after asking."""
    exercise, each = _one(exercise_id, exercise_case_id)
    form = ConfirmForm()
    name = each.name
    if form.validate_on_submit():
        calibrating.remove_case(exercise.id, each.id, by=g.user)
        flash(f"{name} was removed.", "success")
        return redirect(url_for(".index", exercise_id=exercise.id), 303)
    page = render_template("calibration/case_removal.html", form=form, exercise=exercise, case=each)
    return page, 422 if form.is_submitted() else 200


def _one(exercise_id: int, exercise_case_id: int) -> tuple[Exercise, ExerciseCase]:
    exercise = exercises.one(g.user, exercise_id)
    return exercise, exercises.case_of(exercise, exercise_case_id) or abort(404)


def _vignette_page(
    exercise: Exercise, form: VignetteForm, *, is_new: bool, theirs: ExerciseCase | None = None
) -> str:
    return render_template(
        "calibration/vignette.html", form=form, exercise=exercise, is_new=is_new, theirs=theirs
    )
