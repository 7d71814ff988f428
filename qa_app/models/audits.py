"""What did one auditor judge of one case, and how did that judgement come about?"""

from __future__ import annotations

import enum
from datetime import date, datetime
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, WriteOnlyMapped, mapped_column, relationship

from qa_app.domain.pairs import Grades
from qa_app.domain.workflow import WITH_AUDITOR, Status, Step, after
from qa_app.models.base import Base, Row
from qa_app.models.calibration import ExerciseCase
from qa_app.models.cases import Case
from qa_app.models.people import Team, User, Worker
from qa_app.models.rounds import Round, SampledCase
from qa_app.models.tools import ToolVersion


class AuditKind(enum.StrEnum):
    """What a judgement is for. Only ``AUDIT`` is moderated and counted in findings."""

    AUDIT = "audit"
    SECOND = "second"
    CALIBRATION = "calibration"
    PRACTICE = "practice"
    REPEAT = "repeat"


OF_EXERCISES = frozenset({AuditKind.CALIBRATION, AuditKind.PRACTICE})
"""The kinds about a case of an exercise, which may be a written vignette."""
_UNMODERATED = OF_EXERCISES | {AuditKind.REPEAT}


class AnyAudit(Row):
    """One auditor's judgement of one case with one version of one tool, whatever it is for.

    Its subclasses share one table, so that every kind is filled in, saved and handed in by the same pages. Asked for
    ``Audit``, SQLAlchemy leaves the other kinds out by itself: a figure, a list or a search holds blind work only where
    somebody wrote ``AnyAudit`` or the kind's own class.

    Team and worker are those that the case had when it was allocated: a restructure changes the case, not the audit.
    Grades are keys of the tool's scale; all three are kept for ever, figures use the final one. ``of`` is the audit that
    this one judges again, ``exercise_case`` the case of an exercise that it is about: then it has no round, and without a
    real case no team and no worker either.
    """

    __tablename__ = "audit"
    __table_args__ = (
        sa.Index("ix_audit_auditor_status_due", "auditor_id", "status", "due_on"),
        sa.Index("ix_audit_status_submitted", "status", "submitted_at"),
        sa.Index("ix_audit_round_status", "round_id", "status"),
        sa.Index("ix_audit_team_moderated", "team_id", "moderated_at"),
        sa.Index("ix_audit_case_status", "case_id", "status"),
        sa.Index(
            "uq_audit_exercise_case_auditor",
            "exercise_case_id",
            "auditor_id",
            unique=True,
            sqlite_where=sa.text("status <> 'withdrawn'"),
            postgresql_where=sa.text("status <> 'withdrawn'"),
        ),
    )

    kind: Mapped[AuditKind] = mapped_column()
    round_id: Mapped[int | None] = mapped_column(sa.ForeignKey("round.id"))
    sampled_case_id: Mapped[int | None] = mapped_column(sa.ForeignKey("sampled_case.id"), unique=True)
    case_id: Mapped[int | None] = mapped_column(sa.ForeignKey("case.id"))
    of_id: Mapped[int | None] = mapped_column(sa.ForeignKey("audit.id"), index=True)
    exercise_case_id: Mapped[int | None] = mapped_column(sa.ForeignKey("exercise_case.id"), index=True)
    tool_version_id: Mapped[int] = mapped_column(sa.ForeignKey("tool_version.id"), index=True)
    auditor_id: Mapped[int] = mapped_column(sa.ForeignKey("user.id"))
    team_id: Mapped[int | None] = mapped_column(sa.ForeignKey("team.id"))
    worker_id: Mapped[int | None] = mapped_column(sa.ForeignKey("worker.id"))
    status: Mapped[Status] = mapped_column(default=Status.ALLOCATED)
    allocated_at: Mapped[datetime]
    due_on: Mapped[date]
    original_due_on: Mapped[date]
    started_at: Mapped[datetime | None]
    locked_at: Mapped[datetime | None]
    """When it was first handed in: since then ``locked_answers`` stand."""
    submitted_at: Mapped[datetime | None]
    moderated_at: Mapped[datetime | None] = mapped_column(index=True)
    """When its moderation ended the last time. A reply does not move it, and reopening does not take it away."""
    auditor_grade: Mapped[str | None]
    moderator_grade: Mapped[str | None]
    final_grade: Mapped[str | None]
    is_above_cap: Mapped[bool] = mapped_column(default=False)
    look_back_on: Mapped[date | None]
    """The day that its look-back counts from; None for the day on which it is started."""
    revision: Mapped[int] = mapped_column(default=1)

    round: Mapped[Round | None] = relationship(lazy="raise_on_sql")
    sampled_case: Mapped[SampledCase | None] = relationship(lazy="raise_on_sql")
    case: Mapped[Case | None] = relationship(lazy="raise_on_sql")
    exercise_case: Mapped[ExerciseCase | None] = relationship(lazy="raise_on_sql")
    tool_version: Mapped[ToolVersion] = relationship(lazy="raise_on_sql")
    auditor: Mapped[User] = relationship(lazy="raise_on_sql")
    team: Mapped[Team | None] = relationship(lazy="raise_on_sql")
    worker: Mapped[Worker | None] = relationship(lazy="raise_on_sql")
    answers: Mapped[list[Answer]] = relationship(
        lazy="raise_on_sql", back_populates="audit", cascade="all, delete-orphan"
    )
    section_grades: Mapped[list[SectionGrade]] = relationship(
        lazy="raise_on_sql", back_populates="audit", cascade="all, delete-orphan", order_by="SectionGrade.id"
    )
    findings: Mapped[list[Finding]] = relationship(
        lazy="raise_on_sql", back_populates="audit", cascade="all, delete-orphan", order_by="Finding.id"
    )
    queue_reasons: Mapped[list[QueueReason]] = relationship(
        lazy="raise_on_sql", back_populates="audit", cascade="all, delete-orphan", order_by="QueueReason.id"
    )
    locked_answers: WriteOnlyMapped[LockedAnswer] = relationship(
        cascade="all, delete-orphan", passive_deletes=True
    )
    history: WriteOnlyMapped[AuditEvent] = relationship(
        back_populates="audit", order_by="AuditEvent.id", cascade="all, delete-orphan", passive_deletes=True
    )

    __mapper_args__ = {
        "version_id_col": revision,
        "polymorphic_on": kind,
    }  # SQLAlchemy reads it from the class

    @property
    def reference(self) -> str:
        """What it is about, in a few words: the case's reference, or the title of a vignette."""
        if self.case:
            return self.case.reference
        return self.exercise_case.title if self.exercise_case else ""

    @property
    def occasion(self) -> str:
        """What it was made for, in a few words: the title of the round or the exercise, or practice."""
        if self.kind is AuditKind.PRACTICE:
            return "Practice"
        if self.exercise_case:
            return self.exercise_case.exercise.title
        return self.round.title if self.round else ""

    @property
    def grades(self) -> Grades:
        """What its auditor handed in last."""
        sections = {row.section_key: row.auditor_grade for row in self.section_grades if row.auditor_grade}
        return Grades(self.auditor_grade or "", sections, self.is_above_cap)

    @property
    def is_moderated(self) -> bool:
        """Whether a moderator has a say in it at all."""
        return self.kind not in _UNMODERATED

    def is_too_late(self, now: datetime) -> bool:
        """Whether its exercise was released before it was handed in: then it never can be."""
        return (
            self.kind is AuditKind.CALIBRATION
            and self.status in WITH_AUDITOR
            and self.exercise_case is not None
            and self.exercise_case.exercise.is_released(now)
        )

    @property
    def status_label(self) -> str:
        """Where it is, in the words that fit its kind."""
        return self.status.label if self.is_moderated else self.status.unmoderated_label

    def take(self, step: Step, *, by: User, at: datetime, note: str = "") -> None:
        """The only way an audit changes status: the move and its record, together.

        :raises StepNotAllowed: when the step cannot follow from the present status.
        """
        self.status = after(self.status, step, is_moderated=self.is_moderated)
        self.history.add(AuditEvent(step=step, status=self.status, by_id=by.id, at=at, note=note))


