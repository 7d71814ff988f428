"""How a migration reaches the database: through the application's own engine."""

import sqlite3

import sqlalchemy as sa
from alembic import context
from alembic.runtime.migration import MigrationContext
from flask import current_app

from qa_app.db import write_unit
from qa_app.models import Base
from qa_app.models.base import UtcDateTime


def _render(kind: str, item: object, _context: object) -> str | bool:
    """Migrations speak of the database's types only: they must outlive our classes."""
    return "sa.DateTime(timezone=True)" if kind == "type" and isinstance(item, UtcDateTime) else False


def _let_tables_be_made_again(connection: sa.Connection) -> bool:
    """SQLite changes a table by making it anew: its rows must not take those that refer to them along.

    The pragma does nothing within a transaction, so it comes before the first one.
    """
    driver = connection.connection.driver_connection
    if not isinstance(driver, sqlite3.Connection):
        return False
    driver.execute("PRAGMA foreign_keys=OFF")
    return True


def _check_references(*, ctx: MigrationContext, **_rest: object) -> None:
    """What was switched off is checked before anything is kept."""
    connection = ctx.connection
    if connection.dialect.name != "sqlite":
        return
    if connection.exec_driver_sql("PRAGMA foreign_key_check").first():
        raise RuntimeError("the migration would leave rows that refer to nothing, so nothing was changed")


def run() -> None:
    """Apply what is asked for in one transaction: an upgrade that fails half-way has changed nothing."""
    engine = current_app.extensions["migrate"].db.engine
    with engine.connect() as connection:
        is_sqlite = _let_tables_be_made_again(connection)
        with write_unit(), connection.begin():
            context.configure(
                connection=connection,
                target_metadata=Base.metadata,
                compare_type=True,
                render_item=_render,
                render_as_batch=True,
                on_version_apply=_check_references,
            )
            context.run_migrations()
        if is_sqlite:
            connection.connection.driver_connection.execute("PRAGMA foreign_keys=ON")


run()
