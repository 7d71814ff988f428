"""How does somebody take a step of an action: agree, suggest, note, complete, verify, move, hand over, rate, cancel?

Every step reads alike: find the action, fill in a small form, do it once. Who was second is told what changed, with
their own words still on the page; the same form sent twice leads to the action, where the step is done already.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from flask import Blueprint, flash, g, redirect, render_template, request, url_for

from qa_app.clock import now
from qa_app.domain import action_rights
from qa_app.domain.actions import ActionStep, Words, after
from qa_app.domain.errors import Incomplete, NotPossible, Stale, StepNotAllowed
from qa_app.domain.policy import Permission
from qa_app.queries import actions
from qa_app.services import agreeing, progressing, verifying
from qa_app.web import addresses
from qa_app.web.access import requires
from qa_app.web.action_pages import page_of, rating_of
from qa_app.web.forms import actions as forms
from qa_app.web.forms.numbers import number_from

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from qa_app.models.actions import Action

bp = Blueprint("action_steps", __name__, url_prefix="/actions/<int:action_id>")

F = TypeVar("F", bound=forms.ActionForm)


@bp.post("/agreement")
@requires(Permission.ACTIONS_AGREE)
def agree(action_id: int) -> ResponseReturnValue:
    """The manager agrees the action as it is."""
    return _press(
        action_id,
        ActionStep.AGREE,
        "You agreed the action. Its owner has been told.",
        lambda action, seen: agreeing.agree(
            action, link=addresses.of_action, revision=seen, by=g.user, at=now()
        ),
    )


@bp.route("/suggestion", methods=["GET", "POST"])
@requires(Permission.ACTIONS_AGREE)
def suggest(action_id: int) -> ResponseReturnValue:
    """The manager would rather have other words or another date."""
    action = actions.one_visible_to(g.user, action_id)
    form = forms.SuggestionForm(
        revision=action.revision, what=action.what, measure=action.measure, due_on=action.due_on
    )
    return _fill_in(
        action,
        ActionStep.SUGGEST,
        form,
        "Your suggestion is with the person who proposed the action.",
        lambda action, seen: agreeing.suggest(
            action,
            form.words,
            form.because.data,
            link=addresses.of_action,
            revision=seen,
            by=g.user,
            at=now(),
        ),
    )


@bp.post("/suggestion/acceptance")
@requires(Permission.ACTIONS_PROPOSE)
def accept(action_id: int) -> ResponseReturnValue:
    """The suggestion is taken up."""
    return _press(
        action_id,
        ActionStep.ACCEPT,
        "The suggestion is accepted and the action agreed. Its owner has been told.",
        lambda action, seen: agreeing.accept(
            action, link=addresses.of_action, revision=seen, by=g.user, at=now()
        ),
    )


@bp.route("/suggestion/refusal", methods=["GET", "POST"])
@requires(Permission.ACTIONS_PROPOSE)
def keep(action_id: int) -> ResponseReturnValue:
    """The action stays as it was."""
    action = actions.one_visible_to(g.user, action_id)
    form = forms.KeepForm(revision=action.revision)
    return _fill_in(
        action,
        ActionStep.KEEP,
        form,
        "The action stays as it was. The manager has been told.",
        lambda action, seen: agreeing.keep(
            action, form.because.data, link=addresses.of_action, revision=seen, by=g.user, at=now()
        ),
    )


@bp.route("/progress", methods=["GET", "POST"])
@requires(Permission.ACTIONS_WORK)
def note_progress(action_id: int) -> ResponseReturnValue:
    """The owner says how far it is."""
    action = actions.one_visible_to(g.user, action_id)
    form = forms.ProgressForm(revision=action.revision)
    return _fill_in(
        action,
        ActionStep.NOTE_PROGRESS,
        form,
        "Your progress note is saved.",
        lambda action, seen: progressing.note_progress(
            action, form.because.data, revision=seen, by=g.user, at=now()
        ),
    )


@bp.route("/completion", methods=["GET", "POST"])
@requires(Permission.ACTIONS_WORK)
def complete(action_id: int) -> ResponseReturnValue:
    """The owner has done it."""
    action = actions.one_visible_to(g.user, action_id)
    form = forms.CompletionForm(revision=action.revision)
    return _fill_in(
        action,
        ActionStep.COMPLETE,
        form,
        "The action is completed. Quality assurance will look at the evidence.",
        lambda action, seen: progressing.complete(
            action, form.because.data, revision=seen, by=g.user, at=now()
        ),
    )


@bp.route("/verification", methods=["GET", "POST"])
@requires(Permission.ACTIONS_VERIFY)
def verify(action_id: int) -> ResponseReturnValue:
    """QA accepts the evidence, or sends it back."""
    action = actions.one_visible_to(g.user, action_id)
    form = forms.VerificationForm(revision=action.revision)
    if form.decision.data == "return":
        return _fill_in(
            action,
            ActionStep.RETURN,
            form,
            "The action is back with its owner, who has been told.",
            lambda action, seen: verifying.return_to_owner(
                action, form.because.data, link=addresses.of_action, revision=seen, by=g.user, at=now()
            ),
        )
    return _fill_in(
        action,
        ActionStep.VERIFY,
        form,
        "The action is verified and closed.",
        lambda action, seen: verifying.verify(action, form.because.data, revision=seen, by=g.user, at=now()),
    )


@bp.route("/due-date", methods=["GET", "POST"])
@requires(Permission.ACTIONS_AGREE, Permission.ACTIONS_VERIFY)
def move_due_date(action_id: int) -> ResponseReturnValue:
    """Another due date, with a reason."""
    action = actions.one_visible_to(g.user, action_id)
    form = forms.DueDateForm(revision=action.revision)
    return _fill_in(
        action,
        ActionStep.MOVE_DUE_DATE,
        form,
        "The due date is changed. The first one is kept.",
        lambda action, seen: progressing.move_due_date(
            action, form.due_on.data, form.because.data, revision=seen, by=g.user, at=now()
        ),
    )


@bp.route("/owner", methods=["GET", "POST"])
@requires(Permission.ACTIONS_AGREE, Permission.ACTIONS_VERIFY)
def hand_over(action_id: int) -> ResponseReturnValue:
    """Another owner, with a reason."""
    action = actions.one_visible_to(g.user, action_id)
    form = forms.OwnerForm(revision=action.revision).place(actions.who_may_own(), action)
    return _fill_in(
        action,
        ActionStep.HAND_OVER,
        form,
        "The action has a new owner, who has been told.",
        lambda action, seen: progressing.hand_over(
            action,
            int(form.owner.data),
            form.because.data,
            link=addresses.of_action,
            revision=seen,
            by=g.user,
            at=now(),
        ),
    )


@bp.route("/rating", methods=["GET", "POST"])
@requires(Permission.ACTIONS_AGREE, Permission.ACTIONS_VERIFY)
def rate(action_id: int) -> ResponseReturnValue:
    """A rating by hand, or back to the rules."""
    action = actions.one_visible_to(g.user, action_id)
    form = forms.RatingForm(revision=action.revision)
    return _fill_in(
        action,
        ActionStep.RATE,
        form,
        "The rating is changed.",
        lambda action, seen: progressing.rate(
            action, form.chosen, form.because.data, revision=seen, by=g.user, at=now()
        ),
    )


@bp.route("/cancellation", methods=["GET", "POST"])
@requires(Permission.ACTIONS_PROPOSE, Permission.ACTIONS_VERIFY)
def cancel(action_id: int) -> ResponseReturnValue:
    """It is not going to be done."""
    action = actions.one_visible_to(g.user, action_id)
    form = forms.CancellationForm(revision=action.revision)
    return _fill_in(
        action,
        ActionStep.CANCEL,
        form,
        "The action is cancelled. It stays readable and leaves every count.",
        lambda action, seen: progressing.cancel(
            action, form.because.data, revision=seen, by=g.user, at=now()
        ),
    )


_Do = Callable[["Action", int], None]


def _press(action_id: int, step: ActionStep, done: str, do: _Do) -> ResponseReturnValue:
    """A step that is one button."""
    action = actions.one_visible_to(g.user, action_id)
    seen = number_from(request.form.get("revision")) or 0
    try:
        do(action, seen)
    except (Stale, StepNotAllowed) as refusal:
        action = actions.one_visible_to(g.user, action_id)
        if not _is_done_already(action, step, seen):
            return page_of(action, errors=[("", refusal.message)]), 409
    else:
        flash(done, "success")
    return redirect(url_for("actions.show", action_id=action_id), 303)


def _fill_in(action: Action, step: ActionStep, form: F, done: str, do: _Do) -> ResponseReturnValue:
    """A step that is a small form."""
    if not form.is_submitted():
        after(action.status, step)
        action_rights.check(step, action.status, actions.ties_of(g.user, action))
        return _page(action, step, form)
    if not form.validate():
        return _page(action, step, form), 422
    action_id, seen = action.id, number_from(form.revision.data) or 0
    try:
        do(action, seen)
    except (Stale, StepNotAllowed) as refusal:
        action = actions.one_visible_to(g.user, action_id)
        if not _is_done_already(action, step, seen, form):
            form.form_errors.append(f"{refusal.message} Your words are still here and are not saved.")
            return _page(action, step, form), 409
    except (Incomplete, NotPossible) as refusal:
        form.form_errors.append(refusal.message)
        return _page(actions.one_visible_to(g.user, action_id), step, form), 422
    else:
        flash(done, "success")
    return redirect(url_for("actions.show", action_id=action_id), 303)


def _is_done_already(action: Action, step: ActionStep, seen: int, form: F | None = None) -> bool:
    """Whether this very form was sent before: by the same person, from the same page, with the same words."""
    last = actions.last_event_of(action)
    if (last.step, last.by_id, action.revision) != (step, g.user.id, seen + 1):
        return False
    if isinstance(form, forms.SuggestionForm):
        return Words(last.what, last.measure, last.due_on) == form.words
    return form is None or last.note.endswith(form.because.data)


def _page(action: Action, step: ActionStep, form: F) -> str:
    form.revision.data = str(action.revision)
    suggestion = actions.suggestion_for(action) if step is ActionStep.KEEP else None
    return render_template(
        "actions/step.html",
        action=action,
        step=step,
        form=form,
        rating=rating_of(action),
        suggestion=suggestion,
    )
