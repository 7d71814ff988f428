"""Do the commands find whatever somebody with the database's password did, on both databases?"""

from __future__ import annotations

import inspect

import pytest
import sqlalchemy as sa
from click.testing import CliRunner

from qa_app.cli import frame, main
from qa_app.consequences.history import record
from qa_app.db import db, session, use_case
from qa_app.domain.chain import details_of
from qa_app.domain.happenings import Happening
from qa_app.models.history import HistoryRow
from qa_app.models.mail import OutboxMessage
from tests.conftest import TODAY

ROWS = HistoryRow.__table__


@use_case
def note(number: int) -> None:
    for each in range(number):
        record(Happening.COMMAND, by=None, at=TODAY, details={"number": each})


@pytest.fixture
def qa(app, monkeypatch):
    monkeypatch.setattr(frame, "application", lambda: app)
    return lambda *arguments: CliRunner().invoke(main, arguments)


def behind_its_back(*statements: object) -> None:
    """As somebody would who may do everything to the database: without its triggers."""
    session.remove()
    with db.engine.begin() as connection:
        if connection.dialect.name == "sqlite":
            triggers = connection.exec_driver_sql(
                "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"
            ).all()
            for name, _ in triggers:
                connection.exec_driver_sql(f"DROP TRIGGER {name}")
        else:
            connection.exec_driver_sql("SET session_replication_role = replica")
        for statement in statements:
            connection.execute(statement)
        if connection.dialect.name == "sqlite":
            for _, made in triggers:
                connection.exec_driver_sql(made)
        else:
            connection.exec_driver_sql("SET session_replication_role = DEFAULT")


def newest() -> int:
    session.rollback()
    return session.scalar(sa.select(sa.func.max(ROWS.c.sequence))) or 0


def test_a_history_that_nobody_touched_is_told_so(qa):
    note(5)
    result = qa("verify-history")
    assert result.exit_code == 0, result.output
    assert "nothing was changed" in result.output


@pytest.mark.parametrize(
    ("statement", "sentence"),
    [
        (sa.update(ROWS).where(ROWS.c.sequence == 3).values(by_id=99), "Row 3 was altered."),
        (sa.update(ROWS).where(ROWS.c.sequence == 3).values(at=TODAY.replace(hour=3)), "Row 3 was altered."),
        (sa.update(ROWS).where(ROWS.c.sequence == 3).values(case_reference="EX9"), "Row 3 was altered."),
        (sa.delete(ROWS).where(ROWS.c.sequence == 3), "Row 3 is missing."),
        (sa.delete(ROWS).where(ROWS.c.sequence.in_([3, 4])), "Rows 3 to 4 are missing."),
    ],
)
def test_what_was_done_behind_its_back_is_named(qa, statement, sentence):
    note(5)
    behind_its_back(statement)
    result = qa("verify-history")
    assert result.exit_code == 1
    assert sentence in result.output


def test_rows_that_changed_places_are_named(qa):
    note(5)
    places = sa.case((ROWS.c.sequence == 2, -4), (ROWS.c.sequence == 4, -2), else_=ROWS.c.sequence)
    behind_its_back(
        sa.update(ROWS).where(ROWS.c.sequence.in_([2, 4])).values(sequence=places),
        sa.update(ROWS).where(ROWS.c.sequence < 0).values(sequence=-ROWS.c.sequence),
    )
    output = qa("verify-history").output
    assert "Row 2 is out of its place: it was written as row 4." in output
    assert "Row 4 is out of its place: it was written as row 2." in output


def test_a_row_after_the_newest_is_named(qa):
    note(3)
    columns = [column for column in ROWS.c if column.name != "sequence"]
    copied = sa.select(ROWS.c.sequence + 5, *columns).where(ROWS.c.sequence == 3)
    behind_its_back(sa.insert(ROWS).from_select(["sequence", *(each.name for each in columns)], copied))
    assert "were missing" not in (output := qa("verify-history").output)
    assert "inserted" in output or "missing" in output


def test_rows_taken_from_the_end_are_missed(qa):
    note(5)
    last = newest()
    behind_its_back(sa.delete(ROWS).where(ROWS.c.sequence == last))
    session.remove()
    from qa_app.queries import history  # noqa: PLC0415  # the command would add a row first

    assert [each.sentence for each in history.verified({}).troubles] == [f"Row {last:,} is missing."]


def test_an_anchor_goes_into_a_file_and_the_outbox_and_is_checked(qa, tmp_path):
    note(3)
    file = tmp_path / "anchors.txt"
    result = qa("anchor-history", "--file", str(file), "--mail-to", "ig@testshire.example")
    assert result.exit_code == 0, result.output
    assert session.scalars(sa.select(OutboxMessage.to_address)).all() == ["ig@testshire.example"]
    assert file.read_text(encoding="ascii").strip() in session.scalars(sa.select(OutboxMessage.body)).one()
    assert qa("verify-history", "--anchors", str(file)).exit_code == 0
    number = file.read_text(encoding="ascii").split()[1]
    file.write_text(f"> qa-history {number} {'a' * 64} 2026-11-20T09:30:00+00:00\n", encoding="ascii")
    result = qa("verify-history", "--anchors", str(file))
    assert result.exit_code == 1
    assert f"Row {number} is not the one that was anchored" in result.output


def test_a_file_without_anchors_is_refused(qa, tmp_path):
    file = tmp_path / "empty.txt"
    file.write_text("nothing", encoding="ascii")
    assert "There is no anchor in it" in qa("verify-history", "--anchors", str(file)).output
    assert "cannot be opened" in qa("verify-history", "--anchors", str(tmp_path / "none")).output


def test_every_command_that_touches_an_instance_is_kept_without_what_was_given(qa, cast):
    qa(
        "add-user",
        "new@testshire.example",
        "--name",
        "Nia New",
        "--role",
        "auditor",
        "--password",
        "three random words",
    )
    row = session.scalars(
        sa.select(HistoryRow)
        .where(HistoryRow.what == Happening.COMMAND.value)
        .order_by(HistoryRow.sequence.desc())
    ).first()
    details = details_of(row.details)
    assert details["command"] == "add-user"
    assert details["options"] == "email, name, password, roles"
    assert "Nia" not in row.details
    assert "three" not in row.details


def test_every_command_is_kept_but_those_that_touch_no_instance():
    without = {"check-tool", "agreement", "backup-key"}
    ways = ("@with_app", "@scheduled", "_recording(", "note_command()")
    for name, command in main.commands.items():
        source = inspect.getsource(inspect.unwrap(command.callback))
        assert any(way in source for way in ways) == (name not in without), name
