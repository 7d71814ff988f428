"""How far is the long work that this person asked for?"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import select

from qa_app.db import session
from qa_app.models.jobs import Job, JobState

if TYPE_CHECKING:
    from datetime import datetime

    from qa_app.models.people import User

SILENT_FOR = timedelta(minutes=10)
"""A running job that was not heard of for so long was lost with its process."""


def one_asked_by(user: User, job_id: int) -> Job:
    """A person's own job. NoResultFound for anybody else's."""
    return session.scalars(select(Job).where(Job.id == job_id, Job.asked_by_id == user.id)).one()


def running_for(user: User, *, at: datetime) -> list[Job]:
    """The person's unfinished jobs, the newest first."""
    query = (
        select(Job)
        .where(Job.asked_by_id == user.id, Job.state == JobState.RUNNING, Job.heard_at > at - SILENT_FOR)
        .order_by(Job.id.desc())
        .limit(5)
    )
    return list(session.scalars(query))


def is_lost(job: Job, *, at: datetime) -> bool:
    """Whether the job's process must have ended without a word."""
    return job.state is JobState.RUNNING and job.heard_at < at - SILENT_FOR
