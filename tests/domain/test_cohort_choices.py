"""Can what a form says be read back from the cohort that it made?"""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa_app.domain.cases import LIST_TITLES, Flag
from qa_app.domain.cohort_choices import OWN_LISTS, CohortChoice, choice_of
from qa_app.domain.cohorts import READY_MADE, Cohort, Criterion, Period
from qa_app.domain.errors import Incomplete

PERIOD = Period(date(2026, 8, 1), date(2026, 10, 31))
NARROWER = {
    "teams": st.sampled_from([(), ("Harbour",), ("Harbour", "Meadow")]),
    "services": st.sampled_from([(), ("Children in care",)]),
    "flags": st.sampled_from([(), (Flag.MISSING,), (Flag.MANY_PLACEMENTS, Flag.MISSING)]),
    "open_only": st.booleans(),
}
READY = st.builds(CohortChoice, st.sampled_from(sorted(READY_MADE)), **NARROWER)
OWN = st.builds(
    CohortChoice,
    st.just(OWN_LISTS),
    lists=st.sets(st.sampled_from(sorted(LIST_TITLES)), min_size=1).map(lambda found: tuple(sorted(found))),
    **NARROWER,
)


@given(READY | OWN)
def test_a_choice_survives_its_cohort(choice):
    assert choice_of(choice.cohort(PERIOD), PERIOD) == choice


def test_own_lists_need_a_list():
    with pytest.raises(Incomplete, match="at least one list"):
        CohortChoice(OWN_LISTS).cohort(PERIOD)


def test_a_cohort_that_no_form_made_is_shown_by_its_lists():
    made_elsewhere = Cohort("Made by hand", (Criterion(lists=(4,), open_only=True),))
    assert choice_of(made_elsewhere, PERIOD) == CohortChoice(OWN_LISTS, lists=(4,))
