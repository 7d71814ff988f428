"""Is the database there, and at which migration?"""

from __future__ import annotations

import sqlalchemy as sa

from qa_app.db import session


def migration_revision() -> str | None:
    """The revision that the database is at; None before the first migration."""
    if not sa.inspect(session.get_bind()).has_table("alembic_version"):
        return None
    revision: str | None = session.scalar(sa.text("SELECT version_num FROM alembic_version"))
    return revision
