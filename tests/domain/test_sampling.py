from __future__ import annotations

from collections import Counter
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa_app.domain.errors import NotPossible
from qa_app.domain.frames import SIBLING_DRAWN, Candidate, ExclusionCount, audited_within, frame_hash
from qa_app.domain.sampling import Draw, Drawn, draw, replacement_for

PINNED_DRAWN = ["EX0006", "EX0044", "EX0036", "EX0019", "EX0014"]
PINNED_RESERVE = ["EX0008", "EX0045"]
PINNED_HASH = "6366a81af9e7198c6dae164d438eabee7a8191fd6d8abb7faa958c4c74a1b775"


@st.composite
def frames(make: st.DrawFn) -> list[Candidate]:
    numbers = make(st.lists(st.integers(1, 9999), min_size=1, max_size=60, unique=True))
    frame = [
        Candidate(
            case_id=number,
            reference=f"EX{number:04}",
            stratum=make(st.sampled_from(["North", "South", "East", "West"])),
            family=make(st.sampled_from(["", "", "F1", "F2", "F3", "F4", "F5"])),
            excluded_because=make(st.sampled_from(["", "", "", audited_within(12)])),
        )
        for number in numbers
    ]
    frame[0] = Candidate(numbers[0], f"EX{numbers[0]:04}", "North")
    return frame


def plain(sizes: dict[str, int]) -> list[Candidate]:
    """A frame with these many eligible cases in each stratum."""
    names = [name for name, size in sizes.items() for _ in range(size)]
    return [Candidate(number, f"EX{number:04}", name) for number, name in enumerate(names, start=1)]


def most_possible(frame: list[Candidate]) -> int:
    eligible = [case for case in frame if not case.excluded_because]
    return len({case.family or case.reference for case in eligible})


@given(frames(), st.integers(1, 70), st.integers(0, 2**31), st.sampled_from(["proportional", "equal"]))
def test_a_draw_is_a_part_of_the_frame_without_doubles_or_siblings(frame, size, seed, method):
    found = draw(frame, size=size, method=method, seed=seed, reserve=2)
    by_id = {case.case_id: case for case in frame}
    taken = [case.case_id for case in found.drawn + found.reserve]
    assert len(taken) == len(set(taken))
    assert all(by_id[case_id].excluded_because == "" for case_id in taken)
    families = [by_id[case_id].family for case_id in taken if by_id[case_id].family]
    assert len(families) == len(set(families))


@given(frames(), st.integers(1, 70), st.integers(0, 2**31), st.sampled_from(["proportional", "equal"]))
def test_a_draw_has_the_size_asked_for_or_says_what_is_missing(frame, size, seed, method):
    found = draw(frame, size=size, method=method, seed=seed)
    assert len(found.drawn) == min(size, most_possible(frame))
    assert found.shortfall == size - len(found.drawn)


@given(frames(), st.integers(1, 70), st.integers(0, 2**31))
def test_the_counts_of_a_draw_add_up(frame, size, seed):
    found = draw(frame, size=size, seed=seed)
    assert found.population == len(frame)
    assert found.eligible == sum(case.excluded_because == "" for case in frame)
    for stratum in found.strata:
        assert stratum.drawn <= stratum.eligible <= stratum.population
        assert stratum.allotted <= stratum.eligible
        assert stratum.drawn == sum(case.stratum == stratum.name for case in found.drawn)
    before = sum(count.n for count in found.exclusions if count.reason != SIBLING_DRAWN)
    assert before == found.population - found.eligible


@given(frames(), st.integers(1, 70), st.integers(0, 2**31), st.randoms(use_true_random=False))
def test_the_order_of_the_list_does_not_matter(frame, size, seed, random):
    shuffled = random.sample(frame, len(frame))
    assert draw(shuffled, size=size, seed=seed) == draw(frame, size=size, seed=seed)


@given(frames(), st.integers(1, 70), st.integers(0, 2**31))
def test_row_numbers_do_not_matter_so_another_machine_draws_the_same(frame, size, seed):
    elsewhere = [
        Candidate(case.case_id + 5000, case.reference, case.stratum, case.family, case.excluded_because)
        for case in frame
    ]
    here, there = draw(frame, size=size, seed=seed), draw(elsewhere, size=size, seed=seed)
    assert [case.reference for case in here.drawn] == [case.reference for case in there.drawn]
    assert here.frame_hash == there.frame_hash


def test_a_draw_can_be_repeated_from_the_certificates_sentence_alone():
    frame = plain({"North": 9, "South": 6})
    found = draw(frame, size=5, seed=2026, reserve=1)
    order = sorted(frame, key=lambda c: sha256(f"2026|{c.stratum}|{c.reference}".encode()).hexdigest())
    north = [case.reference for case in order if case.stratum == "North"]
    south = [case.reference for case in order if case.stratum == "South"]
    assert {case.reference for case in found.drawn} == {*north[:3], *south[:2]}
    assert [case.reference for case in found.reserve] == [north[3], south[2]]


def test_this_draw_never_changes():
    # A change here means that certificates already printed can no longer be repeated: name a new algorithm.
    found = draw(plain({"North": 30, "South": 20}), size=5, seed=42, reserve=1)
    assert found.algorithm == "v1"
    assert [case.reference for case in found.drawn] == PINNED_DRAWN
    assert [case.reference for case in found.reserve] == PINNED_RESERVE
    assert found.frame_hash == PINNED_HASH


