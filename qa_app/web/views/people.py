"""Who works with this product, and what may they do?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, flash, g, redirect, render_template, request, url_for

from qa_app.clock import now, today
from qa_app.domain.errors import NotPossible
from qa_app.domain.policy import Permission
from qa_app.queries import people, sign_ins
from qa_app.services import people as services
from qa_app.services import signing_in
from qa_app.web.access import requires
from qa_app.web.filters import count
from qa_app.web.forms.numbers import number_from
from qa_app.web.forms.people import PeopleFilter, form_for
from qa_app.web.paging import page_number, paging
from qa_app.web.stepping_up import fresh

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

bp = Blueprint("people", __name__, url_prefix="/people")


@bp.get("")
@requires(Permission.PEOPLE_RUN)
def index() -> ResponseReturnValue:
    """Everybody, found by name or role."""
    wanted = PeopleFilter(request.args)
    found = people.matching(
        (wanted.q.data or "")[:200],
        role=wanted.role.data or "",
        only_active=not wanted.all.data,
        page=page_number(),
    )
    return render_template(
        "people/index.html",
        people=found.items,
        paging=paging(found, "person", "people"),
        wanted=wanted,
        is_filtered=bool(request.args),
        today=today(),
    )


@bp.route("/new", methods=["GET", "POST"])
@requires(Permission.PEOPLE_RUN)
@fresh
def new() -> ResponseReturnValue:
    """Add a person. They choose their own password through the reset message."""
    form = form_for(None, people.tree())
    if form.validate_on_submit():
        try:
            person = services.add(form.details(), None, by=g.user, at=now())
        except NotPossible as refusal:
            form.form_errors.append(refusal.message)
        else:
            flash(f"{person.name} was added. Ask them to choose a password with “Forgotten your password?”.")
            return redirect(url_for("people.index"))
    return render_template("people/edit.html", form=form, person=None), 422 if form.is_submitted() else 200


@bp.route("/<int:user_id>", methods=["GET", "POST"])
@requires(Permission.PEOPLE_RUN)
@fresh
def edit(user_id: int) -> ResponseReturnValue:
    """Read or change a person's details."""
    person = people.one(user_id)
    form = form_for(person, people.tree())
    if form.validate_on_submit():
        try:
            services.change(
                person, form.details(), seen=number_from(form.revision.data) or 0, by=g.user, at=now()
            )
        except NotPossible as refusal:
            form.form_errors.append(refusal.message)
        else:
            flash(f"The details of {person.name} were saved.")
            return redirect(url_for("people.index"))
    page = render_template(
        "people/edit.html",
        form=form,
        person=person,
        identity=sign_ins.identity_of(person),
        has_passkey=sign_ins.has_passkey(person),
        sessions=len(sign_ins.open_of(person, minutes=g.council.session_minutes, at=now())),
    )
    return page, 422 if form.is_submitted() else 200


@bp.route("/<int:user_id>/deactivation", methods=["GET", "POST"])
@requires(Permission.PEOPLE_RUN)
@fresh
def deactivation(user_id: int) -> ResponseReturnValue:
    """Ask, then end a person's access; or let them in again."""
    person = people.one(user_id)
    if request.method == "GET":
        return render_template("people/deactivation.html", person=person)
    if person.active:
        services.deactivate(person, by=g.user, at=now())
        flash(f"{person.name} can no longer sign in. What they did stays.")
    else:
        services.reactivate(person, by=g.user)
        flash(f"{person.name} can sign in again.")
    return redirect(url_for("people.index"))


@bp.post("/<int:user_id>/second-factor")
@requires(Permission.PEOPLE_RUN)
@fresh
def second_factor(user_id: int) -> ResponseReturnValue:
    """Remove a second factor that was lost."""
    person = people.one(user_id)
    services.remove_second_factor(person, by=g.user)
    flash(f"The second factor of {person.name} was removed. They can set up another when they sign in.")
    return redirect(url_for("people.edit", user_id=user_id))


@bp.post("/<int:user_id>/sessions")
@requires(Permission.PEOPLE_RUN)
@fresh
def sessions(user_id: int) -> ResponseReturnValue:
    """End every session of somebody, wherever they are signed in. They can sign in again."""
    person = people.one(user_id)
    number = signing_in.end_all_of(person, but=g.sign_in, by=g.user, at=now())
    flash(f"{person.name} is signed out: {count(number, 'session')} ended.")
    return redirect(url_for("people.edit", user_id=user_id))
