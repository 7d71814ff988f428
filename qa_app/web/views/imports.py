"""How does a case list come in: uploaded, shown with all that is wrong with it, confirmed?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, flash, g, redirect, render_template, request, url_for

from qa_app.clock import now
from qa_app.domain.errors import BadFile
from qa_app.domain.exporting import ExportLevel
from qa_app.domain.policy import Permission
from qa_app.exports.problem_list import problem_list
from qa_app.imports.mapping import suggest_mapping
from qa_app.queries import imports, people
from qa_app.services import importing
from qa_app.web import background, case_list_work, downloads, uploads
from qa_app.web.access import exports, requires
from qa_app.web.forms.cases import (
    UploadForm,
    columns_form,
    flag_fields,
    main_fields,
    mapping_from,
    teams_form,
    teams_to_create,
)
from qa_app.web.paging import page_number, paging
from qa_app.web.session import reads_first
from qa_app.web.stepping_up import fresh

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

bp = Blueprint("imports", __name__, url_prefix="/cases/imports")


@bp.get("")
@requires(Permission.CASES_READ)
def index() -> ResponseReturnValue:
    """Every file that was uploaded."""
    found = imports.history(g.user, page_number())
    return render_template("cases/imports.html", imports=found.items, paging=paging(found, "file"))


@bp.route("/new", methods=["GET", "POST"])
@requires(Permission.CASES_IMPORT)
@reads_first
def new() -> ResponseReturnValue:
    """Choose a file; it is read while this page is left. Nobody waits for the virus scanner but whoever chose it."""
    form = UploadForm()
    upload = _taken(form) if form.validate_on_submit() else None
    if upload:
        work = case_list_work.read_upload(upload, form.file_name, by=g.user)
        job = background.start(f"Reading {form.file_name}", work, by=g.user)
        return redirect(url_for("jobs.show", job_id=job.id))
    return render_template("cases/upload.html", form=form), 422 if form.is_submitted() else 200


@bp.route("/<int:import_id>/columns", methods=["GET", "POST"])
@requires(Permission.CASES_IMPORT)
def columns(import_id: int) -> ResponseReturnValue:
    """Say what the columns of a file are that is not one of Ofsted's lists."""
    row = imports.one_waiting(g.user, import_id)
    sheets = case_list_work.SHEETS.validate_json(imports.headings_of(row))
    asked = request.args.get("sheet", "")
    sheet = next((each for each in sheets if each.sheet == asked), sheets[0])
    form = columns_form(sheet, suggest_mapping(sheet.headers))
    if form.validate_on_submit():
        mapping = mapping_from(form, sheet)
        form.form_errors.extend(mapping.complaints())
        if not form.form_errors:
            importing.remember_mapping(sheet.fingerprint, mapping.to_json(), at=now())
            work = case_list_work.read_mapped(row, mapping, by=g.user)
            job = background.start(f"Reading {row.file_name}", work, by=g.user)
            return redirect(url_for("jobs.show", job_id=job.id))
    page = render_template(
        "cases/columns.html",
        row=row,
        sheets=sheets,
        sheet=sheet,
        form=form,
        main=main_fields(form),
        flags=flag_fields(form),
    )
    return page, 422 if form.is_submitted() else 200


@bp.get("/<int:import_id>")
@requires(Permission.CASES_READ)
def show(import_id: int) -> ResponseReturnValue:
    """What a file holds and changes, before it is confirmed; afterwards, what it held and changed."""
    row = imports.one(g.user, import_id)
    if row.state.value == "columns":
        return redirect(url_for("imports.columns", import_id=row.id))
    return _page(row.id)


@bp.post("/<int:import_id>/confirmation")
@requires(Permission.CASES_IMPORT)
def confirm(import_id: int) -> ResponseReturnValue:
    """Make the preview true, while this page is left."""
    row = imports.one_to_confirm(g.user, import_id)
    unknown = row.contents.unknown_teams if row.contents else ()
    form = teams_form(unknown, people.tree())
    if not form.validate_on_submit():
        return _page(import_id), 422
    work = case_list_work.confirm(row, teams_to_create(form, unknown), by=g.user)
    job = background.start(f"Importing {row.file_name}", work, by=g.user)
    return redirect(url_for("jobs.show", job_id=job.id))


@bp.post("/<int:import_id>/removal")
@requires(Permission.CASES_IMPORT)
def discard(import_id: int) -> ResponseReturnValue:
    """Forget a file that was not confirmed."""
    row = imports.one(g.user, import_id)
    upload = row.upload
    importing.discard(row.id, by=g.user, at=now())
    if upload:
        uploads.forget(upload)
    flash(f"{row.file_name} was discarded. Nothing of it was saved.")
    return redirect(url_for("imports.index"))


@bp.get("/<int:import_id>/problems")
@requires(Permission.CASES_READ)
def problems(import_id: int) -> ResponseReturnValue:
    """All that was not as expected in a file, fifty at a time."""
    row = imports.one(g.user, import_id)
    serious_only = request.args.get("serious") == "1"
    found = imports.problems_of(g.user, row.id, page_number(), serious_only=serious_only)
    return render_template(
        "cases/problems.html",
        row=row,
        problems=found.items,
        paging=paging(found, "problem"),
        serious_only=serious_only,
    )


@bp.get("/<int:import_id>/problems.csv")
@requires(Permission.CASES_READ)
@exports(ExportLevel.FULL)
@fresh
def problems_csv(import_id: int) -> ResponseReturnValue:
    """The same for a spreadsheet, to be worked through by whoever keeps the list: it has cells of the list in it."""
    row = imports.one(g.user, import_id)
    content = problem_list(imports.all_problems_of(g.user, row.id), downloads.stamp())
    return downloads.handed_out(content, f"problems-{row.id}.csv")


def _taken(form: UploadForm) -> str | None:
    """The upload by its name; None when it was refused, which the form then says."""
    try:
        return uploads.keep(form.content)
    except BadFile as refusal:
        form.file.errors = [refusal.message]
        return None


def _page(import_id: int) -> str:
    row = imports.one(g.user, import_id)
    unknown = row.contents.unknown_teams if row.contents else ()
    first = imports.problems_of(g.user, row.id)
    return render_template(
        "cases/import.html",
        row=row,
        form=teams_form(unknown, people.tree()),
        problems=first.items[:5],
        serious=imports.serious_problems(g.user, row.id),
        again=request.args.get("again") == "1",
    )
