"""What was recorded in each audit: answers, grades, findings, decisions, concerns? Written in bulk."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta
from random import Random
from typing import TYPE_CHECKING

import sqlalchemy as sa

from qa_app.domain.moderating import ChangeReason, Decision, ReasonKind, Way
from qa_app.domain.standing_questions import ABOVE_CAP_REASON, OVERALL_GRADE
from qa_app.domain.workflow import Status, Step
from qa_app.models.audits import (
    Answer,
    Audit,
    AuditEvent,
    AuditKind,
    Finding,
    FindingKind,
    FindingTheme,
    QueueReason,
    SectionGrade,
)
from qa_app.models.concerns import Concern
from qa_app.models.moderation import Moderation
from tests.bench.rounds import case_of, team_of, worker_of
from tests.bench.words import passage, possible_answers

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from qa_app.domain.questions import Given, Question
    from qa_app.domain.tools import ToolDefinition
    from qa_app.models.base import Base
    from tests.bench.histories import History
    from tests.bench.people import People

ANSWERS = 40
_BATCH = 250
_IN_ORDER: tuple[type[Base], ...] = (
    Audit, Answer, AuditEvent, SectionGrade, Finding, FindingTheme, QueueReason, Moderation, Concern,
)  # fmt: skip


def add_audits(
    connection: sa.Connection,
    all_histories: Iterable[History],
    tools: Mapping[int, ToolDefinition],
    people: People,
    *,
    cases: int,
) -> int:
    """Every audit with forty answers and all that came of them; how many answers were written."""
    writer = _Writer(tools, people, cases)
    answers = 0
    for place, history in enumerate(all_histories, 1):
        writer.add(history)
        if place % _BATCH == 0:
            answers += writer.write(connection)
    return answers + writer.write(connection)


class _Writer:
    """Rows by table, made audit by audit, written when there are enough."""

    def __init__(self, tools: Mapping[int, ToolDefinition], people: People, cases: int) -> None:
        self._chance = Random(2026)
        self._people, self._cases, self._tools = people, cases, tools
        self._rows: dict[type[Base], list[dict[str, object]]] = defaultdict(list)
        self._asked = {
            tool_id: tuple(
                (question, possible_answers(question, self._chance)) for question in _answered(tool)
            )
            for tool_id, tool in tools.items()
        }
        self._texts = tuple(passage(self._chance, 1) for _ in range(200))
        self._findings = 0

    def add(self, history: History) -> None:
        tool_id = history.in_round.tool_version_id
        tool, auditor = self._tools[tool_id], self._people.auditors[history.auditor]
        given = self._answer(history, auditor, self._asked[tool_id])
        self._add_audit(history, tool_id, auditor, given)
        self._note(history, tool, auditor)
        if history.submitted_at is None:
            return
        self._grade_sections(history, tool, given)
        if history.moderated_at:
            self._moderate(history, given[OVERALL_GRADE].value)
        elif history.number % 8 == 0:
            kind = ReasonKind.CHANCE
            sentence = "Drawn by chance: one in ten of the rest is moderated."
            self._add(QueueReason, audit_id=history.number, code=kind.value, sentence=sentence)
        if history.number % 33 == 0:
            self._raise_concern(history, auditor)

    def write(self, connection: sa.Connection) -> int:
        answers = len(self._rows[Answer])
        for table in _IN_ORDER:
            if self._rows[table]:
                connection.execute(sa.insert(table), self._rows[table])
        self._rows.clear()
        return answers

    def _add(self, table: type[Base], **columns: object) -> None:
        self._rows[table].append(columns)

    def _answer(
        self, history: History, auditor: int, asked: tuple[tuple[Question, tuple[Given, ...]], ...]
    ) -> dict[str, Given]:
        at = history.allocated_at + timedelta(days=3)
        rows, choice = self._rows[Answer], self._chance.choice
        given = {}
        for question, possible in asked:
            one = given[question.key] = choice(possible)
            rows.append(
                {
                    "audit_id": history.number,
                    "question_key": question.key,
                    "value": one.value,
                    "comment": one.comment,
                    "version": 1,
                    "saved_by_id": auditor,
                    "saved_at": at,
                }
            )
        return given

    def _add_audit(self, history: History, tool_id: int, auditor: int, given: Mapping[str, Given]) -> None:
        case = case_of(history.number, self._cases)
        is_submitted, is_moderated = history.submitted_at is not None, history.moderated_at is not None
        grade = given[OVERALL_GRADE].value if is_submitted else None
        due = (history.moderated_at or history.allocated_at + timedelta(days=20)).date()
        self._add(
            Audit,
            id=history.number,
            kind=AuditKind.AUDIT,
            round_id=history.in_round.id,
            sampled_case_id=history.number,
            case_id=case,
            tool_version_id=tool_id,
            auditor_id=auditor,
            team_id=team_of(case, self._people),
            worker_id=worker_of(case, self._people),
            status=history.status,
            allocated_at=history.allocated_at,
            due_on=due,
            original_due_on=due,
            started_at=history.allocated_at + timedelta(days=1),
            locked_at=history.submitted_at,
            submitted_at=history.submitted_at,
            moderated_at=history.moderated_at,
            auditor_grade=grade,
            moderator_grade=grade if is_moderated else None,
            final_grade=grade if is_moderated else None,
            is_above_cap=False,
            revision=1,
        )
        self._event(
            history, Step.START, Status.IN_PROGRESS, auditor, history.allocated_at + timedelta(days=1)
        )
        if history.submitted_at:
            self._event(history, Step.SUBMIT, Status.SUBMITTED, auditor, history.submitted_at)
        if history.moderated_at:
            by = self._people.qa_manager
            self._event(history, Step.MODERATE, Status.MODERATED, by, history.moderated_at)

    def _event(self, history: History, step: Step, status: Status, by_id: int, at: datetime) -> None:
        self._add(AuditEvent, audit_id=history.number, step=step, status=status, by_id=by_id, at=at, note="")

    def _note(self, history: History, tool: ToolDefinition, auditor: int) -> None:
        """Three findings, with one or two themes each."""
        for place in range(3):
            self._findings += 1
            kind = FindingKind.STRENGTH if (history.number + place) % 2 else FindingKind.IMPROVEMENT
            self._add(
                Finding,
                id=self._findings,
                audit_id=history.number,
                kind=kind,
                section_key=None,
                text=self._chance.choice(self._texts),
                by_id=auditor,
                at=history.allocated_at + timedelta(days=3),
                revision=1,
            )
            for theme in self._chance.sample(tool.themes, min(1 + place % 2, len(tool.themes))):
                self._add(FindingTheme, finding_id=self._findings, theme_key=theme.key)

    def _grade_sections(self, history: History, tool: ToolDefinition, given: Mapping[str, Given]) -> None:
        for section in tool.sections:
            answer = given.get(section.grade_key)
            if answer is None or not section.graded:
                continue
            final = answer.value if history.moderated_at else None
            self._add(
                SectionGrade,
                audit_id=history.number,
                section_key=section.key,
                auditor_grade=answer.value,
                moderator_grade=final,
                final_grade=final,
            )

    def _moderate(self, history: History, grade: str) -> None:
        """Two in five were agreed in bulk; of the rest one in four was changed."""
        is_bulk = history.number % 5 < 2
        is_changed = not is_bulk and history.number % 4 == 1
        self._add(
            Moderation,
            audit_id=history.number,
            by_id=self._people.qa_manager,
            at=history.moderated_at,
            decision=Decision.CHANGED if is_changed else Decision.AGREED,
            auditor_grade="good" if is_changed else grade,
            moderator_grade=grade,
            category=ChangeReason.IMPACT if is_changed else None,
            because=self._chance.choice(self._texts) if is_changed else "",
            feedback="" if is_bulk else self._chance.choice(self._texts),
            way=Way.BULK if is_bulk else Way.READ,
            stands=True,
            feedback_read_at=history.moderated_at,
        )

    def _raise_concern(self, history: History, auditor: int) -> None:
        raised = history.allocated_at + timedelta(days=2)
        self._add(
            Concern,
            audit_id=history.number,
            team_id=team_of(case_of(history.number, self._cases), self._people),
            what=self._chance.choice(self._texts),
            noticed_on=raised.date(),
            raised_by_id=auditor,
            raised_at=raised,
            acknowledged_by_id=self._people.qa_manager,
            acknowledged_at=raised + timedelta(hours=2),
            acknowledgement="Seen today.",
            closed_by_id=self._people.qa_manager,
            closed_at=raised + timedelta(days=2),
            closing="The child is safe.",
            revision=1,
        )


def _answered(tool: ToolDefinition) -> tuple[Question, ...]:
    """Forty of the tool's questions: the one long section, or from every section, all grades among them."""
    if len(tool.all_sections[0].questions) == ANSWERS:
        return tool.all_sections[0].questions
    questions = [each for each in tool.all_questions if each.key != ABOVE_CAP_REASON]
    grades = [each for each in questions if each.kind == "grade"]
    others = [each for each in questions if each.kind != "grade"][: ANSWERS - len(grades)]
    chosen = {each.key for each in (*grades, *others)}
    return tuple(each for each in questions if each.key in chosen)
