"""What do all commands share? The application around them, and how they say no."""

from __future__ import annotations

import functools
import getpass
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, NoReturn

import click
from click.core import ParameterSource

from qa_app.config import ConfigProblem, instance_folder, read_config
from qa_app.domain.errors import QaError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from flask import Flask

EXIT_REFUSED = 1
EXIT_BAD_INPUT = 2
"""As for a wrong option: what was given cannot be used."""
_SHORTEST_PASSWORD = 12


def with_app(command: Callable[..., None]) -> Callable[..., None]:
    """Run a command inside the application; a refusal is a sentence and exit code 1."""

    @functools.wraps(command)
    def run(*args: Any, **kwargs: Any) -> None:
        with refusals(), application().app_context():
            note_command()
            command(*args, **kwargs)

    return run


def note_command() -> None:
    """Keep in the history that the present command was run, by which account of the machine, with which options.

    Their values are left out: they may be passwords, names and addresses. What the command changes tells of itself.
    """
    from sqlalchemy.exc import OperationalError, ProgrammingError  # noqa: PLC0415

    from qa_app.clock import now  # noqa: PLC0415
    from qa_app.services import noting  # noqa: PLC0415

    context = click.get_current_context()
    given = [
        name for name in context.params if context.get_parameter_source(name) is ParameterSource.COMMANDLINE
    ]
    try:
        noting.command_run(context.info_name or "", given, _account(), at=now())
    except (OperationalError, ProgrammingError):
        refuse("The database is not there, or not at this version. Run 'qa init' first.")


def _account() -> str:
    """Who is signed in to the machine, as far as it says."""
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return "unknown"


@contextmanager
def refusals() -> Iterator[None]:
    """Within the block, a refusal ends the command with its sentence."""
    try:
        yield
    except QaError as refusal:
        refuse(refusal.message)
    except ConfigProblem as problem:
        refuse(str(problem))


def refuse(sentence: str) -> NoReturn:
    """Say why not, and end with exit code 1."""
    click.echo(sentence, err=True)
    sys.exit(EXIT_REFUSED)


def application() -> Flask:
    """The application of the instance that ``QA_INSTANCE`` names."""
    from qa_app.app import create_app  # noqa: PLC0415  # 'qa check-tool' and '--help' need no application

    return create_app(read_config(instance_folder()))


def long_enough(password: str) -> str:
    """The password, or a refusal."""
    if len(password) < _SHORTEST_PASSWORD:
        refuse(
            f"A password needs at least {_SHORTEST_PASSWORD} characters. Three random words make a good one."
        )
    return password
