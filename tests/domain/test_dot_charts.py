from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from qa_app.domain.agreement import severity
from qa_app.domain.charts_of_agreement import alphas_by_section, severities, severity_over_time, signed
from qa_app.domain.dot_charts import Dot, dot_chart
from qa_app.domain.pair_agreement import OVERALL, PairsAlike, compared
from qa_app.domain.scales import scale_of
from tests.domain.small_tool import TOOL

SCALE = scale_of(TOOL)


def dots(*values):
    return [Dot(f"D{place}", value, None, None, str(value)) for place, value in enumerate(values)]


def test_there_is_nothing_to_compare_below_two_dots():
    assert dot_chart("k", "T", dots(0.5), axis="A", at_least=(0, 1)) is None
    assert dot_chart("k", "T", dots(0.5, None), axis="A", at_least=(0, 1)) is None


def test_the_axis_is_long_enough_for_every_interval_and_never_shorter_than_asked():
    chart = dot_chart("k", "T", [Dot("A", 0.1, -0.8, 0.3, "0.10"), *dots(0.2)], axis="A", at_least=(0, 1))
    assert (chart.low, chart.high) == (-1, 1)
    assert dot_chart("k", "T", dots(0.1, 0.2), axis="A", at_least=(0, 1)).ticks == (0, 0.25, 0.5, 0.75, 1)


def test_its_words_name_the_ends():
    chart = dot_chart("k", "T", dots(0.5, 0.1, 0.9), axis="Alpha", at_least=(0, 1))
    assert "lowest D1, 0.1; highest D2, 0.9" in chart.alt
    over_time = dot_chart("k", "T", dots(0.5, 0.1), axis="Alpha", at_least=(0, 1), is_over_time=True)
    assert "first D0, 0.5; last D1, 0.1" in over_time.alt


@given(st.floats(-3, 3), st.floats(-3, 3))
def test_every_dot_is_between_the_ends(one, other):
    chart = dot_chart("k", "T", dots(one, other), axis="A", at_least=(-0.5, 0.5))
    assert chart.low <= min(one, other, -0.5)
    assert chart.high >= max(one, other, 0.5)
    assert 2 <= len(chart.ticks) <= 9


def test_a_number_has_its_sign_and_zero_has_none():
    assert [signed(each) for each in (0.424, -0.424, 0.001, -0.001, 0)] == [
        "+0.42",
        "\u22120.42",
        "0.00",
        "0.00",
        "0.00",
    ]


def test_a_month_without_pairs_has_a_place_and_no_dot():
    chart = severity_over_time([("May", severity([1, 1])), ("June", None), ("July", severity([0, 1]))])
    assert [dot.value is None for dot in chart.dots] == [False, True, False]
    assert severities([("Asha", severity([1]))]) is None


def test_a_coefficient_that_cannot_be_made_says_so_in_its_place():
    enough = compared(OVERALL, SCALE, [PairsAlike("good", "good", 6), PairsAlike("inadequate", "good", 6)])
    few = compared(OVERALL, SCALE, [PairsAlike("good", "good", 1)])
    chart = alphas_by_section([("Seeing", enough), ("Family", few), ("Facts", enough)])
    assert [dot.label for dot in chart.dots if dot.value is None] == ["too few to say"]
    assert alphas_by_section([("Seeing", enough), ("Family", few)]) is None
