"""How does the product say no?

Every refusal is a sentence that a person can act on: what, where, what to do. The web maps each class
once to a status and a page (``qa_app.web.errors``); the command line prints the sentence and exits 1.
"""

from __future__ import annotations


class QaError(Exception):
    """A refusal that its reader can understand. ``message`` is plain English, safe to show."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class StepNotAllowed(QaError):
    """This step cannot follow from where the record is now."""


class NotYours(QaError):
    """The person may see the record, but this step belongs to somebody else."""


class Stale(QaError):
    """Somebody else (or another tab) changed the record since it was read."""


class Incomplete(QaError):
    """Something that is needed is missing."""


class ConflictOfInterest(QaError):
    """The person is too close to the case to judge it."""


class ToolChanged(QaError):
    """A published tool version no longer has the content that it was published with."""


class BadFile(QaError):
    """A file that cannot be read at all: wrong kind, empty, encrypted, too large."""


class NotPossible(QaError):
    """The request makes sense but cannot be met with what there is."""
