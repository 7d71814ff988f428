"""Which cases does the council have?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, g, render_template, request

from qa_app.domain.cases import LIST_TITLES, status_label
from qa_app.domain.policy import Permission
from qa_app.queries import cases, imports, retention
from qa_app.web.access import requires
from qa_app.web.forms.cases import CasesFilterForm
from qa_app.web.paging import page_number, paging

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

bp = Blueprint("cases", __name__, url_prefix="/cases")


@bp.get("")
@requires(Permission.CASES_READ)
def index() -> ResponseReturnValue:
    """Every case that a list named, found by reference, team or list."""
    form = CasesFilterForm(request.args).place(cases.teams())
    found = cases.matching(g.user, form.wanted, page_number())
    return render_template(
        "cases/index.html",
        cases=found.items,
        paging=paging(found, "case"),
        filters=form,
        is_filtered=any(request.args.get(name) for name in ("q", "team", "list", "open")),
        counts=cases.counts(g.user),
        latest=imports.latest(g.user),
    )


@bp.get("/<int:case_id>")
@requires(Permission.CASES_READ)
def show(case_id: int) -> ResponseReturnValue:
    """What the lists say of one case, and its audits."""
    case = cases.one(g.user, case_id)
    return render_template(
        "cases/show.html",
        case=case,
        audits=cases.audits_of(g.user, case.id),
        notices=retention.notices_of(g.user, case.id),
        titles=LIST_TITLES,
        status_label=status_label,
    )
