"""Is a backup whole, and can it be restored? Found out by restoring it, into a scratch place that is gone afterwards."""

from __future__ import annotations

import secrets
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import sqlalchemy as sa

from qa_app.app import create_app
from qa_app.config import Config
from qa_app.db import db
from qa_app.domain.errors import BadFile
from qa_app.keeping import archives, databases
from qa_app.keeping.backing_up import FILES, work_folder
from qa_app.queries import history

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from qa_app.domain.backups import Manifest, TableContent


@dataclass(frozen=True, slots=True)
class Verified:
    """What the backup holds, and everything in which what was restored is not what was kept."""

    manifest: Manifest
    problems: tuple[str, ...]


def verify(backup: Path, *, identity: Path | None = None, config: Config | None = None) -> Verified:
    """Restore a backup into a scratch place and compare it with its manifest.

    ``config`` is that of an instance, for its disk and its PostgreSQL server; a backup of SQLite needs none.

    :raises NotPossible: when it cannot be tried: no key, no server, no room.
    :raises BadFile: when the file is damaged or is no backup.
    """
    keys = archives.identities(identity) if identity else []
    _compare_with_its_sum(backup)
    with _scratch_folder(config) as work:
        manifest = archives.unpack(backup, work, keys)
        copied = work / manifest.database_file
        with databases.restored(copied, manifest.database, work, config) as url:
            problems = compare(manifest, databases.contents(url))
            if not problems:
                problems = _published_problems(url, work) + _history_problems(manifest, url, work)
    return Verified(manifest, tuple(problems))


def compare(manifest: Manifest, found: Mapping[str, TableContent]) -> list[str]:
    """In which tables what is there now is not what was kept, a sentence each."""
    problems = [f"There is no table {name}." for name in manifest.tables if name not in found]
    problems += [
        f"There is a table {name} that was not kept." for name in found if name not in manifest.tables
    ]
    for name, kept in manifest.tables.items():
        there = found.get(name, kept)
        if there.rows != kept.rows:
            problems.append(f"Table {name} has {there.rows:,} rows; {kept.rows:,} were kept.")
        elif there.sha256 != kept.sha256:
            problems.append(f"Table {name} has as many rows as were kept, but they say something else.")
    return problems


def _compare_with_its_sum(backup: Path) -> None:
    """With the file that stands beside it, if it was not left behind."""
    beside = backup.with_name(f"{backup.name}.sha256")
    if not (beside.exists() and backup.exists()):
        return
    if (
        beside.read_text(encoding="ascii", errors="replace").split(" ")[0]
        != archives.content_of(backup).sha256
    ):
        raise BadFile(
            f"{backup.name} is not the file that was written: its SHA-256 is not that of {beside.name}."
        )


def _published_problems(url: sa.URL, work: Path) -> list[str]:
    """The published files that the restored database names and that are missing, or are not what was published."""
    engine = sa.create_engine(url.set(drivername=_DRIVERS[url.get_backend_name()]), poolclass=sa.NullPool)
    with engine.connect() as connection:
        if not sa.inspect(connection).has_table("published_file"):
            return []
        named = connection.execute(sa.text("SELECT path, sha256 FROM published_file ORDER BY path")).all()
    problems = []
    for path, sha256 in named:
        file = work / FILES / path
        if not file.is_file():
            problems.append(f"The published file {path} is missing.")
        elif archives.content_of(file).sha256 != sha256:
            problems.append(f"The published file {path} is not as it was published.")
    return problems


def _history_problems(manifest: Manifest, url: sa.URL, work: Path) -> list[str]:
    """What is wrong with the history of the restored database: a backup must not carry a forged one on."""
    if _HISTORY not in manifest.tables:
        return []
    config = Config(
        instance=work,
        database_url=url.set(drivername=_DRIVERS[url.get_backend_name()]).render_as_string(
            hide_password=False
        ),
        secret_key=secrets.token_urlsafe(48),
        password_salt=secrets.token_urlsafe(48),
        totp_secret=secrets.token_urlsafe(48),
    )
    with create_app(config).app_context():
        found = history.verified({})
        db.session.remove()
        db.engine.dispose()
    said = [trouble.sentence for trouble in found.troubles]
    return [*said, f"The history has {found.more:,} more faults."] if found.more else said


_HISTORY = "history"
_DRIVERS = {databases.SQLITE: "sqlite", databases.POSTGRESQL: "postgresql+psycopg"}


@contextmanager
def _scratch_folder(config: Config | None) -> Iterator[Path]:
    """On the instance's own disk when there is one: case data does not belong in a folder that everybody shares."""
    place = work_folder(config.instance) if config else nullcontext()
    with place as work:
        if work is not None:
            yield work
            return
        with TemporaryDirectory(prefix="qa-verify-") as folder:
            yield Path(folder)