class Audit(AnyAudit):
    """The judgement of a sampled case that is moderated, counted and followed by actions."""

    __mapper_args__ = {"polymorphic_identity": AuditKind.AUDIT}

    if TYPE_CHECKING:  # the table must also have room for kinds without a round or a case
        round_id: Mapped[int]
        sampled_case_id: Mapped[int]
        case_id: Mapped[int]
        round: Mapped[Round]
        sampled_case: Mapped[SampledCase]
        case: Mapped[Case]


class SecondAudit(AnyAudit):
    """A blind, independent audit of the same case by another auditor. Its pair (models/pairs.py) says what came of it."""

    __mapper_args__ = {"polymorphic_identity": AuditKind.SECOND}

    if TYPE_CHECKING:
        round_id: Mapped[int]
        case_id: Mapped[int]
        of_id: Mapped[int]
        round: Mapped[Round]
        case: Mapped[Case]


class CalibrationAudit(AnyAudit):
    """What one of those invited to a calibration exercise grades, blind, before it is released."""

    __mapper_args__ = {"polymorphic_identity": AuditKind.CALIBRATION}

    if TYPE_CHECKING:
        exercise_case_id: Mapped[int]
        exercise_case: Mapped[ExerciseCase]


class PracticeAudit(AnyAudit):
    """What a new auditor grades to compare with a reference grade. It is shown to them as soon as they hand it in."""

    __mapper_args__ = {"polymorphic_identity": AuditKind.PRACTICE}

    if TYPE_CHECKING:
        exercise_case_id: Mapped[int]
        exercise_case: Mapped[ExerciseCase]


