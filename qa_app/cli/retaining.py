"""How is the retention schedule looked at and carried out from the command line?"""

from __future__ import annotations

import click

from qa_app.cli.frame import refuse, with_app


@click.command()
@click.option(
    "--dry-run", is_flag=True, help="List what would go and why, and what is held. Changes nothing."
)
@click.option("--carry-out", is_flag=True, help="Remove what is due and not held. It cannot be brought back.")
@click.option("--by", "by_email", default="", help="Carry it out as this person, by e-mail address; needed.")
@with_app
def retention(*, dry_run: bool, carry_out: bool, by_email: str) -> None:
    """Show the records whose period is over, or remove what leads to anybody in them. Safe to run twice."""
    from qa_app import clearing  # noqa: PLC0415
    from qa_app.clock import now, today  # noqa: PLC0415
    from qa_app.domain.retention import RecordClass  # noqa: PLC0415
    from qa_app.queries import people, retention  # noqa: PLC0415

    if dry_run == carry_out:
        refuse("Say either --dry-run or --carry-out.")
    due = retention.due(today())
    if dry_run:
        for each in due:
            held = f" STAYS: {' '.join(each.held_because)}" if each.is_held else ""
            click.echo(f"{each.record_class.label}: {each.what}. {each.why}{held}")
        goes = sum(not each.is_held for each in due)
        click.echo(f"{goes} would go, {len(due) - goes} held. Nothing was changed.")
        return
    by = people.one_who_removes(by_email)
    disposal = clearing.carry_out(by=by, at=now())
    for record_class, number in sorted(retention.counts_of(disposal).items()):
        click.echo(f"{RecordClass(record_class).label}: {number}")
    click.echo(f"Certificate {disposal.id}  SHA-256 {disposal.sha256}")
