"""Which cases were audited twice, blind, and what came of it?"""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from qa_app.domain.pairs import PairStatus
from qa_app.domain.second_audits import Chosen
from qa_app.models.audits import Audit, SecondAudit
from qa_app.models.base import Row
from qa_app.models.people import User
from qa_app.models.rounds import Round


class Pair(Row):
    """An audit and its second audit, made blind to each other. Never deleted: a second that is called off stays told.

    ``reasons`` are the sentences that say why the two were agreed by the rule, or why somebody has to decide.
    ``locked_at`` is when both had been handed in for the first time.
    """

    __tablename__ = "pair"
    __table_args__ = (sa.Index("ix_pair_status_locked", "status", "locked_at"),)

    round_id: Mapped[int] = mapped_column(sa.ForeignKey("round.id"), index=True)
    audit_id: Mapped[int] = mapped_column(sa.ForeignKey("audit.id"), index=True)
    second_id: Mapped[int] = mapped_column(sa.ForeignKey("audit.id"), unique=True)
    chosen: Mapped[Chosen]
    because: Mapped[str]
    made_by_id: Mapped[int] = mapped_column(sa.ForeignKey("user.id"))
    made_at: Mapped[datetime]
    status: Mapped[PairStatus] = mapped_column(default=PairStatus.WAITING)
    reasons: Mapped[list[str]] = mapped_column(sa.JSON, default=list)
    locked_at: Mapped[datetime | None] = mapped_column(index=True)
    settled_at: Mapped[datetime | None] = mapped_column(index=True)
    second_read_at: Mapped[datetime | None]
    called_off_because: Mapped[str] = mapped_column(default="")
    called_off_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user.id"))
    called_off_at: Mapped[datetime | None]
    revision: Mapped[int] = mapped_column(default=1)

    round: Mapped[Round] = relationship(lazy="raise_on_sql")
    audit: Mapped[Audit] = relationship(lazy="raise_on_sql", foreign_keys=[audit_id])
    second: Mapped[SecondAudit] = relationship(lazy="raise_on_sql", foreign_keys=[second_id])
    made_by: Mapped[User] = relationship(lazy="raise_on_sql", foreign_keys=[made_by_id])
    called_off_by: Mapped[User | None] = relationship(lazy="raise_on_sql", foreign_keys=[called_off_by_id])
    panel: Mapped[list[PanelGrades]] = relationship(
        lazy="raise_on_sql", cascade="all, delete-orphan", order_by="PanelGrades.seat"
    )

    __mapper_args__ = {"version_id_col": revision}  # SQLAlchemy reads it from the class

    @property
    def as_seen(self) -> str:
        """What a page that shows the two sends back, so that a decision is about what was read."""
        return f"{self.revision}.{self.audit.revision}.{self.second.revision}"


class PanelGrades(Row):
    """What one of the two moderators of a panel graded before seeing the other's grades. Never changed."""

    __tablename__ = "panel_grades"
    __table_args__ = (sa.UniqueConstraint("pair_id", "seat"), sa.UniqueConstraint("pair_id", "by_id"))

    pair_id: Mapped[int] = mapped_column(sa.ForeignKey("pair.id"), index=True)
    seat: Mapped[int]
    by_id: Mapped[int] = mapped_column(sa.ForeignKey("user.id"), index=True)
    at: Mapped[datetime]
    overall: Mapped[str]
    sections: Mapped[dict[str, Any]]
    """Section key → grade key."""
    because: Mapped[str]

    by: Mapped[User] = relationship(lazy="raise_on_sql")
