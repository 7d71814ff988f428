"""What does a published month, or a published round, say?

One frozen value. The web page, the workbook and the PDF render it and compute nothing, so they cannot disagree.
Counts of children's cases under the council's threshold are hidden by ``suppression.suppress`` before anybody
renders it. Publishing keeps the value as JSON (``findings_json``), files and hashes; it is read back years later.
"""

# ruff: noqa: TC001, TC003 (findings_json reads these types when it runs)
from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from qa_app.domain.breakdowns import Breakdown
from qa_app.domain.figures import Figure


class FindingsKind(StrEnum):
    """What the findings are of."""

    MONTH = "month"
    ROUND = "round"


class Audience(StrEnum):
    """For whom this version was made."""

    QUALITY_ASSURANCE = "quality assurance"
    BOARD = "board"
    WITHOUT_CASES = "readers without case references"


@dataclass(frozen=True, slots=True)
class Period:
    """The days that are covered, both included, and how people call them: ``October 2026``."""

    name: str
    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Narrative:
    """What the QA manager wrote. Plain text: blank lines part paragraphs, lines that start with ``- `` are a list."""

    purpose: str = ""
    key_messages: str = ""
    next_steps: str = ""


@dataclass(frozen=True, slots=True)
class Sampling:
    """How the audited cases were chosen: in sentences ("60 drawn from 2,471; 57 audited"), then in tables."""

    statement: str
    tables: tuple[Breakdown, ...] = ()


class AnswerKind(StrEnum):
    """What a workbook cell of answers holds."""

    TEXT = "text"
    DATE = "date"
    NUMBER = "number"


@dataclass(frozen=True, slots=True)
class AnswerColumn:
    """One question's column in the audits sheet: its stable key is the heading, its text is in the definitions."""

    key: str
    text: str
    kind: AnswerKind = AnswerKind.TEXT


@dataclass(frozen=True, slots=True)
class AuditRow:
    """One audit. ``answers`` are in the order of ``Findings.answer_columns``; "" where not asked or not answered."""

    audit: str
    case: str
    round: str
    tool: str
    tool_version: int
    service: str
    team: str
    auditor: str
    status: str
    allocated_on: date | None
    due_on: date | None
    submitted_on: date | None
    moderated_on: date | None
    auditor_grade: str
    moderator_grade: str
    final_grade: str
    strengths: int
    improvements: int
    actions: int
    concern_raised: bool
    answers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ActionRow:
    """One action, as agreed and as it stands. ``first_due_on`` is the date before any change."""

    action: str
    audit: str
    what: str
    level: str
    service: str
    team: str
    owner: str
    priority: str
    measure_of_success: str
    status: str
    rag: str
    agreed_on: date | None
    first_due_on: date | None
    due_on: date | None
    due_changes: int
    completed_on: date | None
    verified_on: date | None


@dataclass(frozen=True, slots=True)
class Findings:
    """Everything a month or a round says, in the order in which it is read.

    Breakdowns are tuples because a period can hold tools with different scales, sections and questions: one each.
    ``agreement`` and ``consistency`` are of blind second audits: coefficients, and how far apart the two grades are.
    ``hidden_below`` is None until small numbers were hidden. ``corrects`` says what changed since an earlier
    publication of the same period ("" for the first).
    """

    kind: FindingsKind
    title: str
    council: str
    period: Period
    made_at: datetime
    sampling: Sampling
    figures: tuple[Figure, ...]
    grades: tuple[Breakdown, ...] = ()
    by_service: tuple[Breakdown, ...] = ()
    by_team: tuple[Breakdown, ...] = ()
    by_section: tuple[Breakdown, ...] = ()
    by_question: tuple[Breakdown, ...] = ()
    themes: tuple[Breakdown, ...] = ()
    moderation: tuple[Breakdown, ...] = ()
    agreement: tuple[Figure, ...] = ()
    consistency: tuple[Breakdown, ...] = ()
    actions: tuple[Breakdown, ...] = ()
    concerns: tuple[Breakdown, ...] = ()
    narrative: Narrative = Narrative()
    previous: str = ""
    answer_columns: tuple[AnswerColumn, ...] = ()
    audit_rows: tuple[AuditRow, ...] = ()
    action_rows: tuple[ActionRow, ...] = ()
    audience: Audience = Audience.QUALITY_ASSURANCE
    classification: str = "OFFICIAL-SENSITIVE"
    hidden_below: int | None = None
    corrects: str = ""

    def figure(self, key: str) -> Figure:
        """The headline figure with that key. KeyError when there is none."""
        for figure in self.figures:
            if figure.key == key:
                return figure
        raise KeyError(key)

    @property
    def breakdowns(self) -> tuple[Breakdown, ...]:
        """Every breakdown, in reading order."""
        return (
            *self.sampling.tables,
            *self.grades,
            *self.by_service,
            *self.by_team,
            *self.by_section,
            *self.by_question,
            *self.themes,
            *self.moderation,
            *self.consistency,
            *self.actions,
            *self.concerns,
        )

    def with_breakdowns(self, change: Callable[[Breakdown], Breakdown]) -> Findings:
        """The findings with every breakdown changed."""

        def each(some: tuple[Breakdown, ...]) -> tuple[Breakdown, ...]:
            return tuple(change(one) for one in some)

        return replace(
            self,
            sampling=replace(self.sampling, tables=each(self.sampling.tables)),
            grades=each(self.grades),
            by_service=each(self.by_service),
            by_team=each(self.by_team),
            by_section=each(self.by_section),
            by_question=each(self.by_question),
            themes=each(self.themes),
            moderation=each(self.moderation),
            consistency=each(self.consistency),
            actions=each(self.actions),
            concerns=each(self.concerns),
        )

    def for_board(self) -> Findings:
        """The version with aggregates only: no row about one case or one action, and no answers.

        Raises ValueError when small numbers have not been hidden yet: that would show them to the board.
        """
        if self.hidden_below is None:
            raise ValueError("Hide small numbers before making the board's version")
        return replace(
            self,
            audience=Audience.BOARD,
            classification="OFFICIAL",
            answer_columns=(),
            audit_rows=(),
            action_rows=(),
        )

    def without_cases(self) -> Findings:
        """The version with its rows and without references of cases.

        They have no column, and where somebody wrote one into a text, ``[case]`` stands.
        """
        references = frozenset(row.case for row in self.audit_rows)

        def cleared(text: str) -> str:
            return _WORD.sub(lambda found: _NO_CASE if found[0] in references else found[0], text)

        return replace(
            self,
            audience=Audience.WITHOUT_CASES,
            narrative=Narrative(
                cleared(self.narrative.purpose),
                cleared(self.narrative.key_messages),
                cleared(self.narrative.next_steps),
            ),
            corrects=cleared(self.corrects),
            audit_rows=tuple(
                replace(row, case="", answers=tuple(cleared(answer) for answer in row.answers))
                for row in self.audit_rows
            ),
            action_rows=tuple(
                replace(row, what=cleared(row.what), measure_of_success=cleared(row.measure_of_success))
                for row in self.action_rows
            ),
        )


_WORD = re.compile(r"\w+(?:[./-]\w+)*")
_NO_CASE = "[case]"
