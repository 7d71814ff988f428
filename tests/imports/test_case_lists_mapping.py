from datetime import date

import pytest

from qa_app.domain.cases import AgeBand, CaseStatus, Flag
from qa_app.domain.errors import BadFile
from qa_app.imports.case_lists import headers_of
from qa_app.imports.mapping import TARGETS, ColumnMapping, suggest_mapping
from tests.imports.workbooks import headings, one_list, read, row, xlsx

OWN_HEADINGS = [
    "Client ID",
    "Team Name",
    "Key Worker",
    "DOB",
    "Plan Start Date",
    "Date Closed",
    "Stage",
    "Missing?",
]
OWN_ROWS = [
    ["C-1", "North", "A. Invented", "14/07/2011", "02/03/2026", None, "Edge of care", "Yes"],
    ["C-2", "South", "B. Invented", "15/07/2025", "31/02/2026", "01/10/2026", "Closed", 0],
    [None, "South", "B. Invented", "15/07/2025", None, None, None, None],
]
OWN = xlsx({"Export": [["Open cases"], [], OWN_HEADINGS, *OWN_ROWS], "Notes": [["Made by", "hand"]]})


def mapping(**columns):
    (sheet, _) = headers_of(OWN, "export.xlsx")
    chosen = {
        "reference": "Client ID",
        "status": "Stage",
        "team": "Team Name",
        "worker": "Key Worker",
    } | columns
    return ColumnMapping(6, tuple(chosen.items()), sheet.fingerprint)


def test_the_headings_of_a_councils_own_sheet_are_found_and_nothing_of_its_rows():
    sheets = headers_of(OWN, "export.xlsx")
    assert [(it.sheet, it.header_row) for it in sheets] == [("Export", 3), ("Notes", 1)]
    assert sheets[0].headers == tuple(OWN_HEADINGS)
    assert sheets[0].list_number is None
    assert "North" not in repr(sheets)


def test_a_sheet_without_headings_never_shows_somebodys_row_as_headings():
    rows = [["C-1", "14/07/2011", "QX9 9QX"], ["C-2", date(2011, 7, 14), "QX9 9QX"]]
    assert headers_of(xlsx({"Export": rows}), "export.xlsx") == ()


def test_an_annex_a_list_says_its_number():
    (sheet,) = headers_of(one_list(8, [row(8, child_unique=1)], above=[["Title"]]), "a.xlsx")
    assert (sheet.header_row, sheet.list_number) == (2, 8)


def test_a_good_guess_is_made_for_a_councils_own_headings():
    guess = suggest_mapping(OWN_HEADINGS)
    assert dict(guess.columns) == {
        "reference": "Client ID",
        "team": "Team Name",
        "worker": "Key Worker",
        "birth": "DOB",
        "started_on": "Plan Start Date",
        "ended_on": "Date Closed",
    }
    assert guess.complaints() == ()


@pytest.mark.parametrize("number", range(1, 10))
def test_the_guess_for_ofsteds_own_headings_is_ofsteds_list(number):
    guess = suggest_mapping(headings(number))
    assert guess.list_number == number
    assert guess.heading_for("reference") == "Child Unique ID"


def test_rows_are_read_as_the_mapping_says():
    chosen = mapping(birth="DOB", started_on="Plan Start Date", ended_on="Date Closed", missing="Missing?")
    (own,) = read(OWN, "export.xlsx", chosen).lists
    first, second = own.cases
    assert (own.list_number, own.sheet, own.header_row, own.rows) == (6, "Export", 3, 3)
    assert (first.row, first.reference, first.team, first.worker) == (4, "C-1", "North", "A. Invented")
    assert (first.age_band, first.started_on, first.flags) == (
        AgeBand.FROM_10_TO_15,
        date(2026, 3, 2),
        {Flag.MISSING},
    )
    assert (first.status, second.status) == ("Edge of care", CaseStatus.CLOSED)
    assert (second.ended_on, second.flags) == (date(2026, 10, 1), frozenset())
    assert [(it.cell, it.found) for it in own.problems] == [("E5", "31/02/2026"), ("A6", "")]


def test_columns_that_were_not_chosen_need_no_remark():
    assert all(it.row != 3 for it in read(OWN, "export.xlsx", mapping()).lists[0].problems)


def test_the_next_file_with_the_same_headings_is_read_wherever_they_stand():
    shouting = [heading.upper() for heading in OWN_HEADINGS]
    later = xlsx({"November": [shouting, ["C-9", "North"]]})
    assert read(later, "november.xlsx", mapping()).lists[0].cases[0].reference == "C-9"


def test_a_file_with_other_headings_is_refused_rather_than_misread():
    with pytest.raises(BadFile, match="match its columns"):
        read(xlsx({"Export": [OWN_HEADINGS[::-1], *OWN_ROWS]}), "export.xlsx", mapping())


def test_a_mapping_without_a_reference_is_refused():
    with pytest.raises(BadFile, match="reference"):
        read(OWN, "export.xlsx", mapping(reference=""))


def test_a_mapping_says_all_that_is_wrong_with_it():
    wrong = ColumnMapping(12, (("team", "A"), ("team", "B"), ("shoe_size", "C")), "0")
    assert len(wrong.complaints()) == 3


def test_a_mapping_can_be_remembered():
    chosen = mapping(age="DOB")
    assert ColumnMapping.from_json(chosen.to_json()) == chosen


def test_every_target_is_offered_once_and_only_the_reference_is_required():
    assert len({target.key for target in TARGETS}) == len(TARGETS)
    assert [target.key for target in TARGETS if target.is_required] == ["reference"]


def test_a_number_of_placements_may_be_mapped_to_many_placements():
    content = xlsx({"Care": [["Ref", "Moves"], ["1", 3], ["2", 2], ["3", "yes"], ["4", "lots"]]})
    (sheet,) = headers_of(content, "a.xlsx")
    chosen = ColumnMapping(8, (("reference", "Ref"), ("many_placements", "Moves")), sheet.fingerprint)
    (care,) = read(content, "a.xlsx", chosen).lists
    assert [bool(case.flags) for case in care.cases] == [True, False, True, False]
    assert [it.found for it in care.problems] == ["lots"]
