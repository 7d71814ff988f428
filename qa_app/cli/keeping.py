"""How is everything backed up, proved to be whole, and restored?"""

from __future__ import annotations

import os
import socket
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

import click

from qa_app.cli.frame import application, note_command, refusals, refuse
from qa_app.config import instance_folder, read_config, shipped

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from types import ModuleType

    from qa_app.config import Config
    from qa_app.domain.backups import Manifest
    from qa_app.domain.operating import Outcome

_FILE = click.Path(path_type=Path)
_IDENTITY = click.option(
    "--identity", type=_FILE, default=None, help="The file with the secret key, when the backup is encrypted."
)


@click.command()
@click.option("--to", type=_FILE, default=None, help="The folder for it. Default: the setting backup_folder.")
@click.option(
    "--encrypt-to",
    default="",
    metavar="RECIPIENT",
    help="Encrypt it for this public key (age1…). Default: the setting backup_recipients.",
)
@click.option("--keep-all", is_flag=True, help="Remove no older backup.")
def backup(to: Path | None, encrypt_to: str, keep_all: bool) -> None:
    """Back up this instance while people work. An encrypted backup has the secrets in it, a plain one has not."""
    from sqlalchemy.exc import SQLAlchemyError  # noqa: PLC0415

    from qa_app.clock import now  # noqa: PLC0415
    from qa_app.domain.backups import THE_RULE  # noqa: PLC0415
    from qa_app.domain.errors import QaError  # noqa: PLC0415
    from qa_app.domain.operating import Outcome  # noqa: PLC0415
    from qa_app.keeping.backing_up import back_up  # noqa: PLC0415

    began = now()
    with refusals():
        config = read_config(instance_folder())
        try:
            made = back_up(config, to=to, encrypt_to=encrypt_to, keep_all=keep_all, at=now())
        except QaError as refusal:
            # What keeps a backup from being made, such as a full disk, can keep this from being written down too.
            with suppress(OSError, SQLAlchemyError), _recording(config) as keeping:
                if keeping:
                    _record_run(Outcome.REFUSED, refusal.message, began)
            raise
        with _recording(config) as keeping:
            if keeping:
                keeping.backup_made(made.path.name, made.sha256, made.manifest, at=now())
                _record_run(
                    Outcome.DONE, f"{made.manifest.rows:,} rows, {made.bytes / 1_000_000:,.1f} MB.", began
                )
    click.echo(f"Backed up to {made.path} ({made.bytes / 1_000_000:,.1f} MB).")
    click.echo(f"SHA-256 {made.sha256}")
    click.echo(f"It holds {_holds(made.manifest)}.")
    if not made.manifest.has_secrets:
        click.echo(
            "The secrets are not in it: keep config.toml (or where else they come from) apart as well."
        )
    if made.removed:
        count = len(made.removed)
        click.echo(f"Removed {count} older backup{'s' * (count != 1)}; kept are {THE_RULE}.")


@click.command("verify-backup")
@click.argument("file", type=_FILE)
@_IDENTITY
def verify_backup(file: Path, identity: Path | None) -> None:
    """Restore the backup FILE into a scratch place, compare it with what was kept, and say whether it is whole."""
    from qa_app.clock import now  # noqa: PLC0415
    from qa_app.keeping.verifying import verify  # noqa: PLC0415

    instance = instance_folder()
    with refusals():
        config = read_config(instance) if (instance / "config.toml").exists() else None
        verified = verify(file, identity=identity, config=config)
        with _recording(config) as keeping:
            if keeping:
                keeping.backup_verified(file.name, verified.manifest, len(verified.problems), at=now())
    if verified.problems:
        refuse("\n".join((f"{file} is NOT whole:", *verified.problems)))
    made_at = verified.manifest.made_at
    click.echo(
        f"{file} is whole: it was restored, and everything is as it was on {made_at:%d %B %Y at %H:%M} UTC."
    )
    click.echo(f"It holds {_holds(verified.manifest)}.")


@click.command()
@click.argument("file", type=_FILE)
@_IDENTITY
@click.option(
    "--new-secrets",
    is_flag=True,
    help="Make new secrets when the old ones are lost: no password works any more.",
)
def restore(file: Path, identity: Path | None, new_secrets: bool) -> None:
    """Restore the backup FILE into this instance, which must be empty."""
    from qa_app.clock import now  # noqa: PLC0415
    from qa_app.keeping.restoring import restore as put_back  # noqa: PLC0415

    instance = instance_folder()
    with refusals():
        restored = put_back(file, instance, identity=identity, new_secrets=new_secrets)
        with _recording(read_config(instance)) as keeping:
            if keeping:
                keeping.restored(file.name, restored.manifest, at=now())
    click.echo(f"Restored into {instance}: {_holds(restored.manifest)}.")
    click.echo("Upgrade it now with: qa init" if restored.is_older else "Start it with: qa serve")


@click.command("backup-key")
@click.argument("file", type=_FILE)
def backup_key(file: Path) -> None:
    """Make a key for encrypted backups: the secret key into the new FILE, the public key onto the screen."""
    from qa_app.keeping.archives import new_key  # noqa: PLC0415

    secret, public = new_key()
    try:
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as error:
        refuse(f"{file} cannot be made: {error.strerror}. Name a file that is not there yet.")
    with os.fdopen(descriptor, "w", encoding="ascii") as written:
        written.write(f"# public key: {public}\n{secret}\n")
    click.echo(public)
    click.echo(
        f"Keep {file} away from this machine: without it no backup can be opened, and with it every one can. "
        "Put the public key above into backup_recipients.",
        err=True,
    )


@contextmanager
def _recording(config: Config | None) -> Iterator[ModuleType | None]:
    """What records in the instance's history; None without an instance, or one that waits for its upgrade.

    A backup can be made and restored before the upgrade too.
    """
    from qa_app.keeping import databases  # noqa: PLC0415
    from qa_app.services import keeping  # noqa: PLC0415

    newest = (shipped("migrations") / "HEAD").read_text(encoding="utf-8").strip()
    if config is None or databases.migration(config) != newest:
        yield None
        return
    with application().app_context():
        note_command()
        yield keeping


def _record_run(outcome: Outcome, said: str, began: datetime) -> None:
    """For the operations page: a backup stands outside the application, so it is not written down by itself."""
    from qa_app.clock import now  # noqa: PLC0415
    from qa_app.services import operating  # noqa: PLC0415

    operating.record_run("backup", outcome, said, machine=socket.gethostname(), started_at=began, at=now())


def _holds(manifest: Manifest) -> str:
    files = sum(name.startswith("published/") for name in manifest.files)
    return (
        f"{len(manifest.tables)} tables with {manifest.rows:,} rows (migration {manifest.migration}) and "
        f"{files:,} published file{'s' * (files != 1)}"
    )
