"""What does work of each grade look like, in the words of audits that were made?"""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from qa_app.models.audits import AnyAudit
from qa_app.models.base import Row
from qa_app.models.people import User


class Exemplar(Row):
    """An extract without anybody in it, shown beside a grade where auditors choose it. Never deleted, only retired.

    It belongs to a tool's key, a section's (or ``overall``) and a grade's, whatever the version. ``audit`` is where its
    words come from, if from one; ``source`` says in words where else. ``accepted`` are the warnings that whoever saved it
    last looked at and let stand (``kind`` and ``text`` of each), for the reason ``accepted_because``.
    """

    __tablename__ = "exemplar"
    __table_args__ = (sa.Index("ix_exemplar_tool_section_grade", "tool_key", "section_key", "grade_key"),)

    tool_key: Mapped[str]
    section_key: Mapped[str]
    grade_key: Mapped[str]
    text: Mapped[str]
    because: Mapped[str]
    source: Mapped[str] = mapped_column(default="")
    audit_id: Mapped[int | None] = mapped_column(sa.ForeignKey("audit.id"), index=True)
    accepted: Mapped[list[dict[str, Any]]] = mapped_column(sa.JSON, default=list)
    accepted_because: Mapped[str] = mapped_column(default="")
    made_by_id: Mapped[int] = mapped_column(sa.ForeignKey("user.id"))
    made_at: Mapped[datetime]
    changed_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user.id"))
    changed_at: Mapped[datetime | None]
    retired_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user.id"))
    retired_at: Mapped[datetime | None]
    retired_because: Mapped[str] = mapped_column(default="")
    once: Mapped[str | None] = mapped_column(unique=True)
    revision: Mapped[int] = mapped_column(default=1)

    audit: Mapped[AnyAudit | None] = relationship(lazy="raise_on_sql")
    made_by: Mapped[User] = relationship(lazy="raise_on_sql", foreign_keys=[made_by_id])
    changed_by: Mapped[User | None] = relationship(lazy="raise_on_sql", foreign_keys=[changed_by_id])
    retired_by: Mapped[User | None] = relationship(lazy="raise_on_sql", foreign_keys=[retired_by_id])

    __mapper_args__ = {"version_id_col": revision}  # SQLAlchemy reads it from the class
