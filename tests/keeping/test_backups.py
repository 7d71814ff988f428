"""Is a backup whole, private, and refused where it would do harm? On both databases, through the commands."""

from __future__ import annotations

import gzip
import re
import shutil
import tarfile
from datetime import timedelta

import flask_migrate
import pytest
import sqlalchemy as sa
from click.testing import CliRunner

from qa_app.cli import main
from qa_app.clock import frozen, now
from qa_app.config import SECRETS, read_config
from qa_app.db import db
from qa_app.domain.errors import BadFile, NotPossible
from qa_app.keeping import postgres_tools
from qa_app.keeping.backing_up import back_up
from qa_app.keeping.postgres_tools import Server
from qa_app.keeping.verifying import verify
from qa_app.models.history import HistoryRow
from qa_app.models.publications import Audience, Publication, PublishedFile
from tests import factories
from tests.conftest import TODAY
from tests.served import environment_of


def qa(*arguments, code=0):
    """What a command says."""
    result = CliRunner().invoke(main, [str(each) for each in arguments], catch_exceptions=False)
    assert result.exit_code == code, result.output
    return result.output


@pytest.fixture
def instance(app, cast, tmp_path, monkeypatch):
    """An instance with people, an audit and a published file, named by the environment as for a command."""
    factories.audit(cast.asha, reference="EX1")
    folder = tmp_path / "council"
    for name, value in environment_of(app, folder).items():
        monkeypatch.setenv(name, value)
    (folder / "published" / "2026-10" / "1").mkdir(parents=True)
    (folder / "published" / "2026-10" / "1" / "full.pdf").write_bytes(b"%PDF full")
    (folder / "published" / ".making").mkdir()
    (folder / "published" / ".making" / "half.pdf").write_bytes(b"%PDF half")
    db.session.rollback()
    return folder


@pytest.fixture
def key(tmp_path):
    """The file of a secret key, and the public key that goes with it."""
    file = tmp_path / "council.key"
    result = CliRunner().invoke(main, ["backup-key", str(file)])
    return file, result.stdout.split()[0]


def only(folder):
    (found,) = [path for path in folder.iterdir() if path.suffix in {".gz", ".age"}]
    return found


def empty_elsewhere(instance, monkeypatch, app):
    """Another instance, with an empty database of the same kind and without secrets from outside."""
    for name in SECRETS:
        monkeypatch.delenv(f"QA_{name.upper()}", raising=False)
    other = instance.with_name("elsewhere")
    url = sa.make_url(app.config["QA"].database_url)
    if url.get_backend_name() == "sqlite":
        monkeypatch.setenv("QA_DATABASE_URL", f"sqlite:///{other / 'qa.db'}")
    else:
        db.session.remove()
        with db.engine.begin() as connection:
            connection.exec_driver_sql("DROP SCHEMA public CASCADE")
            connection.exec_driver_sql("CREATE SCHEMA public")
        db.engine.dispose()
    return other


def test_a_plain_backup_is_whole_private_and_without_secrets(instance):
    said = qa("backup")
    backup = only(instance / "backups")
    assert "keep config.toml" in said
    assert backup.stat().st_mode & 0o077 == 0
    with tarfile.open(backup) as tar:
        names = tar.getnames()
        settings = tar.extractfile("config.toml").read().decode()
    assert names[0] == "manifest.json"
    assert "published/2026-10/1/full.pdf" in names
    assert not any(".making" in name for name in names)
    for line in (instance / "config.toml").read_text().splitlines():
        if '= "' in line and not line.startswith("#"):
            assert line.split('"')[1] not in settings
    assert "is whole" in qa("verify-backup", backup)
    assert not list(instance.glob(".keeping-*"))


def test_an_encrypted_backup_is_opened_by_its_key_alone_and_brings_the_secrets(
    instance, key, tmp_path, monkeypatch, app
):
    file, public = key
    qa("backup", "--to", tmp_path / "safe", "--encrypt-to", public)
    backup = only(tmp_path / "safe")
    assert b"EX1" not in backup.read_bytes()
    assert "--identity FILE" in qa("verify-backup", backup, code=1)
    other = tmp_path / "other.key"
    qa("backup-key", other)
    assert "the key is not the one" in qa("verify-backup", backup, "--identity", other, code=1)
    assert "is whole" in qa("verify-backup", backup, "--identity", file)
    elsewhere = empty_elsewhere(instance, monkeypatch, app)
    monkeypatch.setenv("QA_INSTANCE", str(elsewhere))
    assert "Start it with: qa serve" in qa("restore", backup, "--identity", file)
    assert (elsewhere / "config.toml").read_bytes() == (instance / "config.toml").read_bytes()
    assert (elsewhere / "config.toml").stat().st_mode & 0o077 == 0
    assert (elsewhere / "published" / "2026-10" / "1" / "full.pdf").read_bytes() == b"%PDF full"


def test_nothing_is_restored_over_work(instance):
    qa("backup")
    before = (instance / "config.toml").read_bytes()
    shutil.rmtree(instance / "published")
    assert "has a database with something in it" in qa("restore", only(instance / "backups"), code=1)
    assert (instance / "config.toml").read_bytes() == before


