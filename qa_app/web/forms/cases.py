"""What a person says about case lists: which file, what its columns are, which of its cases to show."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import Form, SelectField, StringField, ValidationError

from qa_app.domain.cases import LIST_TITLES
from qa_app.domain.errors import BadFile
from qa_app.imports.file_kinds import kind_of
from qa_app.imports.mapping import TARGETS, ColumnMapping
from qa_app.queries.cases import CaseFilter
from qa_app.web.forms.choices import offered
from qa_app.web.forms.text import clean

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qa_app.domain.case_changes import UnknownTeam
    from qa_app.imports.case_lists import SheetHeaders
    from qa_app.models.people import Service, Team

ACCEPTED = ".xlsx,.xls,.ods,.csv,.txt"
_NOBODY = "none"
_NOT_IN_FILE = ""
_MAIN_TARGETS = 11
"""The first targets are about the case itself; those after them are flags."""


class UploadForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """Choose a file. Whether it is a spreadsheet at all is said at once; the rest once it was read."""

    file = FileField(
        "Case list",
        [FileRequired("Choose the file of the case list")],
        description="Ofsted’s Annex A workbook (.xlsx, .xls or .ods), or a sheet or .csv of your own. "
        "At most 25 MB.",
        render_kw={"accept": ACCEPTED},
    )

    def validate_file(self, field: Any) -> None:
        """The first bytes of the file say what it is."""
        try:
            kind_of(self.content)
        except BadFile as refusal:
            raise ValidationError(refusal.message) from refusal
        del field

    @property
    def content(self) -> bytes:
        """The file, from its beginning."""
        self.file.data.stream.seek(0)
        content: bytes = self.file.data.stream.read()
        return content

    @property
    def file_name(self) -> str:
        """Its name without folders and control characters, short enough to be shown."""
        name = (self.file.data.filename or "").replace("\\", "/").rsplit("/", 1)[-1]
        return "".join(sign for sign in name if sign.isprintable())[:200].strip() or "case list"


class CasesFilterForm(Form):
    """Which cases a list shows. Sent with the address, so it changes nothing."""

    q = StringField("Reference", filters=[clean])
    team = SelectField("Team", validate_choice=False)
    list = SelectField(
        "List",
        choices=offered([("", "Any list"), *((str(n), f"{n}: {title}") for n, title in LIST_TITLES.items())]),
    )
    open = SelectField(
        "Open or closed", choices=offered([("", "Both"), ("yes", "Open now"), ("no", "Not open")])
    )

    def place(self, teams: Sequence[Team]) -> CasesFilterForm:
        """Offer the council's teams."""
        known = [(str(team.id), team.name) for team in teams]
        self.team.choices = offered([("", "Any team"), *known, (_NOBODY, "No team")])
        return self

    @property
    def wanted(self) -> CaseFilter:
        """The filter; what makes no sense asks for nothing."""
        team, number = self.team.data or "", self.list.data or ""
        return CaseFilter(
            words=(self.q.data or "")[:100],
            team_id=0 if team == _NOBODY else _number(team),
            list_number=_number(number),
            is_open={"yes": True, "no": False}.get(self.open.data or ""),
        )


def teams_form(unknown: Sequence[UnknownTeam], services: Sequence[Service]) -> FlaskForm:
    """For each team that is not known: the service to make it in, or nothing. The fields are team_0, team_1 and so on."""

    class TeamsForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
        """One choice for each unknown team."""

    choices = offered(
        [
            (_NOT_IN_FILE, "Do not create it: leave these cases without a team"),
            *((str(each.id), f"Create it in {each.name}") for each in services if each.is_active),
        ]
    )
    for place, team in enumerate(unknown):
        noun = "case" if team.cases == 1 else "cases"
        field = SelectField(f"{team.name} ({team.cases:,} {noun})", choices=choices)
        setattr(TeamsForm, f"team_{place}", field)
    return TeamsForm()


def teams_to_create(form: FlaskForm, unknown: Sequence[UnknownTeam]) -> dict[str, int]:
    """Team name → service id, for the teams that somebody wants."""
    chosen = {team.name: form[f"team_{place}"].data for place, team in enumerate(unknown)}
    return {name: int(value) for name, value in chosen.items() if value}


def columns_form(sheet: SheetHeaders, suggested: ColumnMapping) -> FlaskForm:
    """For each thing that we can use: which heading stands for it. The fields are named by the target's key."""

    class ColumnsForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
        """The list, then one choice for each target."""

        list_number = SelectField(
            "Which list do the rows belong to?",
            choices=offered((str(n), f"{n}: {title}") for n, title in LIST_TITLES.items()),
            default=str(suggested.list_number),
        )

    headings = [heading for heading in dict.fromkeys(sheet.headers) if heading]
    choices = offered([(_NOT_IN_FILE, "Not in this file"), *((each, each) for each in headings)])
    for target in TARGETS:
        field = SelectField(target.label, choices=choices, default=suggested.heading_for(target.key))
        setattr(ColumnsForm, target.key, field)
    return ColumnsForm()


def main_fields(form: FlaskForm) -> list[Any]:
    """The fields about the case itself."""
    return [form[target.key] for target in TARGETS[:_MAIN_TARGETS]]


def flag_fields(form: FlaskForm) -> list[Any]:
    """The fields about flags, which few files have."""
    return [form[target.key] for target in TARGETS[_MAIN_TARGETS:]]


def mapping_from(form: FlaskForm, sheet: SheetHeaders) -> ColumnMapping:
    """What was chosen."""
    chosen = [(target.key, form[target.key].data or "") for target in TARGETS]
    return ColumnMapping(
        int(form["list_number"].data),
        tuple((key, heading) for key, heading in chosen if heading),
        sheet.fingerprint,
    )


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else None
