"""What do the others do while the test looks at one person? The same as everybody, only not in a browser."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from qa_app.clock import now, today
from qa_app.db import session
from qa_app.domain.workflow import Status
from qa_app.models.audits import Audit, FindingKind
from qa_app.models.people import User
from qa_app.services import answering, auditing, finding
from qa_app.services.answering import Typed
from qa_app.services.finding import Noted
from tests.journeys.answers import answers_to

if TYPE_CHECKING:
    from collections.abc import Iterable

    from qa_app.domain.tools import ToolDefinition


def hand_in_what_is_left(tool: ToolDefinition, grades: Iterable[str]) -> list[str]:
    """Everybody's audits that were not begun are done, with these grades in turn; the references of their cases."""
    left = list(
        session.scalars(
            select(Audit)
            .where(Audit.status == Status.ALLOCATED)
            .options(joinedload(Audit.case), joinedload(Audit.tool_version))
            .order_by(Audit.id)
        )
    )
    references = [audit.case.reference for audit in left]
    for audit, grade in zip(left, grades, strict=True):
        _hand_in(audit, tool, grade)
    return references


def _hand_in(audit: Audit, tool: ToolDefinition, grade: str) -> None:
    auditor = session.get_one(User, audit.auditor_id)
    auditing.start(audit, by=auditor, at=now())
    typed = {key: Typed(given, 0) for key, given in answers_to(tool, grade, today()).items()}
    answering.save_page(audit, typed, by=auditor, at=now())
    theme = tool.themes[0].key
    finding.add(
        audit,
        Noted(FindingKind.STRENGTH, "The child’s words are on the record.", (theme,), None),
        by=auditor,
        at=now(),
    )
    auditing.submit(audit, link=str, by=auditor, at=now())
