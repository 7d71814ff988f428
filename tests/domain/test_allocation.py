from __future__ import annotations

from collections import Counter
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from qa_app.domain.allocation import Allocation, allocate, has_room, why_not
from qa_app.domain.conflicts import AvailableAuditor, CaseToAllocate, conflict

TEAMS = ["North", "South", "East", "West"]
WORKERS = ["Ann", "Bill", "Cat", "Dev", "Eve"]


@st.composite
def cases(make: st.DrawFn, most: int = 30) -> list[CaseToAllocate]:
    n = make(st.integers(0, most))
    return [
        CaseToAllocate(
            number, f"EX{number:03}", make(st.sampled_from(TEAMS)), make(st.sampled_from([*WORKERS, ""]))
        )
        for number in range(1, n + 1)
    ]


@st.composite
def auditors(make: st.DrawFn) -> list[AvailableAuditor]:
    return [
        AvailableAuditor(
            user_id=number,
            name=make(st.sampled_from(["Ann", "Bill", "Olu", "Pat"])),
            teams=frozenset(make(st.lists(st.sampled_from(TEAMS), max_size=2))),
            supervises=frozenset(make(st.lists(st.sampled_from(WORKERS), max_size=2))),
            load=make(st.integers(0, 5)),
            capacity=make(st.one_of(st.none(), st.integers(0, 8))),
            not_ready=make(st.sampled_from(["", "", "They are not ready yet: 0 of 3 practice cases done."])),
        )
        for number in range(1, make(st.integers(0, 6)) + 1)
    ]


def loads(found: Allocation, among: list[AvailableAuditor]) -> dict[int, int]:
    counts = Counter(assignment.user_id for assignment in found.assigned)
    return {auditor.user_id: auditor.load + counts[auditor.user_id] for auditor in among}


@given(cases(), auditors(), st.integers(0, 2**31))
def test_every_case_is_placed_once_or_explained(given_cases, given_auditors, seed):
    found = allocate(given_cases, given_auditors, seed)
    placed = [assignment.sampled_case_id for assignment in found.assigned]
    left = [unassigned.sampled_case_id for unassigned in found.unassigned]
    assert sorted(placed + left) == [case.sampled_case_id for case in given_cases]
    assert all(unassigned.reasons for unassigned in found.unassigned)


@given(cases(), auditors(), st.integers(0, 2**31))
def test_nobody_is_given_a_case_that_they_are_close_to_or_more_than_they_can_take(
    given_cases, given_auditors, seed
):
    found = allocate(given_cases, given_auditors, seed)
    case_of = {case.sampled_case_id: case for case in given_cases}
    auditor_of = {auditor.user_id: auditor for auditor in given_auditors}
    for assignment in found.assigned:
        assert conflict(case_of[assignment.sampled_case_id], auditor_of[assignment.user_id]) is None
    given_work = {assignment.user_id for assignment in found.assigned}
    for user_id, load in loads(found, given_auditors).items():
        capacity = auditor_of[user_id].capacity
        assert user_id not in given_work or capacity is None or load <= capacity


@given(cases(), st.integers(1, 6), st.integers(0, 2**31))
def test_without_conflicts_loads_differ_by_one_at_most(given_cases, n, seed):
    strangers = [AvailableAuditor(number, f"Stranger {number}") for number in range(n)]
    found = allocate(given_cases, strangers, seed)
    assert found.unassigned == ()
    spread = loads(found, strangers).values()
    assert max(spread) - min(spread) <= 1


@given(cases(), auditors(), st.integers(0, 2**31), st.randoms(use_true_random=False))
def test_the_order_of_the_lists_does_not_matter(given_cases, given_auditors, seed, random):
    one = allocate(given_cases, given_auditors, seed)
    other = allocate(
        random.sample(given_cases, len(given_cases)),
        random.sample(given_auditors, len(given_auditors)),
        seed,
    )
    assert set(one.assigned) == set(other.assigned)
    assert {u.sampled_case_id for u in one.unassigned} == {u.sampled_case_id for u in other.unassigned}


@given(cases(most=8), auditors(), st.integers(0, 2**31))
def test_no_case_is_left_over_that_a_better_plan_would_place(given_cases, given_auditors, seed):
    found = allocate(given_cases, given_auditors, seed)
    assert len(found.assigned) == most_placeable(given_cases, given_auditors)


