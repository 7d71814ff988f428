"""What do all commands share? The application around them, what is written down about them, and how they say no."""

from __future__ import annotations

import functools
import getpass
import logging
import socket
import sys
from contextlib import contextmanager
from contextvars import ContextVar
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
EXIT_FAILED = 70
"""Something went wrong on our side; the log says where."""
_ELSEWHERE = "Another machine is doing this at the moment, so nothing was done here."

_log = logging.getLogger(__name__)
_said: ContextVar[str] = ContextVar("said", default="")


def with_app(command: Callable[..., None]) -> Callable[..., None]:
    """Run a command inside the application, and write down that it ran; a refusal is a sentence and exit code 1."""

    @functools.wraps(command)
    def run(*args: Any, **kwargs: Any) -> None:
        with refusals(), application().app_context():
            refuse_other_tables()
            note_command()
            with recorded(_name_of(command)):
                command(*args, **kwargs)

    return run


def note_command() -> None:
    """Keep in the history that the present command was run, by which account of the machine, with which options.

    Their values are left out: they may be passwords, names and addresses. What the command changes tells of itself.
    """
    from qa_app.clock import now  # noqa: PLC0415
    from qa_app.services import noting  # noqa: PLC0415

    context = click.get_current_context()
    given = [
        name for name in context.params if context.get_parameter_source(name) is ParameterSource.COMMANDLINE
    ]
    noting.command_run(context.info_name or "", given, _account(), at=now())


def _account() -> str:
    """Who is signed in to the machine, as far as it says."""
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return "unknown"


def scheduled(command: Callable[..., None]) -> Callable[..., None]:
    """The same for what the scheduler starts, perhaps on several machines: one does it, the others leave it to that one."""

    @functools.wraps(command)
    def run(*args: Any, **kwargs: Any) -> None:
        from qa_app.clock import now  # noqa: PLC0415
        from qa_app.db import exclusively  # noqa: PLC0415
        from qa_app.domain.operating import Outcome  # noqa: PLC0415
        from qa_app.services import operating  # noqa: PLC0415

        name = _name_of(command)
        with refusals(), application().app_context():
            refuse_other_tables()
            with exclusively(name, wait=False) as is_ours:
                if is_ours:
                    note_command()
                    with recorded(name, tells_refusals=True):
                        command(*args, **kwargs)
                else:
                    began = now()
                    operating.record_run(
                        name, Outcome.ELSEWHERE, machine=socket.gethostname(), started_at=began, at=began
                    )
                    click.echo(_ELSEWHERE)

    return run


def say(sentence: str, *, is_error: bool = False) -> None:
    """Print what came of it, and have it written down: counts only, never words of a case."""
    _said.set(sentence)
    click.echo(sentence, err=is_error)


@contextmanager
def recorded(name: str, *, tells_refusals: bool = False) -> Iterator[None]:
    """Write down that the block ran and how it ended. Refusals may quote what was typed, so they are kept on request only."""
    from qa_app.clock import now  # noqa: PLC0415
    from qa_app.db import end_read  # noqa: PLC0415
    from qa_app.domain.operating import Outcome  # noqa: PLC0415
    from qa_app.services import operating  # noqa: PLC0415

    token = _said.set("")
    run_id = operating.begin_run(name, machine=socket.gethostname(), at=now())
    try:
        yield
    except QaError as refusal:
        operating.end_run(run_id, Outcome.REFUSED, refusal.message if tells_refusals else "", at=now())
        raise
    except SystemExit as ending:
        outcome = Outcome.FAILED if ending.code else Outcome.DONE
        operating.end_run(run_id, outcome, _said.get(), at=now())
        raise
    except BaseException as error:
        end_read()  # a statement that failed would take the next one with it
        operating.end_run(run_id, Outcome.FAILED, type(error).__name__, at=now())
        if not isinstance(error, Exception):
            raise
        # Not left to Python: its traceback would hold the error's own words, and they may be somebody's.
        _log.exception("command %s failed", name)
        click.echo("Something went wrong on our side. The log says where; try again.", err=True)
        sys.exit(EXIT_FAILED)
    else:
        operating.end_run(run_id, Outcome.DONE, _said.get(), at=now())
    finally:
        _said.reset(token)


def refuse_other_tables() -> None:
    """End the command when the database is not as this version of the code needs it."""
    from qa_app.queries import health, operating  # noqa: PLC0415

    reason = health.why_not_ready(operating.newest_migration())
    if reason == "no database":
        refuse("The database does not answer. Nothing was done; the next run does it.")
    if reason:
        refuse("The tables are not those of this version. Run 'qa init', which brings them there.")


def _name_of(command: Callable[..., None]) -> str:
    return command.__name__.replace("_", "-")


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

    made = create_app(read_config(instance_folder()))
    context = click.get_current_context(silent=True)
    if context:
        context.find_root().call_on_close(lambda: close_connections(made))
    return made


def close_connections(app: Flask) -> None:
    """Take leave of the database, whose log would speak of broken connections otherwise."""
    from qa_app.db import db  # noqa: PLC0415

    with app.app_context():
        db.engine.dispose()


def usable_password(password: str, *about: str) -> str:
    """The password, or a refusal. ``about`` is what others know of the person."""
    from qa_app.domain.passwords import problem_with  # noqa: PLC0415  # its lists of words take a moment to load

    problem = problem_with(password, about=about)
    if problem:
        refuse(problem)
    return password
