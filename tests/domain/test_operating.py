"""Is a command that stopped running noticed, and one that missed a single run left in peace?"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from qa_app.domain.operating import LOST_AFTER, SCHEDULES, LastRun, Outcome, Schedule, Standing, standing

AT = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
DAILY = Schedule("chase", "Remind", timedelta(days=1))


def last(outcome=Outcome.DONE, *, hours=1, succeeded=1):
    began = AT - timedelta(hours=hours)
    return LastRun(
        "chase", "one", began, None if outcome is Outcome.RUNNING else began, outcome, "",
        None if succeeded is None else AT - timedelta(hours=succeeded),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("run", "expected"),
    [
        (None, Standing.NEVER_RAN),
        (last(), Standing.WELL),
        (last(hours=47, succeeded=47), Standing.WELL),
        (last(hours=49, succeeded=49), Standing.LATE),
        (last(Outcome.FAILED), Standing.FAILED),
        (last(Outcome.REFUSED), Standing.FAILED),
        (last(Outcome.RUNNING, succeeded=20), Standing.WELL),
        (last(Outcome.RUNNING, succeeded=None), Standing.LATE),
        (last(Outcome.RUNNING, hours=LOST_AFTER / timedelta(hours=1) + 1), Standing.FAILED),
    ],
)
def test_how_a_scheduled_command_stands(run, expected):
    assert standing(DAILY, run, at=AT) is expected


def test_each_outcome_and_standing_has_words():
    assert all(each.label for kind in (Outcome, Standing) for each in kind)


def test_each_schedule_names_a_command_once():
    names = [each.command for each in SCHEDULES]
    assert len(names) == len(set(names))
    assert "backup" in names
