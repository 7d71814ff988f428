"""Which exemplars of grades are there, and how does a QA manager make, change and retire them?"""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from flask import Blueprint, abort, flash, g, redirect, render_template, request, url_for

from qa_app.clock import now, today
from qa_app.domain.errors import Incomplete, NotPossible, Stale, StepNotAllowed
from qa_app.domain.exemplars import TEXT_LIMIT, CouldIdentify, extract
from qa_app.domain.policy import Permission
from qa_app.queries import exemplars, identifying
from qa_app.services import exemplifying
from qa_app.web.access import requires
from qa_app.web.forms.exemplars import ExemplarFilter, ExtractForm, HandForm, RetireForm
from qa_app.web.forms.numbers import number_from
from qa_app.web.forms.tool_form import answers_of
from qa_app.web.paging import page_number, paging

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask.typing import ResponseReturnValue

    from qa_app.models.exemplars import Exemplar
    from qa_app.queries.exemplars import Described, GradedSection

    AnyForm = ExtractForm | HandForm

bp = Blueprint("exemplars", __name__)


@bp.get("/exemplars")
@requires(Permission.EXEMPLARS_READ)
def index() -> ResponseReturnValue:
    """The exemplars that there are, by tool, section and grade."""
    asked = ExemplarFilter(request.args).place(exemplars.choices_for(g.user))
    found = exemplars.matching(g.user, asked.wanted(), page=page_number())
    described = exemplars.described(found.items)
    curates = g.user.may(Permission.EXEMPLARS_CURATE)
    return render_template(
        "exemplars/index.html",
        found=[described[each.id] for each in found.items],
        paging=paging(found, "exemplar"),
        asked=asked,
        is_filtered=any(asked.data.values()),
        to_look_at=exemplars.number_to_look_at(g.user) if curates else 0,
    )


@bp.get("/exemplars/new")
@requires(Permission.EXEMPLARS_CURATE)
def choose_tool() -> ResponseReturnValue:
    """For which tool an exemplar is written by hand."""
    return render_template("exemplars/tools.html", tools=exemplars.offered_tools())


@bp.route("/exemplars/new/<tool_key>", methods=["GET", "POST"])
@requires(Permission.EXEMPLARS_CURATE)
def new(tool_key: str) -> ResponseReturnValue:
    """Write one by hand."""
    tool = exemplars.newest_of(tool_key).definition
    form = HandForm(once=secrets.token_urlsafe(16)).offer(tool)

    def page(warning: CouldIdentify | None = None) -> str:
        return _edit_page(form, "Write an exemplar", tool=tool, warning=warning, back=url_for(".choose_tool"))

    def save() -> Exemplar:
        curated = form.curated(form.section.data, form.grade.data, form.source.data)
        return exemplifying.curate_by_hand(
            tool_key, curated, once=form.once.data or None, by=g.user, at=now()
        )

    return _save(form, page, save, "The exemplar is saved. Auditors see it beside the grade.")


@bp.get("/audits/<int:audit_id>/exemplar")
@requires(Permission.EXEMPLARS_CURATE)
def choose_section(audit_id: int) -> ResponseReturnValue:
    """From which section of a moderated audit an exemplar is made."""
    audit = exemplars.source(g.user, audit_id)
    return render_template("exemplars/sections.html", audit=audit, graded=exemplars.graded_sections(audit))


@bp.route("/audits/<int:audit_id>/exemplar/<section_key>", methods=["GET", "POST"])
@requires(Permission.EXEMPLARS_CURATE)
def new_from_audit(audit_id: int, section_key: str) -> ResponseReturnValue:
    """Make one from a section of a moderated audit: what the auditor wrote there, to be edited."""
    audit = exemplars.source(g.user, audit_id)
    graded = _graded(exemplars.graded_sections(audit), section_key)
    tool = audit.tool_version.definition
    form = ExtractForm(once=secrets.token_urlsafe(16), text=extract(tool, answers_of(audit), section_key))

    def page(warning: CouldIdentify | None = None) -> str:
        back = url_for(".choose_section", audit_id=audit_id)
        return _edit_page(
            form, "Make an exemplar", tool=tool, graded=graded, audit=audit, warning=warning, back=back
        )

    def save() -> Exemplar:
        curated = form.curated(section_key)
        return exemplifying.curate_from(audit, curated, once=form.once.data or None, by=g.user, at=now())

    return _save(form, page, save, "The exemplar is saved. Auditors see it beside the grade.")


@bp.get("/exemplars/<int:exemplar_id>")
@requires(Permission.EXEMPLARS_CURATE)
def show(exemplar_id: int) -> ResponseReturnValue:
    """All that is known of one: its words, where they come from, which warnings were let stand, and who did what."""
    exemplar = exemplars.one(g.user, exemplar_id)
    return render_template("exemplars/show.html", each=_described(exemplar), exemplar=exemplar)


