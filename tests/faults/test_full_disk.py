"""When the disk is full, is everybody told so, is nothing half-saved, and does work go on when there is room again?

A small disk is a tmpfs where this machine lets tests mount one; elsewhere SQLite's own limit stands for it.
"""

from __future__ import annotations

import resource
import shutil
import sqlite3
import subprocess
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa
from click.testing import CliRunner
from sqlalchemy import event, select

from qa_app.app import create_app
from qa_app.cli import main
from qa_app.db import db, session
from qa_app.domain.workflow import Status
from qa_app.models.audits import Answer
from tests import factories
from tests.cast import assemble
from tests.conftest import TODAY, config_for
from tests.served import environment_of
from tests.visitor import Visitor

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

ROOM = 400_000
WORDS = "words " * 1_600


class SmallDisk:
    """A folder on which little room is left, and how to make more."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        mounted = subprocess.run(
            ["mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", str(folder)], capture_output=True, check=False
        )
        self.is_tmpfs = mounted.returncode == 0
        self._ballast = folder / "ballast"

    def fill(self) -> None:
        """Until hardly any room is left."""
        if self.is_tmpfs:
            self._ballast.write_bytes(bytes(shutil.disk_usage(self.folder).free - ROOM))
            return
        db.engine.dispose()
        event.listen(db.engine, "connect", _limit)

    def make_room(self) -> None:
        if self.is_tmpfs:
            self._ballast.unlink()
            return
        event.remove(db.engine, "connect", _limit)
        db.engine.dispose()

    def release(self) -> None:
        if self.is_tmpfs:
            # Lazy: a command's own application may not have been collected yet, with its connection.
            subprocess.run(["umount", "--lazy", str(self.folder)], check=True)


def _limit(connection: sqlite3.Connection, _record: object) -> None:
    (pages,) = connection.execute("PRAGMA page_count").fetchone()
    connection.execute(f"PRAGMA max_page_count={pages + 20}")


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[SmallDisk]:
    folder = tmp_path / "small"
    folder.mkdir()
    disk = SmallDisk(folder)
    yield disk
    disk.release()


@pytest.fixture
def app(small_disk, sqlite_template, today):
    del today
    shutil.copy(sqlite_template, small_disk.folder / "qa.db")
    app = create_app(config_for(small_disk.folder, f"sqlite:///{small_disk.folder / 'qa.db'}"))
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


def test_saving_on_a_full_disk(app, small_disk, happened):
    asha = assemble(at=TODAY).asha
    audit_id = factories.audit(asha, status=Status.IN_PROGRESS).id
    visitor, address = Visitor(app, asha), f"/audits/{audit_id}/answers/{{}}"
    keys = ("overall-rationale", "seeing-difference", "family-difference", "why-not-alone")
    token = {"X-CSRFToken": visitor.token()}
    session.rollback()
    small_disk.fill()
    acknowledged, refused = {}, []
    for number in range(400):
        key = keys[number % len(keys)]
        version = acknowledged.get(key, (0, ""))[0]
        words = f"{number} {WORDS}{WORDS if number > len(keys) else ''}"[: 9_000 + 40 * number].strip()
        answer = visitor.open(
            "PUT",
            address.format(key),
            json={"value": words, "comment": "", "version": version},
            headers=token,
        )
        if answer.status_code == 200:
            acknowledged[key] = (answer.json["version"], words)
            continue
        refused.append((answer.status_code, answer.json["error"]))
        if len(refused) == 3:
            break
    assert [status for status, _ in refused] == [503] * 3
    assert "The disk of this service is full" in refused[0][1]
    page = visitor.open("GET", f"/audits/{audit_id}/sections/seeing")
    assert page.status_code == 200
    session.rollback()
    rows = session.execute(select(Answer.question_key, Answer.version, Answer.value)).all()
    assert {key: (version, value) for key, version, value in rows} == acknowledged
    small_disk.make_room()
    answer = visitor.open(
        "PUT",
        address.format(keys[0]),
        json={"value": "Room.", "version": acknowledged[keys[0]][0]},
        headers=token,
    )
    assert answer.status_code == 200
    assert session.scalar(sa.text("PRAGMA integrity_check")) == "ok"
    saved = sum(version for version, _ in acknowledged.values())
    where = (
        "a tmpfs of 8 MB" if small_disk.is_tmpfs else "SQLite's max_page_count (no tmpfs may be mounted here)"
    )
    happened(
        f"{where}: {saved} answers saved, then 503 and the sentence, reading goes on, saved again with room"
    )


def test_a_backup_that_does_not_fit_leaves_nothing_behind(app, small_disk, tmp_path, monkeypatch, happened):
    assemble(at=TODAY)
    session.rollback()
    instance = tmp_path / "council"
    for name, value in environment_of(app, instance).items():
        monkeypatch.setenv(name, value)
    safe = tmp_path / "safe"

    def backup(code):
        result = CliRunner().invoke(main, ["backup", "--to", str(safe)])
        assert result.exit_code == code, result.output
        return result.output

    backup(0)
    before = sorted(path.name for path in safe.iterdir())
    said = []
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    for limit in (100_000, 20_000):
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, hard))
        try:
            said.append(backup(1))
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert "could not be copied" in said[0]
    assert sorted(path.name for path in safe.iterdir()) == before
    assert not list(instance.glob(".keeping-*"))
    happened(
        f"a file-size limit for a full disk: “{said[0].strip()[:90]}…”, nothing left behind, the older backup kept"
    )
