"""Is the database there, of which kind, and at which migration?"""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError

from qa_app.db import end_read, session


def migration_revision() -> str | None:
    """The revision that the database is at; None before the first migration."""
    if not sa.inspect(session.get_bind()).has_table("alembic_version"):
        return None
    revision: str | None = session.scalar(sa.text("SELECT version_num FROM alembic_version"))
    return revision


def database_kind() -> str:
    """As the engine names it: "sqlite" or "postgresql"."""
    return session.get_bind().dialect.name


def why_not_ready(newest: str) -> str:
    """Why this machine cannot answer people now, as a constant; "" when it can. ``newest`` is the code's migration."""
    try:
        revision = migration_revision()
    except SQLAlchemyError:
        end_read()
        return "no database"
    if revision is None:
        return "not set up"
    return "" if revision == newest else "other migration"
