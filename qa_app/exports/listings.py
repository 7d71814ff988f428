"""Which columns do the Audits and Actions sheets have? The same every month, so that months can be put together.

The first columns never change. After them comes one column per question, headed by the question's key, which stays
the same across the versions of a tool; the Columns sheet says what each one is.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, TypeVar

from qa_app.domain.findings import AnswerColumn, AnswerKind, Audience
from qa_app.domain.tables import Cell, Column, ColumnKind, Table

if TYPE_CHECKING:
    from qa_app.domain.findings import ActionRow, AuditRow, Findings

T = TypeVar("T")

_TEXT, _DATE, _NUMBER = ColumnKind.TEXT, ColumnKind.DATE, ColumnKind.NUMBER

AUDIT_COLUMNS = (
    (Column("Audit", _TEXT, 10), "Reference of the audit in qa_app."),
    (Column("Case", _TEXT, 14), "Reference of the case in the council\u2019s system. No name is kept."),
    (Column("Round", _TEXT, 24), "Title of the round that the case was drawn in."),
    (Column("Tool", _TEXT, 36), "Title of the audit tool."),
    (Column("Tool version", _NUMBER, 8), "Version of the audit tool."),
    (Column("Service", _TEXT, 26), "Service of the team when the case was audited."),
    (Column("Team", _TEXT, 26), "Team that worked with the child when the case was audited."),
    (Column("Auditor", _TEXT, 20), "Who did the audit."),
    (Column("Status", _TEXT, 14), "Where the audit stood when these findings were made."),
    (Column("Allocated on", _DATE, 13), "Day on which the auditor was given the case."),
    (Column("Due on", _DATE, 13), "Day by which the audit was to be submitted."),
    (Column("Submitted on", _DATE, 13), "Day on which the auditor submitted it."),
    (
        Column("Moderated on", _DATE, 13),
        "Day on which it was moderated, or agreed in bulk: it decides the month.",
    ),
    (Column("Auditor\u2019s grade", _TEXT, 20), "Overall grade given by the auditor."),
    (
        Column("Moderator\u2019s grade", _TEXT, 20),
        "Overall grade given by the moderator; empty when it was agreed in bulk.",
    ),
    (Column("Final grade", _TEXT, 20), "The grade that counts in every figure."),
    (Column("Strengths", _NUMBER, 10), "Number of strengths recorded."),
    (Column("Areas for improvement", _NUMBER, 12), "Number of areas for improvement recorded."),
    (Column("Actions", _NUMBER, 10), "Number of actions from this audit."),
    (Column("Concern raised", ColumnKind.YES_NO, 10), "Whether an immediate concern was raised."),
)

ACTION_COLUMNS = (
    (Column("Action", _TEXT, 10), "Reference of the action in qa_app."),
    (Column("Audit", _TEXT, 10), "Reference of the audit that it comes from."),
    (Column("What", _TEXT, 60), "What is to be done."),
    (Column("Level", _TEXT, 12), "For whom it is done: child, worker, team or service."),
    (Column("Service", _TEXT, 26), "Service that owns it."),
    (Column("Team", _TEXT, 26), "Team that owns it."),
    (Column("Owner", _TEXT, 20), "Who is to do it."),
    (Column("Priority", _TEXT, 10), "How soon it matters."),
    (Column("Measure of success", _TEXT, 40), "How anybody will know that it worked."),
    (Column("Status", _TEXT, 14), "Where it stood when these findings were made."),
    (
        Column("RAG", _TEXT, 10),
        "Blue completed and verified, Green on track, Amber slipping, Red not progressed.",
    ),
    (Column("Agreed on", _DATE, 13), "Day on which the responsible manager agreed it."),
    (Column("First due on", _DATE, 13), "Due date as first agreed."),
    (Column("Due on", _DATE, 13), "Due date now."),
    (Column("Changes of due date", _NUMBER, 10), "How often the due date was moved."),
    (Column("Completed on", _DATE, 13), "Day on which the owner said that it was done."),
    (Column("Verified on", _DATE, 13), "Day on which quality assurance accepted the evidence."),
)


def has_cases(findings: Findings) -> bool:
    """Whether the lists have a column of case references."""
    return findings.audience is not Audience.WITHOUT_CASES


def audits(findings: Findings) -> Table:
    """One row per audit, in the order of the findings."""
    return Table(
        key="audits",
        title="Audits",
        words=(f"{findings.period.name}: one row per audit. The Columns sheet says what each column is.",),
        columns=(
            *(column for column, _ in _audit_columns(findings)),
            *(Column(answer.key, _KINDS[answer.kind], 16) for answer in findings.answer_columns),
        ),
        rows=tuple(
            _without_case(cells) if not has_cases(findings) else cells
            for cells in (_audit(row, findings.answer_columns) for row in findings.audit_rows)
        ),
    )


def actions(findings: Findings) -> Table:
    """One row per action."""
    return Table(
        key="actions",
        title="List of actions",
        words=(f"{findings.period.name}: one row per action. The Columns sheet says what each column is.",),
        columns=tuple(column for column, _ in ACTION_COLUMNS),
        rows=tuple(_action(row) for row in findings.action_rows),
    )


def columns(findings: Findings) -> Table:
    """What each column of the two lists is."""
    return Table(
        key="columns",
        title="Columns",
        words=("What each column of the Audits and List of actions sheets is.",),
        columns=(Column("Sheet", width=16), Column("Column", width=28), Column("What it is", width=90)),
        rows=(
            *(("Audits", column.name, words) for column, words in _audit_columns(findings)),
            *(("Audits", answer.key, answer.text) for answer in findings.answer_columns),
            *(("List of actions", column.name, words) for column, words in ACTION_COLUMNS),
        ),
    )


_CASE = 1
"""The place of the case reference among the columns."""


def _audit_columns(findings: Findings) -> tuple[tuple[Column, str], ...]:
    return AUDIT_COLUMNS if has_cases(findings) else _without_case(AUDIT_COLUMNS)


def _without_case(cells: tuple[T, ...]) -> tuple[T, ...]:
    return (*cells[:_CASE], *cells[_CASE + 1 :])


_KINDS = {AnswerKind.TEXT: _TEXT, AnswerKind.DATE: _DATE, AnswerKind.NUMBER: _NUMBER}


def _audit(row: AuditRow, answer_columns: tuple[AnswerColumn, ...]) -> tuple[Cell, ...]:
    return (
        row.audit,
        row.case,
        row.round,
        row.tool,
        row.tool_version,
        row.service,
        row.team,
        row.auditor,
        row.status,
        row.allocated_on,
        row.due_on,
        row.submitted_on,
        row.moderated_on,
        row.auditor_grade,
        row.moderator_grade,
        row.final_grade,
        row.strengths,
        row.improvements,
        row.actions,
        row.concern_raised,
        *(
            _answer(answer, column.kind) if column.kind is not AnswerKind.TEXT else answer
            for answer, column in zip(row.answers, answer_columns, strict=True)
        ),
    )


def _answer(answer: str, kind: AnswerKind) -> Cell:
    """A date or a number as one; whatever else was recorded stays text, so that nothing is lost."""
    if not answer:
        return None
    try:
        return date.fromisoformat(answer) if kind is AnswerKind.DATE else _number(answer)
    except ValueError:
        return answer


def _number(answer: str) -> int | float | str:
    number = float(answer)
    if number != number or abs(number) >= 1e15:  # noqa: PLR0124 (only NaN differs from itself)
        return answer
    return int(number) if number.is_integer() else number


def _action(row: ActionRow) -> tuple[Cell, ...]:
    return (
        row.action,
        row.audit,
        row.what,
        row.level,
        row.service,
        row.team,
        row.owner,
        row.priority,
        row.measure_of_success,
        row.status,
        row.rag,
        row.agreed_on,
        row.first_due_on,
        row.due_on,
        row.due_changes,
        row.completed_on,
        row.verified_on,
    )
