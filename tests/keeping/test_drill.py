"""The drill: people work, a backup is made while they do, everything is destroyed, and it comes back."""

from __future__ import annotations

import shutil
from pathlib import Path

import sqlalchemy as sa
from click.testing import CliRunner
from sqlalchemy import select

from qa_app.cli import main
from qa_app.db import db, session
from qa_app.domain.workflow import Status
from qa_app.models.audits import Answer
from tests import factories
from tests.served import KEYS, Typists, environment_of, lost, serving

WRITERS = 8


def qa(*arguments):
    """What a command says."""
    result = CliRunner().invoke(main, [str(each) for each in arguments], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.output


def answers():
    """Every answer, straight from the database that is there now."""
    db.session.remove()
    db.engine.dispose()
    found = session.execute(select(Answer.audit_id, Answer.question_key, Answer.version, Answer.value))
    return {(audit_id, key): (version, value) for audit_id, key, version, value in found}


def destroy(app, instance):
    """Nothing is left: no database, no files, no settings."""
    url = sa.make_url(app.config["QA"].database_url)
    db.session.remove()
    if url.get_backend_name() == "sqlite":
        db.engine.dispose()
        for ending in ("", "-wal", "-shm"):
            Path(f"{url.database}{ending}").unlink(missing_ok=True)
    else:
        with db.engine.begin() as connection:
            connection.exec_driver_sql("DROP SCHEMA public CASCADE")
            connection.exec_driver_sql("CREATE SCHEMA public")
        db.engine.dispose()
    shutil.rmtree(instance)


def test_everything_acknowledged_before_the_backup_comes_back(app, cast, tmp_path, happened, monkeypatch):
    audits = factories.audits(cast.asha, WRITERS // len(KEYS), status=Status.IN_PROGRESS)
    places = [(audit.id, key) for audit in audits for key in KEYS]
    instance, safe = tmp_path / "council", tmp_path / "safe"
    for name, value in environment_of(app, instance).items():
        monkeypatch.setenv(name, value)
    (instance / "published" / "2026-10" / "1").mkdir(parents=True)
    (instance / "published" / "2026-10" / "1" / "board.pdf").write_bytes(b"%PDF published")
    session.rollback()
    with serving(app, instance) as served:
        typists = Typists(app, cast.asha, places, port=served.port)
        with typists.typing():
            typists.wait_for(80)
            before = typists.snapshot()
            counted = typists.count
            qa("backup", "--to", safe)
            meanwhile = typists.count - counted
            typists.wait_for(typists.count + 40)
        assert not typists.refused
    settings = (instance / "config.toml").read_bytes()
    destroy(app, instance)
    instance.mkdir()
    (instance / "config.toml").write_bytes(settings)
    (backup,) = safe.glob("qa-*.tar.gz")
    assert "is whole" in qa("verify-backup", backup)
    restored = qa("restore", backup)
    kept = answers()
    assert lost(before, kept) == []
    assert (instance / "published" / "2026-10" / "1" / "board.pdf").read_bytes() == b"%PDF published"
    assert "Start it with: qa serve" in restored
    with serving(app, instance) as served:
        typists.port, typists.acknowledged = served.port, {place: kept[place][0] for place in places}
        with typists.typing():
            typists.wait_for(typists.count + 8)
        assert not typists.refused
    happened(
        f"{counted} answers acknowledged before the backup by {WRITERS} writers, {meanwhile} while it was made; "
        f"none of them lost after it was restored, and work goes on. {restored.splitlines()[0].partition(': ')[2]}"
    )
