"""What can be done from the command line? Each command is one or two use cases, safe to run twice."""

from __future__ import annotations

import functools
import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from qa_app.config import ConfigProblem, instance_folder, read_config, shipped, write_config
from qa_app.domain.errors import QaError
from qa_app.domain.import_summaries import ImportSummary
from qa_app.domain.policy import Role

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from flask import Flask

    from qa_app.domain.cases import CaseListReading

_EXIT_REFUSED = 1


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """Case audits for children's services. The instance folder is QA_INSTANCE, or ./instance."""


def _with_app(command: Callable[..., None]) -> Callable[..., None]:
    """Run a command inside the application; a refusal is a sentence and exit code 1."""

    @functools.wraps(command)
    def run(*args: Any, **kwargs: Any) -> None:
        with _refusals(), _app().app_context():
            command(*args, **kwargs)

    return run


class _refusals:  # noqa: N801  # reads as a statement: "with _refusals()"
    def __enter__(self) -> None:
        return None

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        if isinstance(error, QaError):
            _refuse(error.message)
        if isinstance(error, ConfigProblem):
            _refuse(str(error))


def _refuse(sentence: str) -> None:
    click.echo(sentence, err=True)
    sys.exit(_EXIT_REFUSED)


def _app() -> Flask:
    from qa_app.app import create_app  # noqa: PLC0415  # 'qa check-tool' and '--help' need no application

    return create_app(read_config(instance_folder()))


@main.command()
@click.option("--council", "council_name", default="", help="The council's name.")
@click.option("--name", default="", help="The first administrator's name.")
@click.option("--email", default="", help="The first administrator's e-mail address.")
@click.option("--password", default="", help="Their password; asked for when it is not given.")
def init(council_name: str, name: str, email: str, password: str) -> None:
    """Set up this instance: secrets, tables, tools and the first administrator. Safe to run again."""
    instance = instance_folder()
    with _refusals():
        write_config(instance)
        app = _app()
        with app.app_context():
            _migrate_and_load_tools(council_name)
            _make_first_administrator(name, email, password)
    click.echo(f"The instance in {instance} is ready. Start it with: qa serve")


def _migrate_and_load_tools(council_name: str) -> None:
    import flask_migrate  # noqa: PLC0415

    from qa_app.clock import now  # noqa: PLC0415
    from qa_app.services import starting, tools  # noqa: PLC0415

    flask_migrate.upgrade()
    starting.set_up_council(council_name or "Your council")
    tools.load(shipped("audit_tools"), at=now())


def _make_first_administrator(name: str, email: str, password: str) -> None:
    from flask_security.utils import hash_password  # noqa: PLC0415

    from qa_app.clock import now  # noqa: PLC0415
    from qa_app.queries import people  # noqa: PLC0415
    from qa_app.services import starting  # noqa: PLC0415

    if people.is_anybody_here():
        return
    name = name or click.prompt("Name of the first administrator")
    email = email or click.prompt("Their e-mail address")
    password = password or click.prompt("Their password", hide_input=True, confirmation_prompt=True)
    starting.first_administrator(name, email, hash_password(_long_enough(password)), at=now())


def _long_enough(password: str) -> str:
    if len(password) < 12:
        _refuse("A password needs at least 12 characters. Three random words make a good one.")
    return password


@main.command()
def demo() -> None:
    """Fill an empty instance with Exampleshire, a council that does not exist, and print who can sign in."""
    instance = instance_folder()
    with _refusals():
        write_config(instance, is_demo=True)
        app = _app()
        if not app.config["QA"].is_demo:
            _refuse(f"The instance in {instance} is a real one: the demo council is never mixed with it.")
        with app.app_context():
            from qa_app.demo import exampleshire  # noqa: PLC0415
            from qa_app.queries import people  # noqa: PLC0415

            _migrate_and_load_tools("Exampleshire County Council")
            if not people.is_anybody_here():
                click.echo("Loading the demo council. This happens once and takes about a minute.")
                exampleshire.load(report=click.echo)
            if not exampleshire.is_whole():
                _refuse(
                    f"The demo council in {instance} was interrupted while it was loaded. Delete that folder and "
                    "run this again."
                )
            click.echo(exampleshire.sign_ins())


@main.command()
@click.option(
    "--host", default=lambda: os.environ.get("HOST") or "127.0.0.1", help="Default: HOST or 127.0.0.1."
)
@click.option(
    "--port", type=int, default=lambda: int(os.environ.get("PORT") or 8000), help="Default: PORT or 8000."
)
@click.option("--workers", type=int, default=2, help="Processes (Linux). Each answers four people at once.")
def serve(host: str, port: int, workers: int) -> None:
    """Serve this instance."""
    with _refusals():
        read_config(instance_folder())  # a wrong setting is said here, not by a worker that dies
    os.environ["QA_INSTANCE"] = str(instance_folder())
    click.echo(f"Serving on http://{host}:{port}  (stop with Ctrl+C)")
    if sys.platform == "win32":
        from waitress import serve as serve_threads  # noqa: PLC0415

        serve_threads(_app(), host=host, port=port, threads=8)
        return
    os.execv(  # noqa: S606  # no shell is involved
        sys.executable,
        [
            sys.executable, "-m", "gunicorn", "qa_app.app:from_environment()",
            "--bind", f"{host}:{port}", "--workers", str(workers), "--threads", "4", "--worker-class", "gthread",
            "--timeout", "120", "--graceful-timeout", "30", "--log-level", "warning",
        ],
    )  # fmt: skip


