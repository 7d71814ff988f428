"""Which cases did somebody ask not to use any more?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import exists

from qa_app.domain.notices import NoticeKind
from qa_app.models.cases import Case
from qa_app.models.personal import CaseNotice

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement


def is_restricted() -> ColumnElement[bool]:
    """Condition on ``Case``: it is left out of new samples, and of the rows that are handed over."""
    return exists().where(
        CaseNotice.case_id == Case.id,
        CaseNotice.kind == NoticeKind.RESTRICTION,
        CaseNotice.ended_at.is_(None),
    )
