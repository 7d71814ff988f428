"""Do findings say every number the same way, keep it for years, and give the board nothing but aggregates?"""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from qa_app.domain.breakdowns import Category, Picture, Tally, Tone, breakdown
from qa_app.domain.chapters import chapters, how_to_read
from qa_app.domain.charts import HIDDEN_PIECE, chart_of
from qa_app.domain.errors import BadFile
from qa_app.domain.figures import HIDDEN, Coefficient, Count, Measure, Share, percent, share_of
from qa_app.domain.findings import Audience, Narrative
from qa_app.domain.findings_json import from_json, to_json
from qa_app.domain.plain_text import Bullets, Paragraph, blocks
from qa_app.domain.suppression import suppress
from qa_app.domain.tables import ColumnKind, shown, table_of
from tests.exports.example import exampleshire_month

MONTH = exampleshire_month()


def two_teams(**changes):
    settings = {
        "definition": "Final grades.",
        "row_heading": "Team",
        "categories": (Category("Weak", Tone.WORST), Category("Good", Tone.BEST, in_part=True)),
        "tallies": (Tally("North", (10, 30)), Tally("South", (0, 0))),
        "total_heading": "Audits",
        "share_heading": "Good or better",
        "picture": Picture.STACKED,
    }
    return breakdown("teams", "Grades by team", **(settings | changes))


def test_a_count_is_shown_with_thousands_and_a_hidden_one_in_words():
    assert Count(1408).shown == "1,408"
    assert HIDDEN.shown == "not shown"


def test_a_share_is_shown_with_its_numbers_and_its_likely_range():
    assert share_of(26, 40).sentence == "65% (26 of 40; likely range 50% to 78%)"


def test_a_share_of_nothing_is_not_nought_per_cent():
    assert share_of(0, 0).shown == "none to count"
    assert share_of(0, 0).interval_shown == ""


def test_the_likely_range_is_wilsons():
    share = share_of(81, 263)  # Newcombe 1998, Statistics in Medicine 17:857, table I
    assert (share.low, share.high) == (pytest.approx(0.2553, abs=5e-5), pytest.approx(0.3662, abs=5e-5))


def test_a_share_cannot_be_more_than_its_whole():
    with pytest.raises(ValueError, match="41 of 40"):
        share_of(41, 40)


def test_half_a_per_cent_is_rounded_up():
    assert percent(0.125) == "13%"


def test_a_measure_is_shown_with_its_unit_and_a_true_minus():
    assert Measure(-0.125, "grades", Count(20), decimals=2, signed=True).shown == "\u22120.12 grades"
    assert Measure(11, "days", Count(20), decimals=0).shown == "11 days"
    assert Measure(None, "days", Count(0)).shown == "none to count"


def test_totals_and_shares_are_worked_out_from_plain_numbers():
    one = two_teams(add_up_rows=True)
    assert one.row("North").total == Count(40)
    assert one.row("North").share == share_of(30, 40)
    assert one.totals.counts == (Count(10), Count(30))


def test_what_does_not_count_leaves_the_denominator():
    categories = (Category("Yes", in_part=True), Category("No"), Category("Not applicable", in_whole=False))
    one = two_teams(categories=categories, tallies=(Tally("Seen alone?", (6, 2, 4)),))
    assert one.rows[0].share == share_of(6, 8)
    assert one.rows[0].total == Count(12)


def test_a_row_with_a_number_too_few_is_refused():
    with pytest.raises(ValueError, match="North needs 2 numbers"):
        two_teams(tallies=(Tally("North", (1,)),))


def test_a_month_is_read_back_as_it_was_kept():
    for findings in (MONTH, suppress(MONTH, 5), suppress(MONTH, 5).for_board()):
        assert from_json(to_json(findings)) == findings


def test_what_was_published_before_there_were_pairs_is_still_read():
    kept = json.loads(to_json(suppress(MONTH, 5)))
    assert kept["schema"] == 2
    kept["schema"] = 1
    for name in ("agreement", "consistency"):
        del kept["findings"][name]
    read = from_json(json.dumps(kept))
    assert (read.agreement, read.consistency) == ((), ())
    assert replace(suppress(MONTH, 5), agreement=(), consistency=()) == read
    assert "consistency" not in {chapter.key for chapter in chapters(read)}


