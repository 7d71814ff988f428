"""What does the scheduler run, so that audits come back to auditors who opted in?"""

from __future__ import annotations

import click

from qa_app.cli.frame import say, scheduled


@click.command()
@scheduled
def repeats() -> None:
    """Give auditors who opted in their next repeat. Run it daily; running it twice, or two at once, gives nothing twice."""
    from qa_app.clock import now  # noqa: PLC0415
    from qa_app.services import repeating  # noqa: PLC0415

    made = len(repeating.give_out(at=now()))
    say(f"{made} repeat{' was' if made == 1 else 's were'} given out. Send the messages with: qa send-mail")
