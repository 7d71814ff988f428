"""How far is the work that I asked for?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, g, jsonify, render_template, request

from qa_app.clock import now
from qa_app.domain.policy import Permission
from qa_app.queries import jobs
from qa_app.web.access import requires

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

bp = Blueprint("jobs", __name__, url_prefix="/jobs")


@bp.get("/<int:job_id>")
@requires(Permission.HOME_SEE)
def show(job_id: int) -> ResponseReturnValue:
    """The job's progress: a page that refreshes itself, or JSON for its script."""
    job = jobs.one_asked_by(g.user, job_id)
    is_lost = jobs.is_lost(job, at=now())
    if request.accept_mimetypes.best == "application/json":
        return jsonify(
            state="failed" if is_lost else job.state.value,
            done=job.done,
            total=job.total,
            message=job.message,
            next_href=job.result_url,
            next_text="Continue",
        )
    return render_template("jobs/show.html", job=job, is_lost=is_lost)