def test_published_files_are_not_restored_over(instance, tmp_path, monkeypatch, app):
    qa("backup", "--to", tmp_path / "safe")
    elsewhere = empty_elsewhere(instance, monkeypatch, app)
    other = elsewhere / "published" / "2026-09" / "board.pdf"
    other.parent.mkdir(parents=True)
    other.write_bytes(b"published")
    monkeypatch.setenv("QA_INSTANCE", str(elsewhere))
    assert "There are published files" in qa("restore", only(tmp_path / "safe"), code=1)


def test_lost_secrets_are_asked_about_and_then_made_anew(instance, tmp_path, monkeypatch, app):
    qa("backup", "--to", tmp_path / "safe")
    elsewhere = empty_elsewhere(instance, monkeypatch, app)
    monkeypatch.setenv("QA_INSTANCE", str(elsewhere))
    assert "--new-secrets" in qa("restore", only(tmp_path / "safe"), code=1)
    assert not (elsewhere / "config.toml").exists()
    assert "Restored into" in qa("restore", only(tmp_path / "safe"), "--new-secrets")
    assert read_config(elsewhere).secret_key != "k" * 40


def damaged(backup, tmp_path, change):
    """The same backup with one file in it changed, made by somebody who knows the format."""
    work = tmp_path / "work"
    with tarfile.open(backup) as tar:
        tar.extractall(work, filter="data")
        names = tar.getnames()
    change(work)
    changed = tmp_path / "changed.tar.gz"
    with tarfile.open(changed, "w:gz") as tar:
        for name in names:
            if (work / name).exists():
                tar.add(work / name, arcname=name)
    return changed


def append_to(name):
    def change(work):
        with (work / name).open("ab") as file:
            file.write(b"x")

    return change


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (append_to("published/2026-10/1/full.pdf"), "full.pdf in the backup is not what was put there"),
        (append_to("manifest.json"), "manifest cannot be understood"),
        (lambda work: (work / "config.toml").unlink(), "lacks a file that its manifest names: config.toml"),
        (lambda work: (work / "manifest.json").unlink(), "no manifest"),
    ],
    ids=["file", "manifest", "missing", "none"],
)
def test_a_changed_backup_is_found_out(instance, tmp_path, change, sentence):
    qa("backup")
    changed = damaged(only(instance / "backups"), tmp_path, change)
    assert sentence in qa("verify-backup", changed, code=1)


@pytest.mark.parametrize("share", [0.02, 0.5, 0.98])
def test_a_backup_that_was_cut_or_spoilt_is_said_to_be_damaged(instance, tmp_path, share):
    qa("backup")
    whole = only(instance / "backups").read_bytes()
    place = int(len(whole) * share)
    cut, spoilt = tmp_path / "cut.tar.gz", tmp_path / "spoilt.tar.gz"
    cut.write_bytes(whole[:place])
    spoilt.write_bytes(whole[:place] + bytes([whole[place] ^ 0xFF]) + whole[place + 1 :])
    for file in (cut, spoilt):
        with pytest.raises(BadFile):
            verify(file, config=read_config(instance))
    beside = only(instance / "backups")
    beside.write_bytes(spoilt.read_bytes())
    assert "its SHA-256 is not that of" in qa("verify-backup", beside, code=1)


@pytest.mark.parametrize("content", [b"", b"not a backup", gzip.compress(b"not a tar", mtime=0)])
def test_any_other_file_is_a_sentence(instance, tmp_path, content):
    other = tmp_path / "other"
    other.write_bytes(content)
    assert "backup" in qa("verify-backup", other, code=1)
    assert "cannot be read" in qa("verify-backup", tmp_path / "none", code=1)


def test_rows_that_differ_from_the_manifest_are_named_by_their_table(instance, tmp_path):
    qa("backup")

    def change(work):
        text = (work / "manifest.json").read_text()
        place = text.index('"rows"', text.index('"user"'))
        end = text.index(",", place)
        (work / "manifest.json").write_text(text[:place] + '"rows": 99' + text[end:])

    changed = damaged(only(instance / "backups"), tmp_path, change)
    said = qa("verify-backup", changed, code=1)
    assert "is NOT whole" in said
    assert re.search(r"Table user has \d+ rows; 99 were kept\.", said)


def test_a_published_file_that_was_altered_before_the_backup_is_found(instance, cast):
    with db.session.begin():
        publication = Publication(
            period_key="2026-10", number=1, title="October", findings_json="{}", board_json="{}",
            findings_sha256="", published_by_id=cast.quinn.id, published_at=TODAY,
            files=[
                PublishedFile(audience=Audience.FULL, kind="pdf", path="2026-10/1/full.pdf", sha256="0" * 64, size=1),
                PublishedFile(audience=Audience.BOARD, kind="pdf", path="2026-10/1/board.pdf", sha256="0", size=1),
            ],
        )  # fmt: skip
        db.session.add(publication)
    qa("backup")
    said = qa("verify-backup", only(instance / "backups"), code=1)
    assert "2026-10/1/full.pdf is not as it was published" in said
    assert "2026-10/1/board.pdf is missing" in said


