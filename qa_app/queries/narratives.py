"""What did the QA manager write about a month or a round?"""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from qa_app.db import session
from qa_app.models.publications import Narrative


def of(key: str) -> Narrative | None:
    """The narrative of a subject's key, with who saved it last; None while nobody has written anything."""
    return session.scalars(
        select(Narrative).where(Narrative.period_key == key).options(joinedload(Narrative.saved_by))
    ).one_or_none()
