"""What takes seconds to build is built once on each database: the next test gets it back as it was.

All rows, all files of the instance, and the objects that the builder returned. A test cannot tell the difference, except
that what is made with chance (tokens, file names) is the same each time.
"""

from __future__ import annotations

import pickle
import shutil
import sqlite3
import tempfile
from contextlib import closing
from dataclasses import dataclass, fields, is_dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import sqlalchemy as sa
from flask import current_app

from qa_app.db import db, session
from qa_app.models.base import Base

if TYPE_CHECKING:
    from collections.abc import Callable

    import psycopg

T = TypeVar("T")


@dataclass(frozen=True)
class _Kept:
    folder: Path
    tables: dict[str, bytes]
    """PostgreSQL's rows; SQLite's are a file in the folder."""
    objects: bytes


_KEPT: dict[tuple[str, str], _Kept] = {}


def built_once(name: str, build: Callable[[], T]) -> T:
    """What ``build`` makes of a database with the cast alone, from the second time on without building it."""
    session.rollback()
    key = (name, db.engine.dialect.name)
    if key not in _KEPT:
        made = build()
        session.commit()
        _KEPT[key] = _kept(made)
        return made
    kept = _KEPT[key]
    _put_back(kept)
    session.expire_all()
    return _attached(pickle.loads(kept.objects))  # noqa: S301  # our own, from this process


def _kept(made: object) -> _Kept:
    folder = Path(tempfile.mkdtemp(prefix="qa-built-"))
    shutil.copytree(current_app.config["QA"].instance, folder / "files", ignore=_databases)
    tables = {}
    file = _file()
    if file:
        with closing(sqlite3.connect(file)) as connection:
            connection.execute("VACUUM INTO ?", (str(folder / "qa.db"),))
    else:
        with db.engine.connect() as connected:
            cursor = _driver(connected).cursor()
            for table in Base.metadata.sorted_tables:
                with cursor.copy(f'COPY "{table.name}" TO STDOUT') as rows:
                    content = b"".join(rows)
                if content:
                    tables[table.name] = content
    return _Kept(folder, tables, pickle.dumps(made))


def _put_back(kept: _Kept) -> None:
    shutil.copytree(kept.folder / "files", current_app.config["QA"].instance, dirs_exist_ok=True)
    file = _file()
    if file:
        db.engine.dispose()
        for ending in ("-wal", "-shm"):
            file.with_name(file.name + ending).unlink(missing_ok=True)
        shutil.copy(kept.folder / "qa.db", file)
        return
    with db.engine.connect() as connection:
        driver = _driver(connection)
        driver.execute("SET session_replication_role = replica")
        for table in Base.metadata.sorted_tables:
            driver.execute(f'DELETE FROM "{table.name}"')  # noqa: S608  # our own tables
        for name, content in kept.tables.items():
            with driver.cursor().copy(f'COPY "{name}" FROM STDIN') as rows:
                rows.write(content)
            if "id" in Base.metadata.tables[name].c:
                driver.execute(
                    f"SELECT setval(pg_get_serial_sequence('\"{name}\"', 'id'), max(id)) FROM \"{name}\""  # noqa: S608
                )
        driver.execute("SET session_replication_role = DEFAULT")
        driver.commit()


def _driver(connection: sa.Connection) -> psycopg.Connection:
    return connection.connection.driver_connection  # type: ignore[return-value]  # as it is on PostgreSQL


def _file() -> Path | None:
    url = db.engine.url
    return Path(url.database or "") if url.get_backend_name() == "sqlite" else None


def _databases(_folder: str, names: list[str]) -> list[str]:
    return [name for name in names if name.startswith("qa.db")]


def _attached(value: Any) -> Any:
    """The same with its records in the present session."""
    if isinstance(value, Base):
        return session.merge(value, load=False)
    if isinstance(value, list | tuple):
        return type(value)(_attached(each) for each in value)
    if isinstance(value, dict):
        return {key: _attached(each) for key, each in value.items()}
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{each.name: _attached(getattr(value, each.name)) for each in fields(value)})
    return value
