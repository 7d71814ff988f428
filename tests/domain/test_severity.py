from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qa_app.domain.agreement import severity
from qa_app.domain.agreement_words import severity_words


def test_nothing_is_known_without_pairs():
    assert severity([]) is None
    assert severity_words(None) == "No pairs yet"


def test_few_pairs_are_drawn_towards_zero_and_many_are_not():
    few, many = severity([1] * 5), severity([1] * 95)
    assert (few.mean, few.shrunk) == (1, 0.5)
    assert (many.mean, many.shrunk) == (1, 0.95)
    assert few.high - few.low > many.high - many.low


def test_one_pair_has_no_interval():
    found = severity([2])
    assert (found.shrunk, found.low, found.high) == (pytest.approx(1 / 3), None, None)
    assert severity_words(found) == "0.33 grade steps above the others (1 pair, too few for an interval)"


def test_equal_differences_are_not_certainty():
    found = severity([0] * 20)
    assert found.low < 0 < found.high
    assert severity_words(found).startswith("Level with the others (20 pairs; 95% interval ")


def test_a_clear_difference_is_not_called_chance():
    assert "chance" not in severity_words(severity([-1, -1, -2, -1, 0, -1, -1] * 4))
    assert severity_words(severity([1, -1, 0, 1, 0])).endswith("this may be chance)")


@given(st.lists(st.integers(-3, 3), min_size=2, max_size=40))
@settings(deadline=None)
def test_the_interval_holds_the_shrunk_mean_and_turns_with_the_sides(differences: list[int]):
    found = severity(differences, resamples=200)
    turned = severity([-each for each in differences], resamples=200)
    assert found.low <= found.shrunk <= found.high
    assert abs(found.shrunk) <= abs(found.mean)
    assert turned.shrunk == -found.shrunk
    if sorted(differences) != sorted(-each for each in differences):
        assert (turned.low, turned.high) == (pytest.approx(-found.high), pytest.approx(-found.low))
    assert severity(sorted(differences), resamples=200) == found
