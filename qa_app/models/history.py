"""What happened, by whom, to what, when? Rows that are only ever added.

The database itself refuses to change or remove one (triggers of migration 006), and takes only the row that continues
the chain from where the head stands. ``models.sealing`` adds them.
"""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from qa_app.models.base import Base


class HistoryRow(Base):
    """One line of the history. Hashed as ``domain.chain`` says.

    People are known by number only, without a reference: the history outlives whatever it tells of. ``kind`` is the name
    of the table that the record ``on_id`` is in. ``details`` are small facts as one JSON text, never words of an audit.
    """

    __tablename__ = "history"
    __table_args__ = (
        sa.Index("ix_history_by_at", "by_id", "at"),
        sa.Index("ix_history_what_at", "what", "at"),
        sa.Index("ix_history_case_at", "case_reference", "at"),
        sa.Index("ix_history_at", "at"),
    )

    sequence: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    what: Mapped[str]
    by_id: Mapped[int | None]
    kind: Mapped[str]
    on_id: Mapped[int | None]
    case_reference: Mapped[str]
    details: Mapped[str]
    previous: Mapped[str]
    hash: Mapped[str]


class HistoryHead(Base):
    """One row: the number and hash of the newest line. Whoever adds lines holds it, so that the chain has one order."""

    __tablename__ = "history_head"
    __table_args__ = (sa.CheckConstraint("id = 1", name="only_one"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    sequence: Mapped[int]
    hash: Mapped[str]
