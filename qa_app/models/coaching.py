"""Who was coached about their grading, on what, and what came of it?"""

from __future__ import annotations

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from qa_app.domain.coaching import Source, Standing
from qa_app.models.base import Row
from qa_app.models.people import User


class Coaching(Row):
    """One entry of the coaching log: a conversation with an auditor, the next step agreed, and what the auditor says.

    Its author may change it until it is answered; then its words stay. ``source_id`` is the number of the decision, the
    pair or the exercise that it came from, None by hand.
    """

    __tablename__ = "coaching"
    __table_args__ = (sa.Index("ix_coaching_auditor_at", "auditor_id", "at"),)

    auditor_id: Mapped[int] = mapped_column(sa.ForeignKey("user.id"))
    by_id: Mapped[int] = mapped_column(sa.ForeignKey("user.id"), index=True)
    at: Mapped[datetime] = mapped_column(index=True)
    source: Mapped[Source]
    source_id: Mapped[int | None]
    topic: Mapped[str]
    notes: Mapped[str]
    next_step: Mapped[str]
    next_on: Mapped[date]
    answer: Mapped[str] = mapped_column(default="")
    answered_at: Mapped[datetime | None]
    done_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user.id"))
    done_at: Mapped[datetime | None]
    once: Mapped[str | None] = mapped_column(unique=True)
    revision: Mapped[int] = mapped_column(default=1)

    auditor: Mapped[User] = relationship(lazy="raise_on_sql", foreign_keys=[auditor_id])
    by: Mapped[User] = relationship(lazy="raise_on_sql", foreign_keys=[by_id])
    done_by: Mapped[User | None] = relationship(lazy="raise_on_sql", foreign_keys=[done_by_id])

    __mapper_args__ = {"version_id_col": revision}  # SQLAlchemy reads it from the class

    @property
    def standing(self) -> Standing:
        """What it waits for."""
        if self.done_at is not None:
            return Standing.DONE
        return Standing.OPEN if self.answered_at is not None else Standing.UNANSWERED
