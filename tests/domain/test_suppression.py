"""Can anybody work out a hidden number? And is what may be shown still shown?"""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qa_app.domain.breakdowns import Category, Tally, breakdown
from qa_app.domain.figures import HIDDEN, Count, Figure, Measure, share_of
from qa_app.domain.protection import Ledger
from qa_app.domain.suppression import suppress
from tests.exports.example import GRADE_CATEGORIES, exampleshire_month

SMALL = st.integers(0, 12)


def table(rows, *, totals=True, share="Good or better", key="t", within=()):
    return breakdown(
        key,
        "Table",
        definition="Numbers.",
        row_heading="Row",
        categories=GRADE_CATEGORIES[: len(rows[0])],
        tallies=[
            Tally(f"row {place}", tuple(row), within[place] if within else "")
            for place, row in enumerate(rows)
        ],
        total_heading="All",
        share_heading=share,
        add_up_rows=totals,
    )


def findings_with(**tables):
    empty = dict.fromkeys(
        (
            "grades",
            "by_service",
            "by_team",
            "by_section",
            "by_question",
            "themes",
            "moderation",
            "actions",
            "concerns",
        ),
        (),
    )
    return replace(exampleshire_month(), figures=(), **(empty | tables))


def published(rows, threshold=5, **options):
    return suppress(findings_with(by_service=(table(rows, **options),)), threshold).by_service[0]


def grid(one):
    """Every count with its totals, row by row, None where hidden."""
    rows = [*one.rows, *([one.totals] if one.totals else [])]
    return [[count.value for count in (*row.counts, row.total)] for row in rows]


def test_a_table_of_large_numbers_is_shown_whole():
    assert grid(published([[10, 20], [30, 40]])) == [[10, 20, 30], [30, 40, 70], [40, 60, 100]]


def test_a_lone_small_number_takes_another_with_it_in_its_row_and_in_its_column():
    shown = grid(published([[3, 20, 30], [10, 21, 31], [11, 22, 32]], share=""))
    assert shown[0][0] is None
    assert sum(value is None for value in shown[0]) >= 2
    assert sum(row[0] is None for row in shown) >= 2


def test_zeros_and_totals_are_shown_when_they_give_nothing_away():
    one = published([[0, 9, 3, 12], [0, 10, 20, 30]])
    assert [row.counts[0] for row in one.rows] == [Count(0), Count(0)]
    assert one.totals.total == Count(84)


def test_two_hidden_ones_that_add_up_to_two_are_not_left_to_be_guessed():
    (row,) = published([[1, 1, 8]], totals=False, share="").rows
    assert row.counts == (HIDDEN, HIDDEN, HIDDEN)
    assert row.total == Count(10)


def test_a_share_of_a_small_part_is_hidden_with_its_likely_range_and_keeps_its_n():
    (row,) = published([[20, 8, 2, 0]], totals=False).rows
    assert row.share.part == HIDDEN
    assert row.share.of == Count(30)
    assert (row.share.value, row.share.low, row.share.high) == (None, None, None)


def test_a_share_is_hidden_when_what_it_leaves_over_is_small():
    (row,) = published([[1, 2, 20, 20]], totals=False).rows
    assert row.share.shown == "not shown"
    assert row.share.interval_shown == ""


def test_a_share_of_large_parts_survives_a_hidden_grade_within_it():
    (row,) = published([[9, 9, 20, 2]], totals=False).rows
    assert row.counts == (Count(9), Count(9), HIDDEN, HIDDEN)
    assert row.share == share_of(22, 40)


def test_a_team_that_is_hidden_cannot_be_had_from_its_service():
    services = table([[10, 12], [30, 40]], share="", key="services")
    teams = table([[8, 3], [2, 9], [30, 40]], share="", key="teams", within=("row 0", "row 0", "row 1"))
    found = suppress(findings_with(by_service=(services,), by_team=(teams,)), 5)
    for column in range(2):
        hidden = [row.counts[column].is_hidden for row in found.by_team[0].rows[:2]]
        assert (
            hidden in ([True, True], [False, False]) or found.by_service[0].rows[0].counts[column].is_hidden
        )


def test_the_same_row_in_two_tables_is_hidden_in_both():
    one, other = table([[3, 20], [9, 30]], key="one"), table([[3, 20]], key="other", totals=False)
    found = suppress(findings_with(by_service=(one,), grades=(other,)), 5)
    assert found.by_service[0].rows[0].counts == found.grades[0].rows[0].counts


def test_a_row_that_is_the_margin_of_a_matrix_is_hidden_in_both():
    categories = [Category(name) for name in ("a", "b", "c")]

    def made(key, rows, names, *, add_up):
        return breakdown(
            key, key, definition=key, row_heading=key, categories=categories,
            tallies=[Tally(name, row) for name, row in zip(names, rows, strict=True)],
            total_heading="All", add_up_rows=add_up,
        )  # fmt: skip

    grades = made("grades", [(3, 20, 30)], ["Auditor"], add_up=False)
    matrix = made("matrix", [(3, 0, 0), (0, 15, 5), (0, 5, 25)], ["a", "b", "c"], add_up=True)
    found = suppress(findings_with(grades=(grades,), moderation=(matrix,)), 5)
    assert found.grades[0].rows[0].counts == tuple(row.total for row in found.moderation[0].rows)


