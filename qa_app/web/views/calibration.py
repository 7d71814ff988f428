"""Which calibration exercises are there, how is one set up, opened and released, and what did it show?"""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from flask import Blueprint, flash, g, redirect, render_template, url_for

from qa_app.clock import now, today
from qa_app.domain.agreement_words import prevalence_note
from qa_app.domain.calibration import ExerciseStatus, agreement_of, attendance_in_words, summary
from qa_app.domain.errors import Incomplete, Stale, StepNotAllowed
from qa_app.domain.policy import Permission
from qa_app.domain.workflow import Status
from qa_app.queries import candidates, exercises, spreads, tools
from qa_app.services import calibrating, releasing
from qa_app.web import addresses, calibration_page
from qa_app.web.access import requires
from qa_app.web.forms.calibration import (
    ConfirmForm,
    ExerciseForm,
    ReasonForm,
    ReleaseForm,
    exercise_of,
    release_of,
)
from qa_app.web.forms.numbers import number_from
from qa_app.web.paging import page_number, paging

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue
    from flask_wtf import FlaskForm

    from qa_app.domain.errors import QaError
    from qa_app.models.calibration import Exercise

bp = Blueprint("calibration", __name__, url_prefix="/calibration")


@bp.get("")
@requires(Permission.CALIBRATION_RUN, Permission.CALIBRATION_READ, Permission.CALIBRATION_JOIN)
def index() -> ResponseReturnValue:
    """The exercises that the person may see, and what they still have to grade."""
    found = exercises.listed_for(g.user, page_number())
    return render_template(
        "calibration/index.html",
        exercises=found.items,
        paging=paging(found, "exercise"),
        waiting=exercises.waiting_for(g.user) if g.user.may(Permission.CALIBRATION_JOIN) else (),
        now=now(),
    )


@bp.route("/new", methods=["GET", "POST"])
@requires(Permission.CALIBRATION_RUN)
def new() -> ResponseReturnValue:
    """Begin an exercise: its title and tool. What else it needs is asked on its own page."""
    form = ExerciseForm(once=secrets.token_urlsafe(16)).place(tools.offered())
    if form.validate_on_submit():
        tool_id, once = number_from(form.tool.data) or 0, form.once.data or None
        try:
            made = calibrating.create(form.title.data, tool_id, once=once, by=g.user, at=now())
        except Incomplete as refusal:
            form.tool.errors = [refusal.message]
        else:
            return redirect(url_for(".show", exercise_id=made.id), 303)
    page = render_template("calibration/details.html", form=form, exercise=None)
    return page, 422 if form.is_submitted() else 200


@bp.get("/<int:exercise_id>")
@requires(Permission.CALIBRATION_RUN, Permission.CALIBRATION_READ, Permission.CALIBRATION_JOIN)
def show(exercise_id: int) -> ResponseReturnValue:
    """What is left to set up, who has handed in, or what the group showed: wherever the exercise is."""
    exercise = exercises.one(g.user, exercise_id)
    match exercise.status(now()):
        case ExerciseStatus.DRAFT:
            return _draft(exercise)
        case ExerciseStatus.OPEN:
            return _open(exercise)
        case ExerciseStatus.CANCELLED:
            return render_template("calibration/cancelled.html", exercise=exercise)
        case _:
            return _released(exercise)


@bp.route("/<int:exercise_id>/details", methods=["GET", "POST"])
@requires(Permission.CALIBRATION_RUN)
def details(exercise_id: int) -> ResponseReturnValue:
    """Another title or tool for a draft."""
    exercise = exercises.one(g.user, exercise_id)
    form = ExerciseForm(data=exercise_of(exercise)).place(tools.offered())
    status = 422 if form.is_submitted() else 200
    if form.validate_on_submit():
        try:
            calibrating.change(
                exercise.id,
                form.title.data,
                number_from(form.tool.data) or 0,
                revision=number_from(form.revision.data) or 0,
                by=g.user,
            )
        except Incomplete as refusal:
            form.tool.errors = [refusal.message]
        except (Stale, StepNotAllowed) as refusal:
            exercise, status = _as_it_is_now(exercise, form, refusal), 409
        else:
            flash("The details were saved.", "success")
            return redirect(url_for(".show", exercise_id=exercise.id), 303)
    return render_template("calibration/details.html", form=form, exercise=exercise), status


@bp.route("/<int:exercise_id>/release-time", methods=["GET", "POST"])
@requires(Permission.CALIBRATION_RUN)
def release_time(exercise_id: int) -> ResponseReturnValue:
    """When the exercise is released: chosen for a draft, moved while it has not come."""
    exercise = exercises.one(g.user, exercise_id)
    form = ReleaseForm(data=release_of(exercise))
    answer = 422 if form.is_submitted() else 200
    if form.validate_on_submit():
        try:
            releasing.schedule(
                exercise.id,
                form.moment,
                revision=number_from(form.revision.data) or 0,
                by=g.user,
                at=now(),
            )
        except Incomplete as refusal:
            form.day.errors = [refusal.message]
        except (Stale, StepNotAllowed) as refusal:
            exercise, answer = _as_it_is_now(exercise, form, refusal), 409
        else:
            flash("The release time was saved.", "success")
            return redirect(url_for(".show", exercise_id=exercise.id), 303)
    page = render_template(
        "calibration/release_time.html", form=form, exercise=exercise, status=exercise.status(now())
    )
    return page, answer


