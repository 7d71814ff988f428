"""Which commands ran, when, on which machine, and how did they end?"""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from qa_app.domain.operating import Outcome
from qa_app.models.base import Row


class CommandRun(Row):
    """One run of a command. ``said`` is a sentence with counts, never with words of a case."""

    __tablename__ = "command_run"
    __table_args__ = (sa.Index("ix_command_run_command_started", "command", "started_at"),)

    command: Mapped[str]
    machine: Mapped[str] = mapped_column(default="")
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    outcome: Mapped[Outcome] = mapped_column(default=Outcome.RUNNING)
    said: Mapped[str] = mapped_column(default="")
