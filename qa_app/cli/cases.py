"""How do case lists come in from the command line?"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from qa_app.cli.frame import application, note_command, refusals, refuse
from qa_app.domain.import_summaries import ImportSummary

if TYPE_CHECKING:
    from datetime import datetime

    from qa_app.domain.cases import CaseListReading


@click.command("import-cases")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--dry-run", is_flag=True, help="Read and report; save nothing.")
@click.option("--json", "as_json", is_flag=True, help="Report as JSON.")
@click.option("--create-teams-in", default="", help="Create unknown teams in this service.")
def import_cases(file: Path, *, dry_run: bool, as_json: bool, create_teams_in: str) -> None:
    """Read case lists (an Annex A workbook) from FILE and save them."""
    from qa_app.clock import now, today  # noqa: PLC0415
    from qa_app.imports.case_lists import read_case_list, reading_as_json  # noqa: PLC0415

    with refusals():
        try:
            content = file.read_bytes()
        except OSError as error:
            refuse(f"{file}: cannot be opened ({error.strerror}). Check the name and the folder.")
        reading = read_case_list(content, file.name, on=today())
        if as_json:
            click.echo(json.dumps(reading_as_json(reading), ensure_ascii=False, indent=2))
        else:
            _echo_reading(reading)
        if dry_run:
            return
        with application().app_context():
            note_command()
            click.echo(_save(reading, create_teams_in, at=now()), err=as_json)


def _save(reading: CaseListReading, create_teams_in: str, *, at: datetime) -> str:
    from qa_app.models.cases import ImportState  # noqa: PLC0415
    from qa_app.queries import people  # noqa: PLC0415
    from qa_app.services import councils, importing  # noqa: PLC0415

    row = importing.preview(reading, by=None, at=at)
    unknown = [team.name for team in ImportSummary.from_json(row.summary or {}).unknown_teams]
    create = {name: people.service_named(create_teams_in).id for name in unknown} if create_teams_in else {}
    if row.state is ImportState.CONFIRMED:
        if not create:
            return "This file was imported before and would change nothing. Nothing was saved."
        for name, service_id in create.items():
            councils.add_team(name, service_id, by=None)
        create = {}
        row = importing.preview(reading, by=None, at=at)
    confirmed = importing.confirm(row.id, create_teams=create, by=None, at=at)
    done = ImportSummary.from_json(confirmed.summary or {})
    changes = done.changes
    saved = (
        f"Saved: {changes.new} new cases, {changes.closed} closed, {changes.reopened} reopened, "
        f"{changes.team_changed} with another team, {changes.worker_changed} with another worker, "
        f"{changes.unchanged} unchanged."
    )
    lines = [saved]
    if done.created_teams:
        lines.append(f"Teams created: {', '.join(done.created_teams)}.")
    elif done.unknown_teams:
        names = ", ".join(team.name for team in done.unknown_teams)
        lines.append(
            f"Teams not known here, so left empty: {names}. Use --create-teams-in SERVICE to create them."
        )
    return "\n".join(lines)


def _echo_reading(reading: CaseListReading) -> None:
    click.echo(f"{reading.file_name}  SHA-256 {reading.sha256}")
    for listed in reading.lists:
        click.echo(
            f"List {listed.list_number} ({listed.sheet}): {listed.rows} rows, {len(listed.cases)} cases"
        )
        for problem in listed.problems:
            found = f" '{problem.found}'" if problem.found else ""
            click.echo(f"  {problem.cell or problem.column}{found}: {problem.message}")
    for problem in reading.problems:
        click.echo(f"{problem.sheet}: {problem.message}" if problem.sheet else problem.message)
