"""How is a SQLite database copied while it is written to, counted, and put back?

The copy is one reading transaction of SQLite's own backup: in its write-ahead mode nobody who saves waits for it.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import sqlite3
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING

import sqlalchemy as sa

from qa_app.domain.backups import TableContent
from qa_app.domain.errors import BadFile, NotPossible

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

FILE = "database/qa.db"
_AT_ONCE = 2_000


def file_of(url: sa.URL, instance: Path) -> Path:
    """Where the database is. A relative name counts from the instance folder, as it does when it is served."""
    if not url.database or url.database == ":memory:":
        raise NotPossible("A database in memory cannot be kept. Set database_url in config.toml.")
    return instance / url.database


def copy(database: Path, into: Path) -> dict[str, TableContent]:
    """Make ``into`` the database as it is at this moment; what its tables hold.

    :raises NotPossible: when there is no database, or no room for its copy.
    """
    if not database.exists():
        raise NotPossible(f"There is no database at {database}. Run 'qa init' to make it.")
    try:
        with closing(_open(database, "ro")) as source, closing(sqlite3.connect(into)) as target:
            source.backup(target)
            target.execute("PRAGMA journal_mode=DELETE")  # one file is then all of it
    except sqlite3.Error as error:
        raise NotPossible(f"The database could not be copied to {into.parent}: {error}.") from error
    return contents(into)


def contents(database: Path) -> dict[str, TableContent]:
    """What each table holds.

    :raises BadFile: when the file is not a database, or a damaged one.
    """
    try:
        with closing(_open(database, "ro")) as connection:
            (verdict,) = connection.execute("PRAGMA integrity_check(1)").fetchone()
            if verdict != "ok":
                raise BadFile(f"The database in the backup is damaged: {verdict}.")
            return {name: _content(connection, name) for name in _tables(connection)}
    except sqlite3.DatabaseError as error:
        raise BadFile(f"The database in the backup is damaged: {error}.") from error


def migration(database: Path) -> str:
    """The migration that the database is at; nothing when it has no tables."""
    with closing(_open(database, "ro")) as connection:
        if "alembic_version" not in _tables(connection):
            return ""
        row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
        return str(row[0]) if row else ""


def is_empty(database: Path) -> bool:
    """Whether there is no table yet."""
    if not database.exists():
        return True
    with closing(_open(database, "ro")) as connection:
        return not _tables(connection)


def put_back(copied: Path, database: Path) -> None:
    """Make the copy the database, in one step and on the disk."""
    database.parent.mkdir(parents=True, exist_ok=True)
    arriving = database.with_name(f"{database.name}.arriving")
    shutil.copyfile(copied, arriving)
    arriving.chmod(0o600)
    with arriving.open("r+b") as file:
        os.fsync(file.fileno())
    for ending in ("-wal", "-shm"):
        database.with_name(database.name + ending).unlink(missing_ok=True)
    arriving.replace(database)


@contextmanager
def restored(copied: Path, folder: Path) -> Iterator[sa.URL]:
    """The copy as a database of its own, gone after the block."""
    scratch = folder / "scratch.db"
    put_back(copied, scratch)
    try:
        yield sa.URL.create("sqlite", database=str(scratch))
    finally:
        scratch.unlink()


def _open(database: Path, mode: str) -> sqlite3.Connection:
    return sqlite3.connect(f"{database.resolve().as_uri()}?mode={mode}", uri=True, timeout=10)


def _tables(connection: sqlite3.Connection) -> list[str]:
    found = connection.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name"
    )
    return [name for (name,) in found]


def _content(connection: sqlite3.Connection, table: str) -> TableContent:
    digest, count = hashlib.sha256(), 0
    rows = connection.execute(f'SELECT * FROM "{table}" ORDER BY rowid')  # noqa: S608  # the database's own name
    while found := rows.fetchmany(_AT_ONCE):
        count += len(found)
        for row in found:
            digest.update(repr(row).encode())
    return TableContent(rows=count, sha256=digest.hexdigest())
