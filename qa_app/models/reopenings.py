"""Which moderated audits were opened again, why, and who agreed to it?"""

from __future__ import annotations

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from qa_app.domain.reopenings import ReopeningStatus, ReopenTo
from qa_app.models.audits import Audit
from qa_app.models.base import Row
from qa_app.models.people import User
from qa_app.models.sign_offs import SignOff


class Reopening(Row):
    """One reopening of an audit, asked for or done. With ``sign_off_id`` a second person decides; never who asked."""

    __tablename__ = "reopening"
    __table_args__ = (sa.Index("ix_reopening_status_asked", "status", "asked_at"),)

    audit_id: Mapped[int] = mapped_column(sa.ForeignKey("audit.id"), index=True)
    sign_off_id: Mapped[int | None] = mapped_column(sa.ForeignKey("sign_off.id"))
    to: Mapped[ReopenTo]
    reason: Mapped[str]
    due_on: Mapped[date | None]
    status: Mapped[ReopeningStatus]
    asked_by_id: Mapped[int] = mapped_column(sa.ForeignKey("user.id"))
    asked_at: Mapped[datetime]
    decided_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user.id"))
    decided_at: Mapped[datetime | None]
    words: Mapped[str] = mapped_column(default="")
    once: Mapped[str | None] = mapped_column(unique=True)
    revision: Mapped[int] = mapped_column(default=1)

    audit: Mapped[Audit] = relationship(lazy="raise_on_sql")
    sign_off: Mapped[SignOff | None] = relationship(lazy="raise_on_sql")
    asked_by: Mapped[User] = relationship(lazy="raise_on_sql", foreign_keys=[asked_by_id])
    decided_by: Mapped[User | None] = relationship(lazy="raise_on_sql", foreign_keys=[decided_by_id])

    __mapper_args__ = {"version_id_col": revision}  # SQLAlchemy reads it from the class
