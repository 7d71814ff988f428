"""How does an auditor grade against others: for the QA manager who coaches, and for the auditor?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, g, render_template, request, url_for

from qa_app.domain.agreement_words import severity_in_brief, severity_words
from qa_app.domain.charts_of_agreement import severities, severity_over_time, signed
from qa_app.domain.grading_over_time import over_time, span_for
from qa_app.domain.policy import Permission, Role
from qa_app.queries import agreement_pairs, auditor_grading, coaching, comparisons
from qa_app.queries.agreement_pairs import Behind
from qa_app.web.access import requires
from qa_app.web.drawing import drawn
from qa_app.web.forms.agreement import AgreementFilter, AuditorFilter, PairsFilter
from qa_app.web.paging import page_number, paging

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

bp = Blueprint("auditor_grading", __name__)


@bp.get("/consistency/auditors")
@requires(Permission.CONSISTENCY_READ)
def index() -> ResponseReturnValue:
    """Every auditor of whom this reader may have a row."""
    asked = PairsFilter(request.args).place(comparisons.offered_to(g.user, request.args.get("tool", "")))
    threshold = g.council.suppression_threshold
    found = auditor_grading.auditors(g.user, asked.wanted(), threshold=threshold)
    return render_template(
        "auditor_grading/index.html",
        found=found,
        asked=asked,
        chart=drawn(severities([(row.name, row.other) for row in found.rows])),
        sees_names=g.user.holds(Role.QA_MANAGER),
        threshold=threshold,
        in_brief=severity_in_brief,
        signed=signed,
    )


@bp.get("/consistency/auditors/<int:user_id>")
@requires(Permission.CONSISTENCY_READ, Permission.GRADING_READ_OWN)
def show(user_id: int) -> ResponseReturnValue:
    """One auditor, for the QA manager and for that auditor."""
    return _page(user_id, is_own=user_id == g.user.id)


@bp.get("/grading")
@requires(Permission.GRADING_READ_OWN)
def own() -> ResponseReturnValue:
    """The page of whoever asks."""
    return _page(g.user.id, is_own=True)


@bp.get("/grading/pairs")
@requires(Permission.GRADING_READ_OWN)
def own_pairs() -> ResponseReturnValue:
    """The settled pairs behind a figure of one's own page."""
    asked = AgreementFilter(request.args).offer(comparisons.offered_to(g.user, request.args.get("tool", "")))
    behind = Behind(auditor_id=g.user.id)
    on, found = agreement_pairs.pairs_behind(g.user, asked.wanted(), behind, page=page_number())
    return render_template(
        "agreement/pairs.html",
        found=found.items,
        paging=paging(found, "pair"),
        on=on,
        names=dict(on.scale.named),
        behind=behind,
        back=url_for("auditor_grading.own", **asked.kept),
        back_text="Your grading",
        of_one=False,
        sees_names=False,
        is_own=True,
    )


def _page(user_id: int, *, is_own: bool) -> ResponseReturnValue:
    asked = AuditorFilter(request.args)
    asked.place(comparisons.offered_to(g.user, request.args.get("tool", "")))
    found = auditor_grading.one_auditor(g.user, user_id, asked.wanted())
    span = asked.wanted_span() or span_for(found.graded)
    periods = over_time(found.graded, span)
    return render_template(
        "auditor_grading/show.html",
        found=found,
        asked=asked,
        is_own=is_own,
        span=span,
        periods=periods,
        entries=coaching.number_about(g.user, user_id),
        chart=drawn(severity_over_time([(each.name, each.other) for each in periods])),
        severity_words=severity_words,
        in_brief=severity_in_brief,
        signed=signed,
    )
