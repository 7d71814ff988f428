"""How does a file leave the product? As an attachment, and only after it was written down who took it.

A view that calls this says ``@exports(…)`` beside ``@requires(…)``; ``web.access`` hands out nothing from one that does not.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import g, make_response, request

from qa_app.clock import now
from qa_app.domain.exporting import Stamp
from qa_app.services import exporting

if TYPE_CHECKING:
    from flask import Response

_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "pdf": "application/pdf",
    "zip": "application/zip",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def stamp(left_out: str = "") -> Stamp:
    """What a copy made for the person who asks says of itself."""
    return Stamp(g.user.name, now(), g.council.name, g.council.classification, left_out)


def handed_out(content: bytes, name: str) -> Response:
    """The file as an attachment, once it is recorded. What it is is said by the end of its name."""
    exporting.record_taken(name, content, request.path, by=g.user, at=now())
    answer = make_response(content)
    answer.headers["Content-Type"] = _TYPES[name.rpartition(".")[2]]
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
