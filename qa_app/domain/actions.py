"""What can happen to an agreed action, and when is it late?

An action is proposed from an audit, agreed by the manager responsible (who may suggest other words or another
date first), worked on and completed by its owner, and verified by quality assurance. Completed is not closed:
the loop is closed by somebody other than the owner who looked at the evidence.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from qa_app.domain.errors import Incomplete, StepNotAllowed


class ActionStatus(StrEnum):
    """Where an action is. Values are what the database keeps; ``label`` is what people read."""

    PROPOSED = "proposed"
    SUGGESTED = "suggested"
    AGREED = "agreed"
    IN_PROGRESS = "in_progress"
    COMPLETED = "completed"
    RETURNED = "returned"
    VERIFIED = "verified"
    CANCELLED = "cancelled"

    @property
    def label(self) -> str:
        """The status in plain English, as it stands in a list."""
        return _STATUS_LABELS[self]


class ActionStep(StrEnum):
    """A verb in the life of an action. ``label`` is what a button says, ``past`` what the history says."""

    PROPOSE = "propose"
    AGREE = "agree"
    SUGGEST = "suggest"
    ACCEPT = "accept"
    KEEP = "keep"
    NOTE_PROGRESS = "note_progress"
    COMPLETE = "complete"
    VERIFY = "verify"
    RETURN = "return"
    MOVE_DUE_DATE = "move_due_date"
    HAND_OVER = "hand_over"
    RATE = "rate"
    CANCEL = "cancel"

    @property
    def label(self) -> str:
        """The step as an instruction, for a button."""
        return _STEP_WORDS[self][0]

    @property
    def past(self) -> str:
        """The step as something done, for the history."""
        return _STEP_WORDS[self][1]

    @property
    def needs_words(self) -> bool:
        """Must the person write something: a reason, a note or the evidence?"""
        return self not in {ActionStep.AGREE, ActionStep.ACCEPT, ActionStep.VERIFY}


class Level(StrEnum):
    """Whose practice or circumstances the action changes."""

    CHILD = "child"
    WORKER = "worker"
    TEAM = "team"
    SERVICE = "service"

    @property
    def label(self) -> str:
        """The level as a choice on the page."""
        return self.value.capitalize()


class Priority(StrEnum):
    """How soon it matters, the most urgent first."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"

    @property
    def label(self) -> str:
        """The priority as a choice on the page."""
        return self.value.capitalize()


@dataclass(frozen=True, slots=True)
class Words:
    """What is to be done, how success is measured, and by when."""

    what: str
    measure: str
    due_on: date


_STATUS_LABELS = {
    ActionStatus.PROPOSED: "Waiting to be agreed",
    ActionStatus.SUGGESTED: "Change suggested by manager",
    ActionStatus.AGREED: "Agreed",
    ActionStatus.IN_PROGRESS: "In progress",
    ActionStatus.COMPLETED: "Completed, waiting to be verified",
    ActionStatus.RETURNED: "Returned to owner",
    ActionStatus.VERIFIED: "Verified",
    ActionStatus.CANCELLED: "Cancelled",
}
_STEP_WORDS = {
    ActionStep.PROPOSE: ("Propose action", "Proposed"),
    ActionStep.AGREE: ("Agree action", "Agreed"),
    ActionStep.SUGGEST: ("Suggest other words or date", "Change suggested"),
    ActionStep.ACCEPT: ("Accept the suggestion", "Suggestion accepted and agreed"),
    ActionStep.KEEP: ("Keep the action as it was", "Suggestion not taken up"),
    ActionStep.NOTE_PROGRESS: ("Add progress note", "Progress noted"),
    ActionStep.COMPLETE: ("Mark as completed", "Completed"),
    ActionStep.VERIFY: ("Verify completion", "Verified"),
    ActionStep.RETURN: ("Return to owner", "Returned to the owner"),
    ActionStep.MOVE_DUE_DATE: ("Change due date", "Due date changed"),
    ActionStep.HAND_OVER: ("Change owner", "Owner changed"),
    ActionStep.RATE: ("Change the rating", "Rating changed by hand"),
    ActionStep.CANCEL: ("Cancel action", "Cancelled"),
}

_BEING_AGREED = (ActionStatus.PROPOSED, ActionStatus.SUGGESTED)
_BEING_DONE = (ActionStatus.AGREED, ActionStatus.IN_PROGRESS, ActionStatus.RETURNED)

