from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from qa_app.domain.allocation import has_room
from qa_app.domain.conflicts import AvailableAuditor, CaseToAllocate, conflict
from qa_app.domain.swaps import Held, swaps_for

STUCK = CaseToAllocate(1, "EX1", "North", "")
ASHA = AvailableAuditor(1, "Asha", load=1, capacity=1)
BEN = AvailableAuditor(2, "Ben", teams=frozenset({"North"}))
EARLIER = Held(CaseToAllocate(2, "EX2", "South", ""), user_id=1)


def test_a_swap_frees_the_only_person_who_can_take_the_case():
    (offer,) = swaps_for(STUCK, [ASHA, BEN], [EARLIER])
    assert (offer.gets_case, offer.hand_on.sampled_case_id, offer.gets_handed_on) == (1, 2, 2)
    assert offer.sentence == "Give case EX1 to Asha, and hand their case EX2 on to Ben."


def test_no_swap_is_offered_that_makes_another_conflict():
    held = Held(CaseToAllocate(2, "EX2", "North", ""), user_id=1)
    assert swaps_for(STUCK, [ASHA, BEN], [held]) == ()


def test_no_swap_is_offered_to_somebody_who_is_full():
    assert swaps_for(STUCK, [ASHA, replace(BEN, load=3, capacity=3)], [EARLIER]) == ()


def test_no_swap_is_needed_where_somebody_can_simply_take_the_case():
    assert swaps_for(STUCK, [replace(ASHA, capacity=None), BEN], [EARLIER]) == ()


def test_the_person_with_the_least_work_is_asked_first_and_offers_are_few():
    cat = AvailableAuditor(3, "Cat", teams=frozenset({"North"}), load=2)
    held = [Held(CaseToAllocate(n, f"EX{n}", "South", ""), user_id=1) for n in range(2, 9)]
    offers = swaps_for(STUCK, [ASHA, cat, BEN], held, most=3)
    assert [offer.gets_handed_on for offer in offers] == [2, 2, 2]
    assert [offer.hand_on.reference for offer in offers] == ["EX2", "EX3", "EX4"]


@given(
    st.lists(st.sampled_from(["North", "South", "East"]), max_size=8),
    st.lists(
        st.tuples(st.sampled_from(["North", "South", "East"]), st.integers(0, 2), st.integers(0, 2)),
        min_size=1,
        max_size=5,
    ),
)
def test_every_swap_offered_would_work(held_teams, people):
    auditors = [
        AvailableAuditor(n, f"Auditor {n}", frozenset({team}), load=load, capacity=capacity)
        for n, (team, load, capacity) in enumerate(people)
    ]
    held = [
        Held(CaseToAllocate(n + 10, f"EX{n + 10}", team, ""), user_id=n % len(auditors))
        for n, team in enumerate(held_teams)
    ]
    by_id = {auditor.user_id: auditor for auditor in auditors}
    for offer in swaps_for(STUCK, auditors, held, most=99):
        giver, taker = by_id[offer.gets_case], by_id[offer.gets_handed_on]
        assert giver is not taker
        assert Held(offer.hand_on, giver.user_id) in held
        assert conflict(STUCK, giver) is None
        assert conflict(offer.hand_on, taker) is None
        assert has_room(taker)
