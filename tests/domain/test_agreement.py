"""Are the figures those that were published, and do they keep the laws that hold for any table?"""

from __future__ import annotations

import random
from collections import Counter
from math import isfinite

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from qa_app.domain.agreement import Estimate, agreement, agreement_of_pairs
from qa_app.domain.ratings import counts_of_ratings, pairs_of_ratings, table_of_ratings
from tests.domain.plain_agreement import plain_ac2, plain_alpha, plain_counts, plain_kappa

COEFFICIENTS = ("alpha_ordinal", "ac2_quadratic", "kappa_quadratic")

# Krippendorff 2011 (repository.upenn.edu/asc_papers/43), example C: four observers, twelve units; rows are observers.
KRIPPENDORFF = [
    [1, 2, 3, 3, 2, 1, 4, 1, 2, None, None, None],
    [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, None, 3],
    [None, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, None],
    [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, None],
]
# K. Gwet, Handbook of Inter-Rater Reliability; irrCAC's cac.raw4raters. Unit 12 was seen by another rater.
GWET = [
    [1, 2, 3, 3, 2, 1, 4, 1, 2, None, None, None],
    [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, None, None],
    [None, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, 3],
    [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, None],
]
# Krippendorff 2011, example A: binary, two observers, ten units.
KRIPPENDORFF_BINARY = [[0, 1, 0, 0, 0, 0, 0, 0, 1, 0], [1, 1, 1, 0, 0, 1, 0, 0, 0, 0]]
# The R package irr, data "anxiety", raters 1 and 2: kappa2(anxiety[, 1:2], "squared").
ANXIETY = [
    [3, 3, 3, 4, 5, 5, 2, 3, 5, 2, 2, 6, 1, 5, 2, 2, 1, 2, 4, 3],
    [3, 6, 4, 6, 2, 4, 2, 4, 3, 3, 2, 3, 3, 3, 2, 2, 1, 3, 3, 4],
]


def of(raters, scale, **asked):
    rows = list(zip(*raters, strict=True))
    return agreement(table_of_ratings(rows, scale=scale, raters=len(raters)), **asked)


def of_rows(rows, scale, **asked):
    return agreement(table_of_ratings(rows, scale=scale, raters=len(rows[0])), **asked)


def of_counts(counts, scale=None, **asked):
    """From a square table of two raters' counts."""
    pairs = [
        (row + 1, column + 1)
        for row, numbers in enumerate(counts)
        for column, number in enumerate(numbers)
        for _ in range(number)
    ]
    return agreement(pairs_of_ratings(pairs, scale=scale or len(counts)), **asked)


# --- published examples


def test_krippendorffs_four_observers_with_missing_ratings():
    found = of(KRIPPENDORFF, 5)
    assert round(found.alpha_ordinal.value, 3) == 0.815
    assert (found.units, found.raters) == (11, 4)
    assert found.kappa_quadratic.value is None


def test_alpha_is_krippendorffs_own_ordinal_and_not_that_of_ordinal_weights():
    assert round(of(KRIPPENDORFF, 5).alpha_ordinal.value, 3) != 0.834


def test_gwets_four_raters():
    assert round(of(GWET, 5).ac2_quadratic.value, 3) == 0.914


def test_quadratic_kappa_of_the_abstractors():
    assert round(of_counts([[13, 0, 0], [0, 20, 7], [0, 4, 56]]).kappa_quadratic.value, 3) == 0.892


def test_quadratic_kappa_of_the_anxiety_data():
    assert round(of(ANXIETY, 6).kappa_quadratic.value, 3) == 0.297


def test_krippendorffs_binary_example_since_two_grades_have_one_distance():
    raters = [[grade + 1 for grade in rater] for rater in KRIPPENDORFF_BINARY]
    assert round(of(raters, 2).alpha_ordinal.value, 3) == 0.095


@pytest.mark.parametrize(
    ("counts", "kappa"),
    [
        # With two grades weighted kappa is Cohen's kappa. Feinstein and Cicchetti, J. Clin. Epidemiol. 43 (1990), 543-549
        ([[40, 9], [6, 45]], 0.70),
        ([[80, 10], [5, 5]], 0.32),
        # Gwet, Statistical Methods for Inter-Rater Reliability Assessment 1 (2002): raw agreement 94 %
        ([[118, 5], [2, 0]], -0.02),
    ],
)
def test_kappa_of_two_grades(counts: list[list[int]], kappa: float):
    assert round(of_counts(counts).kappa_quadratic.value, 2) == kappa


