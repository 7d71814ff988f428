"""What does the list of audits say: one row each, with every answer in a column that never moves?"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import func, select

from qa_app.clock import in_london
from qa_app.db import session
from qa_app.domain.answers import text_of
from qa_app.domain.findings import AnswerColumn, AnswerKind, AuditRow
from qa_app.domain.moderating import Way
from qa_app.domain.questions import DateQuestion, NumberQuestion
from qa_app.domain.scales import scale_of
from qa_app.models.actions import Action
from qa_app.models.audits import Answer, Audit, Finding, FindingKind
from qa_app.models.cases import Case
from qa_app.models.concerns import Concern
from qa_app.models.moderation import Moderation
from qa_app.models.people import Service, Team, User
from qa_app.models.rounds import Round
from qa_app.queries.figures.judgements import NOT_KNOWN
from qa_app.queries.restrictions import is_restricted

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date, datetime

    from sqlalchemy import Select

    from qa_app.domain.questions import Question
    from qa_app.domain.tools import ToolDefinition
    from qa_app.queries.figures.judgements import Judgements
    from qa_app.queries.figures.subjects import Subject


class Rows(NamedTuple):
    """The columns of answers, and the rows that fill them."""

    columns: tuple[AnswerColumn, ...]
    audits: tuple[AuditRow, ...]


def rows(subject: Subject, found: Judgements) -> Rows:
    """Five statements, however many audits. Answers are read as a stream, for they are many."""
    tools = {used.tool_id: used.tool for used in (*found.tools, *found.too_few)}
    columns = _columns(tools.values())
    places = {column.key: place for place, column in enumerate(columns)}
    answers = _answers(subject, tools, places)
    findings = _findings(subject)
    actions, concerns = _per_audit(Action, subject), _per_audit(Concern, subject)
    blank = ("",) * len(columns)
    audits = []
    for each in session.execute(_audits(subject)):
        tool = tools[each.tool_version_id]
        scale = scale_of(tool)
        names = dict(zip(scale.keys, scale.names, strict=True))
        audits.append(
            AuditRow(
                audit=str(each.id),
                case=each.reference,
                round=each.title,
                tool=tool.title,
                tool_version=tool.version,
                service=each.service or NOT_KNOWN,
                team=each.team or NOT_KNOWN,
                auditor=each.auditor,
                status=each.way.label if each.way else each.status.label,
                allocated_on=_day(each.allocated_at),
                due_on=each.due_on,
                submitted_on=_day(each.submitted_at),
                moderated_on=_day(each.moderated_at),
                auditor_grade=names.get(each.auditor_grade, ""),
                moderator_grade="" if each.way is Way.BULK else names.get(each.moderator_grade, ""),
                final_grade=names.get(each.final_grade, ""),
                strengths=findings[each.id, FindingKind.STRENGTH],
                improvements=findings[each.id, FindingKind.IMPROVEMENT],
                actions=actions[each.id],
                concern_raised=concerns[each.id] > 0,
                answers=tuple(answers.get(each.id, blank)),
            )
        )
    return Rows(columns, tuple(audits))


def _audits(subject: Subject) -> Select[*tuple[Any, ...]]:
    return (
        select(
            Audit.id,
            Audit.tool_version_id,
            Audit.status,
            Audit.allocated_at,
            Audit.due_on,
            Audit.submitted_at,
            Audit.moderated_at,
            Audit.auditor_grade,
            Audit.moderator_grade,
            Audit.final_grade,
            Case.reference,
            Round.title,
            Team.name.label("team"),
            Service.name.label("service"),
            User.name.label("auditor"),
            Moderation.way,
        )
        .join(Audit.case)
        .join(Audit.round)
        .join(Audit.auditor)
        .outerjoin(Audit.team)
        .outerjoin(Team.service)
        .outerjoin(Moderation, (Moderation.audit_id == Audit.id) & Moderation.stands)
        .where(subject.audited(), ~is_restricted())
        .order_by(Audit.id)
    )


def _columns(tools: Iterable[ToolDefinition]) -> tuple[AnswerColumn, ...]:
    """Each question key once, in the order of the tools, so that versions of a tool share their columns."""
    columns: dict[str, AnswerColumn] = {}
    for tool in tools:
        for question in tool.all_questions:
            columns.setdefault(question.key, AnswerColumn(question.key, question.text, _kind(question)))
    return tuple(columns.values())


def _kind(question: Question) -> AnswerKind:
    if isinstance(question, DateQuestion):
        return AnswerKind.DATE
    return AnswerKind.NUMBER if isinstance(question, NumberQuestion) else AnswerKind.TEXT


def _answers(
    subject: Subject, tools: Mapping[int, ToolDefinition], places: Mapping[str, int]
) -> dict[int, list[str]]:
    stream = session.execute(
        select(Answer.audit_id, Audit.tool_version_id, Answer.question_key, Answer.value)
        .join(Answer.audit.of_type(Audit))
        .where(subject.audited(), Answer.value != "")
        .execution_options(yield_per=5_000)
    )
    choices = {
        (tool_id, question.key): question
        for tool_id, tool in tools.items()
        for question in tool.all_questions
        if question.choices
    }
    answers: dict[int, list[str]] = {}
    words: dict[tuple[int, str, str], str] = {}
    for audit_id, tool_id, key, value in stream:
        if (place := places.get(key)) is None:
            continue
        text = value
        if question := choices.get((tool_id, key)):
            text = words.get((tool_id, key, value)) or words.setdefault(
                (tool_id, key, value), text_of(question, value)
            )
        answers.setdefault(audit_id, [""] * len(places))[place] = text
    return answers


def _findings(subject: Subject) -> Counter[tuple[int, FindingKind]]:
    rows = session.execute(
        select(Finding.audit_id, Finding.kind, func.count())
        .join(Finding.audit.of_type(Audit))
        .where(subject.audited())
        .group_by(Finding.audit_id, Finding.kind)
    )
    return Counter({(audit_id, kind): n for audit_id, kind, n in rows})


def _per_audit(of: type[Action | Concern], subject: Subject) -> Counter[int]:
    rows = session.execute(
        select(of.audit_id, func.count())
        .join(Audit, Audit.id == of.audit_id)
        .where(subject.audited())
        .group_by(of.audit_id)
    )
    return Counter(dict(rows.all()))


def _day(moment: datetime | None) -> date | None:
    return in_london(moment).date() if moment else None
