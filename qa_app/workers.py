"""How does gunicorn run the application? Its configuration, read with ``--config python:qa_app.workers``."""

from __future__ import annotations

import gc
from typing import TYPE_CHECKING

from qa_app.config import instance_folder, read_config
from qa_app.log import formatter

if TYPE_CHECKING:
    from gunicorn.arbiter import Arbiter
    from gunicorn.workers.base import Worker

worker_class = "gthread"
threads = 4
timeout = 120
graceful_timeout = 30
loglevel = "warning"
worker_tmp_dir = None  # the system's folder for temporary files: the only one that may be writable

logconfig_dict = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"ours": {"()": lambda: formatter(read_config(instance_folder()).log_format)}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "ours"}},
    "root": {"level": "WARNING", "handlers": ["stderr"]},
    "loggers": {
        "gunicorn.error": {"level": "WARNING", "handlers": ["stderr"], "propagate": False},
        "gunicorn.access": {"level": "CRITICAL", "handlers": [], "propagate": False},
    },
}


def post_worker_init(_worker: Worker) -> None:
    """What is loaded by now stays to the end: nobody should wait while it is looked through for garbage."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 10, 10)


def child_exit(_server: Arbiter, worker: Worker) -> None:
    """A worker has ended: what it counted stays counted, what it measured now does not."""
    from prometheus_client import multiprocess  # noqa: PLC0415  # it looks for its folder when it is imported

    multiprocess.mark_process_dead(worker.pid)  # type: ignore[no-untyped-call]  # theirs