def test_ac1_of_gwets_paradox_since_two_grades_have_no_partial_agreement():
    assert round(of_counts([[118, 5], [2, 0]]).ac2_quadratic.value, 2) == 0.94


def test_thirty_eight_of_forty_alike_are_shown_from_both_sides():
    found = agreement(pairs_of_ratings([(2, 2)] * 38 + [(2, 3), (3, 2)], scale=4))
    assert found.exact == 0.95
    assert found.kappa_quadratic.value < 0
    assert found.ac2_quadratic.value > 0.99
    assert found.one_grade_dominates


# --- the size of the scale


def test_the_scale_is_the_tools_and_not_the_grades_that_occurred():
    counts = [[10, 2], [3, 12]]
    of_two, of_four = of_counts(counts), of_counts(counts, scale=4)
    assert of_four.ac2_quadratic.value > of_two.ac2_quadratic.value
    assert of_four.alpha_ordinal.value == pytest.approx(of_two.alpha_ordinal.value)
    assert of_four.kappa_quadratic.value == pytest.approx(of_two.kappa_quadratic.value)


# --- when nothing can be said


def why(found):
    return {getattr(found, name).reason for name in COEFFICIENTS}


def test_a_single_grade_is_not_calculable_and_neither_0_nor_1():
    found = agreement(pairs_of_ratings([(3, 3)] * 25, scale=4))
    assert why(found) == {"Not calculable: everybody always gave the same grade"}
    assert found.alpha_ordinal == Estimate(
        None, None, None, "Not calculable: everybody always gave the same grade"
    )
    assert found.exact == 1.0


def test_alpha_is_not_calculable_where_only_a_unit_seen_once_differs():
    found = of_rows([(3, 3)] * 25 + [(None, 1)], 4)
    assert "wherever two people graded" in found.alpha_ordinal.reason
    assert "wherever two people graded" in found.kappa_quadratic.reason
    assert found.ac2_quadratic.value == 1.0


def test_below_ten_pairs_it_is_too_few_to_say():
    found = agreement(pairs_of_ratings([(1, 2), (3, 3), (4, 4)] * 3, scale=4))
    assert why(found) == {"Too few to say: at least 10 pairs are needed, and there are 9"}
    assert (found.pairs, found.exact) == (9, 6 / 9)
    assert agreement(pairs_of_ratings([(1, 2), (3, 3)] * 5, scale=4)).alpha_ordinal.value is not None


def test_the_least_number_of_pairs_can_be_set():
    pairs = pairs_of_ratings([(1, 2), (3, 3), (4, 4)] * 3, scale=4)
    assert agreement(pairs, at_least=9).alpha_ordinal.value is not None


def test_nothing_graded_twice_is_said_so():
    found = of_rows([(1, None), (None, 2), (None, None)], 4)
    assert (found.units, found.pairs, found.exact, found.within_one, found.mean_signed_difference) == (
        0, 0, None, None, None,
    )  # fmt: skip
    assert why(found) == {"Not calculable: no unit was graded twice"}
    assert why(agreement(table_of_ratings([], scale=4, raters=2))) == why(found)


@pytest.mark.parametrize(("raters", "said"), [(1, "there is 1"), (3, "there are 3")])
def test_kappa_is_for_two_raters_only(raters: int, said: str):
    rows = [[grade] * raters for grade in (1, 2, 3, 4)] * 5
    found = of_rows(rows, 4)
    assert said in found.kappa_quadratic.reason
    assert found.mean_signed_difference is None


def test_a_grade_off_the_scale_or_a_ragged_row_is_refused():
    for rows in ([(1, 5)], [(0, 1)], [(1, 2, 3)], [(1,)]):
        with pytest.raises(ValueError):
            table_of_ratings(rows, scale=4, raters=2)
    with pytest.raises(ValueError, match="at least two grades"):
        table_of_ratings([], scale=1, raters=2)


# --- laws for any table


