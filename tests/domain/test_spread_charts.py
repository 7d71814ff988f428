"""Is the picture of a spread true to it, with the reader's own grades flagged?"""

from __future__ import annotations

from qa_app.domain.calibration import Graded, spreads
from qa_app.domain.spread_charts import spread_chart
from tests.domain.small_tool import TOOL

PEOPLE = [
    Graded(1, {"overall": "good", "seeing": "good", "family": "good"}),
    Graded(2, {"overall": "good", "seeing": "inadequate"}),
    Graded(3, {"overall": "outstanding", "seeing": "good"}),
]


def drawn(own=None):
    return spread_chart("case-1", "How the group graded", TOOL, spreads(TOOL, PEOPLE), own)


def test_each_section_is_a_bar_and_each_grade_given_a_piece():
    chart = drawn()
    assert [bar.name for bar in chart.bars] == ["Overall grade", "Seeing the child", "Family"]
    assert [[(mark.category.name, mark.label) for mark in bar.marks] for bar in chart.bars] == [
        [("Good", "2"), ("Outstanding", "1")],
        [("Inadequate", "1"), ("Good", "2")],
        [("Good", "1"), ("Not relevant", "2")],
    ]
    assert "The numbers are in the table" in chart.alt
    assert not any(mark.flag for bar in chart.bars for mark in bar.marks)


def test_own_grades_are_flagged_and_so_is_a_section_found_not_relevant():
    chart = drawn(PEOPLE[1].grades)
    flagged = [[mark.category.name for mark in bar.marks if mark.flag] for bar in chart.bars]
    assert flagged == [["Good"], ["Inadequate"], ["Not relevant"]]
    assert "Your own grades are flagged" in chart.alt


def test_without_anybody_there_is_no_picture():
    assert spread_chart("case-1", "Nobody", TOOL, spreads(TOOL, []), None) is None
