from datetime import UTC, date, datetime
from random import Random

import pytest

from qa_app.clock import in_london
from qa_app.demo.diary import Diary
from qa_app.demo.plot import plot_for
from qa_app.demo.workdays import between, days_later, from_day, last_moment, some_time

FRIDAY, SATURDAY, MONDAY = date(2026, 11, 20), date(2026, 11, 21), date(2026, 11, 23)


def test_days_are_counted_over_the_weekend():
    assert days_later(FRIDAY, 1) == MONDAY
    assert days_later(MONDAY, -1) == FRIDAY
    assert days_later(SATURDAY, 0) == FRIDAY
    assert from_day(SATURDAY) == MONDAY
    assert between(FRIDAY, MONDAY) == 1
    assert between(MONDAY, FRIDAY) == 0


def test_work_is_done_in_working_hours():
    hours = {some_time(FRIDAY, Random(seed)).hour for seed in range(200)}

    assert hours == set(range(9, 17))


@pytest.mark.parametrize(
    ("now", "last"),
    [
        (datetime(2026, 11, 20, 17, 5, tzinfo=UTC), (20, 16, 40)),
        (datetime(2026, 11, 20, 11, 0, tzinfo=UTC), (20, 10, 40)),
        (datetime(2026, 11, 20, 7, 0, tzinfo=UTC), (19, 16, 40)),
        (datetime(2026, 11, 22, 12, 0, tzinfo=UTC), (20, 16, 40)),
        (datetime(2026, 11, 23, 8, 0, tzinfo=UTC), (20, 16, 40)),
    ],
)
def test_the_last_thing_happened_at_the_end_of_the_last_hours_of_work(now, last):
    moment = last_moment(now)

    assert moment <= now
    assert (moment.day, moment.hour, moment.minute) == last


def test_what_lies_after_today_has_not_happened():
    now, done = datetime(2026, 11, 20, 12, tzinfo=UTC), []
    diary = Diary(now)
    later = now.replace(hour=13)
    earlier = now.replace(hour=9)
    diary.note(later, done.append)
    diary.note(now, lambda at: (done.append(at), diary.note(later, done.append)))
    diary.note(earlier, done.append)
    diary.live()

    assert done == [earlier, now]


@pytest.mark.parametrize("month", range(1, 13))
@pytest.mark.parametrize("day", [1, 2, 5, 14, 28])
def test_the_dates_of_the_story_make_sense_on_any_day(month, day):
    now = datetime(2027, month, day, 0, 30, tzinfo=UTC)
    today, plot = in_london(now).date(), plot_for(now)

    for past in (plot.first, plot.second):
        assert past.opens < past.due < past.closes
        assert (past.opens.year, past.opens.month) == (past.closes.year, past.closes.month)
        assert past.closes < today
        assert between(past.due, past.closes) >= 4
    assert plot.themed.due < today < plot.current.due
    assert plot.themed.opens < plot.current.opens < today < plot.planned.opens
    assert plot.lists[0] < plot.first.opens
    assert plot.lists[1] < plot.second.opens
    assert all(at < now for _, at in plot.published)
    assert len({each.title for each in (plot.first, plot.second, plot.themed, plot.current)}) == 4
