"""What an administrator decides for the council."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_wtf import FlaskForm
from wtforms import BooleanField, HiddenField, SelectField, SubmitField

from qa_app.domain.policy import Role
from qa_app.services.councils import COLUMNS, Settings
from qa_app.web.forms.choices import Checkboxes, offered
from qa_app.web.forms.text import decimal, line, whole

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from qa_app.models.council import Council
    from qa_app.models.people import Service, Team


class SettingsForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """The council's settings."""

    name = line("Name of the council", required="Enter the council's name")
    classification = line(
        "Classification line",
        required="Enter a classification",
        hint="Printed on every page of a publication.",
    )
    suppression_threshold = whole(
        "Smallest count shown in findings",
        0,
        20,
        hint="Counts below it are suppressed. 0 suppresses nothing.",
    )
    reaudit_months = whole(
        "Months before a case is audited again",
        0,
        60,
        hint="A new round starts from this; each round can change it.",
    )
    amber_grace_days = whole(
        "Days an action may slip before it is Red", 0, 90, hint="Until then, with some progress, it is Amber."
    )
    progress_within_days = whole(
        "Days without progress before an action is Amber",
        1,
        365,
        hint="Counted from the last note of progress.",
    )
    reply_days = whole(
        "Days in which another look at a moderated audit can be asked for",
        1,
        90,
        hint="Whole days, counted from the day after the decision.",
    )
    session_minutes = whole(
        "Minutes before a person who does nothing is signed out",
        5,
        1440,
        hint="Words being typed are never lost.",
    )
    practice_cases = whole(
        "Reference cases that a new auditor grades before being given audits",
        0,
        20,
        hint="They come from calibration exercises. 0 asks for no practice.",
    )
    practice_tolerance = decimal(
        "How far from the reference grades a new auditor may be",
        0,
        3,
        hint="In grade steps, on average over those cases. For example, 0.5.",
    )
    repeat_weeks = whole(
        "Weeks before an audit comes back to its auditor as a repeat",
        1,
        104,
        hint="Only to auditors who opted in. So many weeks also pass between two repeats of one auditor.",
    )
    hides_names_until_decided = BooleanField(
        "Hide who wrote which of two audits until their disagreement is decided",
        description="Whoever decides then reads of the first and the second auditor only.",
    )
    second_factor_roles = Checkboxes(
        "Who must use a second factor to sign in?",
        choices=offered((role.value, role.label) for role in Role),
        description="They set it up the next time they sign in.",
    )
    revision = HiddenField()
    save = SubmitField("Save settings")

    def settings(self) -> Settings:
        """What was entered."""
        kept = {name: self[name].data for name in COLUMNS}
        kept["practice_tolerance"] = float(kept["practice_tolerance"])
        required = frozenset(Role(value) for value in self.second_factor_roles.data or ())
        return Settings(second_factor_roles=required, **kept)


def settings_form_for(council: Council, second_factor_roles: Iterable[Role]) -> SettingsForm:
    """The form, filled with what holds now."""
    return SettingsForm(obj=council, second_factor_roles=[role.value for role in second_factor_roles])


class PlaceForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """A service: its name, and whether it is open."""

    name = line("Name", required="Enter a name")
    is_active = BooleanField("Open", default=True)
    save = SubmitField("Save")


class TeamForm(PlaceForm):
    """A team, with the service that it belongs to."""

    service = SelectField("Service")

    def place(self, services: Sequence[Service]) -> TeamForm:
        """Offer the open services."""
        self.service.choices = offered((str(each.id), each.name) for each in services if each.is_active)
        return self


def team_form_for(team: Team, services: Sequence[Service]) -> TeamForm:
    """The form, filled with the team as it is."""
    return TeamForm(name=team.name, is_active=team.is_active, service=str(team.service_id)).place(services)
