"""What does a new list change? Counted without a database."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from qa_app.domain.case_changes import CaseState, changes, folded
from qa_app.domain.cases import AgeBand
from tests.lists_and_rounds import listed, reading_of

TEAMS = {folded(name): name for name in ("Harbour", "Meadow")}


def compare(known=(), kept=(), *entries, lists=()):
    return changes(
        {state.reference: state for state in known}, kept, reading_of(*entries, lists=lists).lists, TEAMS
    )


def test_a_first_list_makes_every_case_new():
    found = compare((), (), listed("C2"), listed("C1"))
    assert [state.reference for state in found.new] == ["C1", "C2"]
    assert found.counts.lists == (8,)
    assert not found.is_nothing


def test_an_equal_list_changes_nothing_even_when_its_rows_moved_down():
    entry = listed("C1")
    known = CaseState("C1", "Harbour", "Wren Castle", AgeBand.FROM_5_TO_9, "", is_open=True)
    found = compare([known], [entry], entry)
    assert found.is_nothing
    assert found.counts.unchanged == 1


def test_the_age_band_and_family_of_before_stand_in_for_what_a_list_leaves_out():
    known = CaseState("C1", "Harbour", "Wren Castle", AgeBand.UNDER_1, "F1", is_open=True)
    found = compare([known], [], listed("C1", age_band=None))
    assert found.changed == ()


def test_of_two_entries_the_more_intensive_service_names_the_team():
    found = compare((), (), listed("C1", 6, team="Harbour"), listed("C1", 8, team="Meadow"))
    assert found.new[0].team == "Meadow"


def test_a_team_is_known_whatever_its_capitals_and_spaces():
    found = compare((), (), listed("C1", team="  HARBOUR "))
    assert found.new[0].team == "Harbour"
    assert found.unknown_teams == ()


def test_the_commonest_spelling_of_an_unknown_team_is_offered():
    entries = [listed(f"C{n}", team=team) for n, team in enumerate(["QUAY", "Quay", "Quay", "Ferry"])]
    assert [(team.name, team.cases) for team in compare((), (), *entries).unknown_teams] == [
        ("Ferry", 1),
        ("Quay", 3),
    ]


ENTRIES = st.lists(
    st.builds(
        listed,
        st.sampled_from(["C1", "C2", "C3"]),
        st.sampled_from([4, 6, 8]),
        team=st.sampled_from(["Harbour", "Meadow", "Quay", ""]),
        ended_on=st.none() | st.just(date(2026, 9, 1)),
    ),
    max_size=6,
)


@given(before=ENTRIES, after=ENTRIES)
def test_after_an_import_the_same_list_changes_nothing(before, after):
    lists = [4, 6, 8]
    first = compare((), (), *before, lists=lists)
    known = {state.reference: state for state in first.new}
    second = compare(known.values(), reading_of(*before).cases, *after, lists=lists)
    for state in (*second.new, *second.changed):
        known[state.reference] = state
    assert compare(known.values(), reading_of(*after).cases, *after, lists=lists).is_nothing


@given(before=ENTRIES, after=ENTRIES)
def test_every_known_case_is_counted_as_changed_or_unchanged(before, after):
    lists = [4, 6, 8]
    known = compare((), (), *before, lists=lists).new
    found = compare(known, reading_of(*before).cases, *after, lists=lists)
    assert found.counts.unchanged + len(found.changed) == len(known)
    assert {state.reference for state in found.new}.isdisjoint(state.reference for state in known)
