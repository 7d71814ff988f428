"""Does the instance run as it should? For administrators and for machines that watch it; nothing here is about a case."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from flask import current_app
from sqlalchemy import func, select

from qa_app.config import shipped
from qa_app.db import session
from qa_app.domain.operating import LastRun, Outcome
from qa_app.models.jobs import Job, JobState
from qa_app.models.mail import OutboxMessage
from qa_app.models.runs import CommandRun
from qa_app.queries.jobs import SILENT_FOR

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from pathlib import Path

_FAILING_AFTER = 3


def last_runs() -> Mapping[str, LastRun]:
    """The newest run of each command that was not left to another machine, by the command's name. Two statements."""
    ran = CommandRun.outcome != Outcome.ELSEWHERE
    newest = select(func.max(CommandRun.id)).where(ran).group_by(CommandRun.command)
    succeeded = dict(
        session.execute(
            select(CommandRun.command, func.max(CommandRun.ended_at))
            .where(CommandRun.outcome == Outcome.DONE)
            .group_by(CommandRun.command)
        ).all()
    )
    return {
        run.command: LastRun(
            run.command,
            run.machine,
            run.started_at,
            run.ended_at,
            run.outcome,
            run.said,
            succeeded.get(run.command),
        )
        for run in session.scalars(select(CommandRun).where(CommandRun.id.in_(newest)))
    }


def runs_by_outcome() -> Mapping[tuple[str, Outcome], int]:
    """How many runs are written down, by command and outcome."""
    rows = session.execute(
        select(CommandRun.command, CommandRun.outcome, func.count()).group_by(
            CommandRun.command, CommandRun.outcome
        )
    )
    return {(command, outcome): count for command, outcome, count in rows}


@dataclass(frozen=True, slots=True)
class OutboxNow:
    """What waits to be sent. ``failing``: messages that the mail server refused several times."""

    waiting: int
    failing: int
    oldest_at: datetime | None

    def oldest_age(self, *, at: datetime) -> timedelta | None:
        """How long the oldest message has waited."""
        return at - self.oldest_at if self.oldest_at else None


def outbox() -> OutboxNow:
    """The outbox as it is. One statement."""
    waiting, failing, oldest = session.execute(
        select(
            func.count(),
            func.count().filter(OutboxMessage.attempts >= _FAILING_AFTER),
            func.min(OutboxMessage.created_at),
        ).where(OutboxMessage.sent_at.is_(None))
    ).one()
    return OutboxNow(waiting, failing, oldest)


@dataclass(frozen=True, slots=True)
class LongWork:
    """The pieces of long work that people asked for: running now, lost with their process, and failed."""

    running: int
    lost: int
    failed: int
    oldest_at: datetime | None


def long_work(*, at: datetime) -> LongWork:
    """Long work as it is, and what went wrong with it in the last day. One statement."""
    since = at - timedelta(days=1)
    runs, silent = Job.state == JobState.RUNNING, Job.heard_at <= at - SILENT_FOR
    return LongWork(
        *session.execute(
            select(
                func.count().filter(runs, ~silent),
                func.count().filter(runs, silent, Job.asked_at > since),
                func.count().filter(Job.state == JobState.FAILED, Job.asked_at > since),
                func.min(Job.asked_at).filter(runs, ~silent),
            )
        ).one()
    )


@dataclass(frozen=True, slots=True)
class Disk:
    """How full the disk of a folder is, in bytes."""

    folder: Path
    total: int
    free: int

    @property
    def share_free(self) -> float:
        """From 0 to 1."""
        return self.free / self.total if self.total else 0.0

    @property
    def is_short(self) -> bool:
        """Whether somebody should make room: less than a tenth, or less than one gigabyte."""
        return self.share_free < 0.1 or self.free < 1_000_000_000


def disk() -> Disk:
    """The disk that the instance folder is on."""
    folder: Path = current_app.config["QA"].instance
    there = next(each for each in (folder, *folder.parents) if each.is_dir())
    usage = shutil.disk_usage(there)
    return Disk(folder, usage.total, usage.free)


def newest_migration() -> str:
    """The migration that this version of the code expects."""
    return (shipped("migrations") / "HEAD").read_text(encoding="utf-8").strip()