@main.command("check-tool")
@click.argument("file", type=click.Path(path_type=Path))
def check_tool(file: Path) -> None:
    """Print every problem of an audit tool's FILE, each with its line and what to do; exit 1 if there is any."""
    from qa_app.imports.tool_files import read_tool  # noqa: PLC0415

    try:
        content = file.read_bytes()
    except OSError as error:
        _refuse(f"{file}: cannot be opened ({error.strerror}). Check the name and the folder.")
    reading = read_tool(content, file.name)
    for problem in reading.problems:
        click.echo(f"{file}:{problem.line}: {problem.where}: {problem.message}" if problem.where
                   else f"{file}:{problem.line}: {problem.message}")  # fmt: skip
    if reading.definition is None or reading.problems:
        click.echo(f"{len(reading.problems)} problem{'s' * (len(reading.problems) != 1)}.", err=True)
        sys.exit(_EXIT_REFUSED)
    tool = reading.definition
    click.echo(f"{file}: no problems. {tool.title}, version {tool.version}: {len(tool.sections)} sections.")


@main.command("import-cases")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--dry-run", is_flag=True, help="Read and report; save nothing.")
@click.option("--json", "as_json", is_flag=True, help="Report as JSON.")
@click.option("--create-teams-in", default="", help="Create unknown teams in this service.")
def import_cases(file: Path, *, dry_run: bool, as_json: bool, create_teams_in: str) -> None:
    """Read case lists (an Annex A workbook) from FILE and save them."""
    from qa_app.clock import now, today  # noqa: PLC0415
    from qa_app.imports.case_lists import read_case_list, reading_as_json  # noqa: PLC0415

    with _refusals():
        try:
            content = file.read_bytes()
        except OSError as error:
            _refuse(f"{file}: cannot be opened ({error.strerror}). Check the name and the folder.")
        reading = read_case_list(content, file.name, on=today())
        if as_json:
            click.echo(json.dumps(reading_as_json(reading), ensure_ascii=False, indent=2))
        else:
            _echo_reading(reading)
        if dry_run:
            return
        with _app().app_context():
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


@main.command("add-user")
@click.argument("email")
@click.option("--name", required=True)
@click.option(
    "--role", "roles", multiple=True, required=True, type=click.Choice([role.value for role in Role])
)
@click.option("--team", "teams", multiple=True, help="A team that they manage (or, for others, belong to).")
@click.option("--service", "services", multiple=True, help="A service that they manage.")
@click.option("--password", default="", help="Asked for when it is not given.")
@_with_app
def add_user(  # noqa: PLR0917  # click passes by name
    email: str, name: str, roles: Sequence[str], teams: Sequence[str], services: Sequence[str], password: str
) -> None:
    """Add a person with the address EMAIL."""
    from flask_security.utils import hash_password  # noqa: PLC0415

    from qa_app.clock import now  # noqa: PLC0415
    from qa_app.services import people  # noqa: PLC0415

    password = password or click.prompt("Password", hide_input=True, confirmation_prompt=True)
    user = people.add_from_command_line(
        name=name,
        email=email,
        roles=frozenset(Role(role) for role in roles),
        team_names=tuple(teams),
        service_names=tuple(services),
        password_hash=hash_password(_long_enough(password)),
        at=now(),
    )
    click.echo(f"{user.name} can sign in as {user.email}.")


@main.command()
@click.argument("period")
@click.option(
    "--change-note",
    default="",
    help="What a correction changes; needed when the period was published before.",
)
@click.option(
    "--by",
    "by_email",
    default="",
    help="Publish as this person (a QA manager); needed when there are several.",
)
@_with_app
def publish(period: str, change_note: str, by_email: str) -> None:
    """Publish the findings of PERIOD, a month such as 2026-10: freeze them and make the workbook and the PDF."""
    from qa_app import press  # noqa: PLC0415
    from qa_app.clock import now  # noqa: PLC0415
    from qa_app.queries import people  # noqa: PLC0415

    publication = press.publish_month(
        period, change_note=change_note, by=people.one_who_publishes(by_email), at=now()
    )
    click.echo(f"Published {publication.title}, number {publication.number}:")
    for file in publication.files:
        click.echo(f"  {file.path}  SHA-256 {file.sha256}")


@main.command()
@_with_app
def chase() -> None:
    """Put reminders of what is due or overdue into the outbox. Run it daily; running it twice sends nothing twice."""
    from flask import current_app  # noqa: PLC0415

    from qa_app.clock import now  # noqa: PLC0415
    from qa_app.services import chasing  # noqa: PLC0415

    new = chasing.remind(base_url=current_app.config["QA"].base_url, at=now())
    click.echo(f"{new} new reminder{'' if new == 1 else 's'} in the outbox. Send with: qa send-mail")


@main.command("send-mail")
@_with_app
def send_mail() -> None:
    """Send what waits in the outbox through the council's mail server. Two at once send nothing twice."""
    from flask import current_app  # noqa: PLC0415

    from qa_app.post import send_waiting  # noqa: PLC0415

    result = send_waiting(current_app.config["QA"])
    click.echo(f"{result.sent} sent, {result.failed} failed, {result.waiting} waiting.")
    if result.failed:
        sys.exit(_EXIT_REFUSED)
