"""Which immediate safeguarding concerns were raised from audits, and who has taken them on?"""

from __future__ import annotations

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from qa_app.models.audits import AnyAudit
from qa_app.models.base import Row
from qa_app.models.people import Team, User


class Concern(Row):
    """An immediate safeguarding concern, with its own clock: raised, acknowledged, closed."""

    __tablename__ = "concern"
    __table_args__ = (sa.Index("ix_concern_team_closed", "team_id", "closed_at"),)

    audit_id: Mapped[int] = mapped_column(sa.ForeignKey("audit.id"), index=True)
    team_id: Mapped[int | None] = mapped_column(sa.ForeignKey("team.id"))
    what: Mapped[str]
    noticed_on: Mapped[date]
    raised_by_id: Mapped[int] = mapped_column(sa.ForeignKey("user.id"), index=True)
    raised_at: Mapped[datetime] = mapped_column(index=True)
    acknowledged_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user.id"))
    acknowledged_at: Mapped[datetime | None]
    acknowledgement: Mapped[str] = mapped_column(default="")
    closed_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user.id"))
    closed_at: Mapped[datetime | None] = mapped_column(index=True)
    closing: Mapped[str] = mapped_column(default="")
    once: Mapped[str | None] = mapped_column(unique=True)
    revision: Mapped[int] = mapped_column(default=1)

    audit: Mapped[AnyAudit] = relationship(lazy="raise_on_sql")
    team: Mapped[Team | None] = relationship(lazy="raise_on_sql")
    raised_by: Mapped[User] = relationship(lazy="raise_on_sql", foreign_keys=[raised_by_id])
    acknowledged_by: Mapped[User | None] = relationship(
        lazy="raise_on_sql", foreign_keys=[acknowledged_by_id]
    )
    closed_by: Mapped[User | None] = relationship(lazy="raise_on_sql", foreign_keys=[closed_by_id])

    __mapper_args__ = {"version_id_col": revision}  # SQLAlchemy reads it from the class
