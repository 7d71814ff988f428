"""Which long pieces of work were asked for, and how far are they?"""

from __future__ import annotations

import enum
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from qa_app.models.base import Row


class JobState(enum.StrEnum):
    """Where a job is. A running one that has not been heard of for long is taken as failed."""

    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class Job(Row):
    """One piece of work that a person asked for and may leave: its progress, and where its result is."""

    __tablename__ = "job"

    title: Mapped[str]
    state: Mapped[JobState] = mapped_column(default=JobState.RUNNING, index=True)
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    message: Mapped[str] = mapped_column(default="")
    result_url: Mapped[str] = mapped_column(default="")
    asked_by_id: Mapped[int] = mapped_column(sa.ForeignKey("user.id"), index=True)
    asked_at: Mapped[datetime]
    heard_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
