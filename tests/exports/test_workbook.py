"""Does the workbook say what the findings say, as real tables, dates and numbers, and never as a formula?"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from io import BytesIO
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook
from python_calamine import CalamineWorkbook

from qa_app.domain.chapters import chapters
from qa_app.domain.findings import Narrative
from qa_app.domain.findings_json import from_json, to_json
from qa_app.domain.suppression import suppress
from qa_app.exports.safe_text import EXCEL_LIMIT, for_cell
from qa_app.exports.sheets import HEADING_ROW, Names
from qa_app.exports.workbook import workbook
from tests.exports.example import exampleshire_month

MONTH = suppress(exampleshire_month(), 5)


def opened(findings=MONTH):
    return load_workbook(BytesIO(workbook(findings)))


def rows_of(sheet):
    return [tuple(cell.value for cell in row) for row in sheet.iter_rows(min_row=HEADING_ROW + 1)]


@pytest.fixture(scope="module")
def book():
    return opened()


def test_every_sheet_has_its_title_its_words_and_one_real_table_without_gaps(book):
    assert book.sheetnames[:2] == ["Cover", "Contents"]
    for sheet in book:
        assert sheet["A1"].value
        assert sheet["A2"].value
        (table,) = sheet.tables.values()
        headings = [cell.value for cell in sheet[HEADING_ROW]]
        assert [column.name for column in table.tableColumns] == headings
        assert table.ref == f"A{HEADING_ROW}:{sheet.dimensions.split(':')[1]}"
        assert sheet.freeze_panes == f"B{HEADING_ROW + 1}"
        assert not sheet.merged_cells.ranges
        assert all(any(value is not None for value in row) for row in rows_of(sheet))


def test_sheet_and_table_names_are_unique_and_short(book):
    assert len({name.casefold() for name in book.sheetnames}) == len(book.sheetnames)
    assert max(map(len, book.sheetnames)) <= 31
    tables = [table for sheet in book for table in sheet.tables]
    assert len(set(tables)) == len(tables)


def test_every_table_of_the_findings_is_there_with_its_numbers(book):
    tables = [part.table for chapter in chapters(MONTH) for part in chapter.parts]
    sheets = book.worksheets[2 : 2 + len(tables)]
    assert [sheet["A1"].value for sheet in sheets] == [table.title for table in tables]
    sheet = next(sheet for sheet in sheets if sheet["A1"].value == "Final grade by service")
    row = next(row for row in rows_of(sheet) if row[0] == "Children in need and protection")
    share = MONTH.by_service[0].row(row[0]).share
    assert row[1:5] == ("not shown",) * 4
    assert row[5] == share.of.value
    assert row[6:] == (pytest.approx(share.value), pytest.approx(share.low), pytest.approx(share.high))


def test_the_cover_tells_who_when_what_was_found_and_what_figures_mean(book):
    told = dict(rows_of(book["Cover"]))
    assert told["Council"] == "Exampleshire County Council"
    assert told["Period"] == "October 2026: 1 October 2026 to 31 October 2026"
    assert told["Made"] == "9 November 2026 at 14:30"
    assert "seen on time" in told["Key messages"]
    assert told["Definition: Good or better"].startswith("Audits whose final overall grade")


def test_the_contents_list_the_sheets_that_follow(book):
    assert [row[0] for row in rows_of(book["Contents"])] == book.sheetnames[2:]


def test_there_is_one_row_per_audit_with_real_dates_and_numbers(book):
    sheet = book["Audits"]
    headings = [cell.value for cell in sheet[HEADING_ROW]]
    rows = rows_of(sheet)
    assert len(rows) == len(MONTH.audit_rows)
    first = dict(zip(headings, rows[0], strict=True))
    assert first["Case"] == MONTH.audit_rows[0].case
    assert first["Allocated on"] == datetime.combine(MONTH.audit_rows[0].allocated_on, datetime.min.time())
    assert isinstance(first["last-seen-on"], datetime)
    assert isinstance(first["visits"], int)
    assert headings[-3:] == ["last-seen-on", "visits", "overall-rationale"]
    assert len(rows_of(book["List of actions"])) == len(MONTH.action_rows)


def test_the_columns_of_audits_are_the_same_in_a_month_with_other_questions(book):
    other = opened(
        replace(
            MONTH, answer_columns=(), audit_rows=tuple(replace(row, answers=()) for row in MONTH.audit_rows)
        )
    )
    stable = [cell.value for cell in other["Audits"][HEADING_ROW]]
    assert [cell.value for cell in book["Audits"][HEADING_ROW]][: len(stable)] == stable


def test_every_column_is_explained(book):
    explained = {row[1] for row in rows_of(book["Columns"])}
    for name in ("Audits", "List of actions"):
        assert {cell.value for cell in book[name][HEADING_ROW]} <= explained


def test_the_boards_workbook_has_no_sheet_about_a_case():
    board = opened(MONTH.for_board())
    assert not {"Audits", "List of actions", "Columns"} & set(board.sheetnames)
    assert "OFFICIAL" in dict(rows_of(board["Cover"])).values()


def test_charts_stand_beside_their_tables(book):
    charted = {sheet["A1"].value for sheet in book if sheet._charts}
    assert {"Overall grade", "Final grade by service", "Themes of what auditors found"} <= charted
    assert "Auditor\u2019s grade and moderator\u2019s grade" not in charted


def test_a_chart_draws_counts_only_where_none_is_hidden(book):
    def headings_drawn(title):
        sheet = next(sheet for sheet in book if sheet["A1"].value == title)
        (chart,) = sheet._charts
        return [sheet[series.tx.strRef.f.rsplit("!")[1].replace("$", "")].value for series in chart.series]

    assert headings_drawn("Grade of each section") == [
        "Inadequate",
        "Requires improvement",
        "Good",
        "Outstanding",
    ]
    assert headings_drawn("Themes of what auditors found") == ["Strengths", "Areas for improvement"]
    assert headings_drawn("Final grade by service") == ["Good or better"]


TRICKS = (
    "=cmd()",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    '=HYPERLINK("x")',
    "#N/A",
    "'=1",
    "<b>&amp;",
)


@pytest.mark.parametrize("trick", TRICKS)
def test_what_somebody_typed_is_text_wherever_it_stands(trick):
    audit = replace(MONTH.audit_rows[0], case=trick, answers=(trick,) * len(MONTH.answer_columns))
    column = replace(MONTH.answer_columns[0], key=trick)
    findings = replace(
        MONTH,
        title=trick,
        audit_rows=(audit,),
        answer_columns=(column, *MONTH.answer_columns[1:]),
        action_rows=(replace(MONTH.action_rows[0], what=trick),),
        narrative=Narrative(purpose=trick),
        by_team=(
            replace(MONTH.by_team[0], title=trick, rows=(replace(MONTH.by_team[0].rows[0], name=trick),)),
        ),
    )
    book = opened(findings)
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert not [cell.coordinate for cell in cells if cell.data_type in {"f", "e"}]
    written = book["Audits"].cell(HEADING_ROW + 1, 2)
    assert written.value == trick.replace("\r", "\n")
    if trick[0] in "=+-@\t\r\n":
        assert written.quotePrefix


def test_a_text_longer_than_a_cell_is_cut_and_says_so():
    for text in ("x" * 100_000, "\U0001f600" * 50_000):
        kept = for_cell(text)
        assert len(kept.encode("utf-16-le")) // 2 <= EXCEL_LIMIT
        assert kept.endswith("Read all of it in the audit.]")
        assert f"{len(text):,} characters" in kept
    assert for_cell("x" * EXCEL_LIMIT) == "x" * EXCEL_LIMIT


def test_control_characters_are_dropped_and_emoji_kept():
    dirty = "a\x00b\x0bc\x1fd\ud800e\uffff \U0001f600 \u0175"
    assert for_cell(dirty) == "abcde \U0001f600 \u0175"
    findings = replace(MONTH, audit_rows=(replace(MONTH.audit_rows[0], case=dirty),))
    assert opened(findings)["Audits"].cell(HEADING_ROW + 1, 2).value == for_cell(dirty)


def test_what_looks_like_an_escaped_character_is_read_as_it_was_typed():
    findings = replace(MONTH, audit_rows=(replace(MONTH.audit_rows[0], case="_x0041_"),))
    read = CalamineWorkbook.from_filelike(BytesIO(workbook(findings))).get_sheet_by_name("Audits").to_python()
    assert read[HEADING_ROW][1] == "_x0041_"


def test_sheet_names_avoid_what_excel_forbids():
    names = Names()
    assert names.name("Grades: by [team] / 'all'?") == "Grades by team all"
    assert names.name("x" * 40) == "x" * 31
    assert names.name("X" * 40) == "X" * 29 + " 2"
    assert names.name("***") == "Sheet"


def test_a_month_with_no_audits_is_still_a_workbook():
    empty = replace(MONTH, figures=(), audit_rows=(), by_team=(), by_service=())
    assert rows_of(opened(empty)["Audits"])[0][0] == "None"


def test_the_same_findings_are_the_same_bytes_dated_as_the_findings():
    first = workbook(MONTH)
    assert first == workbook(exact_copy(MONTH))
    with ZipFile(BytesIO(first)) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(2026, 11, 9, 14, 30, 0)}


def exact_copy(findings):
    return from_json(to_json(findings))


def test_another_reader_can_read_it():
    other = CalamineWorkbook.from_filelike(BytesIO(workbook(MONTH)))
    assert other.sheet_names[:2] == ["Cover", "Contents"]
    assert len(other.get_sheet_by_name("Audits").to_python()) == HEADING_ROW + len(MONTH.audit_rows)
