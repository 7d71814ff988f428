from datetime import date, datetime

import pytest

from qa_app.domain.cases import AgeBand, CaseStatus, Flag, ListedCase
from qa_app.imports.case_lists import reading_as_json
from tests.imports.workbooks import headings, one_list, only_list, read, row, xlsx


def test_a_child_in_care_becomes_an_entry_with_what_is_needed_and_no_more():
    content = one_list(
        8,
        [
            row(
                8,
                child_unique=12345.0,
                gender="b) Female",
                ethnicity="a) WBRI",
                date_of_birth=date(2015, 4, 1),
                age_of=11,
                unaccompanied="a) Yes",
                date_started=date(2024, 2, 29),
                statutory_review="01/09/2026",
                social_work_visit=datetime(2026, 10, 30, 9, 30),  # noqa: DTZ001 (cells have no zone)
                number_of_placements=4,
                missing=2,
                placement_postcode="ZZ1 1ZZ",
                was_the_child_offered="b) No",
                allocated_team="Children in Care 1",
                allocated_worker="A.\u00a0Invented ",
            )
        ],
        above=[["List 8: Children in care"]],
    )
    assert only_list(content).cases == (
        ListedCase(
            list_number=8,
            row=3,
            reference="12345",
            team="Children in Care 1",
            worker="A. Invented",
            age_band=AgeBand.FROM_10_TO_15,
            status=CaseStatus.IN_CARE,
            started_on=date(2024, 2, 29),
            last_seen_on=date(2026, 10, 30),
            reviewed_on=date(2026, 9, 1),
            flags=frozenset(
                {
                    Flag.UNACCOMPANIED,
                    Flag.MANY_PLACEMENTS,
                    Flag.MISSING,
                    Flag.NO_RETURN_INTERVIEW,
                    Flag.NO_PERMANENCE_PLAN,
                }
            ),
        ),
    )


FLAGS = [
    (3, {"referral_nfa": "a) Yes"}, {Flag.NO_FURTHER_ACTION}),
    (3, {"number_of_referrals": 1}, {Flag.RE_REFERRED}),
    (3, {"number_of_referrals": 0, "referral_nfa": "No"}, set()),
    (4, {"requiring_la": "b) No"}, {Flag.NO_FURTHER_ACTION}),
    (4, {"requiring_la": "a) Yes", "child_seen": "n"}, {Flag.CHILD_NOT_SEEN}),
    (5, {"deemed_unnecessary": "Y", "number_of_section": 2}, {Flag.NO_CONFERENCE, Flag.REPEAT_S47}),
    (7, {"seen_alone": "a) Yes"}, {Flag.SEEN_ALONE}),
    (7, {"seen_alone": "b) No", "number_of_previous": "1"}, {Flag.NOT_SEEN_ALONE, Flag.REPEAT_PLAN}),
    (7, {"seen_alone": "c) Unknown"}, set()),
    (8, {"permanence": "a) Return to family", "second_or": True}, {Flag.REPEAT_CARE}),
    (8, {"permanence": "f) Long-term fostering", "number_of_placements": 2}, set()),
    (9, {"in_touch": "a) Yes", "suitability": "a) Suitable", "activity": "F2: Full time"}, set()),
    (9, {"in_touch": "b) No"}, {Flag.NOT_IN_TOUCH}),
    (9, {"in_touch": "d) Refu"}, {Flag.NOT_IN_TOUCH}),
    (9, {"suitability": "b) Unsuitable"}, {Flag.UNSUITABLE_ACCOMMODATION}),
    (9, {"suitability": "Unsuitable"}, {Flag.UNSUITABLE_ACCOMMODATION}),
    (
        9,
        {"activity": "G5: Not in education, employment or training - other"},
        {Flag.NOT_IN_EDUCATION_OR_WORK},
    ),
    (9, {"activity": "G4"}, {Flag.NOT_IN_EDUCATION_OR_WORK}),
]


@pytest.mark.parametrize(("number", "values", "flags"), FLAGS)
def test_answers_raise_the_flags_that_cohorts_ask_for(number, values, flags):
    read_list = only_list(one_list(number, [row(number, child_unique="1", age_of=5, **values)]))
    assert read_list.cases[0].flags == flags
    assert read_list.problems == ()


STATUSES = [
    ("a) Looked after child", CaseStatus.IN_CARE),
    ("b) Child Protection plan", CaseStatus.CHILD_PROTECTION_PLAN),
    ("c) Child in need plan", CaseStatus.CHILD_IN_NEED_PLAN),
    ("CIN plan", CaseStatus.CHILD_IN_NEED_PLAN),
    ("c", CaseStatus.CHILD_IN_NEED_PLAN),
    ("D)", CaseStatus.ASSESSMENT),
    ("open assessment", CaseStatus.ASSESSMENT),
    ("e) Closed episode", CaseStatus.CLOSED),
]


