"""What did a month or a round of audits find: read it, write about it, publish it?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, flash, g, redirect, render_template, request, url_for

from qa_app import press
from qa_app.clock import now, today
from qa_app.domain.before_publishing import hidden_numbers, warnings
from qa_app.domain.errors import Stale
from qa_app.domain.exporting import ExportLevel
from qa_app.domain.findings_json import from_json
from qa_app.domain.months import month_named, month_of
from qa_app.domain.policy import Permission
from qa_app.exports.workbook import workbook
from qa_app.queries import findings, narratives, people, publications, publishable, publishable_words
from qa_app.queries.figures import subjects
from qa_app.services import narrating
from qa_app.web import background, downloads
from qa_app.web.access import exports, requires
from qa_app.web.findings_page import changes, laid_out, tiles, told
from qa_app.web.forms.findings import narrative_form, publication_form
from qa_app.web.paging import page_number, paging
from qa_app.web.session import reads_first
from qa_app.web.stepping_up import fresh

if TYPE_CHECKING:
    from collections.abc import Sequence

    from flask.typing import ResponseReturnValue

    from qa_app.models.publications import Narrative, Publication
    from qa_app.queries.figures.subjects import Subject
    from qa_app.web.forms.findings import NarrativeForm, PublicationForm

bp = Blueprint("findings", __name__, url_prefix="/findings")

_NO_CASES = (
    "References of cases: they have no column here, and where somebody wrote one into a text, [case] stands."
)


@bp.get("")
@requires(Permission.FINDINGS_READ)
def index() -> ResponseReturnValue:
    """What was published; for who publishes, every month and round that could be."""
    if not g.user.may(Permission.FINDINGS_PUBLISH):
        found = publications.latest(page=page_number())
        return render_template(
            "findings/published.html", publications=found.items, paging=paging(found, "publication")
        )
    until = month_named(request.args.get("until", "")) or month_of(today())
    rounds = publishable.rounds(page=page_number())
    return render_template(
        "findings/index.html",
        year=publishable.months(min(until, month_of(today()))),
        rounds=rounds.items,
        paging=paging(rounds, "round"),
        is_earlier=until < month_of(today()),
    )


@bp.get("/<key>")
@bp.get("/<key>/<int:number>")
@requires(Permission.FINDINGS_READ)
def show(key: str, number: int | None = None) -> ResponseReturnValue:
    """A publication as it was published; the newest without a number."""
    publication = publications.one(key, number)
    return render_template(
        "findings/show.html",
        publication=publication,
        others=publications.of_subject(key),
        page=laid_out(from_json(publication.board_json)),
        reads_cases=publications.reads_cases(g.user),
    )


@bp.get("/<key>/<int:number>/board.<kind>")
@requires(Permission.FINDINGS_READ)
@exports(ExportLevel.AGGREGATES)
@fresh
def board_file(key: str, number: int, kind: str) -> ResponseReturnValue:
    """A published file with figures only, byte for byte."""
    return _published_file(key, number, "board", kind)


@bp.get("/<key>/<int:number>/full.<kind>")
@requires(Permission.FINDINGS_READ)
@exports(ExportLevel.FULL)
@fresh
def full_file(key: str, number: int, kind: str) -> ResponseReturnValue:
    """A published file with every audit and action, byte for byte."""
    return _published_file(key, number, "full", kind)


@bp.get("/<key>/<int:number>/without-cases.xlsx")
@requires(Permission.FINDINGS_READ)
@exports(ExportLevel.WITHOUT_CASES)
@fresh
def copy_without_cases(key: str, number: int) -> ResponseReturnValue:
    """What was published, with its rows and without references of cases: a copy made for whoever asks."""
    published = publications.whole(g.user, key, number)
    content = workbook(published.without_cases(), downloads.stamp(_NO_CASES))
    return downloads.handed_out(content, f"case-audit-findings-{key}-publication-{number}-without-cases.xlsx")


def _published_file(key: str, number: int, audience: str, kind: str) -> ResponseReturnValue:
    """As it was published, so that its fingerprint can be checked: who took it, and when, is in the history only."""
    kept = publications.file_for(g.user, key, number, audience, kind)
    return downloads.handed_out(
        kept.content, f"case-audit-findings-{key}-publication-{number}-{audience}.{kept.row.kind}"
    )


@bp.get("/<key>/preview")
@requires(Permission.FINDINGS_PUBLISH)
def preview(key: str) -> ResponseReturnValue:
    """What would be published now, counted afresh."""
    subject = subjects.begun(key, today())
    found = findings.findings_of(subject, at=now())
    return render_template(
        "findings/preview.html",
        subject=subject,
        page=laid_out(found),
        warnings=warnings(found, today()),
        earlier=publications.of_subject(key),
    )


@bp.route("/<key>/narrative", methods=["GET", "POST"])
@requires(Permission.FINDINGS_PUBLISH)
def narrative(key: str) -> ResponseReturnValue:
    """Write purpose, key messages and next steps. When two people wrote, both texts are shown."""
    subject = subjects.begun(key, today())
    form = narrative_form(narratives.of(key))
    if form.validate_on_submit():
        try:
            narrating.save(key, form.written(), seen=form.revision.data or 0, by=g.user, at=now())
        except Stale:
            return _both_texts(subject, form)
        flash(f"Your words about {subject.period.name} were saved.", "success")
        return redirect(url_for("findings.preview", key=key))
    page = render_template("findings/narrative.html", subject=subject, form=form, theirs=None)
    return page, 422 if form.is_submitted() else 200


@bp.route("/<key>/publication", methods=["GET", "POST"])
@requires(Permission.FINDINGS_PUBLISH)
@reads_first
def publication(key: str) -> ResponseReturnValue:
    """Check what will be published, then have it made in the background."""
    subject = subjects.begun(key, today())
    earlier, written = publications.of_subject(key), narratives.of(key)
    form = publication_form(earlier, written)
    if form.is_submitted():
        if made := publications.made_with(form.once.data or ""):
            return redirect(url_for("findings.show", key=key, number=made.number))
        _check_fresh(form, earlier, written)
    found = findings.findings_of(
        subject, at=now(), with_rows=True, corrects=form.note if form.is_submitted() else ""
    )
    unsettled = publishable_words.unsettled(found)
    if form.validate_on_submit() and not unsettled:
        job = background.start(f"Publishing {subject.title}", _publish(subject, form), by=g.user)
        return redirect(url_for("jobs.show", job_id=job.id))
    page = render_template(
        "findings/publication.html",
        subject=subject,
        form=form,
        unsettled=unsettled,
        tiles=tiles(found),
        warnings=warnings(found, today()),
        hidden=hidden_numbers(found),
        threshold=found.hidden_below,
        earlier=earlier,
        changes=changes(publications.latest_findings(key), found),
        told=told(found),
    )
    return page, 422 if form.is_submitted() else 200


def _check_fresh(form: PublicationForm, earlier: Sequence[Publication], written: Narrative | None) -> None:
    if form.seen.data != (earlier[0].number if earlier else 0):
        raise Stale("This was published by someone else in the meantime. Look at that publication first.")
    if form.narrative.data != (written.revision if written else narrating.NEW):
        raise Stale("The words were changed since you checked them. Go back and read them again.")


def _publish(subject: Subject, form: PublicationForm) -> background.Work:
    """The address and the words are taken now: where the work runs there is no request."""
    note, seen, once, by = form.note, form.seen.data or 0, form.once.data or None, g.user.id
    address = url_for("findings.show", key=subject.key, number=seen + 1)

    def work(report: background.Report) -> str:
        press.publish(
            subject, change_note=note, seen=seen, once=once, report=report, by=people.one(by), at=now()
        )
        return address

    return work


def _both_texts(subject: Subject, form: NarrativeForm) -> ResponseReturnValue:
    theirs = narratives.of(subject.key)
    form.revision.carry(theirs.revision if theirs else narrating.NEW)
    page = render_template("findings/narrative.html", subject=subject, form=form, theirs=theirs)
    return page, 409