def test_old_backups_go_when_a_new_one_is_there_and_stay_when_it_failed(instance, tmp_path):
    config, place = read_config(instance), tmp_path / "safe"
    old = [
        back_up(config, to=place, keep_all=True, at=TODAY - timedelta(days=days)).path for days in (60, 59, 1)
    ]
    (place / "notes.txt").write_text("somebody else's")
    with pytest.raises(NotPossible, match="begins with age1"):
        back_up(config, to=place, encrypt_to="not-a-key", at=TODAY)
    assert all(path.exists() for path in old)
    made = back_up(config, to=place, at=TODAY)
    assert made.removed == (old[0].name,)
    assert {path.name for path in place.glob("*.gz")} == {old[1].name, old[2].name, made.path.name}
    assert (place / "notes.txt").exists()


def test_a_folder_that_cannot_be_written_is_a_sentence(instance, tmp_path):
    (tmp_path / "file").write_text("in the way")
    assert "cannot be used for backups" in qa("backup", "--to", tmp_path / "file" / "safe", code=1)


def test_a_backup_of_a_newer_version_is_not_restored_by_an_older_one(instance, tmp_path, monkeypatch, app):
    with db.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '999'")
    qa("backup", "--to", tmp_path / "safe")
    assert "Install the newer version again" in qa("init", code=1)
    monkeypatch.setenv("QA_INSTANCE", str(empty_elsewhere(instance, monkeypatch, app)))
    assert "made by a newer version" in qa("restore", only(tmp_path / "safe"), "--new-secrets", code=1)


def test_an_instance_without_tables_has_nothing_to_back_up(tmp_path, monkeypatch):
    monkeypatch.setenv("QA_INSTANCE", str(tmp_path / "new"))
    assert "Run 'qa init'" in qa("backup", code=1)


def test_a_missing_or_older_pg_dump_is_said_with_what_to_install(tmp_path, monkeypatch):
    old = tmp_path / "pg_dump"
    old.write_text("#!/bin/sh\necho 'pg_dump (PostgreSQL) 9.6.24'\n")
    old.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(
        NotPossible, match=r"pg_dump of PostgreSQL 99 or newer.*is of version 9.*postgresql-client-99"
    ):
        postgres_tools.find("pg_dump", Server(99))
    assert postgres_tools.find("pg_dump", Server(9)) == old
    monkeypatch.setenv("PATH", "")
    with pytest.raises(NotPossible, match="none was found"):
        postgres_tools.find("pg_no_such_tool", Server(9))


def test_a_key_is_never_written_over_another(key):
    file, _public = key
    before = file.read_bytes()
    assert "not there yet" in qa("backup-key", file, code=1)
    assert file.read_bytes() == before
    assert file.stat().st_mode & 0o077 == 0


def test_two_backups_of_one_second_are_two_files(instance, tmp_path):
    config = read_config(instance)
    with frozen(TODAY):
        made = {back_up(config, to=tmp_path / "safe", at=now()).path for _ in range(2)}
    assert len(made) == 2


def test_what_was_done_with_backups_is_in_the_history(instance, tmp_path, monkeypatch, app):
    def happenings():
        db.session.rollback()
        return db.session.scalars(sa.select(HistoryRow.what).order_by(HistoryRow.sequence)).all()

    qa("backup", "--to", tmp_path / "safe")
    qa("verify-backup", only(tmp_path / "safe"))
    assert happenings()[-4:] == ["command", "backup_made", "command", "backup_verified"]
    elsewhere = empty_elsewhere(instance, monkeypatch, app)
    monkeypatch.setenv("QA_INSTANCE", str(elsewhere))
    qa("restore", only(tmp_path / "safe"), "--new-secrets")
    assert "nothing was changed" in qa("verify-history")


def test_a_backup_of_a_history_that_was_forged_is_not_whole(instance):
    with db.engine.begin() as connection:
        for statement in _FORGE[connection.dialect.name]:
            connection.exec_driver_sql(statement)
    qa("backup")
    said = qa("verify-backup", only(instance / "backups"), code=1)
    assert "is NOT whole" in said
    assert "Row 2 was altered." in said


_FORGE = {
    "sqlite": (
        "DROP TRIGGER history_is_not_changed",
        "UPDATE history SET by_id = 99 WHERE sequence = 2",
    ),
    "postgresql": (
        "SET session_replication_role = replica",
        "UPDATE history SET by_id = 99 WHERE sequence = 2",
        "SET session_replication_role = DEFAULT",
    ),
}


def test_qa_init_backs_up_before_it_upgrades_and_says_where(instance):
    db.session.remove()
    flask_migrate.downgrade(revision="005")
    said = qa("init")
    (backup,) = (instance / "backups").glob("qa-*.tar.gz")
    assert f"Backed up to {backup} before the upgrade from migration 005" in said
    assert "is whole" in qa("verify-backup", backup)
    assert "Backed up" not in qa("init")
    db.session.rollback()
    (line,) = db.session.scalars(sa.select(HistoryRow).where(HistoryRow.what == "migrated"))
    assert backup.name in line.details