class RepeatAudit(AnyAudit):
    """An audit of their own that comes back to its auditor after some weeks, to see whether they still judge it alike.

    Only those who opted in have any. It belongs to no round; it is never moderated and ends when it is handed in. Its
    look-back is that of the earlier audit, so that both judge the same practice.
    """

    __mapper_args__ = {"polymorphic_identity": AuditKind.REPEAT}

    of: Mapped[Audit] = relationship(
        lazy="raise_on_sql", foreign_keys=[AnyAudit.of_id], remote_side=[AnyAudit.id]
    )

    if TYPE_CHECKING:
        case_id: Mapped[int]
        of_id: Mapped[int]
        case: Mapped[Case]
        look_back_on: Mapped[date]

    @property
    def occasion(self) -> str:
        """What it was made for: the auditor should know that they have seen the case before."""
        return "Repeat of an earlier audit"


class AuditEvent(Row):
    """One line of an audit's history: what was done, where it left the audit, by whom, when."""

    __tablename__ = "audit_event"

    audit_id: Mapped[int] = mapped_column(sa.ForeignKey("audit.id", ondelete="CASCADE"), index=True)
    step: Mapped[Step]
    status: Mapped[Status]
    by_id: Mapped[int] = mapped_column(sa.ForeignKey("user.id"))
    at: Mapped[datetime]
    note: Mapped[str] = mapped_column(default="")

    audit: Mapped[AnyAudit] = relationship(back_populates="history", lazy="raise_on_sql")
    by: Mapped[User] = relationship(lazy="raise_on_sql")