@bp.route("/exemplars/<int:exemplar_id>/words", methods=["GET", "POST"])
@requires(Permission.EXEMPLARS_CURATE)
def edit(exemplar_id: int) -> ResponseReturnValue:
    """Change one. When somebody else changed it meanwhile, both texts are shown."""
    exemplar = exemplars.one(g.user, exemplar_id)
    if request.method == "GET" and exemplar.retired_at is not None:
        return redirect(url_for(".show", exemplar_id=exemplar_id))
    tool = exemplars.newest_of(exemplar.tool_key).definition
    filled = {
        "text": exemplar.text,
        "because": exemplar.because,
        "stays_because": exemplar.accepted_because,
        "revision": str(exemplar.revision),
    }
    form: AnyForm
    if exemplar.audit_id is None:
        form = HandForm(**filled, section=exemplar.section_key, grade=exemplar.grade_key)
        form.offer(tool, only=exemplar.section_key)
        del form.source
    else:
        form = ExtractForm(**filled)

    def page(warning: CouldIdentify | None = None, theirs: Exemplar | None = None) -> str:
        return _edit_page(
            form,
            "Change an exemplar",
            each=_described(exemplar),
            warning=warning,
            theirs=theirs,
            back=url_for(".show", exemplar_id=exemplar_id),
        )

    def save() -> Exemplar:
        grade = form.grade.data if isinstance(form, HandForm) else ""
        curated = form.curated(exemplar.section_key, grade)
        revision = number_from(form.revision.data) or 0
        return exemplifying.change(exemplar, curated, revision=revision, by=g.user, at=now())

    try:
        return _save(form, page, save, "The exemplar is changed.")
    except Stale as refusal:
        theirs = exemplars.one(g.user, exemplar_id)
        form.revision.data = str(theirs.revision)
        form.form_errors.append(refusal.message)
        return page(_warning(form), theirs), 409


@bp.route("/exemplars/<int:exemplar_id>/retirement", methods=["GET", "POST"])
@requires(Permission.EXEMPLARS_CURATE)
def retire(exemplar_id: int) -> ResponseReturnValue:
    """Show it no more, and say why."""
    exemplar = exemplars.one(g.user, exemplar_id)
    form = RetireForm(revision=str(exemplar.revision))
    if form.validate_on_submit():
        try:
            exemplifying.retire(
                exemplar,
                form.because.data,
                revision=number_from(form.revision.data) or 0,
                by=g.user,
                at=now(),
            )
        except (Stale, StepNotAllowed) as refusal:
            exemplar = exemplars.one(g.user, exemplar_id)
            form.revision.data = str(exemplar.revision)
            form.form_errors.append(f"{refusal.message} What you wrote is still below and is not saved.")
            return _retire_page(exemplar, form), 409
        flash("The exemplar is retired. It is kept, and shown to nobody who grades.", "success")
        return redirect(url_for(".show", exemplar_id=exemplar_id), 303)
    if request.method == "GET" and exemplar.retired_at is not None:
        return redirect(url_for(".show", exemplar_id=exemplar_id))
    return _retire_page(exemplar, form), 422 if form.errors else 200


def _save(
    form: AnyForm, page: Callable[..., str], save: Callable[[], Exemplar], done: str
) -> ResponseReturnValue:
    """Save what is in order; otherwise the page again, with every word, and with every warning that there is now."""
    if not form.is_submitted():
        return page()
    if not form.validate():
        return page(_warning(form)), 422
    try:
        exemplar = save()
    except CouldIdentify as warning:
        _ask_to_look(form, warning)
        return page(warning), 422
    except (Incomplete, NotPossible, StepNotAllowed) as refusal:
        form.form_errors.append(refusal.message)
        return page(_warning(form)), 409 if isinstance(refusal, StepNotAllowed) else 422
    flash(done, "success")
    return redirect(url_for(".show", exemplar_id=exemplar.id), 303)


def _ask_to_look(form: AnyForm, warning: CouldIdentify) -> None:
    """A tick counts for the warnings that its reader saw, and for no others."""
    if form.is_looked_at.data and warning.was_seen(form.seen.data or ""):
        form.stays_because.errors = ["Say why they can stay"]
        return
    is_other = bool(form.is_looked_at.data)
    form.is_looked_at.data, form.seen.data = False, warning.marks
    form.is_looked_at.errors = [
        "Something else could identify somebody now. Look again, then tick this box"
        if is_other
        else "Look at what could identify somebody, then change the words or tick this box"
    ]


def _warning(form: AnyForm) -> CouldIdentify | None:
    """What is found in the words as they are now, where the page had warned before."""
    if not form.is_warned:
        return None
    # What is too long is refused anyhow, and need not be read to its end.
    texts = ((form.text.data or "")[:TEXT_LIMIT], (form.because.data or "")[:TEXT_LIMIT])
    warning = CouldIdentify(*identifying.found_in(*texts, on=today()))
    return warning if warning.hits or warning.in_reason else None


def _graded(sections: tuple[GradedSection, ...], key: str) -> GradedSection:
    found = next((each for each in sections if each.section.key == key), None)
    if found is None:
        abort(404)
    return found


def _described(exemplar: Exemplar) -> Described:
    return exemplars.described([exemplar])[exemplar.id]


def _retire_page(exemplar: Exemplar, form: RetireForm) -> str:
    return render_template(
        "exemplars/retirement.html", each=_described(exemplar), exemplar=exemplar, form=form
    )


def _edit_page(form: AnyForm, heading: str, **shown: object) -> str:
    usual: dict[str, object] = dict.fromkeys(("tool", "graded", "audit", "each", "theirs", "warning"))
    return render_template("exemplars/edit.html", form=form, heading=heading, **{**usual, **shown})
