"""What are the council's settings?"""

from __future__ import annotations

from sqlalchemy import select

from qa_app.db import session
from qa_app.models.council import Council

_SETTINGS = select(Council)  # asked by every request, so it is put together once


def settings() -> Council:
    """The council's one row; its defaults, unsaved, before ``qa init`` has made it."""
    return session.scalars(_SETTINGS).one_or_none() or Council(
        name="Your council",
        classification="OFFICIAL-SENSITIVE",
        suppression_threshold=5,
        reaudit_months=12,
        amber_grace_days=14,
        progress_within_days=28,
        session_minutes=480,
        practice_cases=0,
        practice_tolerance=0.5,
        reply_days=10,
    )
