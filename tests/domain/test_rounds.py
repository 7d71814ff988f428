"""Is a round's plan checked, and are months counted as people count them?"""

from __future__ import annotations

from datetime import date

import pytest

from qa_app.domain.cohorts import Cohort
from qa_app.domain.errors import NotPossible
from qa_app.domain.rounds import DrawPlan, StratifyBy, months_before, new_seed, refined


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2026, 11, 20), 12, date(2025, 11, 20)),
        (date(2026, 3, 31), 1, date(2026, 2, 28)),
        (date(2024, 3, 31), 1, date(2024, 2, 29)),
        (date(2026, 1, 15), 1, date(2025, 12, 15)),
        (date(2026, 1, 15), 0, date(2026, 1, 15)),
    ],
)
def test_months_end_where_the_calendar_ends(day, months, expected):
    assert months_before(day, months) == expected


@pytest.mark.parametrize(
    ("changes", "words"),
    [({"seed": -1}, "seed"), ({"seed": 2**53}, "seed"), ({"months": 121}, "120"), ({"reserve": 51}, "50")],
)
def test_a_number_out_of_range_is_refused_in_words(changes, words):
    plan = {"stratify_by": StratifyBy.TEAM, "method": "proportional", "size": 5, "seed": 1, **changes}
    with pytest.raises(NotPossible, match=words):
        DrawPlan(**plan).check()


def test_a_seed_that_is_made_has_nine_digits():
    assert all(len(str(new_seed())) == 9 for _ in range(50))


def test_a_cohort_that_is_not_narrowed_stays_as_it_was():
    everybody = Cohort("All", ())
    assert refined(everybody) == everybody
