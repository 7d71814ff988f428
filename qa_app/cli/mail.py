"""What does the scheduler run, so that people are reminded and messages leave?"""

from __future__ import annotations

import sys

import click

from qa_app.cli.frame import EXIT_REFUSED, say, scheduled


@click.command()
@scheduled
def chase() -> None:
    """Put reminders of what is due or overdue into the outbox. Run it daily; running it twice sends nothing twice."""
    from flask import current_app  # noqa: PLC0415

    from qa_app.clock import now  # noqa: PLC0415
    from qa_app.services import chasing  # noqa: PLC0415

    new = chasing.remind(base_url=current_app.config["QA"].base_url, at=now())
    say(f"{new} new reminder{'' if new == 1 else 's'} in the outbox. Send with: qa send-mail")


@click.command("send-mail")
@scheduled
def send_mail() -> None:
    """Send what waits in the outbox through the council's mail server. Two at once send nothing twice."""
    from flask import current_app  # noqa: PLC0415

    from qa_app.post import send_waiting  # noqa: PLC0415

    result = send_waiting(current_app.config["QA"])
    say(f"{result.sent} sent, {result.failed} failed, {result.waiting} waiting.")
    if result.failed:
        sys.exit(EXIT_REFUSED)
