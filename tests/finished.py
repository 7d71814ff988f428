"""What does a person see when long work has ended? Tests wait for the thread itself, never for a while."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from qa_app.db import db

if TYPE_CHECKING:
    from tests.page import Page
    from tests.visitor import Visitor


def wait_for_jobs() -> None:
    """Until no job is running in this process."""
    for thread in threading.enumerate():
        if thread.name.startswith("job-"):
            thread.join(timeout=30)
            assert not thread.is_alive(), f"{thread.name} did not end"
    db.session.expire_all()


def result_of(visitor: Visitor, page: Page) -> Page:
    """The page that a job leads to; the job's own page when it failed."""
    wait_for_jobs()
    job = visitor.get(page.url)
    return visitor.get(job.link("Continue")) if "Continue" in job.links else job
