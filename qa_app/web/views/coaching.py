"""Who was coached, on what, and did it help?"""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from flask import Blueprint, flash, g, redirect, render_template, request, url_for

from qa_app.clock import in_london, now, today
from qa_app.domain.coaching import Source, is_due
from qa_app.domain.coaching_effect import ENOUGH
from qa_app.domain.errors import Incomplete, NotPossible, NotYours, Stale, StepNotAllowed
from qa_app.domain.months import month_of
from qa_app.domain.policy import Permission
from qa_app.queries import coaching, coaching_effect
from qa_app.services import coaching as coaching_services
from qa_app.web import addresses
from qa_app.web.access import requires
from qa_app.web.forms.coaching import AnswerForm, CoachingForm, LogFilter, PeriodFilter
from qa_app.web.forms.numbers import number_from
from qa_app.web.paging import page_number, paging

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from qa_app.domain.months import Month
    from qa_app.models.coaching import Coaching
    from qa_app.queries.coaching import Origin

bp = Blueprint("coaching", __name__, url_prefix="/coaching")

_MONTHS_OFFERED = 36
_USUAL_DAYS = 14


@bp.get("")
@requires(Permission.COACHING_RUN)
def programme() -> ResponseReturnValue:
    """What changed after coaching, beside auditors who had none."""
    asked = PeriodFilter(request.args).place(_months())
    found = coaching_effect.programme(g.user, asked.wanted())
    return render_template(
        "coaching/programme.html",
        found=found,
        asked=asked,
        kept={name: value for name, value in asked.data.items() if value},
        counts=coaching.counts_for_programme(g.user, today=today()),
        enough=ENOUGH,
    )


@bp.get("/log")
@requires(Permission.COACHING_RUN)
def log() -> ResponseReturnValue:
    """Every entry, the newest first."""
    wanted = LogFilter(request.args).place(coaching.auditors_in_log(g.user))
    found = coaching.log(g.user, wanted.wanted(), page=page_number())
    return render_template(
        "coaching/log.html",
        entries=found.items,
        paging=paging(found, "entry", "entries"),
        wanted=wanted,
        is_filtered=any(wanted.data.values()),
        is_due=lambda entry: entry.done_at is None and is_due(entry.next_on, today()),
    )


@bp.get("/own")
@requires(Permission.COACHING_OWN)
def own() -> ResponseReturnValue:
    """What was written for the auditor who reads it."""
    found = coaching.own(g.user, page=page_number())
    return render_template(
        "coaching/own.html",
        entries=found.items,
        paging=paging(found, "entry", "entries"),
        is_due=lambda entry: entry.done_at is None and is_due(entry.next_on, today()),
    )


@bp.route("/new", methods=["GET", "POST"])
@requires(Permission.COACHING_RUN)
def new() -> ResponseReturnValue:
    """A new entry: from a changed decision, from a pair, from a calibration, or by hand."""
    origin = _origin()
    form = CoachingForm(
        once=secrets.token_urlsafe(16),
        topic=origin.topic,
        next_on=today() + timedelta(days=_USUAL_DAYS),
        auditor=request.args.get("auditor", ""),
    ).place(origin.auditors)
    if not form.is_submitted():
        return _new_page(origin, form)
    if not form.validate():
        return _new_page(origin, form), 422
    try:
        entry = coaching_services.write(
            origin,
            int(form.auditor.data),
            form.conversation(),
            link=addresses.of_coaching,
            by=g.user,
            at=now(),
            once=form.once.data or None,
        )
    except (Incomplete, NotPossible) as refusal:
        form.form_errors.append(refusal.message)
        return _new_page(_origin(), form), 422
    flash("The entry is in the log. The auditor has been told.", "success")
    return redirect(url_for(".show", coaching_id=entry.id), 303)


@bp.get("/<int:coaching_id>")
@requires(Permission.COACHING_RUN, Permission.COACHING_OWN)
def show(coaching_id: int) -> ResponseReturnValue:
    """One entry, with what is still to be done about it."""
    return _page(coaching.one(g.user, coaching_id))


@bp.route("/<int:coaching_id>/words", methods=["GET", "POST"])
@requires(Permission.COACHING_RUN)
def change(coaching_id: int) -> ResponseReturnValue:
    """Other words, by whoever wrote the entry, until it is answered."""
    entry = coaching.one(g.user, coaching_id)
    form = CoachingForm(
        topic=entry.topic,
        notes=entry.notes,
        next_step=entry.next_step,
        next_on=entry.next_on,
        auditor=str(entry.auditor_id),
        revision=str(entry.revision),
    ).place([entry.auditor])
    if not form.is_submitted():
        return _change_page(entry, form)
    if not form.validate():
        return _change_page(entry, form), 422
    seen = number_from(form.revision.data) or 0
    try:
        coaching_services.change(entry, form.conversation(), revision=seen, by=g.user, at=now())
    except (StepNotAllowed, Stale, NotYours) as refusal:
        entry = coaching.one(g.user, coaching_id)
        if not _is_changed_already(entry, form, seen):
            form.form_errors.append(f"{refusal.message} What you wrote is still below and is not saved.")
            return _change_page(entry, form), 409
    except Incomplete as refusal:
        form.form_errors.append(refusal.message)
        return _change_page(coaching.one(g.user, coaching_id), form), 422
    flash("The entry is changed.", "success")
    return redirect(url_for(".show", coaching_id=coaching_id), 303)


