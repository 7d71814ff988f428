"""Is what changed after coaching said with as much, and as little, certainty as there is?"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from math import isclose

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from qa_app.domain.coaching import is_due
from qa_app.domain.coaching_effect import ENOUGH, Graded, Verdict, _as_estimate, _difference, effect, together
from qa_app.domain.statistics import share

COACHED = datetime(2026, 10, 1, 12, 0, tzinfo=UTC)
BEFORE, AFTER = COACHED - timedelta(days=3), COACHED + timedelta(days=3)


def graded(before, after, finals=None):
    differences = [(BEFORE, each) for each in before] + [(AFTER, each) for each in after]
    return [
        Graded(number, at, each, finals[number] if finals else None)
        for number, (at, each) in enumerate(differences)
    ]


@pytest.mark.parametrize(
    ("one", "other", "low", "high"),
    [
        # R. G. Newcombe, Statistics in Medicine 17 (1998), 873-890, table II, method 10.
        ((56, 70), (48, 80), 0.0524, 0.3339),
        ((9, 10), (3, 10), 0.1705, 0.8090),
        ((6, 7), (2, 7), 0.0582, 0.8062),
        ((5, 56), (0, 29), -0.0381, 0.1926),
        ((0, 10), (0, 20), -0.1611, 0.2775),
        ((10, 10), (0, 20), 0.6791, 1.0000),
        ((10, 10), (0, 10), 0.6075, 1.0000),
    ],
)
def test_the_change_of_a_share_is_newcombes(one, other, low, high):
    found = _difference(_as_estimate(share(*one)), _as_estimate(share(*other)))
    assert found.low == pytest.approx(low, abs=6e-5)
    assert min(found.high, 1) == pytest.approx(high, abs=6e-5)


def test_few_pairs_say_nothing():
    found = effect(graded([1, 1], [0, 0, 0]), COACHED)
    assert found.words == "2 pairs before, 3 after: too few to say."
    assert found.verdict is Verdict.TOO_FEW
    assert effect(graded([1], [0] * 9), COACHED).words == "1 pair before, 9 after: too few to say."
    assert effect([], COACHED).words == "0 pairs before, 0 after: too few to say."
    assert not effect(graded([1] * (ENOUGH - 1), [0] * 50), COACHED).is_enough


@pytest.mark.parametrize(
    ("before", "after", "verdict"),
    [
        ([1] * 12, [0] * 12, Verdict.NEARER),
        ([-1] * 12, [0] * 12, Verdict.NEARER),
        ([1, 1, 0, 0, 1, 1], [0, 1, 0, 0, 1, 1], Verdict.NEARER_BY_CHANCE),
        ([1] * 6, [1] * 6, Verdict.SAME),
        ([0] * 12, [-1] * 12, Verdict.FURTHER),
        ([0, 1, 0, 0, 1, 1], [1, 1, 0, 0, 1, 1], Verdict.FURTHER_BY_CHANCE),
        ([1] * 12, [-1] * 12, Verdict.SAME),  # as far, on the other side
    ],
)
def test_nearer_is_nearer_to_the_others_on_whichever_side(before, after, verdict):
    found = effect(graded(before, after), COACHED)
    assert found.verdict is verdict
    assert found.words.endswith(".")


def test_what_was_handed_in_at_the_very_moment_comes_after():
    found = effect([Graded(1, COACHED, 1), Graded(2, COACHED - timedelta(seconds=1), 0)], COACHED)
    assert (found.before.n, found.after.n) == (1, 1)


def test_each_side_has_its_numbers():
    finals = [1, 1, None, 0, 0, 0, 0, 0, 0, None]
    found = effect(graded([1, 1, 0, 0, 1], [0, 0, 0, 1, 0], finals), COACHED)
    assert found.before.difference.value == pytest.approx(0.6)
    assert (found.before.exact.k, found.before.exact.n) == (2, 5)
    assert (found.after.exact.k, found.after.n_final) == (4, 4)
    assert found.before.from_final.value == pytest.approx(0.5)
    assert found.change.value == pytest.approx(-0.4)
    assert found.change_of_exact.value == pytest.approx(0.4)


def test_a_pair_of_two_of_the_group_counts_once():
    mine, theirs = [Graded(1, BEFORE, 0), Graded(2, AFTER, 1)], [Graded(1, BEFORE, 0), Graded(3, AFTER, 0)]
    found = together([(mine, COACHED), (theirs, COACHED)])
    assert (found.before.k, found.before.n) == (1, 1)
    assert (found.after.k, found.after.n) == (1, 2)
    assert together([]).before is None
    assert together([]).change is None


@given(
    st.lists(st.integers(-3, 3), min_size=5, max_size=12),
    st.lists(st.integers(-3, 3), min_size=5, max_size=12),
)
@example([0] * 5, [0] * 7 + [2, -2])
def test_intervals_hold_their_values_and_turn_round_with_the_sides(before, after):
    found, turned = (
        effect(graded(before, after), COACHED),
        effect(graded([-each for each in before], [-each for each in after]), COACHED),
    )
    assert found.change.low <= found.change.value <= found.change.high
    assert isclose(found.change.low, -turned.change.high, abs_tol=1e-9)
    assert found.verdict is turned.verdict
    back = effect(graded(after, before), COACHED)
    assert isclose(back.change.low, -found.change.high, abs_tol=1e-9)


def test_a_next_step_is_due_a_week_before_its_day():
    today = COACHED.date()
    assert is_due(today + timedelta(days=7), today)
    assert is_due(today - timedelta(days=70), today)
    assert not is_due(today + timedelta(days=8), today)
