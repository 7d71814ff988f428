"""What did managers agree to do, by when, and was it done?"""

from __future__ import annotations

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, WriteOnlyMapped, mapped_column, relationship

from qa_app.clock import in_london
from qa_app.domain.actions import ActionStatus, ActionStep, Level, Priority, Words, after
from qa_app.domain.rag import ActionFacts, Override, Rag
from qa_app.models.audits import Audit, Finding
from qa_app.models.base import Base, Row
from qa_app.models.people import Team, User

action_finding = sa.Table(
    "action_finding",
    Base.metadata,
    sa.Column("action_id", sa.ForeignKey("action.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("finding_id", sa.ForeignKey("finding.id", ondelete="CASCADE"), primary_key=True),
)


class Action(Row):
    """Something a manager agreed to do by a date, verified by QA. ``team`` says whose manager agrees it."""

    __tablename__ = "action"
    __table_args__ = (
        sa.Index("ix_action_owner_status_due", "owner_id", "status", "due_on"),
        sa.Index("ix_action_status_due", "status", "due_on"),
        sa.Index("ix_action_team_status", "team_id", "status"),
    )

    audit_id: Mapped[int] = mapped_column(sa.ForeignKey("audit.id"), index=True)
    team_id: Mapped[int | None] = mapped_column(sa.ForeignKey("team.id"))
    level: Mapped[Level]
    what: Mapped[str]
    measure: Mapped[str]
    priority: Mapped[Priority]
    owner_id: Mapped[int] = mapped_column(sa.ForeignKey("user.id"))
    due_on: Mapped[date]
    original_due_on: Mapped[date]
    due_changes: Mapped[int] = mapped_column(default=0)
    status: Mapped[ActionStatus] = mapped_column(default=ActionStatus.PROPOSED)
    proposed_by_id: Mapped[int] = mapped_column(sa.ForeignKey("user.id"))
    proposed_at: Mapped[datetime]
    agreed_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user.id"))
    agreed_at: Mapped[datetime | None]
    last_progress_at: Mapped[datetime | None]
    completed_at: Mapped[datetime | None]
    evidence: Mapped[str] = mapped_column(default="")
    verified_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user.id"))
    verified_at: Mapped[datetime | None]
    rag_override: Mapped[Rag | None]
    rag_override_because: Mapped[str] = mapped_column(default="")
    once: Mapped[str | None] = mapped_column(unique=True)
    revision: Mapped[int] = mapped_column(default=1)

    audit: Mapped[Audit] = relationship(lazy="raise_on_sql")
    team: Mapped[Team | None] = relationship(lazy="raise_on_sql")
    owner: Mapped[User] = relationship(lazy="raise_on_sql", foreign_keys=[owner_id])
    proposed_by: Mapped[User] = relationship(lazy="raise_on_sql", foreign_keys=[proposed_by_id])
    agreed_by: Mapped[User | None] = relationship(lazy="raise_on_sql", foreign_keys=[agreed_by_id])
    verified_by: Mapped[User | None] = relationship(lazy="raise_on_sql", foreign_keys=[verified_by_id])
    findings: Mapped[list[Finding]] = relationship(
        secondary=action_finding, lazy="raise_on_sql", order_by=Finding.id
    )
    history: WriteOnlyMapped[ActionEvent] = relationship(
        back_populates="action", order_by="ActionEvent.id", cascade="all, delete-orphan", passive_deletes=True
    )

    __mapper_args__ = {"version_id_col": revision}  # SQLAlchemy reads it from the class

    def take(
        self, step: ActionStep, *, by: User, at: datetime, note: str = "", words: Words | None = None
    ) -> None:
        """The only way an action changes status: the move and its record, together.

        The record keeps the words and the date that the step leaves, or those that it suggests (``words``).

        :raises StepNotAllowed: when the step cannot follow from the present status.
        """
        self.status = after(self.status, step)
        words = words or Words(self.what, self.measure, self.due_on)
        self.history.add(
            ActionEvent(
                step=step,
                status=self.status,
                by_id=by.id,
                at=at,
                note=note,
                what=words.what,
                measure=words.measure,
                due_on=words.due_on,
            )
        )

    @property
    def facts(self) -> ActionFacts:
        """What the rating looks at."""
        return ActionFacts(
            status=self.status,
            begun_on=in_london(self.agreed_at or self.proposed_at).date(),
            first_due_on=self.original_due_on,
            due_on=self.due_on,
            progress_on=in_london(self.last_progress_at).date() if self.last_progress_at else None,
            completed_on=in_london(self.completed_at).date() if self.completed_at else None,
            override=Override(self.rag_override, self.rag_override_because) if self.rag_override else None,
        )


class ActionEvent(Row):
    """One line of an action's history, with the words and date that held when it was written."""

    __tablename__ = "action_event"

    action_id: Mapped[int] = mapped_column(sa.ForeignKey("action.id", ondelete="CASCADE"), index=True)
    step: Mapped[ActionStep]
    status: Mapped[ActionStatus]
    by_id: Mapped[int] = mapped_column(sa.ForeignKey("user.id"))
    at: Mapped[datetime]
    note: Mapped[str] = mapped_column(default="")
    what: Mapped[str]
    measure: Mapped[str]
    due_on: Mapped[date]

    action: Mapped[Action] = relationship(back_populates="history", lazy="raise_on_sql")
    by: Mapped[User] = relationship(lazy="raise_on_sql")