@bp.post("/<int:coaching_id>/answer")
@requires(Permission.COACHING_OWN)
def answer(coaching_id: int) -> ResponseReturnValue:
    """What the auditor says to it."""
    entry = coaching.one(g.user, coaching_id)
    form = AnswerForm()
    if not form.validate():
        return _page(entry, form), 422
    try:
        coaching_services.answer(
            entry,
            form.words.data,
            link=addresses.of_coaching,
            revision=number_from(form.revision.data) or 0,
            by=g.user,
            at=now(),
        )
    except (StepNotAllowed, Stale) as refusal:
        entry = coaching.one(g.user, coaching_id)
        if entry.answer != form.words.data:
            return _page(entry, form, refusal=refusal.message), 409
    except Incomplete as refusal:
        form.words.errors = [refusal.message]
        return _page(coaching.one(g.user, coaching_id), form), 422
    flash("Your answer is saved. Whoever wrote the entry has been told.", "success")
    return redirect(url_for(".show", coaching_id=coaching_id), 303)


@bp.post("/<int:coaching_id>/completion")
@requires(Permission.COACHING_RUN, Permission.COACHING_OWN)
def mark_done(coaching_id: int) -> ResponseReturnValue:
    """The next step is done."""
    entry = coaching.one(g.user, coaching_id)
    seen = number_from(request.form.get("revision")) or 0
    try:
        coaching_services.mark_done(entry, revision=seen, by=g.user, at=now())
    except (StepNotAllowed, Stale) as refusal:
        entry = coaching.one(g.user, coaching_id)
        if entry.done_by_id != g.user.id:
            return _page(entry, refusal=refusal.message), 409
    flash("The next step is done.", "success")
    return redirect(url_for(".show", coaching_id=coaching_id), 303)


def _origin() -> Origin:
    """What the address says that the entry comes from. NoResultFound for a decision or a pair out of reach."""
    said = {name: number_from(request.args.get(name)) for name in _NAMED.values()}
    if said["moderation"] is not None:
        return coaching.from_decision(g.user, said["moderation"])
    if said["pair"] is not None:
        return coaching.from_pair(g.user, said["pair"])
    if said["calibration"] is not None:
        return coaching.from_calibration(g.user, said["calibration"])
    return coaching.by_hand(g.user)


def _new_page(origin: Origin, form: CoachingForm) -> str:
    """The form, which says again what it comes from."""
    name = _NAMED.get(origin.source)
    query = f"?{urlencode({name: origin.source_id})}" if name else ""
    return render_template(
        "coaching/write.html", form=form, origin=origin, entry=None, address=url_for(".new") + query
    )


_NAMED = {Source.CHANGED: "moderation", Source.DISAGREEMENT: "pair", Source.CALIBRATION: "calibration"}


def _months() -> list[Month]:
    """From the last back to the first."""
    known = coaching_effect.first_and_last(g.user)
    if known is None:
        return []
    first, last = (month_of(in_london(moment).date()) for moment in known)
    months = [last]
    while months[-1] > first and len(months) < _MONTHS_OFFERED:
        months.append(months[-1].later(-1))
    return months


def _is_changed_already(entry: Coaching, form: CoachingForm, seen: int) -> bool:
    """Whether this very form was sent before."""
    said = form.conversation()
    return (entry.by_id, entry.revision, entry.topic, entry.notes, entry.next_step, entry.next_on) == (
        g.user.id,
        seen + 1,
        said.topic,
        said.notes,
        said.next_step,
        said.next_on,
    )


def _change_page(entry: Coaching, form: CoachingForm) -> str:
    form.revision.data = str(entry.revision)
    address = url_for(".change", coaching_id=entry.id)
    return render_template("coaching/write.html", form=form, origin=None, entry=entry, address=address)


def _page(entry: Coaching, form: AnswerForm | None = None, *, refusal: str = "") -> str:
    is_mine = entry.auditor_id == g.user.id
    may_answer = is_mine and entry.answered_at is None and g.user.may(Permission.COACHING_OWN)
    if form:
        form.revision.data = str(entry.revision)
    return render_template(
        "coaching/show.html",
        entry=entry,
        is_mine=is_mine,
        occasion=coaching.occasion_of(g.user, entry),
        answering=(form or AnswerForm(formdata=None, revision=str(entry.revision))) if may_answer else None,
        may_change=entry.by_id == g.user.id and entry.answered_at is None and entry.done_at is None,
        may_mark_done=entry.done_at is None and (is_mine or g.user.may(Permission.COACHING_RUN)),
        is_due=entry.done_at is None and is_due(entry.next_on, today()),
        form=form,
        unsaved=form.words.data if form and refusal and not may_answer else "",
        errors=[("", refusal)] if refusal else [],
    )
