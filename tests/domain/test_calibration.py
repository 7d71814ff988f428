"""What does an exercise show of people who graded the same cases before they talked?"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from qa_app.domain.calibration import (
    ExerciseStatus,
    Graded,
    agreement_of,
    attendance_in_words,
    distances,
    places,
    spread_in_words,
    spreads,
    status_of,
    summary,
)
from tests.domain.small_tool import TOOL

NOW = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
OPENED = NOW - timedelta(days=7)
SCALE = ("inadequate", "requires_improvement", "good", "outstanding")


def graded(person: int, overall: str, seeing: str | None = None, family: str | None = None) -> Graded:
    given = {"overall": overall, "seeing": seeing or overall, "family": family}
    return Graded(person, {key: grade for key, grade in given.items() if grade})


def status(**facts) -> ExerciseStatus:
    usual = {"opened_at": OPENED, "releases_at": NOW, "cancelled_at": None, "is_complete": False, "now": NOW}
    return status_of(**{**usual, **facts})


def test_only_the_clock_releases():
    assert status(opened_at=None) is ExerciseStatus.DRAFT
    assert status(opened_at=None, releases_at=None) is ExerciseStatus.DRAFT
    assert status(releases_at=NOW + timedelta(seconds=1)) is ExerciseStatus.OPEN
    assert status() is ExerciseStatus.RELEASED
    assert status(is_complete=True) is ExerciseStatus.FINISHED
    assert status(is_complete=True, releases_at=NOW + timedelta(days=1)) is ExerciseStatus.OPEN
    assert status(is_complete=True, cancelled_at=NOW) is ExerciseStatus.CANCELLED


def test_what_is_graded_is_the_case_as_a_whole_and_each_graded_section():
    assert [(each.key, each.question_key, each.is_optional) for each in places(TOOL)] == [
        ("overall", "overall-grade", False),
        ("seeing", "seeing-grade", False),
        ("family", "family-grade", True),
    ]


def test_a_spread_counts_each_grade_of_the_scale_and_who_found_it_not_relevant():
    three = [graded(1, "good", family="good"), graded(2, "good"), graded(3, "inadequate", family="good")]
    overall, seeing, family = spreads(TOOL, three)
    assert (overall.counts, overall.not_relevant, overall.steps_apart) == ((1, 0, 2, 0), 0, 2)
    assert seeing.counts == overall.counts
    assert (family.counts, family.not_relevant, family.graded) == ((0, 0, 2, 0), 1, 2)


@pytest.mark.parametrize(
    ("grades", "words"),
    [
        ((), "Nobody graded this."),
        (("good",), "One person graded it: Good."),
        (("good", "good"), "All 2 gave Good."),
        (("good", "good", "outstanding"), "2 of 3 gave Good; the grades lie up to 1 step apart."),
        (("good", "inadequate"), "No grade was given most often; the grades lie up to 2 steps apart."),
    ],
)
def test_a_spread_is_said_in_words(grades, words):
    people = [graded(number, grade) for number, grade in enumerate(grades)]
    assert spread_in_words(TOOL, spreads(TOOL, people)[0]) == words


def test_a_section_that_nobody_found_relevant_says_so():
    assert spread_in_words(TOOL, spreads(TOOL, [graded(1, "good")])[2]) == "Everybody found it not relevant."


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"expected": 3, "handed_in": 0}, "Nobody handed in before the release, so there is no spread."),
        ({"expected": 1, "handed_in": 1}, "The one person invited handed in before the release. With one participant"),
        ({"expected": 4, "handed_in": 1}, "1 of 4 handed in before the release; 3 were absent. With one participant"),
        ({"expected": 2, "handed_in": 1}, "1 of 2 handed in before the release; 1 was absent."),
        ({"expected": 4, "handed_in": 4}, "All 4 handed in before the release."),
        ({"expected": 4, "handed_in": 3, "taken_out": 1}, "1 person was taken out before the release; what they graded"),
        ({"expected": 4, "handed_in": 3, "taken_out": 2}, "2 people were taken out"),
    ],
)  # fmt: skip
def test_who_was_there_is_said_in_words(facts, words):
    assert words in attendance_in_words(**facts)


def test_a_dozen_people_on_three_cases_are_too_few_cases_for_a_coefficient_but_not_too_few_sections():
    """66 pairs of grades of one case say nothing about whether people tell cases apart."""
    cases = [[graded(person, grade) for person in range(12)] for grade in ("good", "inadequate", "good")]
    found = agreement_of(TOOL, cases)
    assert (found.overall.units, found.overall.pairs, found.overall.exact) == (3, 198, 1.0)
    assert found.overall.alpha_ordinal.value is None
    assert found.overall.alpha_ordinal.words == (
        "Too few to say: at least 10 cases that two people graded are needed, and there are 3"
    )
    many = agreement_of(TOOL, cases * 4)
    assert many.overall.alpha_ordinal.value == pytest.approx(1)
    assert many.sections.units == 12


def test_somebody_who_did_not_grade_a_case_leaves_a_gap_and_no_grade():
    found = agreement_of(
        TOOL, [[graded(1, "good"), graded(2, "good")], [graded(3, "good"), graded(1, "good")]]
    )
    assert (found.overall.raters, found.overall.units, found.overall.pairs) == (3, 2, 2)


@pytest.mark.parametrize("cases", [[], [[]], [[graded(1, "good")]]])
def test_without_two_people_nothing_is_compared(cases):
    found = agreement_of(TOOL, cases)
    assert (found.overall.pairs, found.overall.exact) == (0, None)
    assert found.overall.ac2_quadratic.value is None


def test_a_distance_is_own_grade_minus_reference_in_steps():
    own = {"overall": "outstanding", "seeing": "inadequate"}
    reference = {"overall": "requires_improvement", "seeing": "requires_improvement", "family": None}
    found = distances(TOOL, own, reference)
    assert [each.steps for each in found] == [2, -1, None]
    assert [each.words for each in found] == [
        "2 steps more lenient",
        "1 step more severe",
        "Both not relevant",
    ]
    both = summary(found)
    assert (both.n, both.mean_absolute, both.mean_signed) == (2, 1.5, 0.5)
    assert (
        both.words
        == "Over 2 grades, 1.50 grade steps from the reference on average; taken together 0.50 steps more lenient."
    )


def test_only_what_has_a_reference_is_compared():
    found = distances(TOOL, {"overall": "good", "family": "good"}, {"overall": "good", "family": None})
    assert [each.words for each in found] == ["The same", "Not compared: one found it not relevant"]
    assert "neither more lenient nor more severe" in summary(found).words
    assert summary(distances(TOOL, {"overall": "good"}, {})).words == (
        "No grade can be compared with a reference yet."
    )
