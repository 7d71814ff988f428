"""Do the migrations build exactly what the models say, up and down, on both databases?"""

from __future__ import annotations

import flask_migrate
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from qa_app.config import shipped
from qa_app.db import db
from qa_app.models import Base
from tests import full_house
from tests.table_prints import changed_since, prints


def test_migrations_build_what_the_models_say(app):
    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []


def test_migrations_go_down_to_nothing_and_up_again(app):
    db.session.remove()
    flask_migrate.downgrade(revision="base")
    assert set(sa.inspect(db.engine).get_table_names()) == {"alembic_version"}
    flask_migrate.upgrade()
    assert set(Base.metadata.tables) <= set(sa.inspect(db.engine).get_table_names())


def test_what_came_after_moderation_goes_down_and_the_rest_stays(cast):
    full_house.build(cast)
    before = prints()
    db.session.remove()
    flask_migrate.downgrade(revision="002")
    with db.engine.connect() as connection:
        steps = set(connection.scalars(sa.text("SELECT step FROM audit_event")))
        ways = set(connection.scalars(sa.text("SELECT way FROM moderation")))
    assert steps.isdisjoint({"ask", "look_again", "sign_off", "reopen"})
    assert "reply" not in ways
    flask_migrate.upgrade()
    gone = {"coaching", "reply", "reply_about", "sign_off", "reopening"}
    assert set(changed_since(before)) == gone | {"audit_event", "moderation"}


def test_head_file_names_the_newest_migration():
    newest = max(path.name for path in (shipped("migrations") / "versions").glob("*.py"))
    assert newest.startswith((shipped("migrations") / "HEAD").read_text(encoding="utf-8").strip() + "_")
