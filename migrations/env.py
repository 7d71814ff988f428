"""How a migration reaches the database: through the application's own engine."""

from alembic import context
from flask import current_app

from qa_app.models import Base
from qa_app.models.base import UtcDateTime


def _render(kind: str, item: object, _context: object) -> str | bool:
    """Migrations speak of the database's types only: they must outlive our classes."""
    return "sa.DateTime(timezone=True)" if kind == "type" and isinstance(item, UtcDateTime) else False


def run() -> None:
    """Apply what is asked for, in one transaction where the database can."""
    engine = current_app.extensions["migrate"].db.engine
    with engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=Base.metadata,
            compare_type=True,
            render_item=_render,
            render_as_batch=True,
            transaction_per_migration=True,
        )
        with context.begin_transaction():
            context.run_migrations()


run()
