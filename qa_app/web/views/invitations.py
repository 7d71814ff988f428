"""Who grades in a calibration exercise, and why could others not?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, abort, flash, g, redirect, render_template, url_for

from qa_app.clock import now, today
from qa_app.domain.calibration import ExerciseStatus
from qa_app.domain.errors import ConflictOfInterest, Incomplete, NotPossible, Stale, StepNotAllowed
from qa_app.domain.policy import Permission
from qa_app.queries import candidates, exercises
from qa_app.services import inviting
from qa_app.web import addresses
from qa_app.web.access import requires
from qa_app.web.forms.calibration import PeopleForm, ReasonForm
from qa_app.web.forms.numbers import number_from

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from qa_app.models.calibration import Exercise

bp = Blueprint("invitations", __name__, url_prefix="/calibration/<int:exercise_id>/auditors")


@bp.route("", methods=["GET", "POST"])
@requires(Permission.CALIBRATION_RUN)
def choose(exercise_id: int) -> ResponseReturnValue:
    """For a draft, who will be invited; for an open exercise, who is invited besides."""
    exercise = exercises.one(g.user, exercise_id)
    is_draft = exercise.status(now()) is ExerciseStatus.DRAFT
    there = {each.auditor_id for each in exercise.invitations if each.taken_out_at is None}
    people = candidates.for_exercise(exercise, today(), without=() if is_draft else there)
    chosen = [str(number) for number in sorted(there)] if is_draft else []
    form = PeopleForm(auditors=chosen, revision=str(exercise.revision)).place(people)
    answer = 422 if form.is_submitted() else 200
    if form.validate_on_submit():
        try:
            _save(exercise, form, is_draft=is_draft)
        except (ConflictOfInterest, Incomplete, NotPossible) as refusal:
            form.auditors.errors = [refusal.message]
        except (Stale, StepNotAllowed) as refusal:
            exercise, answer = exercises.one(g.user, exercise_id), 409
            form.revision.data = str(exercise.revision)
            form.form_errors.append(refusal.message)
        else:
            return redirect(url_for("calibration.show", exercise_id=exercise.id), 303)
    page = render_template(
        "calibration/auditors.html",
        form=form,
        exercise=exercise,
        is_draft=is_draft,
        status=exercise.status(now()),
        cannot=[each for each in people if not each.can_join],
    )
    return page, answer


@bp.route("/<int:auditor_id>/removal", methods=["GET", "POST"])
@requires(Permission.CALIBRATION_RUN)
def take_out(exercise_id: int, auditor_id: int) -> ResponseReturnValue:
    """Take somebody out of an open exercise, with the reason."""
    exercise = exercises.one(g.user, exercise_id)
    invitation = next((each for each in exercise.invitations if each.auditor_id == auditor_id), None)
    if invitation is None:
        abort(404)
    form = ReasonForm()
    name, answer = invitation.auditor.name, 422 if form.is_submitted() else 200
    if form.validate_on_submit():
        try:
            inviting.take_out(exercise.id, auditor_id, because=form.because.data, by=g.user, at=now())
        except (NotPossible, StepNotAllowed) as refusal:
            exercise, answer = exercises.one(g.user, exercise_id), 409
            invitation = next(each for each in exercise.invitations if each.auditor_id == auditor_id)
            form.form_errors.append(refusal.message)
        else:
            flash(f"{name} was taken out of the exercise.", "success")
            return redirect(url_for("calibration.show", exercise_id=exercise.id), 303)
    page = render_template(
        "calibration/take_out.html",
        form=form,
        exercise=exercise,
        invitation=invitation,
        status=exercise.status(now()),
    )
    return page, answer


def _save(exercise: Exercise, form: PeopleForm, *, is_draft: bool) -> None:
    chosen = {number for each in form.auditors.data or () if (number := number_from(each))}
    if is_draft:
        inviting.choose(
            exercise.id, chosen, revision=number_from(form.revision.data) or 0, by=g.user, at=now()
        )
        flash("The auditors were saved. Nobody is told before the exercise is opened.", "success")
        return
    made = inviting.add(exercise.id, chosen, link=addresses.of_exercise, by=g.user, at=now())
    who = "1 person was" if len(made) == 1 else f"{len(made)} people were"
    flash(f"{who} invited, and told by e-mail.", "success")
