"""Who did and saw what, and when?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, render_template, request

from qa_app.clock import today
from qa_app.domain.exporting import ExportLevel
from qa_app.domain.happenings import label_of
from qa_app.domain.policy import Permission
from qa_app.exports import history_list
from qa_app.queries import history
from qa_app.queries.history import MOST_EXPORTED
from qa_app.web import downloads
from qa_app.web.access import exports, requires
from qa_app.web.forms.history import HistoryFilter
from qa_app.web.history_facts import facts_of, kind_of
from qa_app.web.paging import page_number, paging
from qa_app.web.stepping_up import fresh

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

bp = Blueprint("history", __name__)


@bp.get("/history")
@requires(Permission.HISTORY_READ)
def index() -> ResponseReturnValue:
    """The newest lines first, narrowed by person, case, kind and period."""
    everybody = history.people_named()
    asked = HistoryFilter(request.args).place(everybody)
    people = {str(number): name for number, name in everybody}
    found = history.matching(asked.wanted(), page=page_number())
    kept = {name: value for name, value in request.args.items() if value and name != "page"}
    return render_template(
        "history/index.html",
        lines=[
            (line, label_of(line.what), kind_of(line.kind), facts_of(line.details, people))
            for line in found.items
        ],
        paging=paging(found, "line"),
        asked=asked,
        kept=kept,
        most=MOST_EXPORTED,
        file_level=ExportLevel.FULL,
    )


@bp.get("/history.csv")
@requires(Permission.HISTORY_READ)
@exports(ExportLevel.FULL)
@fresh
def as_csv() -> ResponseReturnValue:
    """The same lines as a file for any program."""
    content = history_list.as_csv(history.all_matching(_asked().wanted()), downloads.stamp())
    return downloads.handed_out(content, f"{_name()}.csv")


@bp.get("/history.xlsx")
@requires(Permission.HISTORY_READ)
@exports(ExportLevel.FULL)
@fresh
def as_workbook() -> ResponseReturnValue:
    """The same lines as a workbook."""
    content = history_list.as_workbook(history.all_matching(_asked().wanted()), downloads.stamp())
    return downloads.handed_out(content, f"{_name()}.xlsx")


def _asked() -> HistoryFilter:
    return HistoryFilter(request.args).place(history.people_named())


def _name() -> str:
    return f"case-audit-history-{today()}"
