"""How does an instance begin: a real one, or the demo?"""

from __future__ import annotations

import socket
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from qa_app.cli.frame import application, note_command, refusals, refuse, usable_password
from qa_app.config import instance_folder, shipped, write_config

if TYPE_CHECKING:
    from collections.abc import Iterator


@click.command()
@click.option("--council", "council_name", default="", help="The council's name.")
@click.option("--name", default="", help="The first administrator's name.")
@click.option("--email", default="", help="The first administrator's e-mail address.")
@click.option("--password", default="", help="Their password; asked for when it is not given.")
@click.option("--no-backup", is_flag=True, help="Upgrade without a backup first: you have made one yourself.")
def init(council_name: str, name: str, email: str, password: str, no_backup: bool) -> None:
    """Set up or upgrade this instance: secrets, tables, tools, the first administrator. Safe to run again.

    Before an upgrade it makes a backup and says where.
    """
    instance = instance_folder()
    with refusals():
        write_config(instance)
        app = application()
        with app.app_context(), setting_up("init"):
            migrate_and_load_tools(council_name, with_backup=not no_backup)
            note_command()
            _make_first_administrator(name, email, password)
    click.echo(f"The instance in {instance} is ready. Start it with: qa serve")


@click.command()
def demo() -> None:
    """Fill an empty instance with Exampleshire, a council that does not exist, and print who can sign in."""
    instance = instance_folder()
    with refusals():
        write_config(instance, is_demo=True)
        app = application()
        if not app.config["QA"].is_demo:
            refuse(f"The instance in {instance} is a real one: the demo council is never mixed with it.")
        with app.app_context(), setting_up("demo"):
            from qa_app.demo import exampleshire  # noqa: PLC0415
            from qa_app.queries import people  # noqa: PLC0415

            migrate_and_load_tools("Exampleshire County Council")
            note_command()
            if not people.is_anybody_here():
                click.echo("Loading the demo council. This happens once and takes one or two minutes.")
                exampleshire.load(report=click.echo)
            if not exampleshire.is_whole():
                refuse(
                    f"The demo council in {instance} was interrupted while it was loaded. Delete that folder and "
                    "run this again."
                )
            click.echo(exampleshire.sign_ins())


@contextmanager
def setting_up(name: str) -> Iterator[None]:
    """Within the block nobody else sets up or migrates this database: a second machine waits, and then finds it done.

    It is written down at the end, because there may be no tables before.
    """
    from qa_app.clock import now  # noqa: PLC0415
    from qa_app.db import exclusively  # noqa: PLC0415
    from qa_app.domain.operating import Outcome  # noqa: PLC0415
    from qa_app.services import operating  # noqa: PLC0415

    began = now()
    with exclusively("setting-up", wait=True):
        yield
        operating.record_run(name, Outcome.DONE, machine=socket.gethostname(), started_at=began, at=now())


def migrate_and_load_tools(council_name: str, *, with_backup: bool = True) -> None:
    """Bring the database to the newest migration, and publish the tools that travel with the product."""
    from flask import current_app  # noqa: PLC0415

    from qa_app.clock import now  # noqa: PLC0415
    from qa_app.keeping.upgrading import upgrade  # noqa: PLC0415
    from qa_app.services import starting, tools  # noqa: PLC0415

    upgrade(current_app.config["QA"], with_backup=with_backup, tell=click.echo, at=now())
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
    starting.first_administrator(name, email, hash_password(usable_password(password, name, email)), at=now())
