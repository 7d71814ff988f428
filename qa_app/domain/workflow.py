"""What can happen to an audit, and where does each step leave it?

The whole life of an audit is one table. The buttons a person sees, the history they read and the tests all
come from it. Who may take a step is a question of policy and is answered elsewhere.

Two decisions are worth knowing. Work sent back stays *returned* until it is submitted again, so that the
auditor's page never shows it as ordinary work in progress. And a returned audit cannot be moved to another
auditor, because it already carries one auditor's grade: it is withdrawn and a reserve case takes its place.

Moderation ends an audit's life in figures, not its history: somebody may ask for another look at it, and it is signed off.
Only reopening takes it out of the figures again. Then it waits for moderation, and goes back to its auditor from there
when answers are to change.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from qa_app.domain.errors import StepNotAllowed

if TYPE_CHECKING:
    from datetime import date


class Status(StrEnum):
    """Where an audit is. Values are what the database keeps; ``label`` is what people read."""

    ALLOCATED = "allocated"
    IN_PROGRESS = "in_progress"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    MODERATED = "moderated"
    WITHDRAWN = "withdrawn"

    @property
    def label(self) -> str:
        """The status in plain English, as it stands in a list."""
        return _STATUS_LABELS[self]

    @property
    def unmoderated_label(self) -> str:
        """The same for work that no moderator waits for: calibration and practice."""
        return "Handed in" if self is Status.SUBMITTED else self.label


class Step(StrEnum):
    """A verb in the life of an audit. ``label`` is what a button says, ``past`` what the history says."""

    START = "start"
    SUBMIT = "submit"
    RETURN = "return"
    MODERATE = "moderate"
    SETTLE = "settle"
    MOVE = "move"
    EXTEND = "extend"
    WITHDRAW = "withdraw"
    ASK = "ask"
    LOOK_AGAIN = "look_again"
    SIGN_OFF = "sign_off"
    REOPEN = "reopen"

    @property
    def label(self) -> str:
        """The step as an instruction, for a button."""
        return _STEP_WORDS[self][0]

    @property
    def past(self) -> str:
        """The step as something done, for the history."""
        return _STEP_WORDS[self][1]

    @property
    def needs_reason(self) -> bool:
        """Must the person say why? True for every step that changes somebody else's work or dates."""
        return self in _NEED_REASON


_STATUS_LABELS = {
    Status.ALLOCATED: "Not started",
    Status.IN_PROGRESS: "In progress",
    Status.SUBMITTED: "Waiting for moderation",
    Status.RETURNED: "Returned to auditor",
    Status.MODERATED: "Moderated",
    Status.WITHDRAWN: "Withdrawn",
}

_STEP_WORDS = {
    Step.START: ("Start audit", "Started"),
    Step.SUBMIT: ("Submit audit", "Submitted"),
    Step.RETURN: ("Return to auditor", "Returned to the auditor"),
    Step.MODERATE: ("Confirm moderation", "Moderated"),
    Step.SETTLE: ("Agree by the rule", "Agreed with a second audit by the round’s rule"),
    Step.MOVE: ("Move to another auditor", "Moved to another auditor"),
    Step.EXTEND: ("Change due date", "Due date changed"),
    Step.WITHDRAW: ("Withdraw case", "Withdrawn"),
    Step.ASK: ("Ask for another look", "Another look was asked for"),
    Step.LOOK_AGAIN: ("Decide on a reply", "Looked at again by somebody independent"),
    Step.SIGN_OFF: ("Sign off", "Signed off"),
    Step.REOPEN: ("Reopen", "Reopened"),
}
_NEED_REASON = frozenset({Step.RETURN, Step.MOVE, Step.EXTEND, Step.WITHDRAW, Step.REOPEN})
_BY_ITSELF = frozenset({Step.SETTLE})
_OF_AUDITOR = frozenset({Step.START, Step.SUBMIT})

_MOVES: dict[tuple[Status, Step], Status] = {
    (Status.ALLOCATED, Step.START): Status.IN_PROGRESS,
    (Status.ALLOCATED, Step.MOVE): Status.ALLOCATED,
    (Status.ALLOCATED, Step.EXTEND): Status.ALLOCATED,
    (Status.ALLOCATED, Step.WITHDRAW): Status.WITHDRAWN,
    (Status.IN_PROGRESS, Step.SUBMIT): Status.SUBMITTED,
    # The next auditor judges for themselves, so a moved audit begins again.
    (Status.IN_PROGRESS, Step.MOVE): Status.ALLOCATED,
    (Status.IN_PROGRESS, Step.EXTEND): Status.IN_PROGRESS,
    (Status.IN_PROGRESS, Step.WITHDRAW): Status.WITHDRAWN,
    (Status.SUBMITTED, Step.MODERATE): Status.MODERATED,
    (Status.SUBMITTED, Step.SETTLE): Status.MODERATED,
    (Status.SUBMITTED, Step.RETURN): Status.RETURNED,
    (Status.SUBMITTED, Step.WITHDRAW): Status.WITHDRAWN,
    (Status.RETURNED, Step.SUBMIT): Status.SUBMITTED,
    (Status.RETURNED, Step.EXTEND): Status.RETURNED,
    (Status.RETURNED, Step.WITHDRAW): Status.WITHDRAWN,
    (Status.MODERATED, Step.ASK): Status.MODERATED,
    (Status.MODERATED, Step.LOOK_AGAIN): Status.MODERATED,
    (Status.MODERATED, Step.SIGN_OFF): Status.MODERATED,
    (Status.MODERATED, Step.REOPEN): Status.SUBMITTED,
}

WITH_AUDITOR = frozenset({Status.ALLOCATED, Status.IN_PROGRESS, Status.RETURNED})
"""The auditor has something to do: it can be due, and it can be overdue."""

EDITABLE = frozenset({Status.IN_PROGRESS, Status.RETURNED})
"""Answers may be typed. Starting comes first, so an allocated audit is not yet editable."""

OPEN = WITH_AUDITOR | {Status.SUBMITTED}
"""Somebody still has something to do."""

AUDITED = frozenset({Status.SUBMITTED, Status.MODERATED})
"""The auditor's judgement has been handed in. Figures use MODERATED only: there the grade is final."""


def after(status: Status, step: Step, *, is_moderated: bool = True) -> Status:
    """Where ``step`` leaves an audit that is at ``status``. Raises StepNotAllowed, saying what can be done.

    ``is_moderated`` only chooses the words: work of calibration and practice waits for no moderator.
    """
    try:
        return _MOVES[status, step]
    except KeyError:
        raise StepNotAllowed(_refusal(status, step, is_moderated=is_moderated)) from None


def steps_from(status: Status) -> tuple[Step, ...]:
    """What can happen next, in the order in which it is offered."""
    return tuple(step for step in Step if (status, step) in _MOVES)


def is_overdue(status: Status, due_on: date, today: date) -> bool:
    """Is the auditor late? The due date itself is still on time; handed-in work is never overdue."""
    return status in WITH_AUDITOR and today > due_on


def _refusal(status: Status, step: Step, *, is_moderated: bool) -> str:
    possible = [each for each in steps_from(status) if is_moderated or each in _OF_AUDITOR]
    offered = [each.label.lower() for each in possible if each not in _BY_ITSELF]
    can = f"You can: {', '.join(offered)}." if offered else "Nothing more can be done with it."
    label = status.label if is_moderated else status.unmoderated_label
    return f'"{step.label}" is not possible: this audit is now "{label}". {can}'