@st.composite
def tables(draw):
    scale = draw(st.integers(2, 6))
    used = draw(st.integers(1, scale))
    width = draw(st.integers(1, 5))
    grade = st.one_of(st.none(), st.integers(1, used)) if draw(st.booleans()) else st.integers(1, used)
    return draw(st.lists(st.lists(grade, min_size=width, max_size=width), max_size=25)), scale, width


def figures(rows, scale, width, **asked):
    return agreement(
        table_of_ratings(rows, scale=scale, raters=width), at_least=0, **{"resamples": 200, **asked}
    )


@given(tables())
@settings(deadline=None)
def test_every_figure_is_that_of_the_plain_definitions(table):
    rows, scale, width = table
    found = figures(rows, scale, width, resamples=20)
    units, pairs, exact, near = plain_counts(rows)
    assert (found.units, found.pairs) == (units, pairs)
    if pairs:
        assert found.exact == pytest.approx(exact / pairs)
        assert found.within_one == pytest.approx(near / pairs)
    else:
        assert found.exact is None
        assert found.within_one is None
    expected = (
        plain_alpha(rows, scale),
        plain_ac2(rows, scale),
        plain_kappa(rows, scale) if width == 2 else None,
    )
    for name, value in zip(COEFFICIENTS, expected, strict=True):
        estimate = getattr(found, name)
        if value is None:
            assert estimate.value is None, name
            assert estimate.reason, name
        else:
            assert estimate.value == pytest.approx(value, abs=1e-9), name
            assert estimate.reason is None


@given(tables())
@settings(deadline=None)
def test_an_interval_holds_its_value_and_stays_in_the_range(table):
    found = figures(*table)
    for name in COEFFICIENTS:
        estimate = getattr(found, name)
        if estimate.value is None:
            assert (estimate.low, estimate.high) == (None, None)
            continue
        assert all(map(isfinite, (estimate.value, estimate.low, estimate.high)))
        assert estimate.low <= estimate.value <= estimate.high <= 1
        assert estimate.low >= (-1 if name != "ac2_quadratic" else -10)


@given(tables(), st.randoms(use_true_random=False))
@settings(deadline=None)
def test_neither_the_order_of_units_nor_of_raters_changes_anything(table, chance: random.Random):
    rows, scale, width = table
    places = chance.sample(range(width), width)
    moved = [[row[place] for place in places] for row in chance.sample(rows, len(rows))]
    before, after = figures(rows, scale, width), figures(moved, scale, width)
    for name in ("units", "pairs", "exact", "within_one", *COEFFICIENTS):
        assert getattr(before, name) == getattr(after, name), name
    turned = width == 2 and places == [1, 0]
    if before.mean_signed_difference is not None:
        assert after.mean_signed_difference == (-1 if turned else 1) * before.mean_signed_difference


@given(tables(), st.integers(0, 4), st.integers(1, 6))
@settings(deadline=None)
def test_a_unit_that_one_rater_saw_changes_no_alpha(table, rater: int, grade: int):
    rows, scale, width = table
    alone = [min(grade, scale) if place == rater % width else None for place in range(width)]
    before, after = figures(rows, scale, width), figures([*rows, alone], scale, width)
    assert before.alpha_ordinal.value == after.alpha_ordinal.value
    assert (before.alpha_ordinal.low, before.alpha_ordinal.high) == (
        after.alpha_ordinal.low, after.alpha_ordinal.high,
    )  # fmt: skip
    assert (before.units, before.pairs, before.exact) == (after.units, after.pairs, after.exact)


@given(
    st.integers(2, 6).flatmap(lambda q: st.tuples(st.lists(st.integers(1, q), min_size=2), st.just(q))),
    st.integers(2, 5),
)
@settings(deadline=None)
def test_perfect_agreement_on_two_grades_or_more_is_1_and_not_certain(grades_and_scale, raters: int):
    grades, scale = grades_and_scale
    assume(len(set(grades)) > 1)
    found = figures([[grade] * raters for grade in grades], scale, raters)
    for name in COEFFICIENTS[: 3 if raters == 2 else 2]:
        estimate = getattr(found, name)
        assert (estimate.value, estimate.high) == (1.0, 1.0)
        assert estimate.low < 1


