from __future__ import annotations

import pytest

from qa_app.domain.agreement import Agreement, Estimate, agreement, severity, two_places
from qa_app.domain.agreement_words import (
    DEFINITIONS,
    WHAT,
    difference_words,
    in_plain_words,
    krippendorff,
    landis_koch,
    parting_note,
    prevalence_note,
    severity_in_brief,
)
from qa_app.domain.ratings import pairs_of_ratings


@pytest.mark.parametrize(
    ("value", "word"),
    [
        (-0.01, "less agreement than by chance"), (0.0, "slight agreement"), (0.2, "slight agreement"),
        (0.21, "fair agreement"), (0.6, "moderate agreement"), (0.61, "substantial agreement"),
        (0.81, "almost perfect agreement"), (1.0, "almost perfect agreement"),
    ],
)  # fmt: skip
def test_the_words_of_landis_and_koch(value: float, word: str):
    assert landis_koch(value) == word


@pytest.mark.parametrize(
    ("value", "word"),
    [(0.8, "rely on"), (0.7999, "tentative"), (0.667, "tentative"), (0.666, "not good enough")],
)
def test_krippendorffs_cut_offs(value: float, word: str):
    assert word in krippendorff(value)


def test_words_say_whose_convention_they_are_and_how_far_down_the_interval_reaches():
    sure, unsure = Estimate(0.9, 0.85, 0.95, None), Estimate(0.9, 0.5, 0.95, None)
    assert (
        in_plain_words("alpha_ordinal", sure) == "“good enough to rely on” by the convention of Krippendorff"
    )
    assert in_plain_words("kappa_quadratic", unsure) == (
        "“almost perfect agreement” by the convention of Landis and Koch, but its interval reaches down to "
        "“moderate agreement”"
    )
    assert not in_plain_words("alpha_ordinal", Estimate(None, None, None, "Not calculable: because"))


def test_an_estimate_says_its_interval_or_its_reason():
    assert Estimate(0.9, 0.85, 0.9501, None).words == "0.90 (95% interval 0.85 to 0.95)"
    assert Estimate(None, None, None, "Not calculable: because").words == "Not calculable: because"


def test_rounding_never_makes_perfect_what_is_not():
    assert (two_places(0.999), two_places(1.0), two_places(-0.001), two_places(-0.5)) == (
        "0.99",
        "1.00",
        "0.00",
        "-0.50",
    )


def test_the_note_appears_where_one_grade_dominates_and_says_why_figures_part():
    found = agreement(pairs_of_ratings([(2, 2)] * 38 + [(2, 3), (3, 2)], scale=4))
    note = prevalence_note(found)
    assert note is not None
    assert note.startswith("One grade was given in 98% of all ratings. Where one grade dominates")
    assert "(95% here)" in note


def test_there_is_no_note_where_grades_vary_or_nothing_is_calculable():
    assert prevalence_note(agreement(pairs_of_ratings([(1, 1), (2, 2), (3, 2)] * 5, scale=4))) is None
    assert prevalence_note(agreement(pairs_of_ratings([(2, 2)] * 40, scale=4))) is None
    assert prevalence_note(agreement(pairs_of_ratings([], scale=4))) is None


def test_where_the_two_coefficients_part_the_page_says_why():
    apart = agreement(pairs_of_ratings([(2, 2), (3, 3), (2, 3), (3, 3), (3, 2)] * 8, scale=4))
    assert apart.ac2_quadratic.value - apart.alpha_ordinal.value > 0.2
    assert "careful reading" in parting_note(apart)
    for cases in ([(1, 1), (4, 4), (2, 2), (3, 3)] * 5, [(2, 2)] * 40, []):
        assert parting_note(agreement(pairs_of_ratings(cases, scale=4))) is None


def test_every_figure_has_a_definition():
    assert set(WHAT) < set(DEFINITIONS)
    assert set(DEFINITIONS) - {"interval"} <= set(Agreement.__slots__)


def test_a_difference_is_said_with_its_direction_and_whether_it_may_be_chance():
    assert (
        difference_words(Estimate(0.5, 0.2, 0.8, None))
        == "On average the first auditor’s grade is 0.50 steps above the second’s"
    )
    assert difference_words(Estimate(-0.5, -0.8, 0.1, None)).endswith(
        "0.50 steps below the second’s; this may be chance"
    )
    assert difference_words(Estimate(1, None, None, None)).endswith("this may be chance")
    assert difference_words(Estimate(0.001, -1, 1, None)) == "On average first and second are level"
    assert not difference_words(Estimate(None, None, None, "Not calculable: because"))


def test_in_brief_a_severity_says_only_what_is_known():
    said = [
        severity_in_brief(each)
        for each in (None, severity([2]), severity([0] * 9), severity([1] * 9), severity([-1] * 9))
    ]
    assert said == ["No pairs", "One pair says nothing", "May be chance", "Grades higher", "Grades lower"]
