"""Is every line kept, in one order, and by the database itself?"""

from __future__ import annotations

import contextvars
from contextlib import suppress
from threading import Barrier, Thread

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from qa_app.consequences.history import record
from qa_app.db import db, session, use_case
from qa_app.domain.chain import BEGINNING, Line, digest
from qa_app.domain.happenings import Happening
from qa_app.models.history import HistoryHead, HistoryRow
from qa_app.models.people import Team
from tests.conftest import TODAY

_REST = "at, what, by_id, kind, on_id, case_reference, details, previous, hash"


@use_case
def note(number: int = 1) -> None:
    for each in range(number):
        record(Happening.COMMAND, by=None, at=TODAY, details={"number": each})


def rows() -> list[HistoryRow]:
    session.rollback()
    return list(session.scalars(sa.select(HistoryRow).order_by(HistoryRow.sequence)))


def line_of(row: HistoryRow) -> Line:
    return Line(
        row.sequence, row.at, row.what, row.by_id, row.kind, row.on_id, row.case_reference, row.details
    )


def assert_whole() -> list[HistoryRow]:
    """All rows, after checking that they are one chain up to the head."""
    found, previous = rows(), BEGINNING
    for number, row in enumerate(found, 1):
        assert row.sequence == number
        assert row.previous == previous
        assert row.hash == digest(line_of(row), previous)
        previous = row.hash
    head = session.scalars(sa.select(HistoryHead)).one()
    assert (head.sequence, head.hash) == (len(found), previous)
    return found


def test_lines_form_one_chain_in_the_order_of_the_commits(app):
    note(2)
    note(3)
    assert [row.details for row in assert_whole()][-3:] == ['{"number":0}', '{"number":1}', '{"number":2}']


def test_a_line_names_the_record_that_was_made_in_the_same_transaction(app, cast):
    @use_case
    def add() -> Team:
        team = Team(name="Anchor", service_id=cast.care.id)
        session.add(team)
        record(Happening.ADDED, by=cast.ada, at=TODAY, on=team, case="EX1")
        return team

    team = add()
    row = next(row for row in assert_whole() if row.case_reference == "EX1")
    assert (row.kind, row.on_id, row.by_id) == ("team", team.id, cast.ada.id)


def test_a_transaction_that_fails_leaves_no_line(app):
    @use_case
    def fail() -> None:
        record(Happening.COMMAND, by=None, at=TODAY)
        raise RuntimeError

    before = len(rows())
    with pytest.raises(RuntimeError):
        fail()
    note()
    assert len(assert_whole()) == before + 1


def test_a_savepoint_that_is_undone_takes_its_lines_along(app):
    @use_case
    def half() -> None:
        record(Happening.COMMAND, by=None, at=TODAY, details={"kept": "before"})
        with suppress(RuntimeError), session.begin_nested():
            record(Happening.COMMAND, by=None, at=TODAY, details={"kept": "never"})
            raise RuntimeError
        with session.begin_nested():
            record(Happening.COMMAND, by=None, at=TODAY, details={"kept": "after"})

    half()
    assert [row.details for row in assert_whole()][-2:] == ['{"kept":"before"}', '{"kept":"after"}']


def test_a_commit_outside_a_use_case_seals_too(app):
    record(Happening.COMMAND, by=None, at=TODAY, details={"by": "library"})
    db.session.commit()
    assert assert_whole()[-1].details == '{"by":"library"}'


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE history SET details = 'other' WHERE sequence = 2",
        "DELETE FROM history WHERE sequence = 2",
        "DELETE FROM history",
        "UPDATE history_head SET sequence = 1",
        "UPDATE history_head SET hash = 'other'",
        "DELETE FROM history_head",
        f"INSERT INTO history SELECT sequence + 10, {_REST} FROM history WHERE sequence = 2",  # noqa: S608  # words of this file
        f"INSERT INTO history SELECT sequence + 2, {_REST} FROM history WHERE sequence = 2",  # noqa: S608  # words of this file
    ],
)
def test_the_database_refuses_whatever_is_not_the_next_row(app, statement):
    note(3)
    before = [line_of(row) for row in rows()]
    with pytest.raises(DBAPIError, match="history:"), db.engine.begin() as connection:
        connection.exec_driver_sql(statement)
    assert [line_of(row) for row in assert_whole()] == before


def test_neither_database_takes_a_row_over_another(app):
    note(3)
    replace = "INSERT OR REPLACE" if db.engine.dialect.name == "sqlite" else "INSERT"
    with pytest.raises(DBAPIError), db.engine.begin() as connection:
        connection.exec_driver_sql(
            f"{replace} INTO history SELECT sequence, {_REST} FROM history WHERE sequence = 2"  # noqa: S608  # words of this file
        )
    assert_whole()


def test_postgresql_does_not_empty_the_table_either(app):
    if db.engine.dialect.name == "sqlite":
        return  # it knows no TRUNCATE: its DELETE is refused above
    note()
    with pytest.raises(DBAPIError, match="history:"), db.engine.begin() as connection:
        connection.exec_driver_sql("TRUNCATE history, history_head")
    assert_whole()


def test_many_writers_at_once_make_one_chain(app):
    writers, each = 8, 12
    before, together, failed = len(rows()), Barrier(writers), []

    def write() -> None:
        together.wait()
        with app.app_context():
            try:
                for number in range(each):
                    note(1 + number % 3)
            except Exception as error:  # noqa: BLE001  # a thread tells by what it leaves
                failed.append(error)
            finally:
                session.remove()

    threads = [Thread(target=contextvars.Context().run, args=(write,)) for _ in range(writers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failed
    assert len(assert_whole()) == before + writers * sum(1 + number % 3 for number in range(each))
