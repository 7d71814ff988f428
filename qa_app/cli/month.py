"""How is a month published from the command line?"""

from __future__ import annotations

import click

from qa_app.cli.frame import say, with_app


@click.command()
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
@with_app
def publish(period: str, change_note: str, by_email: str) -> None:
    """Publish the findings of PERIOD, a month such as 2026-10: freeze them and make the workbook and the PDF."""
    from qa_app import press  # noqa: PLC0415
    from qa_app.clock import now  # noqa: PLC0415
    from qa_app.queries import people  # noqa: PLC0415

    publication = press.publish_month(
        period, change_note=change_note, by=people.one_who_publishes(by_email), at=now()
    )
    say(f"Published {publication.title}, number {publication.number}:")
    for file in publication.files:
        click.echo(f"  {file.path}  SHA-256 {file.sha256}")
