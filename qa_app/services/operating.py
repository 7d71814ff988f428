"""What is written down about each run of a command?

Each call is a transaction of its own, before and after the command's: what a command did is kept even when this is not,
and that it was tried is kept even when it failed.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import delete, func, select

from qa_app.db import session, use_case
from qa_app.domain.operating import Outcome
from qa_app.models.runs import CommandRun

if TYPE_CHECKING:
    from datetime import datetime

KEPT_FOR = timedelta(days=90)
_LONGEST = 500


@use_case
def begin_run(command: str, *, machine: str = "", at: datetime) -> int:
    """A command begins; the number of its run. What is older than ``KEPT_FOR`` goes, but never the last success."""
    last_success = (
        select(func.max(CommandRun.id))
        .where(CommandRun.command == command, CommandRun.outcome == Outcome.DONE)
        .scalar_subquery()
    )
    session.execute(
        delete(CommandRun).where(
            CommandRun.command == command,
            CommandRun.started_at < at - KEPT_FOR,
            CommandRun.id != func.coalesce(last_success, 0),
        )
    )
    run = CommandRun(command=command, machine=machine, started_at=at)
    session.add(run)
    session.flush()
    return run.id


@use_case
def end_run(run_id: int, outcome: Outcome, said: str = "", *, at: datetime) -> None:
    """The run ended like this. ``said`` must not hold words of a case."""
    run = session.get(CommandRun, run_id)
    if run is not None:  # a restored database does not know the run that restored it
        run.outcome, run.said, run.ended_at = outcome, said[:_LONGEST], at


@use_case
def record_run(
    command: str, outcome: Outcome, said: str = "", *, machine: str = "", started_at: datetime, at: datetime
) -> None:
    """Write down a run that has ended already: of a tool outside, or from before there were tables."""
    session.add(
        CommandRun(
            command=command,
            machine=machine,
            started_at=started_at,
            ended_at=at,
            outcome=outcome,
            said=said[:_LONGEST],
        )
    )
