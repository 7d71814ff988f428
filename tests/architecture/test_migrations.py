"""Do the migrations build exactly what the models say, up and down, on both databases?"""

from __future__ import annotations

import flask_migrate
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from qa_app.config import shipped
from qa_app.db import db, session
from qa_app.domain.policy import Role
from qa_app.domain.workflow import Status
from qa_app.models import Base
from qa_app.models.audits import Audit
from qa_app.models.council import Council
from qa_app.models.exemplars import Exemplar
from qa_app.models.people import RoleRow, User
from tests import factories, full_house
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


def test_without_exemplars_and_repeats_everything_else_stays(cast):
    repeat = factories.repeat(cast.asha, reference="EX500")
    factories.concern(factories.repeat(cast.ben, status=Status.IN_PROGRESS))
    factories.exemplar(session.get_one(Audit, repeat.of_id))
    before = db.session.scalar(
        sa.text("SELECT count(*) FROM answer WHERE audit_id IN (SELECT id FROM audit WHERE kind = 'audit')")
    )
    db.session.remove()
    flask_migrate.downgrade(revision=_before("004"))
    with db.engine.connect() as connection:
        kinds = set(connection.scalars(sa.text("SELECT kind FROM audit")))
        kept = connection.scalar(sa.text("SELECT count(*) FROM answer"))
    flask_migrate.upgrade()
    assert kinds == {"audit"}
    assert kept == before
    assert db.session.scalars(sa.select(Council.repeat_weeks)).one() == 8
    assert db.session.scalar(sa.select(sa.func.count(Exemplar.id))) == 0
    assert factories.repeat(cast.olu).look_back_on


def _before(revision):
    return ScriptDirectory(str(shipped("migrations"))).get_revision(revision).down_revision


def test_what_came_after_moderation_goes_down_and_the_rest_stays(cast):
    full_house.build(cast)
    before = prints()
    db.session.remove()
    flask_migrate.downgrade(revision=_before("005"))
    with db.engine.connect() as connection:
        steps = set(connection.scalars(sa.text("SELECT step FROM audit_event")))
        ways = set(connection.scalars(sa.text("SELECT way FROM moderation")))
    assert steps.isdisjoint({"ask", "look_again", "sign_off", "reopen"})
    assert "reply" not in ways
    flask_migrate.upgrade()
    gone = {"coaching", "reply", "reply_about", "sign_off", "reopening"}
    gone |= {"acceptance", "confidentiality_statement", "user", "user_role"}  # nobody from outside stays
    gone |= {"case_notice", "disposal"}
    assert set(changed_since(before)) - {"role"} == gone | {"audit_event", "moderation"}


def test_head_file_names_the_newest_migration():
    newest = max(path.name for path in (shipped("migrations") / "versions").glob("*.py"))
    assert newest.startswith((shipped("migrations") / "HEAD").read_text(encoding="utf-8").strip() + "_")


def test_nobody_from_outside_stays_when_the_older_version_does_not_know_of_them(cast):
    mira = factories.outsider(cast.ada)
    factories.audit(mira, team=cast.harbour)
    db.session.remove()
    flask_migrate.downgrade(revision=_before("008"))
    with db.engine.connect() as connection:
        active = dict(connection.execute(sa.text('SELECT name, active FROM "user"')).all())
        roles = set(connection.scalars(sa.text("SELECT name FROM role")))
    flask_migrate.upgrade()
    assert not active["Mira Holt"]
    assert active["Asha Rao"]
    assert "external_auditor" not in roles
    assert set(db.session.scalars(sa.select(RoleRow.name))) == {role.value for role in Role}
    people = {person.name: person for person in db.session.scalars(sa.select(User))}
    assert people["Asha Rao"].organisation == ""
    assert people["Asha Rao"].own_export_level is None
    assert people["Mira Holt"].held_roles == frozenset()
