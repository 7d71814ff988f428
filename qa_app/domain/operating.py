"""Does what has to run by itself still run?

A command that the scheduler starts is late when it has not succeeded for twice its interval: one run may be missed, for a
restart or an upgrade; a second one is worth a look.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum


class Outcome(StrEnum):
    """How a run of a command ended."""

    RUNNING = "running"
    DONE = "done"
    REFUSED = "refused"
    FAILED = "failed"
    ELSEWHERE = "elsewhere"

    @property
    def label(self) -> str:
        """As the operations page says it."""
        return _OUTCOME_LABELS[self]


_OUTCOME_LABELS = {
    Outcome.RUNNING: "Running",
    Outcome.DONE: "Done",
    Outcome.REFUSED: "Refused",
    Outcome.FAILED: "Failed",
    Outcome.ELSEWHERE: "Left to another machine",
}


@dataclass(frozen=True, slots=True)
class Schedule:
    """A command that the scheduler starts, what it is for, and how often it should succeed."""

    command: str
    purpose: str
    every: timedelta

    def is_late(self, last_success: datetime | None, *, at: datetime) -> bool:
        """Whether it should have succeeded by now. One that never ran is late."""
        return last_success is None or at - last_success > 2 * self.every


BACKUP = Schedule("backup", "Keep a copy of everything", timedelta(days=1))
SCHEDULES = (
    BACKUP,
    Schedule("anchor-history", "Send the newest hash of the history out", timedelta(days=1)),
    Schedule("chase", "Remind people of what is due", timedelta(days=1)),
    Schedule("repeats", "Give auditors who opted in their next repeat", timedelta(days=1)),
    Schedule("send-mail", "Send what waits in the outbox", timedelta(minutes=15)),
    Schedule("verify-history", "See that nothing in the history was changed", timedelta(days=7)),
)
"""Everything that an instance needs its scheduler for."""

LOST_AFTER = timedelta(hours=12)
"""A run that has not ended after so long was lost with its machine."""


@dataclass(frozen=True, slots=True)
class LastRun:
    """How the newest run of a command went, and when one last succeeded."""

    command: str
    machine: str
    started_at: datetime
    ended_at: datetime | None
    outcome: Outcome
    said: str
    succeeded_at: datetime | None

    def is_lost(self, *, at: datetime) -> bool:
        """Whether it must have ended without a word."""
        return self.outcome is Outcome.RUNNING and at - self.started_at > LOST_AFTER


class Standing(StrEnum):
    """Whether a scheduled command is as it should be."""

    WELL = "well"
    NEVER_RAN = "never_ran"
    LATE = "late"
    FAILED = "failed"

    @property
    def label(self) -> str:
        """As the operations page says it."""
        return _STANDING_LABELS[self]


_STANDING_LABELS = {
    Standing.WELL: "As it should be",
    Standing.NEVER_RAN: "Never ran",
    Standing.LATE: "Late",
    Standing.FAILED: "Last run failed",
}


def standing(schedule: Schedule, last: LastRun | None, *, at: datetime) -> Standing:
    """How a scheduled command stands. A failure is told at once, silence after twice the interval."""
    if last is None:
        return Standing.NEVER_RAN
    if last.outcome in {Outcome.FAILED, Outcome.REFUSED} or last.is_lost(at=at):
        return Standing.FAILED
    return Standing.LATE if schedule.is_late(last.succeeded_at, at=at) else Standing.WELL
