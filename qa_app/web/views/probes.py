"""What may a machine ask that watches this one?

``/health``: is the process alive (restart it if not)? ``/ready``: can it answer people (send nobody here if not)?
``/metrics``: numbers, for whoever has the token. None of them has a session, and none says anything about anybody.
"""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from flask import Blueprint, abort, current_app, jsonify, request
from prometheus_client import CONTENT_TYPE_PLAIN_0_0_4

from qa_app.queries import health as health_queries
from qa_app.queries import operating
from qa_app.web import metrics as numbers
from qa_app.web.access import public
from qa_app.web.releases import version

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

bp = Blueprint("probes", __name__)


@bp.get("/health")
@public
def health() -> ResponseReturnValue:
    """Whether this process answers. It asks nobody else: a database that is away is no reason to restart this."""
    return jsonify(status="ok")


@bp.get("/ready")
@public
def ready() -> ResponseReturnValue:
    """Whether people can be sent here: the database answers and has the tables of this version."""
    reason = health_queries.why_not_ready(operating.newest_migration())
    if reason:
        return jsonify(status=reason), 503
    return jsonify(
        status="ok",
        database=health_queries.database_kind(),
        migration=health_queries.migration_revision(),
    )


@bp.get("/metrics")
@public
def metrics() -> ResponseReturnValue:
    """Numbers for Prometheus. Without the instance's token there is no such page."""
    token: str = current_app.config["QA"].metrics_token
    given = request.headers.get("Authorization", "")
    if not token or not secrets.compare_digest(given.encode(), f"Bearer {token}".encode()):
        abort(404)
    return numbers.exposition(version()), {"Content-Type": CONTENT_TYPE_PLAIN_0_0_4}
