"""Is what a command did written down, and found again?"""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from qa_app.db import session
from qa_app.domain.operating import Outcome
from qa_app.models.runs import CommandRun
from qa_app.queries import operating as found
from qa_app.services import operating
from tests.conftest import TODAY


def run(command="chase", outcome=Outcome.DONE, said="", *, at=TODAY):
    number = operating.begin_run(command, machine="one", at=at)
    operating.end_run(number, outcome, said, at=at + timedelta(seconds=3))
    return number


def test_a_run_begins_and_ends(app):
    number = operating.begin_run("chase", machine="one", at=TODAY)
    (begun,) = found.last_runs().values()
    assert (begun.outcome, begun.ended_at, begun.succeeded_at) == (Outcome.RUNNING, None, None)
    session.rollback()
    operating.end_run(number, Outcome.DONE, "3 new reminders", at=TODAY)
    (ended,) = found.last_runs().values()
    assert (ended.outcome, ended.said, ended.machine) == (Outcome.DONE, "3 new reminders", "one")
    assert ended.succeeded_at == TODAY


def test_the_newest_run_of_each_command_is_found_with_its_last_success(app):
    run(at=TODAY - timedelta(days=2))
    run(outcome=Outcome.FAILED, at=TODAY)
    run("send-mail", said="1 sent")
    last = found.last_runs()
    assert set(last) == {"chase", "send-mail"}
    assert last["chase"].outcome is Outcome.FAILED
    assert last["chase"].succeeded_at == TODAY - timedelta(days=2) + timedelta(seconds=3)


def test_a_run_left_to_another_machine_does_not_hide_the_real_one(app):
    run()
    operating.record_run("chase", Outcome.ELSEWHERE, machine="two", started_at=TODAY, at=TODAY)
    assert found.last_runs()["chase"].machine == "one"
    assert found.runs_by_outcome() == {("chase", Outcome.DONE): 1, ("chase", Outcome.ELSEWHERE): 1}


def test_a_backup_is_written_down_by_whoever_made_it(app):
    began = TODAY - timedelta(minutes=5)
    operating.record_run("backup", Outcome.DONE, "12 MB, 40 files", started_at=began, at=TODAY)
    backup = found.last_runs()["backup"]
    assert (backup.started_at, backup.succeeded_at, backup.said) == (began, TODAY, "12 MB, 40 files")


def test_old_runs_go_but_never_the_last_success(app):
    old = TODAY - operating.KEPT_FOR - timedelta(days=10)
    run(at=old)
    success = run(at=old + timedelta(days=1))
    run(outcome=Outcome.FAILED, at=old + timedelta(days=2))
    other = run("repeats", at=old)
    newest = run(outcome=Outcome.FAILED)
    assert set(session.scalars(select(CommandRun.id))) == {success, other, newest}


def test_a_run_that_the_database_does_not_know_ends_in_peace(app):
    operating.end_run(999, Outcome.DONE, at=TODAY)
    assert found.last_runs() == {}
