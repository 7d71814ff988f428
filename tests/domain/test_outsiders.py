"""Does somebody's time begin and end on the days that were said, and no work reach beyond it?"""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from qa_app.domain.outsiders import SOON_DAYS, Access, Standing, why_not_until

FIRST, LAST = date(2026, 11, 2), date(2026, 12, 18)
TIME = Access(FIRST, LAST)
DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("day", "is_in", "standing"),
    [
        (FIRST - DAY, False, Standing.NOT_BEGUN),
        (FIRST, True, Standing.HERE),
        (LAST - timedelta(days=SOON_DAYS + 1), True, Standing.HERE),
        (LAST - timedelta(days=SOON_DAYS), True, Standing.ENDS_SOON),
        (LAST, True, Standing.ENDS_SOON),
        (LAST + DAY, False, Standing.ENDED),
    ],
)
def test_the_first_and_the_last_day_are_included(day, is_in, standing):
    assert TIME.covers(day) is is_in
    assert TIME.standing(day) is standing
    assert standing.label


def test_the_council_s_own_people_have_no_end():
    assert Access().covers(date.min)
    assert Access().covers(date.max)
    assert Access().standing(FIRST) is Standing.HERE


@pytest.mark.parametrize(
    ("due_on", "today", "says"),
    [
        (LAST, FIRST, ""),
        (FIRST, FIRST - DAY, ""),
        (LAST + DAY, FIRST, "ends on 18 December 2026, before the work is due on 19 December 2026"),
        (FIRST - DAY, FIRST - 2 * DAY, "begins on 2 November 2026, after the work is due on 1 November 2026"),
        (LAST, LAST + DAY, "ended on 18 December 2026"),
        (FIRST, LAST, ""),
        (FIRST, FIRST + DAY, ""),
    ],
)
def test_work_is_only_for_those_who_are_there_when_it_is_due(due_on, today, says):
    found = why_not_until("Mira Holt", TIME, due_on, today)
    assert says in found
    assert bool(found) is bool(says)


def test_nobody_without_dates_is_ever_away():
    assert why_not_until("Asha Rao", Access(), LAST, FIRST) == ""
