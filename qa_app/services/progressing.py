"""What happens to an action between its agreement and its completion?

Its owner notes progress and completes it with evidence. The manager responsible or QA may move its date, hand it to
somebody else, or set its rating by hand: always with a reason, always kept.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from qa_app.clock import in_london
from qa_app.consequences.messages import message
from qa_app.db import session, use_case
from qa_app.domain import rag
from qa_app.domain.actions import ActionStep
from qa_app.domain.errors import Incomplete, NotPossible
from qa_app.domain.words import written
from qa_app.models.people import User
from qa_app.queries.actions import held_for, one_who_may_own

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date, datetime

    from qa_app.models.actions import Action


@use_case
def note_progress(action: Action, note: str, *, revision: int, by: User, at: datetime) -> None:
    """The owner says how far the action is.

    :raises Incomplete: without words.
    :raises: as ``queries.actions.held_for``.
    """
    held_for(ActionStep.NOTE_PROGRESS, action, revision=revision, by=by)
    note = written(note, "Describe the progress made.")
    action.last_progress_at = at
    action.take(ActionStep.NOTE_PROGRESS, by=by, at=at, note=note)


@use_case
def complete(action: Action, evidence: str, *, revision: int, by: User, at: datetime) -> None:
    """The owner has done it and says where that can be seen. Now it waits for QA.

    :raises Incomplete: without evidence.
    :raises: as ``queries.actions.held_for``.
    """
    held_for(ActionStep.COMPLETE, action, revision=revision, by=by)
    action.evidence = written(evidence, "Describe the evidence that the action is completed.")
    action.completed_at = at
    action.take(ActionStep.COMPLETE, by=by, at=at, note=action.evidence)


@use_case
def move_due_date(
    action: Action, due_on: date, because: str, *, revision: int, by: User, at: datetime
) -> None:
    """Another due date. The first one stays what lateness is counted from, and changes are counted.

    :raises Incomplete: without a reason, with the same date, or with one that is past.
    :raises: as ``queries.actions.held_for``.
    """
    held_for(ActionStep.MOVE_DUE_DATE, action, revision=revision, by=by)
    if due_on == action.due_on:
        raise Incomplete("The action has this due date already. Give another one.")
    if due_on < in_london(at).date():
        raise Incomplete("The due date must be today or later.")
    because = written(because, "Give the reason why the due date changes.")
    moved = f"From {_day(action.due_on)} to {_day(due_on)}. {because}"
    action.due_on = due_on
    action.due_changes += 1
    action.take(ActionStep.MOVE_DUE_DATE, by=by, at=at, note=moved)


@use_case
def hand_over(
    action: Action,
    owner_id: int,
    because: str,
    *,
    link: Callable[[int], str],
    revision: int,
    by: User,
    at: datetime,
) -> None:
    """Another owner, who is told.

    :raises Incomplete: without a reason, or when the person owns it already.
    :raises NotPossible: for somebody who cannot work on actions.
    :raises: as ``queries.actions.held_for``.
    """
    held_for(ActionStep.HAND_OVER, action, revision=revision, by=by)
    if owner_id == action.owner_id:
        raise Incomplete("This person owns the action already. Choose somebody else.")
    owner = one_who_may_own(owner_id)
    if owner is None:
        raise NotPossible("Choose an owner who can sign in and work on actions.")
    because = written(because, "Give the reason why the owner changes.")
    before = session.get_one(User, action.owner_id)
    action.owner_id = owner.id
    action.take(ActionStep.HAND_OVER, by=by, at=at, note=f"From {before.name} to {owner.name}. {because}")
    if owner.id != by.id:
        session.flush()
        message(
            f"action-step:{action.id}:{action.revision}:{owner.id}",
            owner.email,
            f"Action {action.id} was handed to you",
            f"{by.name} made you the owner of an action from case audit {action.audit_id}. It is due on "
            f"{_day(action.due_on)}.\n\nRead it:\n{link(action.id)}\n\n"
            "This message says nothing about the case on purpose. Do not reply with case details.",
            at=at,
        )


@use_case
def rate(
    action: Action, colour: rag.Rag | None, because: str, *, revision: int, by: User, at: datetime
) -> None:
    """Set the rating by hand, or (None) give it back to the rules.

    :raises NotPossible: for Blue, which only verification gives.
    :raises Incomplete: without a reason.
    :raises: as ``queries.actions.held_for``.
    """
    held_for(ActionStep.RATE, action, revision=revision, by=by)
    because = written(because, "Give the reason for changing the rating.")
    if colour is None:
        action.rag_override, action.rag_override_because = None, ""
        note = f"Back to the rules. {because}"
    else:
        by_hand = rag.override(colour, because)
        action.rag_override, action.rag_override_because = by_hand.colour, by_hand.reason
        note = f"{colour.label}. {because}"
    action.take(ActionStep.RATE, by=by, at=at, note=note)


@use_case
def cancel(action: Action, because: str, *, revision: int, by: User, at: datetime) -> None:
    """It is not going to be done. It leaves every count and stays readable.

    :raises Incomplete: without a reason.
    :raises: as ``queries.actions.held_for``.
    """
    held_for(ActionStep.CANCEL, action, revision=revision, by=by)
    because = written(because, "Give the reason why the action is cancelled.")
    action.take(ActionStep.CANCEL, by=by, at=at, note=because)


def _day(on: date) -> str:
    return f"{on.day} {on:%B %Y}"