@pytest.mark.parametrize(("written", "status"), STATUSES)
def test_the_status_of_a_child_in_need_is_understood(written, status):
    read_list = only_list(one_list(6, [row(6, child_unique="1", age_of=5, case_status=written)]))
    assert read_list.cases[0].status == status
    assert read_list.problems == ()


def test_a_status_that_is_not_known_is_a_problem_and_the_case_is_taken():
    read_list = only_list(one_list(6, [row(6, child_unique="1", age_of=5, case_status="z) Paused")]))
    assert read_list.cases[0].status == ""
    (problem,) = read_list.problems
    assert (problem.cell, problem.found, problem.serious) == ("L2", "z) Paused", False)


def test_a_referral_with_no_further_action_is_closed_and_another_is_open():
    rows = [row(3, child_unique=1, age_of=4, referral_nfa="Yes"), row(3, child_unique=2, age_of=4)]
    closed, still = only_list(one_list(3, rows)).cases
    assert (closed.status, still.status) == (CaseStatus.CLOSED, CaseStatus.REFERRAL)


def test_an_enquiry_ends_with_its_conference():
    rows = [
        row(5, child_unique=1, age_of=4, date_of_initial=date(2026, 5, 1)),
        row(5, child_unique=2, age_of=4),
    ]
    held, still = only_list(one_list(5, rows)).cases
    assert (held.status, held.reviewed_on) == (CaseStatus.CLOSED, date(2026, 5, 1))
    assert still.is_open


@pytest.mark.parametrize(
    "above", [[], [["List 6: Children in Need"]], [["Title"], [], ["As at 1 May"]], [[]] * 14]
)
def test_the_row_of_headings_is_found_and_rows_keep_the_spreadsheets_numbers(above):
    read_list = only_list(one_list(6, [row(6, child_unique="1"), [], row(6, child_unique="2")], above=above))
    assert read_list.header_row == len(above) + 1
    assert [case.row for case in read_list.cases] == [len(above) + 2, len(above) + 4]
    assert read_list.rows == 2


def test_a_list_that_begins_in_another_column_is_read_with_true_cell_addresses():
    rows = [["", "", *row(6, child_unique="1", case_status="?!")]]
    read_list = only_list(one_list(6, rows, header=[None, None, *headings(6)], above=[[], []]))
    assert read_list.cases[0].reference == "1"
    assert read_list.problems[-1].cell == "N4"


def test_headings_below_the_fifteenth_row_are_not_looked_for():
    reading = read(one_list(6, [row(6, child_unique="1")], above=[["x"]] * 15))
    assert reading.lists == ()
    (unread,) = reading.unread
    assert unread.problems[0].serious
    assert "No row of headings" in unread.problems[0].message


@pytest.mark.parametrize(
    "name",
    ["List 8", "List_8", "list8", "LIST 8 - Children in care", "Annex A List_08", "List 8 2026", "List-8"],
)
def test_sheet_names_are_understood(name):
    assert only_list(one_list(8, [row(8, child_unique="1")], name=name)).list_number == 8


@pytest.mark.parametrize(
    "name", ["List 1-9", "Lists", "Checklist 8", "List 100", "List", "Listing 8", "List 12"]
)
def test_other_sheet_names_are_not_taken_for_lists(name):
    assert read(xlsx({name: [["Gender"], ["x"]]})).all_problems[0].list_number is None


def test_lists_ten_and_eleven_are_not_list_one_and_nothing_grave():
    content = xlsx(
        {
            "List 10": [headings(10), ["1"]],
            "List_11": [headings(11), ["1"]],
            "List 1": [headings(1), row(1, child_unique="7")],
            "Codes_used": [["Gender"]],
        }
    )
    reading = read(content)
    assert [each.list_number for each in reading.lists] == [1]
    assert [(problem.sheet, problem.serious) for problem in reading.problems] == [
        ("List 10", False),
        ("List_11", False),
        ("Codes_used", False),
    ]


def test_a_sheet_of_another_name_is_recognised_by_its_title_or_its_headings():
    content = xlsx(
        {
            "Sheet1": [["List 7: Child protection"], headings(7), row(7, child_unique="1")],
            "Care": [headings(8), row(8, child_unique="2")],
        }
    )
    reading = read(content)
    assert [(each.list_number, each.sheet, len(each.cases)) for each in reading.lists] == [
        (7, "Sheet1", 1),
        (8, "Care", 1),
    ]
    assert [
        "title" in reading.lists[0].problems[0].message,
        "headings" in reading.lists[1].problems[0].message,
    ] == [
        True,
        True,
    ]


