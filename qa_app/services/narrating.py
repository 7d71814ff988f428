"""How are the words beside the figures written down? Plain text, one row for each month or round."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from qa_app.db import session, use_case
from qa_app.domain.errors import Stale
from qa_app.models.publications import Narrative

if TYPE_CHECKING:
    from datetime import datetime

    from qa_app.models.people import User

NEW = 0
"""The revision that a form carries while nobody has written anything."""


@dataclass(frozen=True, slots=True)
class Written:
    """What the QA manager says: plain text, blank lines between paragraphs, ``- `` before a point of a list."""

    purpose: str = ""
    key_messages: str = ""
    next_steps: str = ""


@use_case
def save(key: str, written: Written, *, seen: int, by: User, at: datetime) -> Narrative:
    """Keep the words for the subject with this key. ``seen`` is the revision that the form was made from.

    Saving the words that are there already changes nothing, so a form that is sent twice is no conflict.

    :raises Stale: when somebody saved other words since.
    """
    row = session.scalars(select(Narrative).where(Narrative.period_key == key)).one_or_none()
    if row is not None and _words(row) == written:
        return row
    if (row.revision if row else NEW) != seen:
        raise Stale("Someone else saved other words while you were writing. Choose which words to keep.")
    row = row or Narrative(period_key=key)
    row.purpose, row.key_messages, row.next_steps = (
        written.purpose,
        written.key_messages,
        written.next_steps,
    )
    row.saved_by_id, row.saved_at = by.id, at
    session.add(row)
    try:
        session.flush()
    except IntegrityError as error:  # two people wrote the first words at the same moment
        raise Stale("Someone else saved words at the same moment. Choose which words to keep.") from error
    return row


def _words(row: Narrative) -> Written:
    return Written(row.purpose, row.key_messages, row.next_steps)
