"""Where does a reopened audit go, and may this person reopen it alone?

A moderated audit that is not signed off is reopened by one person with a reason. Once it is signed off a second person
has to agree, so that nobody undoes alone what was declared finished.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date  # noqa: TC003  # what a field is must be known at run time
from enum import StrEnum

from qa_app.domain.errors import Incomplete


class ReopenTo(StrEnum):
    """Who takes it from here."""

    AUDITOR = "auditor"
    MODERATION = "moderation"

    @property
    def label(self) -> str:
        """The choice as the page offers it."""
        return {
            ReopenTo.AUDITOR: "The auditor: answers are to change",
            ReopenTo.MODERATION: "Moderation: only the decision is to change",
        }[self]


class ReopeningStatus(StrEnum):
    """Where the reopening of an audit is. ``DONE`` needed nobody else."""

    WAITING = "waiting"
    GRANTED = "granted"
    REFUSED = "refused"
    DONE = "done"

    @property
    def label(self) -> str:
        """The status as a list says it."""
        return {
            ReopeningStatus.WAITING: "Waits for a second person",
            ReopeningStatus.GRANTED: "Granted",
            ReopeningStatus.REFUSED: "Refused",
            ReopeningStatus.DONE: "Reopened",
        }[self]


@dataclass(frozen=True, slots=True)
class WantedReopening:
    """What somebody wants: where the audit goes, why, and for the auditor until when it is handed in again."""

    to: ReopenTo
    reason: str
    due_on: date | None = None


def check_wanted(wanted: WantedReopening, today: date) -> None:
    """:raises Incomplete: when it goes to its auditor without a day that is still to come."""
    if wanted.to is not ReopenTo.AUDITOR:
        return
    if wanted.due_on is None:
        raise Incomplete("Enter the day by which the auditor hands it in again.")
    if wanted.due_on < today:
        raise Incomplete("The day by which the auditor hands it in again must be today or later.")