class Answer(Row):
    """What was recorded for one question. ``version`` grows by one with each save: a stale tab is told."""

    __tablename__ = "answer"
    __table_args__ = (sa.UniqueConstraint("audit_id", "question_key"),)

    audit_id: Mapped[int] = mapped_column(sa.ForeignKey("audit.id", ondelete="CASCADE"), index=True)
    question_key: Mapped[str] = mapped_column(index=True)
    value: Mapped[str] = mapped_column(default="")
    comment: Mapped[str] = mapped_column(default="")
    version: Mapped[int] = mapped_column(default=1)
    saved_by_id: Mapped[int] = mapped_column(sa.ForeignKey("user.id"))
    saved_at: Mapped[datetime]

    audit: Mapped[AnyAudit] = relationship(back_populates="answers", lazy="raise_on_sql")
    saved_by: Mapped[User] = relationship(lazy="raise_on_sql")


class LockedAnswer(Base):
    """What an auditor chose when they first handed in: grades, and answers that are chosen, never free words.

    It stays whatever is returned, moderated or reopened later: only these first, blind choices show how far auditors
    agree. A question that was not asked has no row.
    """

    __tablename__ = "locked_answer"

    audit_id: Mapped[int] = mapped_column(sa.ForeignKey("audit.id", ondelete="CASCADE"), primary_key=True)
    question_key: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str]


class SectionGrade(Row):
    """The grades of one section of a submitted audit. A section that was not relevant has none."""

    __tablename__ = "section_grade"
    __table_args__ = (sa.UniqueConstraint("audit_id", "section_key"),)

    audit_id: Mapped[int] = mapped_column(sa.ForeignKey("audit.id", ondelete="CASCADE"), index=True)
    section_key: Mapped[str] = mapped_column(index=True)
    auditor_grade: Mapped[str | None]
    moderator_grade: Mapped[str | None]
    final_grade: Mapped[str | None]

    audit: Mapped[AnyAudit] = relationship(back_populates="section_grades", lazy="raise_on_sql")


class FindingKind(enum.StrEnum):
    """Good practice is counted as carefully as what went wrong."""

    STRENGTH = "strength"
    IMPROVEMENT = "improvement"

    @property
    def label(self) -> str:
        """The kind as the page says it."""
        return "Strength" if self is FindingKind.STRENGTH else "Area for improvement"


class Finding(Row):
    """A strength or an area for improvement, tagged with themes of the tool's vocabulary."""

    __tablename__ = "finding"

    audit_id: Mapped[int] = mapped_column(sa.ForeignKey("audit.id", ondelete="CASCADE"), index=True)
    kind: Mapped[FindingKind]
    section_key: Mapped[str | None]
    text: Mapped[str]
    by_id: Mapped[int] = mapped_column(sa.ForeignKey("user.id"))
    at: Mapped[datetime]
    once: Mapped[str | None] = mapped_column(unique=True)
    revision: Mapped[int] = mapped_column(default=1)

    audit: Mapped[AnyAudit] = relationship(back_populates="findings", lazy="raise_on_sql")
    themes: Mapped[list[FindingTheme]] = relationship(
        lazy="raise_on_sql", cascade="all, delete-orphan", order_by="FindingTheme.theme_key"
    )

    __mapper_args__ = {"version_id_col": revision}  # SQLAlchemy reads it from the class


class FindingTheme(Row):
    """One theme of one finding."""

    __tablename__ = "finding_theme"
    __table_args__ = (sa.UniqueConstraint("finding_id", "theme_key"),)

    finding_id: Mapped[int] = mapped_column(sa.ForeignKey("finding.id", ondelete="CASCADE"), index=True)
    theme_key: Mapped[str] = mapped_column(index=True)


class QueueReason(Row):
    """One reason why a submitted audit must be looked at by a moderator, as a sentence."""

    __tablename__ = "queue_reason"

    audit_id: Mapped[int] = mapped_column(sa.ForeignKey("audit.id", ondelete="CASCADE"), index=True)
    code: Mapped[str]
    sentence: Mapped[str]

    audit: Mapped[AnyAudit] = relationship(back_populates="queue_reasons", lazy="raise_on_sql")