@given(
    st.integers(2, 6),
    st.integers(1, 6),
    st.integers(2, 5),
    st.integers(1, 20),
    st.randoms(use_true_random=False),
)
@settings(deadline=None)
def test_a_constant_grade_is_not_calculable_however_many_raters_and_gaps(
    scale: int, grade: int, raters: int, units: int, chance: random.Random
):
    grade = min(grade, scale)
    rows = [[grade] * raters]  # one unit at least is graded twice
    rows += [[grade if chance.random() < 0.7 else None for _ in range(raters)] for _ in range(units)]
    found = figures(rows, scale, raters)
    for name in COEFFICIENTS:
        estimate = getattr(found, name)
        assert (estimate.value, estimate.low, estimate.high) == (None, None, None), name
        assert estimate.reason.startswith("Not calculable")
    assert found.exact == 1


def test_a_table_of_counts_is_the_table_of_its_pairs():
    some = [(1, 2)] * 3 + [(3, 3)] * 5 + [(4, 1)]
    assert counts_of_ratings(Counter(some), scale=4) == pairs_of_ratings(some, scale=4)
    assert counts_of_ratings({(1, 1): 0}, scale=4) == pairs_of_ratings([], scale=4)
    with pytest.raises(ValueError, match="not between"):
        counts_of_ratings({(0, 1): 2}, scale=4)


def test_pairs_of_many_people_have_no_kappa_and_those_of_two_are_seen_by_person():
    by_role = pairs_of_ratings([(1, 2), (2, 2), (3, 3), (4, 3), (4, 4)] * 8, scale=4)
    by_person = pairs_of_ratings([(2, 1), (2, 2), (3, 3), (4, 3), (4, 4)] * 8, scale=4)
    alone, many, two = (
        agreement(by_person),
        agreement_of_pairs(by_role, None),
        agreement_of_pairs(by_role, by_person),
    )
    assert "for two people who made all pairs" in many.kappa_quadratic.reason
    assert two.kappa_quadratic == alone.kappa_quadratic
    assert two.alpha_ordinal == many.alpha_ordinal == agreement(by_role).alpha_ordinal
    assert two.mean_signed_difference == agreement(by_role).mean_signed_difference


def test_alpha_of_grades_at_random_is_about_0():
    chance = random.Random(3)
    rows = [[chance.choice((None, 1, 2, 3, 4)) for _ in range(4)] for _ in range(4000)]
    alpha = of_rows(rows, 4).alpha_ordinal
    assert abs(alpha.value) < 0.02
    assert alpha.low < 0.005
    assert alpha.high - alpha.low < 0.06


def test_the_same_seed_gives_the_same_interval_and_another_nearly_the_same():
    pairs = pairs_of_ratings([(1, 2), (2, 2), (3, 3), (4, 3), (4, 4)] * 8, scale=4)
    one, again, other = agreement(pairs), agreement(pairs), agreement(pairs, seed=2)
    assert one == again
    assert one.alpha_ordinal != other.alpha_ordinal
    assert one.alpha_ordinal.low == pytest.approx(other.alpha_ordinal.low, abs=0.05)


def test_more_pairs_of_the_same_kind_make_narrower_intervals():
    base = [(1, 2), (2, 2), (3, 3), (4, 3), (4, 4)]
    for name in COEFFICIENTS:
        widths = []
        for times in (4, 16, 64):
            estimate = getattr(agreement(pairs_of_ratings(base * times, scale=4)), name)
            widths.append(estimate.high - estimate.low)
        assert widths == sorted(widths, reverse=True)
        assert widths[2] < widths[0] / 3


def test_many_raters_with_many_patterns_are_made_in_blocks():
    chance = random.Random(4)
    rows = [[chance.choice((None, 1, 2, 3, 4, 5)) for _ in range(40)] for _ in range(900)]
    found = of_rows(rows, 5)
    assert found.alpha_ordinal.low <= found.alpha_ordinal.value <= found.alpha_ordinal.high
    assert found.alpha_ordinal.value == pytest.approx(plain_alpha(rows, 5), abs=1e-9)


def test_the_difference_is_the_firsts_grade_minus_the_seconds():
    found = of_rows([(3, 2), (4, 2), (1, None), (2, 2), (1, 2)], 4)
    assert found.mean_signed_difference == 0.5
