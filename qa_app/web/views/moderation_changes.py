"""How consistently do auditors grade, as far as moderation can tell?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, g, render_template, request

from qa_app.domain.policy import Permission, Role
from qa_app.domain.statistics import in_words
from qa_app.queries import moderation_changes, moderation_changes_audits
from qa_app.queries.moderation_changes_audits import Behind, Moved
from qa_app.web.access import requires
from qa_app.web.forms.keys import key_from
from qa_app.web.forms.moderation_changes import ChangesFilter
from qa_app.web.forms.numbers import number_from
from qa_app.web.paging import page_number, paging

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

bp = Blueprint("moderation_changes", __name__, url_prefix="/consistency/moderation")


@bp.get("")
@requires(Permission.CONSISTENCY_READ)
def show() -> ResponseReturnValue:
    """Auditors' grades against moderators', overall, by auditor and by section."""
    asked = _asked()
    return render_template(
        "moderation_changes/show.html",
        found=moderation_changes.compared(g.user, asked.wanted(), threshold=g.council.suppression_threshold),
        asked=asked,
        kept={name: value for name, value in asked.data.items() if value},
        sees_names=g.user.holds(Role.QA_MANAGER),
        threshold=g.council.suppression_threshold,
        in_words=in_words,
    )


@bp.get("/audits")
@requires(Permission.CONSISTENCY_READ)
def audits() -> ResponseReturnValue:
    """The audits behind one figure."""
    asked, behind = _asked(), _behind()
    wanted = asked.wanted()
    scale = moderation_changes.compared(g.user, wanted, threshold=g.council.suppression_threshold).grades
    found = moderation_changes_audits.audits_behind(g.user, wanted, behind, scale, page=page_number())
    return render_template(
        "moderation_changes/audits.html",
        found=found.items,
        paging=paging(found, "audit"),
        behind=behind,
        names=dict(scale),
        kept={name: value for name, value in asked.data.items() if value},
        sees_names=g.user.holds(Role.QA_MANAGER),
    )


def _asked() -> ChangesFilter:
    return ChangesFilter(request.args).place(moderation_changes.offered_to(g.user))


def _behind() -> Behind:
    said = request.args.get
    moved = said("moved", "")
    return Behind(
        auditor_grade=key_from(said("auditor_grade", "")),
        moderator_grade=key_from(said("moderator_grade", "")),
        moved=Moved(moved) if moved in set(Moved) else Moved.ANY,
        auditor_id=number_from(said("auditor")),
        section_key=key_from(said("section", "")),
        is_bulk=said("bulk") == "yes",
    )