def test_a_second_sheet_for_a_list_is_not_read_and_says_so():
    sheet = [headings(8), row(8, child_unique="1")]
    reading = read(xlsx({"List 8": sheet, "List 8 (old)": sheet}))
    assert len(reading.lists) == 1
    assert [(problem.sheet, problem.serious) for problem in reading.problems] == [("List 8 (old)", True)]


def test_headings_are_matched_however_they_are_typed():
    typed = [
        heading.upper()
        .replace("’", "'")
        .replace("‘", '"')
        .replace(" ", "\u00a0 ", 1)
        .rstrip("?")
        .replace("(Y/N)", "")
        for heading in headings(8)
    ]
    ordinary = only_list(one_list(8, [row(8, child_unique="1", missing=1, second_or="Yes")]))
    assert only_list(
        one_list(8, [row(8, child_unique="1", missing=1, second_or="Yes")], header=typed)
    ).cases == (ordinary.cases)


def test_the_columns_of_2023_are_read():
    header = [*headings(9), "Allocated Personal Advisor", "Latest Pathway Plan Review Date", "Latest Date of Contact",
              "Unaccompanied Asylum Seeking Child (UASC), or formerly UASC if 18 or over (Y/N)"]  # fmt: skip
    values = [*row(9, child_unique="1", age_of=18), "P. Adviser", "01/10/2026", "02/11/2026", "a) Yes"]
    read_list = only_list(one_list(9, [values], header=header))
    (case,) = read_list.cases
    assert (case.worker, case.reviewed_on, case.last_seen_on) == (
        "P. Adviser",
        date(2026, 10, 1),
        date(2026, 11, 2),
    )
    assert case.flags == {Flag.UNACCOMPANIED}
    assert read_list.problems == ()


def test_the_worker_comes_before_the_personal_adviser():
    header = [*headings(9), "Allocated Personal Advisor"]
    values = [*row(9, child_unique="1", age_of=18, allocated_worker="W. Worker"), "P. Adviser"]
    assert only_list(one_list(9, [values], header=header)).cases[0].worker == "W. Worker"


def test_a_family_identifier_is_read_where_there_is_one():
    header = [*headings(7), "Family ID"]
    assert (
        only_list(one_list(7, [[*row(7, child_unique="1"), 700.0]], header=header)).cases[0].family == "700"
    )


def test_a_list_with_headings_alone_is_read_and_says_that_it_has_no_rows():
    reading = read(one_list(8, []))
    assert [(each.rows, each.problems) for each in reading.lists] == [(0, ())]
    assert [(it.list_number, it.message) for it in reading.problems] == [
        (8, "The list has headings but no rows.")
    ]


def test_a_missing_column_is_said_once_and_the_cases_are_taken():
    header = [each for each in headings(1) if each != "Date of Contact"]
    read_list = only_list(one_list(1, [["1", "", "", "", 4], ["2", "", "", "", 4]], header=header))
    assert len(read_list.cases) == 2
    assert [(it.row, it.column, it.serious) for it in read_list.problems] == [(1, "Date of Contact", False)]


def test_a_list_without_references_is_not_read_and_closes_nothing():
    header = ["Someone", *headings(6)[1:]]
    reading = read(one_list(6, [row(6, child_unique="1"), row(6, child_unique="2")], header=header))
    assert reading.lists == ()
    (unread,) = reading.unread
    assert (unread.header_row, unread.rows, unread.cases) == (1, 2, ())
    assert any(it.serious and it.column == "Child Unique ID" for it in unread.problems)


def test_an_unknown_column_is_named_once_and_left_out():
    header = [*headings(1), "Favourite colour"]
    read_list = only_list(one_list(1, [[*row(1, child_unique="1", age_of=4), "blue"]], header=header))
    (problem,) = read_list.problems
    assert (problem.column, problem.cell, problem.found) == ("Favourite colour", "H1", "Favourite colour")
    assert "blue" not in repr(read_list)


def test_a_column_without_a_heading_is_named_by_its_letter():
    read_list = only_list(one_list(1, [[*row(1, child_unique="1", age_of=4), None, "stray"]]))
    assert [(it.column, it.cell) for it in read_list.problems] == [("I", "I1")]


def test_the_first_of_two_columns_with_one_heading_is_read():
    header = [*headings(3), "Allocated Team"]
    read_list = only_list(
        one_list(3, [[*row(3, child_unique="1", age_of=4, allocated_team="A"), "B"]], header=header)
    )
    assert read_list.cases[0].team == "A"
    assert [it.cell for it in read_list.problems] == ["L1"]


