from __future__ import annotations

from fractions import Fraction
from statistics import median as standard_median

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa_app.domain.statistics import in_words, mean, median, percent, share, too_few, wilson


# Published score intervals (Wilson 1927, J. Am. Stat. Assoc. 22, 209-212; worked examples as commonly printed).
@pytest.mark.parametrize(
    ("k", "n", "low", "high", "places"),
    [
        (9, 20, 0.2582, 0.6579, 4),
        (2, 12, 0.047, 0.448, 3),
        (0, 10, 0.0, 0.2775, 4),
        (23, 100, 0.1584, 0.3215, 4),
    ],
)
def test_intervals_match_published_values(k: int, n: int, low: float, high: float, places: int):
    found_low, found_high = wilson(k, n)
    assert round(found_low, places) == low
    assert round(found_high, places) == high


@given(st.integers(1, 500).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_an_interval_holds_its_share_and_stays_between_0_and_1(pair: tuple[int, int]):
    k, n = pair
    low, high = wilson(k, n)
    assert 0 <= low <= k / n <= high <= 1
    assert high - low > 0


@given(st.integers(1, 500).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_an_interval_is_the_mirror_of_the_interval_of_the_rest(pair: tuple[int, int]):
    k, n = pair
    low, high = wilson(k, n)
    other_low, other_high = wilson(n - k, n)
    assert low == pytest.approx(1 - other_high, abs=1e-12)
    assert high == pytest.approx(1 - other_low, abs=1e-12)


def test_more_audits_make_a_narrower_interval():
    widths = [wilson(6 * size, 10 * size) for size in (1, 2, 5, 20, 100)]
    spans = [high - low for low, high in widths]
    assert spans == sorted(spans, reverse=True)


def test_none_and_all_have_clean_ends():
    assert wilson(0, 7)[0] == 0.0
    assert wilson(7, 7)[1] == 1.0


def test_a_share_of_nothing_is_none_and_never_zero():
    assert share(0, 0) is None


@pytest.mark.parametrize(("k", "n"), [(1, 0), (-1, 5), (6, 5), (0, -1)])
def test_an_impossible_share_is_an_error(k: int, n: int):
    with pytest.raises(ValueError, match="is not a share"):
        share(k, n)


def test_a_share_says_itself_in_words_with_its_number_and_interval():
    found = share(9, 20)
    assert found is not None
    assert found.fraction == 0.45
    assert found.words == "9 of 20 (45%; 95% interval 26% to 66%)"
    assert in_words(found) == found.words


def test_words_refuse_a_share_of_too_few():
    assert in_words(share(2, 3), least=5) == ("Too few to say: at least 5 audits are needed, and there are 3")
    assert in_words(None) == "No audits yet"
    assert too_few(1, 10, "pairs") == ("Too few to say: at least 10 pairs are needed, and there is 1")


def test_halves_are_rounded_up_where_python_would_round_to_even():
    assert percent(1, 8) == 13
    assert percent(1, 200) == 1
    assert percent(5, 200) == 3


@given(st.integers(1, 2000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_a_percentage_is_within_half_a_point_of_the_share(pair: tuple[int, int]):
    k, n = pair
    assert abs(Fraction(percent(k, n)) - Fraction(100 * k, n)) <= Fraction(1, 2)


def test_a_percentage_of_nothing_is_refused():
    with pytest.raises(ValueError, match="no percentage"):
        percent(0, 0)


@given(st.lists(st.integers(-50, 50), min_size=1))
def test_the_median_is_the_standard_one(values: list[int]):
    assert median(values) == standard_median(values)


def test_middles_of_nothing_are_none():
    assert median([]) is None
    assert mean([]) is None


def test_the_mean_adds_up():
    assert mean([-1, 0, 0, 2]) == 0.25
