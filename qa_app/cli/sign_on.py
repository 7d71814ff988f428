"""Would the council's own sign-on work?"""

from __future__ import annotations

import sys

import click

from qa_app.cli.frame import EXIT_REFUSED, refuse, with_app


@click.command("check-sign-on")
@with_app
def check_sign_on() -> None:
    """Ask the provider, and print what in the settings of single sign-on does not fit; exit 1 if anything does not."""
    from flask import current_app  # noqa: PLC0415

    from qa_app.queries import sign_ins  # noqa: PLC0415
    from qa_app.web import sign_on  # noqa: PLC0415

    single = current_app.config["QA"].sign_on
    if single is None:
        refuse("This instance has no single sign-on. docs/sign-on.md says how to set it up.")
    problems = [*sign_on.problems_of(current_app, single), *sign_ins.misfits_of(single)]
    for each in problems:
        click.echo(each)
    if problems:
        sys.exit(EXIT_REFUSED)
    click.echo(f"{single.issuer} answers, and the settings fit the council.")
