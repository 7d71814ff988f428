"""What happens to somebody's repeats when they opt out, leave, or cannot judge blind any more?

A step of other use cases, not a use case itself: it adds to the transaction that it is part of.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from qa_app.db import session
from qa_app.domain.workflow import WITH_AUDITOR, Status, Step
from qa_app.models.audits import RepeatAudit

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from qa_app.models.people import User


def end(
    auditor: User, because: str, *, those: Collection[Status] = WITH_AUDITOR, by: User, at: datetime
) -> int:
    """Opt somebody out and withdraw their open repeats at these statuses. What they handed in stays. How many were."""
    auditor.repeats_since = None
    open_ones = session.scalars(
        select(RepeatAudit)
        .where(RepeatAudit.auditor_id == auditor.id, RepeatAudit.status.in_(those))
        .with_for_update()
        .execution_options(populate_existing=True)
    ).all()
    for repeat in open_ones:
        repeat.take(Step.WITHDRAW, by=by, at=at, note=because)
    return len(open_ones)