# PROPOSE leads to no status from another: it is how an action begins.
_MOVES: dict[tuple[ActionStatus, ActionStep], ActionStatus] = {
    (ActionStatus.PROPOSED, ActionStep.AGREE): ActionStatus.AGREED,
    (ActionStatus.PROPOSED, ActionStep.SUGGEST): ActionStatus.SUGGESTED,
    (ActionStatus.SUGGESTED, ActionStep.ACCEPT): ActionStatus.AGREED,
    (ActionStatus.SUGGESTED, ActionStep.KEEP): ActionStatus.PROPOSED,
    (ActionStatus.AGREED, ActionStep.NOTE_PROGRESS): ActionStatus.IN_PROGRESS,
    (ActionStatus.IN_PROGRESS, ActionStep.NOTE_PROGRESS): ActionStatus.IN_PROGRESS,
    # Like a returned audit, a returned action stays recognisable until it is completed again.
    (ActionStatus.RETURNED, ActionStep.NOTE_PROGRESS): ActionStatus.RETURNED,
    **{(status, ActionStep.COMPLETE): ActionStatus.COMPLETED for status in _BEING_DONE},
    (ActionStatus.COMPLETED, ActionStep.VERIFY): ActionStatus.VERIFIED,
    (ActionStatus.COMPLETED, ActionStep.RETURN): ActionStatus.RETURNED,
    **{(status, ActionStep.MOVE_DUE_DATE): status for status in _BEING_DONE},
    **{(status, ActionStep.HAND_OVER): status for status in _BEING_AGREED + _BEING_DONE},
    **{
        (status, ActionStep.RATE): status for status in (*_BEING_AGREED, *_BEING_DONE, ActionStatus.COMPLETED)
    },
    **{
        (status, ActionStep.CANCEL): ActionStatus.CANCELLED
        for status in (*_BEING_AGREED, *_BEING_DONE, ActionStatus.COMPLETED)
    },
}

WITH_OWNER = frozenset(_BEING_DONE)
"""The owner has something to do."""

NOT_DONE = frozenset(_BEING_AGREED + _BEING_DONE)
"""It can be due and it can be overdue, also while nobody has agreed to it yet."""

OPEN = NOT_DONE | {ActionStatus.COMPLETED}
"""The loop is not closed: somebody still has something to do."""


def after(status: ActionStatus, step: ActionStep) -> ActionStatus:
    """Where ``step`` leaves an action that is at ``status``. Raises StepNotAllowed, saying what can be done."""
    try:
        return _MOVES[status, step]
    except KeyError:
        offered = [possible.label.lower() for possible in steps_from(status)]
        can = f"You can: {', '.join(offered)}." if offered else "Nothing more can be done with it."
        message = f'"{step.label}" is not possible: this action is now "{status.label}". {can}'
        raise StepNotAllowed(message) from None


def steps_from(status: ActionStatus) -> tuple[ActionStep, ...]:
    """What can happen next, in the order in which it is offered."""
    return tuple(step for step in ActionStep if (status, step) in _MOVES)


def check_words(step: ActionStep, words: str) -> None:
    """Raises Incomplete when the step needs words (a reason, a note, the evidence) and there are none."""
    if step.needs_words and not words.strip():
        raise Incomplete(_WORDS_NEEDED.get(step, f"Give the reason: {step.label.lower()}."))


_WORDS_NEEDED = {
    ActionStep.NOTE_PROGRESS: "Describe the progress made.",
    ActionStep.COMPLETE: "Describe the evidence that the action is completed.",
    ActionStep.RETURN: "Say what is still needed before the action can be verified.",
    ActionStep.CANCEL: "Give the reason why the action is cancelled.",
    ActionStep.MOVE_DUE_DATE: "Give the reason why the due date changes.",
    ActionStep.SUGGEST: "Say why you suggest other words or another date.",
    ActionStep.KEEP: "Say why the action stays as it was.",
    ActionStep.HAND_OVER: "Give the reason why the owner changes.",
    ActionStep.RATE: "Give the reason for changing the rating.",
}


def is_overdue(status: ActionStatus, due_on: date, today: date) -> bool:
    """Is it late? The due date itself is on time; a completed action waits for QA and is not overdue."""
    return status in NOT_DONE and today > due_on


def is_due_this_week(status: ActionStatus, due_on: date, today: date) -> bool:
    """Not done, and due between today and Sunday. What was due on Monday and is late is overdue instead."""
    return status in NOT_DONE and today <= due_on <= end_of_week(today)


def end_of_week(today: date) -> date:
    """The Sunday of the week that a day is in."""
    return today + timedelta(days=6 - today.weekday())
