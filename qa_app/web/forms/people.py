"""What an administrator says of a person."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    Form,
    HiddenField,
    IntegerField,
    SelectField,
    StringField,
    SubmitField,
    ValidationError,
)
from wtforms.validators import Email, NumberRange, Optional

from qa_app.domain.exporting import ExportLevel
from qa_app.domain.policy import Role
from qa_app.services.people import PersonDetails
from qa_app.web.forms.choices import Checkboxes, offered
from qa_app.web.forms.fields import DatePartsField
from qa_app.web.forms.text import TITLE_LIMIT, line, words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qa_app.models.people import Service, User

_NO_TEAM = "0"
_AS_USUAL = "usual"


class PersonForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """Add or change a person."""

    name = line("Full name", required="Enter the person's full name")
    email = line("E-mail address", required="Enter an e-mail address", hint="They sign in with it.")
    roles = Checkboxes(
        "What do they do?",
        choices=offered((role.value, role.label) for role in Role),
        description="Choose all that apply.",
    )
    team = SelectField("Team they belong to", description="They are never given cases of this team to audit.")
    managed_teams = Checkboxes("Teams they manage", description="For team managers.")
    managed_services = Checkboxes("Services they manage", description="For service managers.")
    worker_name = line(
        "Their name in the case list", hint="If they hold cases, exactly as the case system writes it."
    )
    supervised = words(
        "Workers they supervise or have supervised",
        hint="One name a line, as the case list writes them. They are never given these workers’ cases.",
        is_looked_through=False,
    )
    audit_capacity = IntegerField(
        "Most audits at a time",
        [Optional(), NumberRange(0, 100, "Enter a number from 0 to 100, or leave it empty")],
        description="For auditors. Leave empty for no limit.",
    )
    organisation = line("Organisation", hint="For external auditors: who sends them.")
    access_from = DatePartsField(
        "First day of access",
        called="The first day of access",
        description="For external auditors. They are let in from this day on.",
    )
    access_until = DatePartsField(
        "Last day of access",
        called="The last day of access",
        description="For external auditors. After this day they are not let in any more.",
    )
    export_level = SelectField(
        "What they may download",
        choices=offered(
            [(_AS_USUAL, "What their roles usually may"), *((each.value, each.label) for each in ExportLevel)]
        ),
        default=_AS_USUAL,
        description="Auditors usually nothing, team and service managers and board members figures only, everybody else "
        "everything within their reach.",
    )
    revision = HiddenField(default="1")
    save = SubmitField("Save")

    def place(self, services: Sequence[Service]) -> PersonForm:
        """Offer the council's open teams and services, and those that the person has already."""
        teams = [
            (str(team.id), f"{team.name} ({service.name})")
            for service in services
            for team in service.teams
            if team.is_active
        ]
        self.team.choices = offered([(_NO_TEAM, "No team"), *teams])
        self.managed_teams.choices = offered(teams)
        self.managed_services.choices = offered(
            (str(each.id), each.name) for each in services if each.is_active
        )
        self.email.validators = [
            *self.email.validators,
            Email("Enter an e-mail address like name@example.gov.uk"),
        ]
        return self

    def validate_supervised(self, field: Any) -> None:
        """A name is a line of a list, and short."""
        if any(len(name.strip()) > TITLE_LIMIT for name in (field.data or "").split("\n")):
            raise ValidationError(
                f"Write one name a line. A name has {TITLE_LIMIT} characters or fewer. Nothing was saved yet."
            )

    def details(self) -> PersonDetails:
        """What was entered."""
        names = (self.supervised.data or "").split("\n")
        return PersonDetails(
            name=self.name.data,
            email=self.email.data.lower(),
            roles=frozenset(Role(value) for value in self.roles.data or ()),
            team_id=int(self.team.data) or None,
            worker_name=self.worker_name.data or "",
            managed_team_ids=frozenset(int(value) for value in self.managed_teams.data or ()),
            managed_service_ids=frozenset(int(value) for value in self.managed_services.data or ()),
            supervised_names=frozenset(name.strip() for name in names if name.strip()),
            audit_capacity=self.audit_capacity.data,
            organisation=self.organisation.data or "",
            access_from=self.access_from.data,
            access_until=self.access_until.data,
            export_level=None if self.export_level.data == _AS_USUAL else ExportLevel(self.export_level.data),
        )


class PeopleFilter(Form):
    """Which people a list shows. Sent with the address, so it changes nothing."""

    q = StringField("Name or address")
    role = SelectField(
        "Role", choices=offered([("", "Any role"), *((role.value, role.label) for role in Role)])
    )
    all = BooleanField("Show people who were deactivated")


def form_for(user: User | None, services: Sequence[Service]) -> PersonForm:
    """The form, filled with what is known of the person."""
    if user is None:
        return PersonForm(team=_NO_TEAM).place(services)
    return PersonForm(
        name=user.name,
        email=user.email,
        roles=[role.name for role in user.roles],
        team=str(user.team_id or _NO_TEAM),
        managed_teams=[str(each.team_id) for each in user.managements if each.team_id],
        managed_services=[str(each.service_id) for each in user.managements if each.service_id],
        worker_name=user.worker.name if user.worker else "",
        supervised="\n".join(sorted(each.worker.name for each in user.supervisions)),
        audit_capacity=user.audit_capacity,
        organisation=user.organisation,
        access_from=user.access_from,
        access_until=user.access_until,
        export_level=user.own_export_level.value if user.own_export_level else _AS_USUAL,
        revision=str(user.revision),
    ).place(services)
