"""What happens when an auditor sees that a child may be unsafe now?

The concern is raised while the audit is still a draft, and waits for nothing. Its managers are told in the same
transaction, without a word of the case. It stays open until a manager has acknowledged it and QA has closed it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from qa_app.clock import in_london
from qa_app.consequences.messages import message
from qa_app.db import session, use_case
from qa_app.domain.errors import Incomplete, NotPossible, NotYours, Stale, StepNotAllowed
from qa_app.domain.words import written
from qa_app.models.concerns import Concern
from qa_app.queries.concerns import told_about

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date, datetime

    from qa_app.models.audits import AnyAudit
    from qa_app.models.people import User


@use_case
def raise_concern(
    audit: AnyAudit,
    *,
    what: str,
    noticed_on: date,
    link: Callable[[int], str],
    by: User,
    at: datetime,
    once: str | None = None,
) -> Concern:
    """A new concern, and a message to each of its managers; the same one when the form is sent twice.

    ``link`` makes the full address of the concern's page from its id. Any status of the audit will do.

    :raises Incomplete: without words, or with too many.
    :raises NotPossible: for a day that has not come yet, and for a vignette, in which nobody is real.
    :raises NotYours: when the audit belongs to somebody else.
    """
    if audit.auditor_id != by.id:
        raise NotYours(
            "Only the auditor of this audit can raise a concern from it. Speak to the team's manager now."
        )
    if audit.case_id is None:
        raise NotPossible("This audit is about a made-up case, so there is no child to be worried about.")
    made = session.scalars(select(Concern).where(Concern.once == once)).one_or_none() if once else None
    if made:
        return made
    if noticed_on > in_london(at).date():
        raise NotPossible("The day on which you noticed it must be today or earlier.")
    concern = Concern(
        audit_id=audit.id,
        team_id=audit.team_id,
        what=written(what, "Write what worries you."),
        noticed_on=noticed_on,
        raised_by_id=by.id,
        raised_at=at,
        once=once,
    )
    session.add(concern)
    session.flush()
    for person in told_about(audit.team_id):
        message(
            f"concern-raised:{concern.id}:{person.id}",
            person.email,
            "An immediate concern was raised",
            f"{by.name} raised an immediate concern about a child’s safety from a case audit.\n\n"
            f"Read it and acknowledge it now:\n{link(concern.id)}\n\n"
            "This message says nothing about the case on purpose. Do not reply with case details.",
            at=at,
        )
    return concern


@use_case
def acknowledge(concern: Concern, words: str, *, revision: int, by: User, at: datetime) -> None:
    """A manager has read it and says what happens now.

    :raises Incomplete: without words, or with too many.
    :raises StepNotAllowed: when somebody acknowledged it before.
    :raises Stale: when it changed since revision ``revision`` was read.
    """
    session.refresh(concern, ["revision", "acknowledged_at", "closed_at"])
    if concern.acknowledged_at is not None:
        raise StepNotAllowed("Somebody has acknowledged this concern already. Look at what they wrote.")
    _check_revision(concern, revision)
    said = written(words, "Write what happens now.")
    concern.acknowledged_by_id, concern.acknowledged_at, concern.acknowledgement = by.id, at, said


@use_case
def close(
    concern: Concern, words: str, *, is_child_safe: bool, revision: int, by: User, at: datetime
) -> None:
    """QA is satisfied that the child is safe, and says what was done.

    :raises Incomplete: without words, with too many, or without the confirmation that the child is safe.
    :raises StepNotAllowed: when it was not acknowledged yet, or is closed.
    :raises Stale: when it changed since revision ``revision`` was read.
    """
    session.refresh(concern, ["revision", "acknowledged_at", "closed_at"])
    if concern.closed_at is not None:
        raise StepNotAllowed("Somebody has closed this concern already. Look at what they wrote.")
    if concern.acknowledged_at is None:
        raise StepNotAllowed("Nobody has acknowledged this concern yet. It can be closed after that.")
    _check_revision(concern, revision)
    if not is_child_safe:
        raise Incomplete("Confirm that the child is safe. A concern stays open until somebody has made sure.")
    said = written(words, "Write what was done.")
    concern.closed_by_id, concern.closed_at, concern.closing = by.id, at, said


def _check_revision(concern: Concern, revision: int) -> None:
    if concern.revision != revision:
        raise Stale("This concern changed since you opened the page. Look at what it says now.")
