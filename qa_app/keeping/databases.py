"""Which kind of database is it, and how is that kind copied, counted and put back?"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import sqlalchemy as sa

from qa_app.domain.errors import NotPossible
from qa_app.keeping import postgres_copies, sqlite_copies

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from qa_app.config import Config
    from qa_app.domain.backups import TableContent

SQLITE, POSTGRESQL = "sqlite", "postgresql"
FILES = {SQLITE: sqlite_copies.FILE, POSTGRESQL: postgres_copies.FILE}


def kind_of(config: Config) -> str:
    """The kind that the instance uses."""
    return _url(config).get_backend_name()


def copy(config: Config, into: Path) -> dict[str, TableContent]:
    """Copy the instance's database into a file, as it is at one moment; what its tables hold."""
    if kind_of(config) == SQLITE:
        return sqlite_copies.copy(_file(config), into)
    return postgres_copies.copy(_url(config), into)


def contents(url: sa.URL) -> dict[str, TableContent]:
    """What each table of a database that stands ready holds."""
    if url.get_backend_name() == SQLITE:
        return sqlite_copies.contents(Path(url.database or ""))
    return postgres_copies.contents(url)


def migration(config: Config) -> str:
    """The migration that the instance's database is at; nothing when it has no tables yet."""
    if kind_of(config) == SQLITE:
        file = _file(config)
        return sqlite_copies.migration(file) if file.exists() else ""
    return postgres_copies.migration(_url(config))


def is_empty(config: Config) -> bool:
    """Whether the instance's database has no table yet."""
    return (
        sqlite_copies.is_empty(_file(config))
        if kind_of(config) == SQLITE
        else postgres_copies.is_empty(_url(config))
    )


def put_back(copied: Path, config: Config) -> sa.URL:
    """Make the copy the instance's database, which is empty; where it is now."""
    if kind_of(config) == SQLITE:
        sqlite_copies.put_back(copied, _file(config))
        return sa.URL.create(SQLITE, database=str(_file(config)))
    postgres_copies.put_back(copied, _url(config))
    return _url(config)


def restored(copied: Path, kind: str, folder: Path, config: Config | None) -> AbstractContextManager[sa.URL]:
    """The copy as a database of its own for a while: a file in ``folder``, or a database on the instance's server.

    :raises NotPossible: when a PostgreSQL copy comes where no PostgreSQL server is known.
    """
    if kind == SQLITE:
        return sqlite_copies.restored(copied, folder)
    if config is None or kind_of(config) != POSTGRESQL:
        raise NotPossible(
            "This is a backup of PostgreSQL, and it needs a server to be restored on for a moment. Run this where "
            "QA_INSTANCE names an instance on PostgreSQL, or set QA_DATABASE_URL."
        )
    return postgres_copies.restored(copied, _url(config))


def _url(config: Config) -> sa.URL:
    return sa.make_url(config.database_url)


def _file(config: Config) -> Path:
    return sqlite_copies.file_of(_url(config), config.instance)
