"""When a migration fails half-way, is nothing changed, is it said, and is the backup there?"""

from __future__ import annotations

import shutil
from dataclasses import replace

import pytest
import sqlalchemy as sa

from qa_app.config import shipped
from qa_app.db import db
from qa_app.domain.errors import NotPossible
from qa_app.keeping.upgrading import upgrade
from qa_app.keeping.verifying import verify
from tests import factories
from tests.conftest import TODAY
from tests.table_prints import changed_since, prints

GOOD = """
import sqlalchemy as sa
from alembic import op

revision = "998"
down_revision = "{head}"


def upgrade():
    op.create_table("brought", sa.Column("id", sa.Integer(), primary_key=True))
    with op.batch_alter_table("council") as council:
        council.add_column(sa.Column("motto", sa.Text(), server_default="Onwards", nullable=False))
"""
BAD = """
from alembic import op

revision = "999"
down_revision = "998"


def upgrade():
    op.execute("UPDATE council SET name = 'Half-way'")
    op.execute("DELETE FROM answer")
    op.execute("INSERT INTO no_such_table VALUES (1)")
"""


@pytest.fixture
def two_more(app, tmp_path):
    """The application as the next version would have it: one more migration that works, and one that does not."""
    folder = tmp_path / "migrations"
    shutil.copytree(shipped("migrations"), folder)
    head = (folder / "HEAD").read_text(encoding="utf-8").strip()
    (folder / "versions" / "998_good.py").write_text(GOOD.format(head=head))
    (folder / "versions" / "999_bad.py").write_text(BAD)
    settings = app.extensions["migrate"]
    usual, settings.directory = settings.directory, str(folder)
    yield folder
    settings.directory = usual


def test_an_upgrade_that_fails_half_way_changes_nothing(app, cast, two_more, tmp_path, happened):
    factories.audit(cast.asha)
    before = prints()
    db.session.remove()
    config = replace(app.config["QA"], instance=tmp_path)
    told = []
    with pytest.raises(NotPossible) as refusal:
        upgrade(config, tell=told.append, at=TODAY)
    assert changed_since(before) == []
    assert "brought" not in sa.inspect(db.engine).get_table_names()
    assert "motto" not in {column["name"] for column in sa.inspect(db.engine).get_columns("council")}
    (backup,) = (tmp_path / "backups").glob("qa-*.tar.gz")
    assert str(backup) in told[0]
    assert str(backup) in refusal.value.message
    assert "nothing was changed" in refusal.value.message
    assert verify(backup, config=config).problems == ()
    (two_more / "versions" / "999_bad.py").unlink()
    shutil.rmtree(two_more / "versions" / "__pycache__", ignore_errors=True)
    upgrade(config, tell=told.append, at=TODAY)
    with db.engine.connect() as connection:
        assert connection.scalar(sa.text("SELECT motto FROM council")) == "Onwards"
    db.engine.dispose()
    happened(
        f"{refusal.value.message.partition('.')[0]}; the backup is whole; without the bad one it went through"
    )


def test_an_upgrade_whose_backup_cannot_be_made_does_not_begin(app, cast, two_more, tmp_path):
    del two_more
    before = prints()
    db.session.remove()
    (tmp_path / "in the way").write_text("")
    config = replace(
        app.config["QA"], instance=tmp_path, backup_folder=str(tmp_path / "in the way" / "backups")
    )
    with pytest.raises(NotPossible, match="There is no upgrade without a backup"):
        upgrade(config, tell=print, at=TODAY)
    assert changed_since(before) == []
    assert "brought" not in sa.inspect(db.engine).get_table_names()