def test_headline_figures_stay_public_beside_safe_tables():
    found = suppress(exampleshire_month(), 5)
    assert not found.figure("good-or-better").value.is_hidden
    assert found.by_service[0].totals.share == found.figure("good-or-better").value


def test_a_headline_of_few_cases_is_hidden_unless_it_counts_no_cases():
    few = (
        Figure("a", "A", Count(4), "d"),
        Figure("b", "B", share_of(3, 50), "d", last=Count(2)),
        Figure("c", "C", Measure(3.5, "days", Count(3)), "d"),
        Figure("d", "D", Count(4), "d", protected=False),
    )
    a, b, c, d = suppress(replace(findings_with(), figures=few), 5).figures
    assert a.value == HIDDEN
    assert b.value.is_hidden
    assert b.last == HIDDEN
    assert c.value.shown == "not shown"
    assert d.value == Count(4)


def test_a_threshold_of_nought_hides_nothing_and_says_so():
    found = suppress(exampleshire_month(), 0)
    assert found.breakdowns == exampleshire_month().breakdowns
    assert found.hidden_below == 0


def test_hiding_twice_is_refused():
    with pytest.raises(ValueError, match="already been hidden"):
        suppress(suppress(exampleshire_month(), 5), 10)


def test_two_tables_of_one_key_are_refused():
    with pytest.raises(ValueError, match="the key t"):
        suppress(findings_with(by_service=(table([[1, 2]]),), grades=(table([[3, 4]]),)), 5)


def test_a_total_that_is_not_the_sum_of_its_parts_is_refused():
    ledger = Ledger()
    with pytest.raises(ValueError, match="not the sum"):
        ledger.add_up(ledger.enter(7), [ledger.enter(3), ledger.enter(3)])


@settings(max_examples=150, deadline=None)
@given(st.lists(st.lists(SMALL, min_size=3, max_size=3), min_size=1, max_size=3), st.integers(2, 7))
def test_no_hidden_count_follows_from_the_rows_the_columns_and_their_totals(rows, threshold):
    one = published(rows, threshold, share="")
    truth = [[*row, sum(row)] for row in rows]
    truth.append([sum(column) for column in zip(*truth, strict=True)])
    shown = grid(one)
    for true_row, shown_row in zip(truth, shown, strict=True):
        for true, value in zip(true_row, shown_row, strict=True):
            assert value in {true, None}
            assert value is None or not 0 < value < threshold
    for place in [(r, c) for r, row in enumerate(shown) for c, value in enumerate(row) if value is None]:
        assert can_be_another(truth, shown, place), (truth, shown, place)


def can_be_another(truth, shown, place):
    """Whether some other table agrees with everything that is shown and differs at the place.

    Tables with totals are networks: if any other agrees, one does whose numbers differ by at most one. A reader
    knows that no hidden number is 0.
    """
    moves = []
    for true_row, shown_row in zip(truth, shown, strict=True):
        options = [
            (0,) if value is not None else tuple(move for move in (-1, 0, 1) if true + move >= 1)
            for true, value in zip(true_row, shown_row, strict=True)
        ]
        moves.append([row for row in product(*options) if sum(row[:-1]) == row[-1]])
    row, column = place
    reached = {(0,) * len(truth[0]) + (False,)}
    for number, options in enumerate(moves[:-1]):
        reached = {
            (
                *(had + move for had, move in zip(sums, option, strict=False)),
                sums[-1] or (number == row and option[column] != 0),
            )
            for sums in reached
            for option in options
        }
    last = set(moves[-1])
    return any(
        sums[:-1] in last and (sums[-1] or (row == len(moves) - 1 and sums[column] != 0)) for sums in reached
    )


@settings(max_examples=40, deadline=None)
@given(st.integers(8, 70), st.integers(0, 10_000))
def test_no_small_count_is_left_anywhere_in_a_month(audits, seed):
    found = suppress(exampleshire_month(audits, seed=seed), 5)
    for one in found.breakdowns:
        if not one.protected:
            continue
        for row in (*one.rows, *([one.totals] if one.totals else [])):
            for category, count in zip(one.categories, row.counts, strict=True):
                if category.in_part or category.in_whole:
                    assert count.value is None or not 0 < count.value < 5
            if row.share is not None and row.share.value is not None:
                part, of = row.share.part.value, row.share.of.value
                assert not any(0 < number < 5 for number in (part, of - part, of))


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_grades_of_the_whole_council_are_not_given_up_for_those_of_groups(seed):
    month = exampleshire_month(120, seed=seed)
    final = month.grades[0].row("Final")
    assert min(count.value for count in final.counts) >= 5
    assert suppress(month, 5).grades[0].row("Final") == final
