"""Is the history what it was, and how does its newest hash leave the machine?"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from qa_app.cli.frame import EXIT_REFUSED, refuse, say, scheduled

if TYPE_CHECKING:
    from collections.abc import Sequence


@click.command("verify-history")
@click.option(
    "--anchors",
    "files",
    multiple=True,
    type=click.Path(path_type=Path),
    help="A file with anchors that were sent out before, such as a saved message. May be given several times.",
)
@scheduled
def verify_history(files: Sequence[Path]) -> None:
    """Read the whole history and say which row was altered, removed, inserted or moved; exit 1 if any was."""
    from qa_app.clock import now  # noqa: PLC0415
    from qa_app.domain import anchors  # noqa: PLC0415
    from qa_app.queries import history  # noqa: PLC0415
    from qa_app.services import anchoring  # noqa: PLC0415

    given: dict[int, str] = {}
    for file in files:
        given |= anchors.read(_text_of(file))
    found = history.verified(given)
    number = len(found.troubles) + found.more
    anchoring.looked_through(found.newest, number, at=now())
    for trouble in found.troubles:
        click.echo(trouble.sentence)
    if number:
        more = f" ({found.more:,} more are not shown)" if found.more else ""
        say(f"The history is not what it was: {number:,} fault{'s' * (number != 1)}{more}.", is_error=True)
        sys.exit(EXIT_REFUSED)
    against = f" and {len(given):,} anchor{'s' * (len(given) != 1)}" if given else ""
    say(f"{found.newest.sequence:,} rows{against} checked: nothing was changed. Newest: {found.newest.hash}")


@click.command("anchor-history")
@click.option("--file", type=click.Path(path_type=Path), help="Add the anchor to the end of this file.")
@click.option(
    "--mail-to", default="", help="Send it to this address. Default: anchor_mail_to of config.toml."
)
@scheduled
def anchor_history(file: Path | None, mail_to: str) -> None:
    """Print the newest row's number and hash, and send them out: keep them where nobody can change both."""
    from flask import current_app  # noqa: PLC0415

    from qa_app.clock import now  # noqa: PLC0415
    from qa_app.domain import anchors  # noqa: PLC0415
    from qa_app.queries import history  # noqa: PLC0415
    from qa_app.services import anchoring  # noqa: PLC0415

    head = history.head()
    if head is None:
        refuse("The head of the history is missing. Run: qa verify-history")
    at = now()
    line = anchors.written(head, at=at)
    if file is not None:
        try:
            with file.open("a", encoding="ascii") as kept:
                kept.write(f"{line}\n")
        except OSError as error:
            refuse(f"{file}: cannot be written ({error.strerror}). Check the name and the folder.")
    to = mail_to or current_app.config["QA"].anchor_mail_to
    text = (
        f"{line}\n\nKeep this message. With it, 'qa verify-history --anchors FILE' shows whether anything in the "
        "history up to this row was changed afterwards, by whomever.\n"
    )
    anchoring.anchor(head, text, to=to, file=str(file or ""), at=at)
    click.echo(line)
    if to:
        click.echo(f"In the outbox for {to}. Send it with: qa send-mail", err=True)


def _text_of(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8", errors="replace")
    except OSError as error:
        refuse(f"{file}: cannot be opened ({error.strerror}). Check the name and the folder.")
