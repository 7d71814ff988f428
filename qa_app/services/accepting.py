"""How is it settled that something in words that are to be published may stay?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from qa_app.consequences.history import record
from qa_app.db import session, use_case
from qa_app.domain.errors import Incomplete, Stale
from qa_app.domain.happenings import Happening
from qa_app.domain.identifying import mark
from qa_app.domain.words import written
from qa_app.models.personal import AcceptedWords

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime

    from qa_app.domain.publishable_words import Unsettled
    from qa_app.models.people import User

REASON_LIMIT = 2_000


@use_case
def accept(found: Sequence[Unsettled], keys: Collection[str], because: str, *, by: User, at: datetime) -> int:
    """Let these stay, for the reason that is kept, and say how many. ``found`` is all that is unsettled now.

    :raises Incomplete: without a choice, or without a reason.
    :raises Stale: when one of them is not there any more: the words were changed meanwhile, or it was accepted.
    """
    if not keys:
        raise Incomplete("Choose what can stay.")
    because = written(because, "Say why it can stay.", limit=REASON_LIMIT)
    there = {each.key: each for each in found}
    if missing := set(keys) - there.keys():
        raise Stale(f"{len(missing)} of these were settled or changed meanwhile. Look at what is left.")
    known = {tuple(row) for row in session.execute(select(AcceptedWords.sha256, AcceptedWords.mark))}
    for key in sorted(keys):
        each = there[key]
        if (each.passage.fingerprint, mark(each.hit)) not in known:
            session.add(
                AcceptedWords(
                    sha256=each.passage.fingerprint,
                    mark=mark(each.hit),
                    kind=each.hit.kind.value,
                    text=each.hit.text,
                    because=because,
                    by_id=by.id,
                    at=at,
                )
            )
    session.flush()
    record(Happening.WORDS_ACCEPTED, by=by, at=at, details={"number": len(keys)})
    return len(keys)
