"""What does the operations page say, and what of it needs somebody's hand?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from flask import current_app

from qa_app.domain.operating import BACKUP, SCHEDULES, LastRun, Outcome, Schedule, Standing, standing
from qa_app.queries import health, operating
from qa_app.web.filters import count
from qa_app.web.releases import version

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime

    from qa_app.config import Config
    from qa_app.queries.operating import Disk, LongWork, OutboxNow

_MAIL_WAITS_AT_MOST = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Scheduled:
    """One row of what runs by itself."""

    schedule: Schedule
    last: LastRun | None
    standing: Standing

    @property
    def interval(self) -> str:
        """How often it should run."""
        every = self.schedule.every
        usual = {timedelta(days=1): "daily", timedelta(days=7): "weekly"}
        return usual.get(every) or f"every {count(int(every.total_seconds() // 60), 'minute')}"


@dataclass(frozen=True, slots=True)
class Operations:
    """Everything on the page. ``attention``: sentences, each with what to do."""

    attention: Sequence[str]
    version: str
    migration: str | None
    newest_migration: str
    database: str
    files: str
    scheduled: Sequence[Scheduled]
    others: Sequence[LastRun]
    outbox: OutboxNow
    work: LongWork
    disk: Disk
    backed_up_at: datetime | None
    sends_mail: bool


def look(*, at: datetime) -> Operations:
    """The instance as it is at this moment."""
    config: Config = current_app.config["QA"]
    last = operating.last_runs()
    scheduled = [
        Scheduled(each, last.get(each.command), standing(each, last.get(each.command), at=at))
        for each in SCHEDULES
    ]
    outbox, disk, work = operating.outbox(), operating.disk(), operating.long_work(at=at)
    migration, newest = health.migration_revision(), operating.newest_migration()
    known = {each.command for each in SCHEDULES}
    return Operations(
        attention=(
            *_about_tables(migration, newest),
            *_about_commands(scheduled),
            *_about_mail(outbox, config, at=at),
            *_about_disk(disk),
            *_about_work(work),
        ),
        version=version(),
        migration=migration,
        newest_migration=newest,
        database={"sqlite": "SQLite", "postgresql": "PostgreSQL"}[health.database_kind()],
        files=config.storage_url or str(config.instance),
        scheduled=scheduled,
        others=_others(last, known),
        outbox=outbox,
        work=work,
        disk=disk,
        backed_up_at=last[BACKUP.command].succeeded_at if BACKUP.command in last else None,
        sends_mail=bool(config.mail_host),
    )


def _others(last: Mapping[str, LastRun], known: set[str]) -> list[LastRun]:
    return sorted(
        (run for command, run in last.items() if command not in known),
        key=lambda run: run.started_at,
        reverse=True,
    )


def _about_tables(migration: str | None, newest: str) -> Iterator[str]:
    if migration != newest:
        yield (
            f"The database is at migration {migration}, and this version needs {newest}. Run qa init on one machine, then "
            "restart all of them."
        )


def _about_commands(scheduled: Sequence[Scheduled]) -> Iterator[str]:
    for each in scheduled:
        command = f"qa {each.schedule.command}"
        if each.standing is Standing.NEVER_RAN:
            yield f"{command} has never run. Schedule it {each.interval}."
        elif (
            each.standing is Standing.FAILED
            and each.last
            and each.last.outcome is Outcome.REFUSED
            and each.last.said
        ):
            yield f"The last run of {command} was refused: {each.last.said}"
        elif each.standing is Standing.FAILED:
            yield f"The last run of {command} failed. Run it by hand and read what it says."
        elif each.standing is Standing.LATE:
            yield f"{command} should run {each.interval} and is late. Look whether the scheduler still starts it."


def _about_mail(outbox: OutboxNow, config: Config, *, at: datetime) -> Iterator[str]:
    if not config.mail_host:
        yield "No mail server is set, so no message leaves. Set mail_host and mail_from."
        return
    age = outbox.oldest_age(at=at)
    if age and age > _MAIL_WAITS_AT_MOST:
        yield f"{count(outbox.waiting, 'message')} in the outbox, the oldest for {_hours(age)}. Look at the mail server."


def _about_disk(disk: Disk) -> Iterator[str]:
    if disk.is_short:
        yield f"The disk is nearly full: {gigabytes(disk.free)} free. Make room, or nothing can be saved."


def _about_work(work: LongWork) -> Iterator[str]:
    if work.lost:
        yield (
            f"{count(work.lost, 'long piece')} of work ended without a word in the last day: a server was stopped in the "
            "middle. Whoever asked can ask again."
        )


def _hours(age: timedelta) -> str:
    hours = int(age.total_seconds() // 3600)
    return count(hours, "hour") if hours < 48 else count(hours // 24, "day")


def gigabytes(size: int) -> str:
    """As people say it: "12.3 GB"."""
    return f"{size / 1e9:.1f} GB"
