"""How does long work go on after its page was left?

In a thread of the process that was asked, with a session of its own. There is no broker to install: a council starts
one command. Work that a process loses is shown as lost after ten minutes and can be asked for again; each use case
inside it is one transaction, so it is never half done.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from threading import Thread
from typing import TYPE_CHECKING

from flask import current_app

from qa_app.clock import now
from qa_app.db import session
from qa_app.domain.errors import QaError
from qa_app.services import jobs

if TYPE_CHECKING:
    from flask import Flask

    from qa_app.models.jobs import Job
    from qa_app.models.people import User

_log = logging.getLogger(__name__)

Report = Callable[[int, int, str], None]
"""Call as ``report(done, total, "what happens now")`` between the parts of the work."""

Work = Callable[[Report], str]
"""Does the work, reporting as it goes, and returns the address of the result. Runs in the application's context, in
another thread: it must load its own rows by id and make addresses before it starts."""


def start(title: str, work: Work, *, by: User) -> Job:
    """Begin the work in the background; follow the job at ``jobs.show``."""
    job = jobs.ask(title, by=by, at=now())
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001  # Flask's documented way
    thread = Thread(target=_run, args=(app, job.id, work), name=f"job-{job.id}", daemon=False)
    thread.start()
    return job


def _run(app: Flask, job_id: int, work: Work) -> None:
    with app.app_context():
        try:
            result_url = work(
                lambda done, total, message: jobs.report(job_id, done, total, message, at=now())
            )
        except QaError as refusal:
            jobs.fail(job_id, refusal.message, at=now())
        except Exception:  # noqa: BLE001  # whatever it was, the person is told and the log has it
            _log.exception("job %s failed", job_id)
            session.rollback()
            jobs.fail(job_id, "Something went wrong on our side. Nothing was changed; try again.", at=now())
        else:
            jobs.finish(job_id, result_url, at=now())
        finally:
            session.remove()
