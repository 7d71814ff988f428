"""What is counted and written down about each request?

Its page by name, how it ended and how long it took: never its address or what was sent, which may hold a case or words. The
number of the request is in every line that it caused, and in its answer, so that a person can quote it.
"""

from __future__ import annotations

import logging
import re
import secrets
import time
from typing import TYPE_CHECKING

from flask import g, request
from prometheus_client import Counter, Histogram

from qa_app.log import request_number

if TYPE_CHECKING:
    from flask import Flask, Response

_log = logging.getLogger(__name__)
_NUMBER = re.compile(r"[A-Za-z0-9._-]{8,64}")
_UNWATCHED = frozenset({"static", "probes"})

_requests = Counter("qa_requests", "Requests answered.", ("method", "page", "status"))
_seconds = Histogram(
    "qa_request_seconds",
    "How long a request took.",
    ("page",),
    buckets=(0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10),
)
_saves = Counter("qa_saves", "Times that answers of an audit were sent to be saved.", ("result",))


def add_to(app: Flask) -> None:
    """Begin before everything else, and end after it."""
    is_behind_proxy = app.config["QA"].proxies > 0

    @app.before_request
    def begin() -> None:
        given = request.headers.get("X-Request-ID", "") if is_behind_proxy else ""
        number = given if _NUMBER.fullmatch(given) else secrets.token_hex(8)
        g.began, g.request_number = time.perf_counter(), number
        request_number.set(number)

    @app.after_request
    def end(response: Response) -> Response:
        if "began" not in g:
            return response
        response.headers["X-Request-ID"] = g.request_number
        if (request.blueprint or request.endpoint) in _UNWATCHED:
            return response
        seconds, page = time.perf_counter() - g.began, request.endpoint or "none"
        _requests.labels(_method(), page, str(response.status_code)).inc()
        _seconds.labels(page).observe(seconds)
        if request.blueprint == "answers" and request.method in {"POST", "PUT"}:
            _saves.labels(_result(response.status_code)).inc()
        user = g.get("user")
        method, status, ms = _method(), response.status_code, round(seconds * 1000, 1)
        _log.info(
            "%s %s %s in %s ms",
            method,
            page,
            status,
            ms,
            extra={
                "method": method,
                "page": page,
                "status": status,
                "ms": ms,
                "user": user.id if user else None,
            },
        )
        return response


def _method() -> str:
    """One of the few that there are: whoever asks could make up any number of others."""
    return request.method if request.method in {"GET", "HEAD", "OPTIONS", "POST", "PUT"} else "other"


def _result(status: int) -> str:
    if status < 400:
        return "saved"
    if status == 409:
        return "conflict"
    return "refused" if status < 500 else "failed"
