"""How consistently do auditors grade, as pairs of blind audits show it?"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from flask import Blueprint, g, render_template, request, url_for

from qa_app.clock import today
from qa_app.domain.charts_of_agreement import signed
from qa_app.domain.exporting import ExportLevel
from qa_app.domain.pair_agreement import Apart, LeftOut
from qa_app.domain.policy import Permission, Role
from qa_app.exports.consistency_workbook import ConsistencyBook, consistency_workbook
from qa_app.queries import agreement, agreement_pairs, auditor_grading, comparisons, question_health
from qa_app.queries.agreement_pairs import Behind
from qa_app.web import downloads
from qa_app.web.access import exports, requires
from qa_app.web.agreement_page import MEANINGS, laid_out
from qa_app.web.consistency_book import sheets
from qa_app.web.forms.agreement import AgreementFilter
from qa_app.web.forms.keys import key_from
from qa_app.web.forms.numbers import number_from
from qa_app.web.paging import page_number, paging
from qa_app.web.stepping_up import fresh

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

bp = Blueprint("agreement", __name__)

_NO_ROWS = "Rows about single auditors: this copy is for somebody who takes away figures only."


@bp.get("/consistency")
@requires(Permission.CONSISTENCY_READ)
def show() -> ResponseReturnValue:
    """Every figure of the pairs that were asked for."""
    asked = _asked()
    return render_template(
        "agreement/show.html",
        page=laid_out(agreement.agreement_of(g.user, asked.wanted())),
        asked=asked,
        meanings=MEANINGS,
        signed=signed,
    )


@bp.get("/consistency/pairs")
@requires(Permission.CONSISTENCY_READ)
def pairs() -> ResponseReturnValue:
    """The pairs behind one figure."""
    asked, behind, sees_names = _asked(), _behind(), g.user.holds(Role.QA_MANAGER)
    of_one = sees_names and behind.auditor_id is not None
    on, found = agreement_pairs.pairs_behind(g.user, asked.wanted(), behind, page=page_number())
    return render_template(
        "agreement/pairs.html",
        found=found.items,
        paging=paging(found, "pair"),
        on=on,
        names=dict(on.scale.named),
        behind=behind,
        back=url_for("auditor_grading.show", user_id=behind.auditor_id, **asked.kept)
        if of_one
        else url_for("agreement.show", **asked.kept),
        back_text="The auditor" if of_one else "Agreement between blind audits",
        of_one=of_one,
        sees_names=sees_names,
    )


@bp.get("/consistency.xlsx")
@requires(Permission.CONSISTENCY_READ)
@exports(ExportLevel.AGGREGATES)
@fresh
def workbook() -> ResponseReturnValue:
    """The same figures, auditors and questions for the same months, round and tool, as a workbook.

    A row about one auditor is no aggregate: it is only for those who may take rows away.
    """
    asked = _asked()
    wanted = asked.wanted()
    found = agreement.agreement_of(g.user, wanted)
    auditors = auditor_grading.auditors(g.user, wanted, threshold=g.council.suppression_threshold)
    questions = question_health.health_of(g.user, wanted)
    sees_names = g.user.holds(Role.QA_MANAGER)
    has_rows = g.user.export_level.allows(ExportLevel.WITHOUT_CASES)
    if not has_rows:
        auditors = replace(auditors, rows=())
    content = ConsistencyBook(
        title="Consistency of grading",
        stamp=downloads.stamp("" if has_rows else _NO_ROWS),
        asked=(
            *asked.in_words(),
            ("Compared", found.ground.about.title),
            *(
                [("Auditors", "With names: for coaching only." if sees_names else "Without names.")]
                if has_rows
                else []
            ),
        ),
        meanings=tuple((name, words) for _, name, words in MEANINGS),
        sheets=tuple(sheets(found, auditors, questions)),
    )
    return downloads.handed_out(consistency_workbook(content), f"case-audit-consistency-{today()}.xlsx")


def _asked() -> AgreementFilter:
    return AgreementFilter(request.args).offer(comparisons.offered_to(g.user, request.args.get("tool", "")))


def _behind() -> Behind:
    said = request.args.get
    apart, why = said("apart", ""), said("left_out", "")
    return Behind(
        first=key_from(said("first", "")),
        second=key_from(said("second", "")),
        apart=Apart(apart) if apart in set(Apart) else Apart.ANY,
        auditor_id=number_from(said("auditor")),
        left_out=LeftOut(why) if why in set(LeftOut) else None,
    )
