"""Who closes the loop, and how?

Quality assurance looks at the evidence of a completed action and accepts it or sends it back. Never its owner.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from qa_app.consequences.messages import message
from qa_app.db import session, use_case
from qa_app.domain.actions import ActionStep
from qa_app.domain.words import LONGEST, cleaned, written
from qa_app.models.people import User
from qa_app.queries.actions import held_for

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from qa_app.models.actions import Action


@use_case
def verify(action: Action, note: str = "", *, revision: int, by: User, at: datetime) -> None:
    """The evidence is accepted and the action is closed. ``note`` says what was looked at; it may be empty.

    :raises: as ``queries.actions.held_for``.
    """
    held_for(ActionStep.VERIFY, action, revision=revision, by=by)
    action.verified_by_id, action.verified_at = by.id, at
    action.take(ActionStep.VERIFY, by=by, at=at, note=cleaned(note).strip()[:LONGEST])


@use_case
def return_to_owner(
    action: Action, because: str, *, link: Callable[[int], str], revision: int, by: User, at: datetime
) -> None:
    """The evidence is not enough. The owner is told what is needed.

    :raises Incomplete: without words.
    :raises: as ``queries.actions.held_for``.
    """
    held_for(ActionStep.RETURN, action, revision=revision, by=by)
    because = written(because, "Say what is still needed before the action can be verified.")
    action.take(ActionStep.RETURN, by=by, at=at, note=because)
    owner = session.get_one(User, action.owner_id)
    if owner.active:
        session.flush()
        message(
            f"action-step:{action.id}:{action.revision}:{owner.id}",
            owner.email,
            f"Action {action.id} was returned to you",
            f"{by.name} looked at the evidence for an action from case audit {action.audit_id} and says on its "
            f"page what is still needed.\n\nRead it:\n{link(action.id)}\n\n"
            "This message says nothing about the case on purpose. Do not reply with case details.",
            at=at,
        )
