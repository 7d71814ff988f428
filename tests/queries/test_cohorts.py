"""Does the SQL of a cohort find the cases that the rule says?"""

from __future__ import annotations

from datetime import date
from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from qa_app.db import session
from qa_app.domain.cases import LIST_TITLES, CaseStatus, Flag
from qa_app.domain.cohorts import READY_MADE, Cohort, Criterion, DateField, DateWindow
from qa_app.domain.rounds import refined
from qa_app.models.cases import Case
from qa_app.queries import cohorts
from tests.lists_and_rounds import PERIOD, import_list, listed, many

_numbers = count()

DAYS = st.dates(date(2026, 7, 25), date(2026, 11, 8))
FLAGS = st.sampled_from([Flag.NO_FURTHER_ACTION, Flag.RE_REFERRED, Flag.SEEN_ALONE])
STATUSES = st.sampled_from(
    [CaseStatus.CHILD_IN_NEED_PLAN, CaseStatus.IN_CARE, CaseStatus.CONTACT, CaseStatus.CLOSED, "Tier 3"]
)
TEAMS = st.sampled_from(["Harbour", "Meadow", "Lantern", ""])
ENTRIES = st.lists(
    st.builds(
        listed,
        st.sampled_from(["C1", "C2", "C3", "C4", "C5"]),
        st.sampled_from(sorted(LIST_TITLES)),
        team=TEAMS,
        status=STATUSES,
        started_on=st.none() | DAYS,
        ended_on=st.none() | DAYS,
        last_seen_on=st.none() | DAYS,
        flags=st.frozensets(FLAGS),
    ),
    max_size=12,
)
WINDOWS = st.builds(DateWindow, st.sampled_from(DateField), st.none() | DAYS, st.none() | DAYS, st.booleans())
CRITERIA = st.builds(
    Criterion,
    lists=st.lists(st.sampled_from(sorted(LIST_TITLES)), max_size=3).map(tuple),
    statuses=st.lists(STATUSES, max_size=2).map(tuple),
    flags=st.lists(FLAGS, max_size=2).map(tuple),
    without_flags=st.lists(FLAGS, max_size=1).map(tuple),
    windows=st.lists(WINDOWS, max_size=2).map(tuple),
    open_only=st.booleans(),
)
COHORTS = st.builds(
    Cohort,
    st.just("Any"),
    st.lists(CRITERIA, max_size=2).map(tuple),
    teams=st.lists(TEAMS.filter(bool), max_size=2).map(tuple),
    services=st.lists(
        st.sampled_from(["Children in need and protection", "Children in care"]), max_size=1
    ).map(tuple),
) | st.sampled_from([make(PERIOD) for make in READY_MADE.values()])

SERVICE_OF = {
    "Harbour": "Children in need and protection",
    "Meadow": "Children in need and protection",
    "Lantern": "Children in care",
}


def found(cohort):
    ids = cohorts.case_ids(cohort)
    return set(session.scalars(select(Case.reference).where(Case.id.in_(ids))))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(entries=ENTRIES, wanted=st.lists(COHORTS, min_size=3, max_size=6))
def test_sql_and_rule_agree_about_who_is_in_a_cohort(app, cast, entries, wanted):
    import_list(cast, *entries, lists=sorted(LIST_TITLES), content=f"example {next(_numbers)}")
    for cohort in wanted:
        by_rule = {
            reference
            for reference in {entry.reference for entry in entries}
            if cohort.matches([e for e in entries if e.reference == reference], SERVICE_OF)
        }
        assert found(cohort) == by_rule, cohort.describe()
        assert cohorts.size_of(cohort) == len(by_rule)


@pytest.mark.parametrize("key", READY_MADE)
def test_every_ready_made_cohort_can_be_asked_of_an_empty_database(app, key):
    assert found(READY_MADE[key](PERIOD)) == set()


def test_a_cohort_can_be_narrowed_to_teams_flags_and_open_cases(app, cast):
    import_list(
        cast,
        *many(6),
        listed("M1", team="Harbour", flags=frozenset({Flag.MISSING})),
        listed("M2", team="Meadow", flags=frozenset({Flag.MISSING})),
        listed("M3", team="Harbour", flags=frozenset({Flag.MISSING}), ended_on=date(2026, 9, 1)),
    )
    everybody = Cohort("Anybody", (Criterion(lists=(8,)),))
    missing = refined(everybody, flags=[Flag.MISSING])
    assert found(missing) == {"M1", "M2", "M3"}
    assert found(refined(missing, teams=["Harbour"])) == {"M1", "M3"}
    assert found(refined(missing, services=["Children in need and protection"], open_only=True)) == {
        "M1",
        "M2",
    }
