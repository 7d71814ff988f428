"""How is it recorded that what is held about a case was handed out?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from qa_app.consequences.history import record
from qa_app.db import session, use_case
from qa_app.domain.errors import Incomplete
from qa_app.domain.happenings import Happening
from qa_app.domain.words import cleaned, written
from qa_app.models.personal import SubjectAccess

if TYPE_CHECKING:
    from datetime import datetime

    from qa_app.models.cases import Case
    from qa_app.models.people import User

REASON_LIMIT = 5_000


@use_case
def note(
    case: Case, *, sha256: str, redacted: int, left: int, because: str, by: User, at: datetime
) -> SubjectAccess:
    """Keep who handed it out, how much was taken out, why the rest stayed, and the fingerprint of the file.

    :raises Incomplete: when something that was proposed stays and nobody says why.
    """
    if left and not cleaned(because).strip():
        raise Incomplete("Say why what you did not tick stays in.")
    because = written(because, "", limit=REASON_LIMIT) if cleaned(because).strip() else ""
    made = SubjectAccess(
        case_id=case.id, by_id=by.id, at=at, redacted=redacted, left=left, because=because, sha256=sha256
    )
    session.add(made)
    session.flush()
    record(
        Happening.SUBJECT_ACCESS_MADE,
        by=by,
        at=at,
        on=made,
        case=case.reference,
        details={"redacted": redacted, "left": left, "sha256": sha256},
    )
    return made