def most_placeable(given_cases: list[CaseToAllocate], given_auditors: list[AvailableAuditor]) -> int:
    """The largest matching, by brute force over seats: an independent and slower method."""
    seats = [
        auditor
        for auditor in given_auditors
        for _ in range(
            len(given_cases) if auditor.capacity is None else max(0, auditor.capacity - auditor.load)
        )
    ]
    taken: dict[int, CaseToAllocate] = {}

    def seat(case: CaseToAllocate, tried: set[int]) -> bool:
        for number, auditor in enumerate(seats):
            if number in tried or conflict(case, auditor):
                continue
            tried.add(number)
            if number not in taken or seat(taken[number], tried):
                taken[number] = case
                return True
        return False

    return sum(seat(case, set()) for case in given_cases)


def test_somebody_who_already_has_work_gets_less():
    busy = AvailableAuditor(1, "Asha", load=4)
    free = AvailableAuditor(2, "Ben")
    found = allocate([CaseToAllocate(n, f"EX{n}", "North", "") for n in range(6)], [busy, free], 1)
    assert loads(found, [busy, free]) == {1: 5, 2: 5}


def test_a_case_is_handed_on_when_only_its_holder_can_take_the_next():
    # Whoever goes first, Asha must end with the North case and Ben with the South case.
    asha = AvailableAuditor(1, "Asha", teams=frozenset({"East"}), capacity=1)
    ben = AvailableAuditor(2, "Ben", teams=frozenset({"North"}), capacity=1)
    north, south = CaseToAllocate(1, "EX1", "North", ""), CaseToAllocate(2, "EX2", "South", "")
    for seed in range(20):
        found = allocate([north, south], [asha, ben], seed)
        assert {(a.sampled_case_id, a.user_id) for a in found.assigned} == {(1, 1), (2, 2)}


def test_auditors_meet_as_many_teams_as_they_can():
    teams = [f"Team {number}" for number in range(6)]
    work = [CaseToAllocate(n, f"EX{n}", teams[n % 6], "") for n in range(36)]
    among = [AvailableAuditor(n, f"Auditor {n}") for n in range(6)]
    team_of = {case.sampled_case_id: case.team for case in work}
    for seed in range(5):
        found = allocate(work, among, seed)
        met = Counter((a.user_id, team_of[a.sampled_case_id]) for a in found.assigned)
        # Six cases each over six teams: chance alone would repeat about a third of the pairs.
        assert len(met) >= 34


def test_auditors_are_kept_from_the_teams_they_met_last_time():
    asha = AvailableAuditor(1, "Asha", recent_teams=("North", "North"))
    ben = AvailableAuditor(2, "Ben", recent_teams=("South", "South"))
    work = [CaseToAllocate(1, "EX1", "North", ""), CaseToAllocate(2, "EX2", "South", "")]
    for seed in range(10):
        found = allocate(work, [asha, ben], seed)
        assert {(a.sampled_case_id, a.user_id) for a in found.assigned} == {(1, 2), (2, 1)}


def test_what_nobody_can_take_says_why_for_each_auditor():
    asha = AvailableAuditor(1, "Asha", teams=frozenset({"North"}))
    ben = AvailableAuditor(2, "Ben", load=6, capacity=6)
    found = allocate([CaseToAllocate(5, "EX5", "North", "Jo")], [asha, ben], 1)
    assert found.unassigned[0].reasons == (
        "Asha belongs to North, the team of case EX5.",
        "Ben already has 6, as many as they can take.",
    )


def test_without_auditors_the_reason_is_said_once():
    found = allocate([CaseToAllocate(5, "EX5", "North", "Jo")], [], 1)
    assert found.unassigned[0].reasons == ("There are no auditors to choose from.",)


def test_reasons_count_what_this_allocation_gave_out():
    asha = AvailableAuditor(1, "Asha", capacity=2)
    found = allocate([CaseToAllocate(n, f"EX{n}", "North", "") for n in range(3)], [asha], 1)
    assert found.unassigned[0].reasons == ("Asha already has 2, as many as they can take.",)


def test_whoever_can_take_a_case_has_no_reason_against_it():
    asha = AvailableAuditor(1, "Asha", capacity=2)
    case = CaseToAllocate(1, "EX1", "North", "")
    assert why_not(case, [asha]) == ()
    assert has_room(asha)
    assert not has_room(replace(asha, load=2))
