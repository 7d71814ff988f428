"""How do a manager and whoever proposed an action come to an agreement?

The manager agrees, or suggests other words or another date. Both wordings are kept, whichever is taken up. The date
that is agreed is the first due date: lateness counts from there, not from what was proposed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from qa_app.clock import in_london
from qa_app.consequences.messages import message
from qa_app.db import session, use_case
from qa_app.domain.actions import ActionStep, Words
from qa_app.domain.errors import Incomplete
from qa_app.domain.words import written
from qa_app.models.people import User
from qa_app.queries.actions import held_for, suggestion_for

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date, datetime

    from qa_app.models.actions import Action

_NO_DETAIL = "This message says nothing about the case on purpose. Do not reply with case details."


@use_case
def agree(action: Action, *, link: Callable[[int], str], revision: int, by: User, at: datetime) -> None:
    """The manager agrees the action as it was proposed. Its owner is told.

    :raises: as ``queries.actions.held_for``.
    """
    held_for(ActionStep.AGREE, action, revision=revision, by=by)
    action.agreed_by_id, action.agreed_at = by.id, at
    action.take(ActionStep.AGREE, by=by, at=at)
    _tell_owner(action, link, by=by, at=at)


@use_case
def suggest(
    action: Action,
    words: Words,
    because: str,
    *,
    link: Callable[[int], str],
    revision: int,
    by: User,
    at: datetime,
) -> None:
    """The manager would rather have other words or another date. Whoever proposed the action is told.

    :raises Incomplete: when nothing differs, without a reason, or with a date that is past.
    :raises: as ``queries.actions.held_for``.
    """
    held_for(ActionStep.SUGGEST, action, revision=revision, by=by)
    suggested = _suggested(action, words, today=in_london(at).date())
    because = written(because, "Say why you suggest other words or another date.")
    action.take(ActionStep.SUGGEST, by=by, at=at, note=because, words=suggested)
    _tell(
        action,
        session.get_one(User, action.proposed_by_id),
        f"A change to action {action.id} was suggested",
        f"{by.name} suggested other words or another date for an action that you proposed from case audit "
        f"{action.audit_id}.\n\nAccept the suggestion, or keep the action as it was:\n{link(action.id)}",
        by=by,
        at=at,
    )


@use_case
def accept(action: Action, *, link: Callable[[int], str], revision: int, by: User, at: datetime) -> None:
    """The suggestion is taken up, and the action thereby agreed by the manager who made it. Its owner is told.

    :raises: as ``queries.actions.held_for``.
    """
    held_for(ActionStep.ACCEPT, action, revision=revision, by=by)
    suggestion = suggestion_for(action)
    if suggestion is None:  # pragma: no cover  # an action becomes SUGGESTED together with its suggestion
        raise Incomplete("There is no suggestion to accept.")
    action.what, action.measure = suggestion.what, suggestion.measure
    action.due_on = action.original_due_on = suggestion.due_on
    action.agreed_by_id, action.agreed_at = suggestion.by_id, at
    action.take(ActionStep.ACCEPT, by=by, at=at)
    _tell_owner(action, link, by=by, at=at)


@use_case
def keep(
    action: Action, because: str, *, link: Callable[[int], str], revision: int, by: User, at: datetime
) -> None:
    """The suggestion is not taken up: the action waits again to be agreed as it was. The manager is told why.

    :raises Incomplete: without a reason.
    :raises: as ``queries.actions.held_for``.
    """
    held_for(ActionStep.KEEP, action, revision=revision, by=by)
    suggestion = suggestion_for(action)
    action.take(ActionStep.KEEP, by=by, at=at, note=written(because, "Say why the action stays as it was."))
    if suggestion is not None:
        _tell(
            action,
            suggestion.by,
            f"Your suggestion for action {action.id} was not taken up",
            f"{by.name} kept the action from case audit {action.audit_id} as it was, and says why on its page."
            f"\n\nAgree it, or suggest something else:\n{link(action.id)}",
            by=by,
            at=at,
        )


def _suggested(action: Action, words: Words, *, today: date) -> Words:
    suggested = Words(
        written(words.what, "Say what is to be done."),
        written(words.measure, "Say how you will know that it is done."),
        words.due_on,
    )
    if suggested == Words(action.what, action.measure, action.due_on):
        raise Incomplete("Change the words or the date, or agree the action as it is.")
    if suggested.due_on != action.due_on and suggested.due_on < today:
        raise Incomplete("The due date must be today or later.")
    return suggested


def _tell_owner(action: Action, link: Callable[[int], str], *, by: User, at: datetime) -> None:
    _tell(
        action,
        session.get_one(User, action.owner_id),
        f"Action {action.id} is agreed and yours to do",
        f"An action from case audit {action.audit_id} was agreed. You own it, and it is due on "
        f"{action.due_on.day} {action.due_on:%B %Y}.\n\nRead it and note your progress:\n{link(action.id)}",
        by=by,
        at=at,
    )


def _tell(action: Action, person: User, subject: str, body: str, *, by: User, at: datetime) -> None:
    """Nobody is told of what they did themselves, and nobody who cannot sign in."""
    if person.active and person.id != by.id:
        session.flush()  # so that the key has the number of the revision that the message tells of
        key = f"action-step:{action.id}:{action.revision}:{person.id}"
        message(key, person.email, subject, f"{body}\n\n{_NO_DETAIL}", at=at)