@bp.route("/<int:exercise_id>/opening", methods=["GET", "POST"])
@requires(Permission.CALIBRATION_RUN)
def opening(exercise_id: int) -> ResponseReturnValue:
    """Who would grade what, before anybody is told. A double click opens it once."""
    exercise = exercises.one(g.user, exercise_id)
    form = ConfirmForm(revision=str(exercise.revision))
    if exercise.opened_at is not None:
        return redirect(url_for(".show", exercise_id=exercise.id))
    if form.validate_on_submit():
        releasing.open_it(
            exercise.id,
            link=addresses.of_exercise,
            revision=number_from(form.revision.data) or 0,
            by=g.user,
            at=now(),
        )
        flash("The exercise is open. Everybody invited is told by e-mail.", "success")
        return redirect(url_for(".show", exercise_id=exercise.id), 303)
    chosen = {each.auditor_id for each in exercise.invitations}
    people = candidates.for_exercise(exercise, today(), only=chosen)
    page = render_template(
        "calibration/opening.html",
        form=form,
        exercise=exercise,
        people=people,
        for_nobody=[each.name for each in exercise.cases if not any(each.id in one.may for one in people)],
        now=now(),
    )
    return page, 422 if form.is_submitted() else 200


@bp.route("/<int:exercise_id>/release", methods=["GET", "POST"])
@requires(Permission.CALIBRATION_RUN)
def release(exercise_id: int) -> ResponseReturnValue:
    """Release the exercise at once, after saying who would be absent."""
    exercise = exercises.one(g.user, exercise_id)
    status = exercise.status(now())
    form = ConfirmForm(revision=str(exercise.revision))
    if status in {ExerciseStatus.RELEASED, ExerciseStatus.FINISHED}:
        return redirect(url_for(".show", exercise_id=exercise.id))
    if form.validate_on_submit():
        releasing.release_now(exercise.id, revision=number_from(form.revision.data) or 0, by=g.user, at=now())
        flash("The exercise is released.", "success")
        return redirect(url_for(".show", exercise_id=exercise.id), 303)
    page = render_template(
        "calibration/release.html",
        form=form,
        exercise=exercise,
        status=status,
        statuses=exercises.statuses_in(exercise),
        handed_in=Status.SUBMITTED,
    )
    return page, 422 if form.is_submitted() else 200


@bp.route("/<int:exercise_id>/cancellation", methods=["GET", "POST"])
@requires(Permission.CALIBRATION_RUN)
def cancel(exercise_id: int) -> ResponseReturnValue:
    """Call the exercise off, with the reason."""
    exercise = exercises.one(g.user, exercise_id)
    form = ReasonForm(revision=str(exercise.revision))
    answer = 422 if form.is_submitted() else 200
    if form.validate_on_submit():
        try:
            releasing.cancel(
                exercise.id,
                because=form.because.data,
                revision=number_from(form.revision.data) or 0,
                by=g.user,
                at=now(),
            )
        except (Stale, StepNotAllowed) as refusal:
            exercise, answer = _as_it_is_now(exercise, form, refusal), 409
        else:
            flash("The exercise was cancelled.", "success")
            return redirect(url_for(".show", exercise_id=exercise.id), 303)
    page = render_template(
        "calibration/cancel.html", form=form, exercise=exercise, status=exercise.status(now())
    )
    return page, answer


def _as_it_is_now(exercise: Exercise, form: FlaskForm, refusal: QaError) -> Exercise:
    """What was typed stays in the form, which now knows what the exercise says; sending it again is then a choice."""
    found = exercises.one(g.user, exercise.id)
    form.revision.data = str(found.revision)
    form.form_errors.append(refusal.message)
    return found


def _draft(exercise: Exercise) -> str:
    return render_template("calibration/draft.html", exercise=exercise, now=now())


def _open(exercise: Exercise) -> str:
    runs = g.user.may(Permission.CALIBRATION_RUN)
    return render_template(
        "calibration/open.html",
        exercise=exercise,
        runs=runs,
        statuses=exercises.statuses_in(exercise) if runs else {},
        handed_in=Status.SUBMITTED,
        own=exercises.own_of(g.user, exercise.id) if g.user.may(Permission.CALIBRATION_JOIN) else (),
    )


def _released(exercise: Exercise) -> str:
    graded = spreads.graded_in(exercise)
    statuses = exercises.statuses_in(exercise)
    shown = exercises.cases_shown_to(g.user, exercise)
    seen = [
        calibration_page.seen_case(exercise, each, graded[each.id], statuses, g.user.id) for each in shown
    ]
    found = agreement_of(exercise.tool_version.definition, [graded[each.id] for each in shown])
    people = {each.auditor_id for each in exercise.invitations if each.taken_out_at is None}
    here = {each.auditor_id for case in graded.values() for each in case}
    return render_template(
        "calibration/released.html",
        exercise=exercise,
        tool=exercise.tool_version.definition,
        status=exercise.status(now()),
        runs=g.user.may(Permission.CALIBRATION_RUN),
        cases=seen,
        drawn=calibration_page.overall_picture(exercise, seen),
        hidden=len(exercise.cases) - len(shown),
        attendance=attendance_in_words(
            expected=len(people), handed_in=len(here), taken_out=len(exercise.invitations) - len(people)
        ),
        found=found,
        participants=len(here),
        coefficients=calibration_page.coefficients,
        prevalence_note=prevalence_note,
        own=exercises.own_of(g.user, exercise.id) if g.user.may(Permission.CALIBRATION_JOIN) else (),
        own_summary=summary(each for case in seen for each in case.distances),
    )
