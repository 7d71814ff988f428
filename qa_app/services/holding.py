"""How is a case held, restricted or corrected, and how does that end?

Whoever places a hold holds the row that a removal holds too: a hold that was placed before a removal reached its record
keeps it, whichever of the two was asked for first.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from qa_app.consequences.history import record
from qa_app.db import session, use_case
from qa_app.domain.errors import Incomplete, NotPossible, StepNotAllowed
from qa_app.domain.happenings import Happening
from qa_app.domain.notices import NoticeKind
from qa_app.domain.words import on_one_line, written
from qa_app.models.audits import AnyAudit
from qa_app.models.cases import Case
from qa_app.models.council import Council
from qa_app.models.personal import CaseNotice

if TYPE_CHECKING:
    from datetime import datetime

    from qa_app.models.people import User

REASON_LIMIT = 5_000
ABOUT_LIMIT = 200
_PLACED = {
    NoticeKind.HOLD: Happening.HOLD_PLACED,
    NoticeKind.RESTRICTION: Happening.RESTRICTED,
    NoticeKind.CORRECTION: Happening.CORRECTION_RECORDED,
}


@use_case
def place(
    kind: NoticeKind,
    case: Case | None,
    words: str,
    *,
    audit_id: int | None = None,
    about: str = "",
    once: str | None = None,
    by: User,
    at: datetime,
) -> CaseNotice:
    """Hold, restrict or correct. Without a case a hold is on everything. Sent twice it is placed once.

    :raises Incomplete: without words; for a correction, without what it is about.
    :raises NotPossible: for a restriction or a correction of nothing, an audit of another case, or a removed case.
    """
    if once and (made := session.scalars(select(CaseNotice).where(CaseNotice.once == once)).one_or_none()):
        return made
    words = written(words, "Say why.", limit=REASON_LIMIT)
    about = on_one_line(about)[:ABOUT_LIMIT]
    if kind is NoticeKind.CORRECTION and not about:
        raise Incomplete("Say what the correction is about.")
    session.scalars(select(Council.id).with_for_update()).one_or_none()
    if case is not None:
        held = session.get_one(Case, case.id, with_for_update=True, populate_existing=True)
        if held.removed_at is not None:
            raise NotPossible("This case was removed under the retention schedule.")
    elif kind is not NoticeKind.HOLD:
        raise NotPossible("Say which case it is about.")
    if audit_id is not None:
        found = session.get(AnyAudit, audit_id)
        if found is None or case is None or found.case_id != case.id:
            raise NotPossible("That audit is not of this case.")
    notice = CaseNotice(
        kind=kind,
        case_id=case.id if case else None,
        audit_id=audit_id,
        about=about,
        words=words,
        by_id=by.id,
        at=at,
        once=once,
    )
    session.add(notice)
    session.flush()
    record(_PLACED[kind], by=by, at=at, on=notice, case=case.reference if case else "")
    return notice


@use_case
def end(notice: CaseNotice, because: str, *, by: User, at: datetime) -> CaseNotice:
    """It is over. It stays told.

    :raises Incomplete: without a reason.
    :raises StepNotAllowed: when it has ended already, or is a correction, which does not end.
    """
    because = written(because, "Say why it ends.", limit=REASON_LIMIT)
    held = session.get_one(CaseNotice, notice.id, with_for_update=True, populate_existing=True)
    if held.kind is NoticeKind.CORRECTION:
        raise StepNotAllowed("A correction stays beside what it is about.")
    if held.ended_at is not None:
        raise StepNotAllowed("This has ended already.")
    held.ended_by_id, held.ended_at, held.ended_because = by.id, at, because
    lifted = Happening.HOLD_LIFTED if held.kind is NoticeKind.HOLD else Happening.RESTRICTION_LIFTED
    record(lifted, by=by, at=at, on=held)
    return held
