"""How is a PostgreSQL database copied while it is written to, counted, and put back?

``pg_dump`` and the counting see one exported snapshot, so that they cannot disagree.
"""

from __future__ import annotations

import hashlib
import secrets
from contextlib import contextmanager
from typing import TYPE_CHECKING, LiteralString

import psycopg
from psycopg import IsolationLevel, sql

from qa_app.domain.backups import TableContent
from qa_app.domain.errors import BadFile, NotPossible
from qa_app.keeping import postgres_tools
from qa_app.keeping.postgres_tools import Server

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import sqlalchemy as sa

FILE = "database/qa.dump"
_TABLES: LiteralString = """
SELECT relname::text, coalesce((
    SELECT array_agg(attname::text ORDER BY attnum) FROM pg_index JOIN pg_attribute ON attrelid = indrelid
    AND attnum = ANY (indkey) WHERE indrelid = pg_class.oid AND indisprimary), '{}')
FROM pg_class WHERE relnamespace = current_schema()::regnamespace AND relkind = 'r' ORDER BY relname
"""


def copy(url: sa.URL, into: Path) -> dict[str, TableContent]:
    """Make ``into`` a dump of the database as it is at this moment; what its tables hold.

    :raises NotPossible: when the database does not answer, or pg_dump is missing, too old or fails.
    """
    with _connected(url) as connection:
        dump = postgres_tools.find("pg_dump", _server(connection))
        connection.isolation_level = IsolationLevel.REPEATABLE_READ
        connection.read_only = True
        (snapshot,) = _one(connection, "SELECT pg_export_snapshot()")
        postgres_tools.run(
            dump, ["--format=custom", "--compress=0", f"--snapshot={snapshot}", f"--file={into}"], url
        )
        return _contents(connection)


def contents(url: sa.URL) -> dict[str, TableContent]:
    """What each table holds."""
    with _connected(url) as connection:
        connection.isolation_level = IsolationLevel.REPEATABLE_READ
        return _contents(connection)


def migration(url: sa.URL) -> str:
    """The migration that the database is at; nothing when it has no tables."""
    with _connected(url) as connection:
        if "alembic_version" not in dict(connection.execute(_TABLES).fetchall()):
            return ""
        row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
        return str(row[0]) if row else ""


def is_empty(url: sa.URL) -> bool:
    """Whether there is no table yet."""
    with _connected(url) as connection:
        return connection.execute(_TABLES).fetchone() is None


def put_back(dump: Path, url: sa.URL) -> None:
    """Load the dump into an empty database: all of it or nothing.

    :raises NotPossible: when pg_restore is missing, too old or fails.
    """
    with _connected(url) as connection:
        tool = postgres_tools.find("pg_restore", _server(connection))
    postgres_tools.run(
        tool, ["--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges", str(dump)], url
    )


@contextmanager
def restored(dump: Path, beside: sa.URL) -> Iterator[sa.URL]:
    """The dump as a database of its own on the server of ``beside``, gone after the block.

    :raises NotPossible: when the instance's user may not make a database.
    :raises BadFile: when the dump cannot be loaded.
    """
    name = f"qa_verify_{secrets.token_hex(6)}"
    try:
        _on_server(beside, sql.SQL("CREATE DATABASE {} TEMPLATE template0").format(sql.Identifier(name)))
    except psycopg.errors.InsufficientPrivilege as error:
        raise NotPossible(
            "The user in database_url may not make the scratch database that this needs. Allow it (ALTER ROLE … "
            "CREATEDB), or verify with QA_DATABASE_URL set to another server."
        ) from error
    scratch = beside.set(database=name)
    try:
        try:
            put_back(dump, scratch)
        except NotPossible as error:
            raise BadFile(f"The database in the backup cannot be restored: {error.message}") from error
        yield scratch
    finally:
        _on_server(beside, sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def _contents(connection: psycopg.Connection) -> dict[str, TableContent]:
    """In the words of one time zone, and in an order that no collation changes."""
    connection.execute("SET LOCAL TIME ZONE 'UTC'")
    return {name: _content(connection, name, keys) for name, keys in connection.execute(_TABLES).fetchall()}


def _content(connection: psycopg.Connection, table: str, keys: list[str]) -> TableContent:
    order: list[sql.Composable] = [
        sql.SQL('{}::text COLLATE "C"').format(sql.Identifier(key)) for key in keys
    ]
    statement = sql.SQL("COPY (SELECT * FROM {} AS kept ORDER BY {}) TO STDOUT").format(
        sql.Identifier(table), sql.SQL(", ").join(order or [sql.SQL('kept::text COLLATE "C"')])
    )
    digest, rows = hashlib.sha256(), 0
    with connection.cursor() as cursor, cursor.copy(statement) as copied:
        for row in copied:
            digest.update(row)
            rows += 1
    return TableContent(rows=rows, sha256=digest.hexdigest())


def _server(connection: psycopg.Connection) -> Server:
    try:
        row = connection.execute("SELECT setting FROM pg_config WHERE name = 'BINDIR'").fetchone()
    except psycopg.errors.InsufficientPrivilege:
        row = None
    connection.rollback()
    return Server(connection.info.server_version // 10_000, str(row[0]) if row else "")


def _one(connection: psycopg.Connection, statement: LiteralString) -> tuple[object, ...]:
    row = connection.execute(statement).fetchone()
    if row is None:
        raise NotPossible("The database gave no answer.")
    return tuple(row)


@contextmanager
def _connected(url: sa.URL, *, is_autocommit: bool = False) -> Iterator[psycopg.Connection]:
    plain = url.set(drivername="postgresql").render_as_string(hide_password=False)
    try:
        connection = psycopg.connect(plain, autocommit=is_autocommit)
    except psycopg.OperationalError as error:
        raise NotPossible(f"The database does not answer: {str(error).strip()}") from error
    with connection:
        yield connection


def _on_server(url: sa.URL, statement: sql.Composed) -> None:
    with _connected(url, is_autocommit=True) as connection:
        connection.execute(statement)