def test_a_coefficient_says_its_interval_or_why_there_is_none():
    n = Count(12)
    assert shown(Coefficient(0.624, 0.41, 0.783, n)) == "0.62 (0.41 to 0.78)"
    assert Coefficient(-0.001, -0.2, 0.1, n).shown == "0.00"
    assert Coefficient(-0.2, -0.31, 0.1, n).interval_shown == "\u22120.31 to 0.10"
    assert shown(Coefficient(None, None, None, n, "Too few to say")) == "Too few to say"
    assert shown(Coefficient(None, None, None, n)) == "none to count"
    assert shown(Coefficient(None, None, None, HIDDEN, hidden=True)) == "not shown"


def test_what_is_not_findings_cannot_be_read_back():
    for text in ("", "{}", "[1]", to_json(MONTH).replace('"schema":2', '"schema":99')):
        with pytest.raises(BadFile):
            from_json(text)


def test_the_board_gets_no_row_about_a_case_an_action_or_an_auditor():
    board = suppress(MONTH, 5).for_board()
    text = to_json(board)
    assert board.audience is Audience.BOARD
    assert (board.audit_rows, board.action_rows, board.answer_columns) == ((), (), ())
    for row in MONTH.audit_rows:
        assert row.case not in text
        assert row.auditor not in text
    for action in MONTH.action_rows:
        assert action.owner not in text


def test_the_board_never_gets_numbers_that_were_not_made_safe():
    with pytest.raises(ValueError, match="Hide small numbers"):
        MONTH.for_board()


def test_a_table_says_what_its_numbers_mean_and_what_was_left_out():
    for chapter in chapters(MONTH):
        for part in chapter.parts:
            assert part.table.words
            assert all(len(row) == len(part.table.columns) for row in part.table.rows)


def test_a_table_of_questions_says_out_of_how_many():
    table = table_of(MONTH.by_question[0])
    assert [column.name for column in table.columns][-2:] == ["Out of", "Met"]
    assert table.rows[0][-2] == MONTH.by_question[0].rows[0].share.of


def test_cells_are_said_as_people_say_them():
    assert shown(MONTH.period.first) == "1 October 2026"
    assert shown(share_of(26, 40)) == "65% (50% to 78%)"
    assert shown(None) == ""
    assert shown(1408) == "1,408"
    assert ColumnKind.SHARE.is_numeric


def test_an_empty_chapter_is_left_out():
    quiet = replace(MONTH, themes=(), narrative=Narrative())
    keys = [chapter.key for chapter in chapters(quiet)]
    assert "themes" not in keys
    assert "purpose" not in keys
    assert "grades" in keys


def test_how_to_read_explains_hidden_numbers_only_when_there_are_any():
    assert "smaller than 5" in how_to_read(suppress(MONTH, 5))
    assert "Not shown" not in how_to_read(MONTH)


def test_a_bar_is_divided_as_its_row_is():
    chart = chart_of(two_teams())
    assert [mark.length for mark in chart.bars[0].marks] == [0.25, 0.75]
    assert chart.bars[1].aside == "none to count"
    assert "table that follows" in chart.alt


def test_a_chart_says_no_more_than_its_table():
    teams = two_teams(tallies=(Tally("North", (3, 30)), Tally("South", (20, 40))))
    hidden = suppress(replace(MONTH, by_team=(), by_service=(teams,), figures=()), 5).by_service[0]
    (mark,) = chart_of(hidden).bars[0].marks
    assert (mark.label, mark.category) == ("not shown", HIDDEN_PIECE)
    assert HIDDEN_PIECE in chart_of(hidden).legend


def test_a_share_that_is_hidden_has_no_dot():
    hidden = Share(HIDDEN, Count(9), None, None)
    one = two_teams(picture=Picture.INTERVALS)
    one = replace(one, rows=(replace(one.rows[0], share=hidden), one.rows[0]))
    assert chart_of(one).bars[0].marks == ()
    assert chart_of(one).bars[0].aside == "not shown"


def test_a_breakdown_of_nothing_has_no_picture():
    assert chart_of(two_teams(tallies=())) is None
    assert chart_of(two_teams(picture=None)) is None


def test_typed_text_is_paragraphs_and_lists_and_nothing_else():
    text = "One\nline\n\n- first\n  goes on\n\n- second\n<b>Last</b>"
    assert blocks(text) == (
        Paragraph("One line"),
        Bullets(("first goes on", "second <b>Last</b>")),
    )
    assert blocks(" \n\n ") == ()
