"""How is long work asked for, followed and ended?

A job's row says how far it is; the work itself runs in use cases of its own. Each report is a short transaction,
made between the parts of the work, never inside one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from qa_app.db import session, use_case
from qa_app.models.jobs import Job, JobState

if TYPE_CHECKING:
    from datetime import datetime

    from qa_app.models.people import User


@use_case
def ask(title: str, *, by: User, at: datetime) -> Job:
    """A new job, running from now on."""
    job = Job(title=title, asked_by_id=by.id, asked_at=at, heard_at=at, message="Starting")
    session.add(job)
    return job


@use_case
def report(job_id: int, done: int, total: int, message: str, *, at: datetime) -> None:
    """``done`` of ``total`` parts are finished; ``message`` says what happens now."""
    job = session.get_one(Job, job_id)
    job.done, job.total, job.message, job.heard_at = done, total, message, at


@use_case
def finish(job_id: int, result_url: str, *, at: datetime) -> None:
    """The work is done, and its result is at ``result_url``."""
    job = session.get_one(Job, job_id)
    job.state, job.result_url, job.message = JobState.DONE, result_url, "Finished"
    job.heard_at = job.finished_at = at


@use_case
def fail(job_id: int, because: str, *, at: datetime) -> None:
    """The work ended without its result; ``because`` is a sentence for the person who asked."""
    job = session.get_one(Job, job_id)
    job.state, job.message = JobState.FAILED, because
    job.heard_at = job.finished_at = at