@pytest.mark.parametrize("reference", ["#N/A", "#REF!", "", "   ", None, "N/A", 0])
def test_a_row_without_a_reference_is_a_problem_and_not_a_case(reference):
    rows = [
        row(7, child_unique="1", age_of=4),
        row(7, child_unique=reference, age_of=4, allocated_team="North"),
    ]
    read_list = only_list(one_list(7, rows))
    assert (read_list.rows, len(read_list.cases)) == (2, 1)
    (problem,) = read_list.problems
    assert (problem.row, problem.column, problem.cell) == (3, "Child Unique ID", "A3")
    assert problem.serious
    assert problem.found == str(reference or (0 if reference == 0 else "")).strip()


def test_a_row_of_nothing_but_errors_does_not_vanish():
    rows = [row(7, child_unique="1", age_of=4), ["#N/A"] * len(headings(7)), [], ["  "]]
    read_list = only_list(one_list(7, rows))
    assert read_list.rows == 2
    assert [(it.row, it.found) for it in read_list.problems] == [(3, "#N/A")]


@pytest.mark.parametrize("number", [6, 7, 8, 9])
def test_the_first_of_two_rows_for_a_child_is_kept_and_both_are_named(number):
    rows = [
        row(number, child_unique=9, age_of=4, allocated_team="A"),
        row(number, child_unique="9 ", age_of=4),
    ]
    read_list = only_list(one_list(number, rows))
    assert [case.team for case in read_list.cases] == ["A"]
    (problem,) = read_list.problems
    assert (problem.row, problem.found) == (3, "9")
    assert "row 2" in problem.message
    assert "row 3" in problem.message


@pytest.mark.parametrize("number", [1, 2, 3, 4, 5])
def test_a_child_may_be_in_the_other_lists_more_than_once(number):
    read_list = only_list(one_list(number, [row(number, child_unique=9, age_of=4)] * 2))
    assert len(read_list.cases) == 2
    assert read_list.problems == ()


def test_headings_that_stand_again_and_totals_are_not_children():
    rows = [row(6, child_unique="1", age_of=4), headings(6), ["Total", 1]]
    read_list = only_list(one_list(6, rows))
    assert [case.reference for case in read_list.cases] == ["1"]
    assert [(it.row, it.serious) for it in read_list.problems if it.serious] == [(3, True), (4, True)]


def test_a_plan_that_ends_before_it_starts_is_a_problem_and_kept():
    rows = [row(7, child_unique=1, age_of=4, plan_start="02/03/2026", plan_end="01/03/2026")]
    read_list = only_list(one_list(7, rows))
    assert read_list.cases[0].ended_on == date(2026, 3, 1)
    assert [it.column for it in read_list.problems] == ["Child Protection Plan End Date"]


def test_dates_of_birth_postcodes_and_ethnicities_are_nowhere_in_a_reading():
    rows = [
        row(
            8,
            child_unique=1,
            date_of_birth="14/07/2011",
            ethnicity="q) SECRETETH",
            placement_postcode="QX9 9QX",
        ),
        row(8, child_unique=2, date_of_birth="99/99/2011", ethnicity="#REF!", placement_postcode="#N/A"),
        row(8, child_unique=3, age_of="14/07/2011"),
        row(8, child_unique=date(2011, 7, 14)),
    ]
    reading = read(one_list(8, rows))
    said = reading.to_json() + repr(reading) + repr(reading_as_json(reading))
    for secret in ("14/07/2011", "2011-07-14", "99/99/2011", "SECRETETH", "QX9 9QX"):
        assert secret not in said
    assert [case.age_band for case in reading.cases] == [AgeBand.FROM_10_TO_15, None, None]
    assert [it.row for it in reading.lists[0].problems] == [3, 4, 5]


def test_the_json_of_a_dry_run_says_what_was_agreed():
    rows = [row(8, child_unique=1, age_of=3, permanence="g) other"), row(8, child_unique="#N/A")]
    reading = read(one_list(8, rows, above=[["List 8: Children in care"]]), name="october.xlsx")
    said = reading_as_json(reading)
    assert said["file"] == "october.xlsx"
    assert len(said["sha256"]) == 64
    assert said["lists"] == [
        {
            "list": 8,
            "sheet": "List_8",
            "header_row": 2,
            "rows": 2,
            "cases": 1,
            "problems": [
                {
                    "row": 4,
                    "column": "Child Unique ID",
                    "found": "#N/A",
                    "message": "The child reference is a spreadsheet error. The row was not taken.",
                }
            ],
        }
    ]
    assert said["problems"] == []


def test_reading_twice_gives_the_same_reading():
    content = one_list(8, [row(8, child_unique=1, missing=1, number_of_placements=4)])
    assert read(content) == read(content)
