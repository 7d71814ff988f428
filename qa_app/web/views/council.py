"""What has the council decided, and which services and teams does it have?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, flash, g, redirect, render_template, url_for

from qa_app.domain.errors import NotPossible
from qa_app.domain.policy import Permission
from qa_app.queries import people
from qa_app.services import councils
from qa_app.web.access import requires
from qa_app.web.forms.council import PlaceForm, TeamForm, settings_form_for, team_form_for
from qa_app.web.forms.numbers import number_from

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

bp = Blueprint("council", __name__, url_prefix="/council")


@bp.get("")
@requires(Permission.COUNCIL_RUN)
def show() -> ResponseReturnValue:
    """The settings, and the tree of services and teams."""
    return render_template(
        "council/show.html",
        council=g.council,
        services=people.tree(),
        second_factor_roles=people.roles_with_second_factor(),
    )


@bp.route("/settings", methods=["GET", "POST"])
@requires(Permission.COUNCIL_RUN)
def settings() -> ResponseReturnValue:
    """Change the settings."""
    form = settings_form_for(g.council, people.roles_with_second_factor())
    if form.validate_on_submit():
        councils.change_settings(
            g.council, form.settings(), seen=number_from(form.revision.data) or 0, by=g.user
        )
        flash("The settings were saved.")
        return redirect(url_for("council.show"))
    return render_template("council/settings.html", form=form), 422 if form.is_submitted() else 200


@bp.route("/services/new", methods=["GET", "POST"])
@requires(Permission.COUNCIL_RUN)
def new_service() -> ResponseReturnValue:
    """Add a service."""
    form = PlaceForm()
    if form.validate_on_submit():
        try:
            councils.add_service(form.name.data, by=g.user)
        except NotPossible as refusal:
            form.name.errors = [refusal.message]
        else:
            flash(f"{form.name.data} was added.")
            return redirect(url_for("council.show"))
    return _place_page(form, "Add a service", is_new=True)


@bp.route("/services/<int:service_id>", methods=["GET", "POST"])
@requires(Permission.COUNCIL_RUN)
def edit_service(service_id: int) -> ResponseReturnValue:
    """Rename, close or open a service."""
    service = people.one_service(service_id)
    form = PlaceForm(name=service.name, is_active=service.is_active)
    if form.validate_on_submit():
        try:
            councils.change_service(service, form.name.data, is_active=form.is_active.data, by=g.user)
        except NotPossible as refusal:
            form.name.errors = [refusal.message]
        else:
            flash(f"{form.name.data} was saved.")
            return redirect(url_for("council.show"))
    return _place_page(form, f"Change {service.name}", is_new=False)


@bp.route("/teams/new", methods=["GET", "POST"])
@requires(Permission.COUNCIL_RUN)
def new_team() -> ResponseReturnValue:
    """Add a team."""
    form = TeamForm().place(people.tree())
    if form.validate_on_submit():
        try:
            councils.add_team(form.name.data, int(form.service.data), by=g.user)
        except NotPossible as refusal:
            form.name.errors = [refusal.message]
        else:
            flash(f"{form.name.data} was added.")
            return redirect(url_for("council.show"))
    return _place_page(form, "Add a team", is_new=True)


@bp.route("/teams/<int:team_id>", methods=["GET", "POST"])
@requires(Permission.COUNCIL_RUN)
def edit_team(team_id: int) -> ResponseReturnValue:
    """Rename, move, close or open a team."""
    team = people.one_team(team_id)
    form = team_form_for(team, people.tree())
    if form.validate_on_submit():
        try:
            councils.change_team(
                team, form.name.data, int(form.service.data), is_active=form.is_active.data, by=g.user
            )
        except NotPossible as refusal:
            form.name.errors = [refusal.message]
        else:
            flash(f"{form.name.data} was saved.")
            return redirect(url_for("council.show"))
    return _place_page(form, f"Change {team.name}", is_new=False)


def _place_page(form: PlaceForm, title: str, *, is_new: bool) -> ResponseReturnValue:
    page = render_template("council/place.html", form=form, title=title, is_new=is_new)
    return page, 422 if form.is_submitted() else 200