def test_another_seed_makes_another_draw():
    frame = plain({"North": 300})
    assert draw(frame, size=20, seed=1).drawn != draw(frame, size=20, seed=2).drawn


def test_every_case_has_about_the_same_chance():
    # 40 cases, 10 drawn, 2,000 seeds: 500 each expected, standard deviation about 19.
    frame = plain({"North": 20, "South": 20})
    times = Counter(case.case_id for seed in range(2000) for case in draw(frame, size=10, seed=seed).drawn)
    assert all(400 < times[case.case_id] < 600 for case in frame)


def test_positions_count_through_the_sample_and_through_each_reserve():
    found = draw(plain({"North": 30, "South": 20}), size=5, seed=7, reserve=2)
    assert [case.position for case in found.drawn] == [1, 2, 3, 4, 5]
    assert [(case.stratum, case.position) for case in found.reserve] == [
        ("North", 1),
        ("North", 2),
        ("South", 1),
        ("South", 2),
    ]


def test_a_number_for_each_stratum_takes_all_of_a_small_one_and_says_what_is_missing():
    found = draw(plain({"North": 30, "South": 2}), size=0, method="equal", per_stratum=5, seed=7)
    assert [(s.name, s.allotted, s.drawn) for s in found.strata] == [("North", 5, 5), ("South", 2, 2)]
    assert found.asked == 10
    assert found.shortfall == 3


def test_exclusions_are_counted_by_reason():
    frame = [
        *plain({"North": 4}),
        Candidate(11, "EX9001", "North", excluded_because=audited_within(12)),
        Candidate(12, "EX9002", "South", excluded_because=audited_within(12)),
        Candidate(13, "EX9003", "South", excluded_because="The case is closed"),
    ]
    found = draw(frame, size=2, seed=1)
    assert found.exclusions == (
        ExclusionCount("Audited in the last 12 months", 2),
        ExclusionCount("The case is closed", 1),
    )
    assert [(s.name, s.population, s.eligible) for s in found.strata] == [("North", 5, 4), ("South", 2, 0)]


def test_brothers_and_sisters_of_a_drawn_child_are_passed_over_and_counted():
    frame = [Candidate(number, f"EX{number}", "North", family="F1") for number in range(1, 6)]
    found = draw(frame, size=3, seed=1)
    assert len(found.drawn) == 1
    assert found.reserve == ()
    assert found.exclusions == (ExclusionCount(SIBLING_DRAWN, 4),)
    assert found.shortfall == 2


def test_places_that_siblings_leave_open_go_to_other_strata():
    large_family = [Candidate(number, f"EX{number}", "North", family="F1") for number in range(1, 11)]
    others = [Candidate(number, f"EX{number}", "South") for number in range(11, 21)]
    found = draw(large_family + others, size=6, seed=3)
    assert [(s.name, s.allotted, s.drawn) for s in found.strata] == [("North", 3, 1), ("South", 3, 5)]
    assert found.shortfall == 0


def test_a_replacement_is_the_next_in_the_reserve_of_its_stratum():
    reserve = (
        Drawn(4, "EX4", "North", 2),
        Drawn(3, "EX3", "North", 1),
        Drawn(5, "EX5", "South", 1),
    )
    assert replacement_for(reserve, "North") == reserve[1]
    assert replacement_for(reserve, "North", used={3}) == reserve[0]
    assert replacement_for(reserve, "North", used={3, 4}) is None
    assert replacement_for(reserve, "East") is None


@pytest.mark.parametrize(
    ("frame", "size", "says"),
    [
        ([], 5, "The filters find no cases"),
        ([Candidate(1, "EX1", "North", excluded_because="x")], 5, "None of the 1 cases found can be drawn"),
        (plain({"North": 3}), 0, "at least one case"),
        (plain({"North": 3}), -2, "at least one case"),
    ],
)
def test_a_draw_that_makes_no_sense_is_refused_in_words(frame: list[Candidate], size: int, says: str):
    with pytest.raises(NotPossible, match=says):
        draw(frame, size=size, seed=1)


def test_a_reference_twice_is_a_mistake_of_the_caller():
    with pytest.raises(ValueError, match="twice"):
        draw([Candidate(1, "EX1", "North"), Candidate(2, "EX1", "North")], size=1, seed=1)


@pytest.mark.parametrize(
    "changed",
    [
        Candidate(1, "EX2", "North", "F1", ""),
        Candidate(1, "EX1", "South", "F1", ""),
        Candidate(1, "EX1", "North", "F2", ""),
        Candidate(1, "EX1", "North", "F1", "closed"),
    ],
)
def test_the_frame_hash_changes_with_whatever_the_draw_depends_on(changed: Candidate):
    assert frame_hash([changed]) != frame_hash([Candidate(1, "EX1", "North", "F1", "")])


def test_the_frame_hash_cannot_be_fooled_by_moving_a_border_between_fields():
    assert frame_hash([Candidate(1, "EX1", "a", "bc")]) != frame_hash([Candidate(1, "EX1", "ab", "c")])


def test_a_draw_is_a_value():
    frame = plain({"North": 3})
    assert isinstance(hash(draw(frame, size=1, seed=1)), int)
    assert isinstance(draw(frame, size=1, seed=1), Draw)
