"""What happens when an audit is handed in: its first choices are locked, and a pair that is complete goes on.

Steps of other use cases, not use cases themselves: they add to the transaction that they are part of. Whoever needs both
a pair and its audits holds the pair first, so that two who hand in at the same moment never wait for each other.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from sqlalchemy import insert, or_, select
from sqlalchemy.orm import joinedload, selectinload

from qa_app.consequences import deciding
from qa_app.consequences.deciding import Settled, Verdict
from qa_app.db import session
from qa_app.domain.moderating import Decision, Way
from qa_app.domain.pairs import LIVE, Outcome, PairStatus, Taken, outcome
from qa_app.domain.questions import GradeQuestion, JudgementQuestion, OneOfQuestion
from qa_app.domain.workflow import Status, Step
from qa_app.models.audits import AnyAudit, Audit, LockedAnswer, SecondAudit
from qa_app.models.pairs import Pair

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from qa_app.domain.questions import Given
    from qa_app.domain.tools import ToolDefinition
    from qa_app.models.people import User

Kind = TypeVar("Kind", bound=AnyAudit)

_CHOSEN = (GradeQuestion, JudgementQuestion, OneOfQuestion)


def lock(audit: AnyAudit, tool: ToolDefinition, answers: Mapping[str, Given], *, at: datetime) -> None:
    """Keep what was chosen when the audit is handed in for the first time; later hand-ins change nothing of it."""
    if audit.locked_at is not None:
        return
    audit.locked_at = at
    session.execute(
        insert(LockedAnswer),
        [
            {"audit_id": audit.id, "question_key": question.key, "value": answers[question.key].value}
            for question in tool.all_questions
            if isinstance(question, _CHOSEN) and question.key in answers
        ],
    )


def hold_pair_of(audit_id: int) -> Pair | None:
    """The pair that something is still to come of, held until the transaction ends; None for a single audit."""
    return session.scalars(
        select(Pair)
        .where(or_(Pair.audit_id == audit_id, Pair.second_id == audit_id), Pair.status.in_(LIVE))
        .with_for_update(of=Pair)
        .execution_options(populate_existing=True)
    ).one_or_none()


def go_on(audit: AnyAudit, *, link: Callable[[int], str], by: User, at: datetime) -> None:
    """Settle the pair that this hand-in completes, or say who has to decide; nothing for an audit without one."""
    pair = hold_pair_of(audit.id)
    if pair is None:
        return
    session.flush()
    first, second = held(Audit, pair.audit_id), held(SecondAudit, pair.second_id)
    if any(each.status is not Status.SUBMITTED for each in (first, second)):
        return
    found = _outcome(first, second, again=pair.locked_at is not None)
    pair.locked_at = pair.locked_at or at
    if not (pair.status is PairStatus.TO_PANEL and found.status is PairStatus.TO_DECIDE):
        pair.status, pair.reasons = found.status, list(found.reasons)
    if pair.status is PairStatus.AGREED:
        _agree(pair, first, second, link=link, by=by, at=at)


def call_off(pair: Pair, because: str, *, by: User, at: datetime) -> None:
    """Withdraw the second audit of a pair that is held; the first one is an ordinary audit again."""
    second = session.get_one(SecondAudit, pair.second_id, with_for_update=True, populate_existing=True)
    second.take(Step.WITHDRAW, by=by, at=at, note=because)
    pair.status, pair.called_off_because = PairStatus.CALLED_OFF, because
    pair.called_off_by_id, pair.called_off_at = by.id, at


def held(kind: type[Kind], audit_id: int) -> Kind:
    """One audit of a pair, as it is now, held, with all that a decision about it needs."""
    return session.scalars(
        select(kind)
        .where(kind.id == audit_id)
        .options(
            joinedload(kind.tool_version),
            joinedload(kind.auditor),
            joinedload(kind.round),
            joinedload(kind.case),
            joinedload(kind.team),
            joinedload(kind.worker),
            selectinload(kind.answers),
            selectinload(kind.section_grades),
        )
        .with_for_update(of=kind)
        .execution_options(populate_existing=True)
    ).one()


def _outcome(first: Audit, second: SecondAudit, *, again: bool) -> Outcome:
    if first.tool_version_id != second.tool_version_id:
        versions = f"{first.tool_version.label} and {second.tool_version.label}"
        return Outcome(PairStatus.TO_DECIDE, (f"They were made with {versions}, so nothing is compared.",))
    tool = first.tool_version.definition
    found = outcome(tool, first.grades, second.grades, first.round.second_rules)
    if again and found.status is PairStatus.AGREED:
        # Whoever handed in again knew that something was to be looked at: that is no blind agreement.
        return Outcome(PairStatus.TO_DECIDE, ("One of the two was returned and has come back.",))
    return found


def _agree(
    pair: Pair,
    first: Audit,
    second: SecondAudit,
    *,
    link: Callable[[int], str],
    by: User,
    at: datetime,
) -> None:
    pair.settled_at = at
    other = second.grades.sections
    verdict = Verdict(
        decision=Decision.AGREED,
        way=Way.RULE,
        step=Step.SETTLE,
        overall=Settled(first.auditor_grade, second=second.auditor_grade, taken=Taken.FIRST),
        sections={
            row.section_key: Settled(row.auditor_grade, second=other.get(row.section_key), taken=Taken.FIRST)
            for row in first.section_grades
            if row.auditor_grade != other.get(row.section_key)
        },
        note=" ".join(pair.reasons),
        pair_id=pair.id,
    )
    deciding.decide(first, verdict, by=None, taken_by=by, at=at)
    end_second(second, first, Step.SETTLE, by=by, at=at, note=verdict.note)
    deciding.tell_managers(first, link, at=at)


def end_second(second: SecondAudit, first: Audit, step: Step, *, by: User, at: datetime, note: str) -> None:
    """The second audit ends with its pair, and carries what became final."""
    carry_finals(first, second)
    second.moderated_at = at
    second.take(step, by=by, at=at, note=note)


def carry_finals(first: Audit, second: SecondAudit) -> None:
    """What became final of the first audit of a pair is final of the second too."""
    finals = {row.section_key: row.final_grade for row in first.section_grades}
    second.moderator_grade = second.final_grade = first.final_grade
    for row in second.section_grades:
        row.moderator_grade = row.final_grade = finals.get(row.section_key)
