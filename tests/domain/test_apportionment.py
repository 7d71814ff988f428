from __future__ import annotations

from math import ceil, floor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa_app.domain.apportionment import allot, size_for
from qa_app.domain.errors import NotPossible

SIZES = st.dictionaries(st.text("abcdefgh", min_size=1, max_size=2), st.integers(0, 60), max_size=12)


def test_the_parts_of_a_published_design_are_three_times_twenty():
    # Cambridgeshire drew 60 from 2,471 assessments as 20 for each of three outcomes.
    assert allot({"plan": 1204, "no further action": 902, "other": 365}, 60, evenly=True) == {
        "plan": 20,
        "no further action": 20,
        "other": 20,
    }


def test_the_largest_remainders_get_the_places_that_are_left():
    # Quotas 4.7, 3.1 and 2.2: the whole parts make 9, and the tenth place goes to .7.
    assert allot({"a": 47, "b": 31, "c": 22}, 10) == {"a": 5, "b": 3, "c": 2}


def test_equal_remainders_go_to_the_larger_then_to_the_earlier_name():
    assert allot({"b": 10, "a": 10}, 1) == {"a": 1, "b": 0}
    assert allot({"a": 1, "b": 3}, 2) == {"a": 0, "b": 2}


def test_an_even_share_that_a_small_stratum_cannot_take_goes_to_the_others():
    assert allot({"a": 2, "b": 30, "c": 30}, 20, evenly=True) == {"a": 2, "b": 9, "c": 9}


def test_asking_for_more_than_there_is_gives_all():
    assert allot({"a": 2, "b": 3}, 99) == {"a": 2, "b": 3}


def test_an_empty_stratum_is_named_and_gets_nothing():
    assert allot({"a": 0, "b": 3}, 2) == {"a": 0, "b": 2}
    assert allot({}, 5) == {}


@given(SIZES, st.integers(0, 400), st.booleans())
def test_the_parts_add_up_and_never_exceed_a_stratum(sizes: dict[str, int], n: int, evenly: bool):
    parts = allot(sizes, n, evenly=evenly)
    assert parts.keys() == sizes.keys()
    assert sum(parts.values()) == min(n, sum(sizes.values()))
    assert all(0 <= parts[name] <= sizes[name] for name in sizes)


@given(SIZES, st.integers(0, 400))
def test_a_proportional_part_is_its_quota_rounded_up_or_down(sizes: dict[str, int], n: int):
    whole = sum(sizes.values())
    n = min(n, whole)
    for name, part in allot(sizes, n).items():
        assert floor(n * sizes[name] / whole + 1e-9) <= part if whole else part == 0
        assert part <= ceil(n * sizes[name] / whole - 1e-9) if whole else part == 0


@given(SIZES, st.integers(0, 400))
def test_even_parts_differ_by_one_at_most_where_there_is_enough(sizes: dict[str, int], n: int):
    parts = allot(sizes, n, evenly=True)
    unfilled = [part for name, part in parts.items() if part < sizes[name]]
    if unfilled:
        assert max(parts.values()) - min(unfilled) <= 1


def test_the_sample_size_is_the_published_one():
    # GP CPD Wales audit guidance: 300 cases, 70 % expected, within 5 %, at 95 % → 155.
    assert size_for(300, 0.7, 0.05) == 155


def test_a_sample_is_never_larger_than_its_population_or_smaller_than_one():
    assert size_for(3, 0.5, 0.01) == 3
    assert size_for(1_000_000, 0.5, 0.99) == 1
    assert size_for(1_000_000_000, 0.5, 0.05) == 384


@pytest.mark.parametrize(("population", "expected", "margin"), [(0, 0.7, 0.05), (9, 1, 0.05), (9, 0.7, 0)])
def test_a_size_for_nothing_is_refused_in_words(population: int, expected: float, margin: float):
    with pytest.raises(NotPossible, match=r"\.$"):
        size_for(population, expected, margin)
