"""Who did and saw what, and when?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, Response, g, render_template, request

from qa_app.clock import now, today
from qa_app.domain.happenings import label_of
from qa_app.domain.policy import Permission
from qa_app.exports import history_list
from qa_app.queries import history
from qa_app.queries.history import MOST_EXPORTED
from qa_app.web.access import requires
from qa_app.web.forms.history import HistoryFilter
from qa_app.web.paging import page_number, paging

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

bp = Blueprint("history", __name__)

_WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@bp.get("/history")
@requires(Permission.HISTORY_READ)
def index() -> ResponseReturnValue:
    """The newest lines first, narrowed by person, case, kind and period."""
    asked = _asked()
    found = history.matching(asked.wanted(), page=page_number())
    kept = {name: value for name, value in request.args.items() if value and name != "page"}
    return render_template(
        "history/index.html",
        lines=[(line, label_of(line.what), history_list.in_words(line.details)) for line in found.items],
        paging=paging(found, "line"),
        asked=asked,
        kept=kept,
        most=MOST_EXPORTED,
    )


@bp.get("/history.csv")
@requires(Permission.HISTORY_READ)
def as_csv() -> ResponseReturnValue:
    """The same lines as a file for any program."""
    return _file(
        history_list.as_csv(history.all_matching(_asked().wanted())), "text/csv; charset=utf-8", "csv"
    )


@bp.get("/history.xlsx")
@requires(Permission.HISTORY_READ)
def as_workbook() -> ResponseReturnValue:
    """The same lines as a workbook."""
    lines = history.all_matching(_asked().wanted())
    content = history_list.as_workbook(
        lines, council=g.council.name, classification=g.council.classification, made_at=now(), by=g.user.name
    )
    return _file(content, _WORKBOOK, "xlsx")


def _asked() -> HistoryFilter:
    return HistoryFilter(request.args).place(history.people_named())


def _file(content: bytes, mimetype: str, ending: str) -> Response:
    answer = Response(content, content_type=mimetype)
    answer.headers["Content-Disposition"] = f'attachment; filename="case-audit-history-{today()}.{ending}"'
    return answer
