"""Which audits stand behind one figure of the page about changes by moderation?"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import ColumnElement, and_, case
from sqlalchemy.orm import joinedload

from qa_app.domain.moderating import Way
from qa_app.domain.policy import Role
from qa_app.models.audits import Audit, SectionGrade
from qa_app.models.moderation import Moderation
from qa_app.queries.moderation_changes import moderated
from qa_app.queries.paging import Page, page_of

if TYPE_CHECKING:
    from sqlalchemy.orm import InstrumentedAttribute

    from qa_app.models.people import User
    from qa_app.queries.moderation_changes import Scale, Wanted


class Moved(StrEnum):
    """Which way a moderator changed a grade. The value is what addresses say."""

    ANY = ""
    UNCHANGED = "unchanged"
    RAISED = "raised"
    LOWERED = "lowered"


@dataclass(frozen=True, slots=True)
class Behind:
    """Which figure: grades (keys) of a cell, a direction, an auditor, a section of a tool, or those agreed together."""

    auditor_grade: str = ""
    moderator_grade: str = ""
    moved: Moved = Moved.ANY
    auditor_id: int | None = None
    section_key: str = ""
    is_bulk: bool = False


def audits_behind(user: User, wanted: Wanted, behind: Behind, scale: Scale, *, page: int = 1) -> Page[Audit]:
    """The audits, the latest moderated first, 50 a page, with case, auditor, round and tool.

    Whoever may not know which auditor stands behind a figure cannot ask for one.
    """
    query = moderated(user, wanted).where(Moderation.way == (Way.BULK if behind.is_bulk else Way.READ))
    ours: InstrumentedAttribute[str | None] = Moderation.moderator_grade
    theirs: InstrumentedAttribute[str] | InstrumentedAttribute[str | None] = Moderation.auditor_grade
    if behind.section_key:
        of_section = and_(SectionGrade.audit_id == Audit.id, SectionGrade.section_key == behind.section_key)
        query = query.join(SectionGrade, of_section)
        ours, theirs = SectionGrade.moderator_grade, SectionGrade.auditor_grade
        query = query.where(ours.is_not(None), theirs.is_not(None))
    query = query.where(theirs.in_([key for key, _ in scale]))
    if behind.auditor_grade:
        query = query.where(theirs == behind.auditor_grade)
    if behind.moderator_grade:
        query = query.where(ours == behind.moderator_grade)
    if behind.auditor_id is not None and user.holds(Role.QA_MANAGER):
        query = query.where(Audit.auditor_id == behind.auditor_id)
    places = {key: place for place, (key, _) in enumerate(scale)}
    if behind.moved is not Moved.ANY and places:
        query = query.where(_moved(behind.moved, case(places, value=ours), case(places, value=theirs)))
    query = query.options(
        joinedload(Audit.case),
        joinedload(Audit.auditor),
        joinedload(Audit.round),
        joinedload(Audit.tool_version),
    )
    return page_of(query.order_by(Audit.moderated_at.desc(), Audit.id.desc()), page)


def _moved(moved: Moved, ours: ColumnElement[int], theirs: ColumnElement[int]) -> ColumnElement[bool]:
    if moved is Moved.UNCHANGED:
        return ours == theirs
    return ours > theirs if moved is Moved.RAISED else ours < theirs
