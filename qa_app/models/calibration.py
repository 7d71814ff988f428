"""Which calibration exercises are there, who was invited, and which reference grades did the groups record?

An exercise is a draft until it is opened, and released by the clock when ``releases_at`` has come. A released one is
never changed except by its notes and its reference grades.
"""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from qa_app.domain.calibration import ExerciseStatus, status_of
from qa_app.models.base import Row
from qa_app.models.cases import Case
from qa_app.models.people import User
from qa_app.models.tools import ToolVersion


class Exercise(Row):
    """One calibration exercise. ``notes`` are what was said in the room when the spread was shown."""

    __tablename__ = "exercise"

    title: Mapped[str]
    tool_version_id: Mapped[int] = mapped_column(sa.ForeignKey("tool_version.id"), index=True)
    releases_at: Mapped[datetime | None] = mapped_column(index=True)
    opened_at: Mapped[datetime | None]
    opened_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user.id"))
    notes: Mapped[str] = mapped_column(default="")
    notes_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user.id"))
    notes_at: Mapped[datetime | None]
    created_by_id: Mapped[int] = mapped_column(sa.ForeignKey("user.id"))
    created_at: Mapped[datetime]
    cancelled_at: Mapped[datetime | None]
    cancelled_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user.id"))
    cancelled_because: Mapped[str] = mapped_column(default="")
    once: Mapped[str | None] = mapped_column(unique=True)
    revision: Mapped[int] = mapped_column(default=1)

    tool_version: Mapped[ToolVersion] = relationship(lazy="raise_on_sql")
    created_by: Mapped[User] = relationship(lazy="raise_on_sql", foreign_keys=[created_by_id])
    opened_by: Mapped[User | None] = relationship(lazy="raise_on_sql", foreign_keys=[opened_by_id])
    notes_by: Mapped[User | None] = relationship(lazy="raise_on_sql", foreign_keys=[notes_by_id])
    cancelled_by: Mapped[User | None] = relationship(lazy="raise_on_sql", foreign_keys=[cancelled_by_id])
    cases: Mapped[list[ExerciseCase]] = relationship(
        lazy="raise_on_sql", back_populates="exercise", order_by="ExerciseCase.position, ExerciseCase.id"
    )
    invitations: Mapped[list[Invitation]] = relationship(
        lazy="raise_on_sql", back_populates="exercise", order_by="Invitation.id"
    )

    __mapper_args__ = {"version_id_col": revision}  # SQLAlchemy reads it from the class

    def is_released(self, now: datetime) -> bool:
        """Whether its release has come, so that nothing that is handed in from now on would be blind."""
        is_open = self.opened_at is not None and self.cancelled_at is None
        return is_open and self.releases_at is not None and self.releases_at <= now

    def status(self, now: datetime) -> ExerciseStatus:
        """Where it is at this moment. It needs its cases."""
        return status_of(
            opened_at=self.opened_at,
            releases_at=self.releases_at,
            cancelled_at=self.cancelled_at,
            is_complete=all(each.referenced_at is not None for each in self.cases),
            now=now,
        )


class ExerciseCase(Row):
    """What is graded in an exercise: a case of the council, or a written vignette, never both.

    ``referenced_at`` is when its last reference grade was recorded: from then on it can be practised with.
    """

    __tablename__ = "exercise_case"
    __table_args__ = (
        sa.CheckConstraint("(case_id IS NULL) = (text <> '')", name="one_of_case_or_vignette"),
        sa.UniqueConstraint("exercise_id", "case_id"),
    )

    exercise_id: Mapped[int] = mapped_column(sa.ForeignKey("exercise.id"), index=True)
    position: Mapped[int]
    case_id: Mapped[int | None] = mapped_column(sa.ForeignKey("case.id"), index=True)
    title: Mapped[str] = mapped_column(default="")
    text: Mapped[str] = mapped_column(default="")
    referenced_at: Mapped[datetime | None] = mapped_column(index=True)
    once: Mapped[str | None] = mapped_column(unique=True)
    revision: Mapped[int] = mapped_column(default=1)

    exercise: Mapped[Exercise] = relationship(lazy="raise_on_sql", back_populates="cases")
    case: Mapped[Case | None] = relationship(lazy="raise_on_sql")
    references: Mapped[list[ReferenceGrade]] = relationship(
        lazy="raise_on_sql", back_populates="exercise_case", order_by="ReferenceGrade.id"
    )

    __mapper_args__ = {"version_id_col": revision}  # SQLAlchemy reads it from the class

    @property
    def name(self) -> str:
        """The case's reference, or the title of the vignette."""
        return self.case.reference if self.case else self.title

    @property
    def latest(self) -> dict[str, ReferenceGrade]:
        """Section key (or ``overall``) → the reference grade that counts. It needs its references."""
        return {each.section_key: each for each in self.references}


class Invitation(Row):
    """That somebody grades in an exercise. Who is taken out after it was opened stays told, with the reason."""

    __tablename__ = "invitation"
    __table_args__ = (sa.UniqueConstraint("exercise_id", "auditor_id"),)

    exercise_id: Mapped[int] = mapped_column(sa.ForeignKey("exercise.id"), index=True)
    auditor_id: Mapped[int] = mapped_column(sa.ForeignKey("user.id"), index=True)
    by_id: Mapped[int] = mapped_column(sa.ForeignKey("user.id"))
    at: Mapped[datetime]
    taken_out_because: Mapped[str] = mapped_column(default="")
    taken_out_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user.id"))
    taken_out_at: Mapped[datetime | None]

    exercise: Mapped[Exercise] = relationship(lazy="raise_on_sql", back_populates="invitations")
    auditor: Mapped[User] = relationship(lazy="raise_on_sql", foreign_keys=[auditor_id])
    taken_out_by: Mapped[User | None] = relationship(lazy="raise_on_sql", foreign_keys=[taken_out_by_id])


class ReferenceGrade(Row):
    """What a group agreed for one section of a case, or for the case as a whole (``overall``), and why.

    A correction is a new row: the newest counts, all stay. ``grade`` is None for an optional section that the group found
    not relevant.
    """

    __tablename__ = "reference_grade"

    exercise_case_id: Mapped[int] = mapped_column(sa.ForeignKey("exercise_case.id"), index=True)
    section_key: Mapped[str]
    grade: Mapped[str | None]
    rationale: Mapped[str]
    by_id: Mapped[int] = mapped_column(sa.ForeignKey("user.id"))
    at: Mapped[datetime]

    exercise_case: Mapped[ExerciseCase] = relationship(lazy="raise_on_sql", back_populates="references")
    by: Mapped[User] = relationship(lazy="raise_on_sql")


class PracticeWaiver(Row):
    """That a QA manager lets somebody audit without practice. Never deleted: a waiver that ended stays told."""

    __tablename__ = "practice_waiver"
    __table_args__ = (
        sa.Index(
            "uq_practice_waiver_auditor",
            "auditor_id",
            unique=True,
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        ),
    )

    auditor_id: Mapped[int] = mapped_column(sa.ForeignKey("user.id"))
    because: Mapped[str]
    by_id: Mapped[int] = mapped_column(sa.ForeignKey("user.id"))
    at: Mapped[datetime]
    ended_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user.id"))
    ended_at: Mapped[datetime | None]

    auditor: Mapped[User] = relationship(lazy="raise_on_sql", foreign_keys=[auditor_id])
    by: Mapped[User] = relationship(lazy="raise_on_sql", foreign_keys=[by_id])
    ended_by: Mapped[User | None] = relationship(lazy="raise_on_sql", foreign_keys=[ended_by_id])
