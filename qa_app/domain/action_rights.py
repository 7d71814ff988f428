"""Which steps of an action are whose?

One table, from which the buttons a person sees, the refusals and the tests are made. The loop is closed by somebody
other than the owner: whoever owns an action never verifies it, whatever else they are.
"""

from __future__ import annotations

from enum import StrEnum

from qa_app.domain.actions import ActionStatus, ActionStep, steps_from
from qa_app.domain.errors import ConflictOfInterest, NotYours, StepNotAllowed
from qa_app.domain.workflow import AUDITED, EDITABLE, Status


class Tie(StrEnum):
    """What a person is to an action. One person can be several."""

    OWNER = "owner"
    PROPOSER = "proposer"
    RESPONSIBLE = "responsible"
    ASSURANCE = "assurance"

    @property
    def label(self) -> str:
        """The tie as the end of a sentence: "this is for …"."""
        return _LABELS[self]


_LABELS = {
    Tie.OWNER: "its owner",
    Tie.PROPOSER: "the person who proposed it",
    Tie.RESPONSIBLE: "the manager of the team or service",
    Tie.ASSURANCE: "quality assurance",
}

_WHOSE: dict[ActionStep, tuple[Tie, ...]] = {
    ActionStep.AGREE: (Tie.RESPONSIBLE,),
    ActionStep.SUGGEST: (Tie.RESPONSIBLE,),
    ActionStep.ACCEPT: (Tie.PROPOSER, Tie.ASSURANCE),
    ActionStep.KEEP: (Tie.PROPOSER, Tie.ASSURANCE),
    ActionStep.NOTE_PROGRESS: (Tie.OWNER,),
    ActionStep.COMPLETE: (Tie.OWNER,),
    ActionStep.VERIFY: (Tie.ASSURANCE,),
    ActionStep.RETURN: (Tie.ASSURANCE,),
    # An owner who could move the date would never be late.
    ActionStep.MOVE_DUE_DATE: (Tie.RESPONSIBLE, Tie.ASSURANCE),
    ActionStep.HAND_OVER: (Tie.RESPONSIBLE, Tie.ASSURANCE),
    ActionStep.RATE: (Tie.RESPONSIBLE, Tie.ASSURANCE),
    ActionStep.CANCEL: (Tie.ASSURANCE,),
}
_VERIFYING = frozenset({ActionStep.VERIFY, ActionStep.RETURN})
_BEING_AGREED = frozenset({ActionStatus.PROPOSED, ActionStatus.SUGGESTED})
_SAYS_SOMETHING = EDITABLE | AUDITED


def offered(status: ActionStatus, ties: frozenset[Tie]) -> tuple[ActionStep, ...]:
    """The steps that this person can take now, in the order in which they are offered."""
    return tuple(step for step in steps_from(status) if _may(step, status, ties))


def check(step: ActionStep, status: ActionStatus, ties: frozenset[Tie]) -> None:
    """Raises ConflictOfInterest when an owner would verify their own work, NotYours when a step is somebody else's."""
    if step in _VERIFYING and Tie.ASSURANCE in ties and Tie.OWNER in ties:
        raise ConflictOfInterest("You own this action, so somebody else must verify that it is completed.")
    if not _may(step, status, ties):
        whose = " or ".join(tie.label for tie in _WHOSE[step])
        raise NotYours(f"“{step.label}” is for {whose}. You can read the action and its history.")


def check_proposing(status: Status, *, is_auditor: bool, is_assurance: bool) -> None:
    """Raises NotYours for anybody but the audit's auditor and QA, StepNotAllowed for an audit that says nothing (yet)."""
    if not is_auditor and not is_assurance:
        raise NotYours("Only the auditor of this audit and quality assurance can propose an action from it.")
    if status not in _SAYS_SOMETHING:
        raise StepNotAllowed(f"No action can be proposed from this audit: it is now “{status.label}”.")


def _may(step: ActionStep, status: ActionStatus, ties: frozenset[Tie]) -> bool:
    if step in _VERIFYING and Tie.OWNER in ties:
        return False
    if step is ActionStep.CANCEL and status in _BEING_AGREED and Tie.PROPOSER in ties:
        return True  # what nobody has agreed to yet can be taken back by whoever proposed it
    return not ties.isdisjoint(_WHOSE[step])
