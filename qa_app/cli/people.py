"""How is a person added from the command line?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from qa_app.cli.frame import usable_password, with_app
from qa_app.domain.policy import Role

if TYPE_CHECKING:
    from collections.abc import Sequence


@click.command("add-user")
@click.argument("email")
@click.option("--name", required=True)
@click.option(
    "--role", "roles", multiple=True, required=True, type=click.Choice([role.value for role in Role])
)
@click.option("--team", "teams", multiple=True, help="A team that they manage (or, for others, belong to).")
@click.option("--service", "services", multiple=True, help="A service that they manage.")
@click.option("--password", default="", help="Asked for when it is not given.")
@with_app
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
        password_hash=hash_password(usable_password(password, name, email)),
        at=now(),
    )
    click.echo(f"{user.name} can sign in as {user.email}.")
