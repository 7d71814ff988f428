"""Where is the case, the audit or the action that somebody looks for, within what they may see?

People search with what they have in hand: a case reference, or a number with or without its word ("audit 12").
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, or_, select
from sqlalchemy.orm import joinedload

from qa_app.db import session
from qa_app.domain.policy import Permission
from qa_app.models.actions import Action
from qa_app.models.audits import AnyAudit, Audit
from qa_app.models.calibration import ExerciseCase
from qa_app.models.cases import Case
from qa_app.queries import actions, audits

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement

    from qa_app.models.people import User

MOST = 20
"""At most so many of each kind are shown; more words find fewer."""

_NUMBERED = re.compile(r"(?:(audit|action)\s*#?\s*)?(\d{1,9})", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Found:
    """What was found of each kind, at most ``MOST`` of each."""

    cases: tuple[Case, ...]
    audits: tuple[AnyAudit, ...]
    actions: tuple[Action, ...]

    @property
    def total(self) -> int:
        """How many are shown."""
        return len(self.cases) + len(self.audits) + len(self.actions)


def found_for(user: User, words: str) -> Found:
    """Cases by reference, audits and actions by number or by the reference of their case."""
    words = words.strip()
    if not words:
        return Found((), (), ())
    numbered = _NUMBERED.fullmatch(words)
    kind = (numbered[1] or "").lower() if numbered else ""
    number = int(numbered[2]) if numbered else None
    of_case = _starts_with(words)
    return Found(
        cases=_cases(of_case) if user.may(Permission.CASES_READ) and not kind else (),
        audits=() if kind == "action" else _audits(user, of_case, number),
        actions=() if kind == "audit" else _actions(user, of_case, number),
    )


def _starts_with(words: str) -> ColumnElement[bool]:
    escaped = words.lower().replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return func.lower(Case.reference).like(f"{escaped}%", escape="\\")


def _cases(of_case: ColumnElement[bool]) -> tuple[Case, ...]:
    query = select(Case).where(of_case, Case.removed_at.is_(None)).options(joinedload(Case.team))
    return tuple(session.scalars(query.order_by(Case.reference).limit(MOST)))


def _audits(user: User, of_case: ColumnElement[bool], number: int | None) -> tuple[AnyAudit, ...]:
    query = audits.visible_to(user).outerjoin(AnyAudit.case).where(or_(of_case, AnyAudit.id == number))
    loads = (
        joinedload(AnyAudit.case),
        joinedload(AnyAudit.round),
        joinedload(AnyAudit.exercise_case).joinedload(ExerciseCase.exercise),
        joinedload(AnyAudit.team),
    )
    return tuple(session.scalars(query.options(*loads).order_by(AnyAudit.id.desc()).limit(MOST)))


def _actions(user: User, of_case: ColumnElement[bool], number: int | None) -> tuple[Action, ...]:
    query = (
        actions.visible_to(user).join(Action.audit).join(Audit.case).where(or_(of_case, Action.id == number))
    )
    loads = (joinedload(Action.audit).joinedload(Audit.case), joinedload(Action.owner))
    return tuple(session.scalars(query.options(*loads).order_by(Action.id.desc()).limit(MOST)))
