"""The real reader and the made-up list agree: on the open cases, and on what was wrong."""

from datetime import date

import pytest

from qa_app.demo.case_list import annex_a
from qa_app.demo.council import exampleshire
from qa_app.demo.dirt import MISSPELT_TEAM, UNKNOWN_TEAM
from qa_app.demo.soil import DirtKind
from qa_app.domain.case_changes import changes, folded
from qa_app.domain.cases import CaseStatus
from qa_app.domain.cohorts import READY_MADE, Period
from qa_app.imports.case_lists import read_case_list

ON = date(2026, 10, 12)
TOLD_ABOUT = {
    DirtKind.NOT_AVAILABLE,
    DirtKind.BLANK_REFERENCE,
    DirtKind.DUPLICATE_CHILD,
    DirtKind.IMPOSSIBLE_DATE,
    DirtKind.FUTURE_DATE,
}
TEAMS = {folded(team.name): team.name for team in exampleshire().teams}


@pytest.fixture(scope="module")
def sent():
    return annex_a(exampleshire(), on=ON)


@pytest.fixture(scope="module")
def reading(sent):
    return read_case_list(sent.content, "annex_a_exampleshire.xlsx", on=ON)


@pytest.fixture(scope="module")
def entries(reading):
    found = {}
    for case in reading.cases:
        found.setdefault(case.reference, []).append(case)
    return found


def test_all_nine_lists_are_read_from_the_header_row_of_the_template(sent, reading):
    assert [each.list_number for each in reading.lists] == list(range(1, 10))
    assert {each.header_row for each in reading.lists} == {2}
    assert {each.list_number: each.rows for each in reading.lists} == sent.rows


def test_the_reader_finds_the_1408_open_cases(sent, reading):
    found = {case.reference for case in reading.cases if case.list_number >= 6 and case.is_open}

    assert len(found) == 1408
    assert found == sent.open_references


def test_every_row_with_a_reference_becomes_a_case_once(sent, reading):
    for each in reading.lists:
        lost = sent.count(DirtKind.BLANK_REFERENCE, each.list_number)
        lost += sent.count(DirtKind.DUPLICATE_CHILD, each.list_number)
        assert len(each.cases) == each.rows - lost


def test_the_reader_tells_of_all_that_it_could_not_use_and_of_nothing_else(sent, reading):
    told = {(problem.list_number, problem.row) for each in reading.lists for problem in each.problems}
    expected = {(cell.list_number, cell.row) for cell in sent.dirt if cell.kind in TOLD_ABOUT}

    assert told == expected


@pytest.mark.parametrize("kind", sorted(TOLD_ABOUT))
def test_each_sort_of_mistake_is_counted_list_by_list(sent, reading, kind):
    rows = {(cell.list_number, cell.row) for cell in sent.dirt if cell.kind is kind}
    told = [p for each in reading.lists for p in each.problems if (p.list_number, p.row) in rows]

    assert len(told) == sent.count(kind) > 0


def test_what_can_be_understood_is_understood(sent, entries):
    for kind in (DirtKind.NUMBER_REFERENCE, DirtKind.TRAILING_SPACE, DirtKind.NO_BREAK_SPACE):
        for cell in sent.dirt:
            if cell.kind is kind and cell.header == "Child Unique ID":
                assert cell.found.strip().strip("\u00a0") in entries
    rows = {(case.list_number, case.row): case for each in entries.values() for case in each}
    for cell in sent.dirt:
        case = rows.get((cell.list_number, cell.row))
        if cell.kind is DirtKind.TEXT_DATE and cell.list_number == 4:
            assert f"{case.ended_on:%d/%m/%Y}" == cell.found
        if cell.kind is DirtKind.ODD_CASE and cell.header == "Case status":
            assert case.status in set(CaseStatus)
        if cell.kind is DirtKind.NO_BREAK_SPACE and cell.header == "Allocated Worker":
            assert case.worker == cell.found.replace("\u00a0", " ")


def test_every_ready_made_cohort_has_enough_children_to_draw_from(entries):
    teams = {team.name: team.service for team in exampleshire().teams}
    period = Period(date(2026, 5, 1), ON)
    found = {
        key: sum(make(period).matches(each, teams) for each in entries.values())
        for key, make in READY_MADE.items()
    }

    assert found["child-protection"] == 190
    assert found["in-care"] == 310
    assert found["care-leavers"] == 180
    assert found["stepped-down"] >= 30
    assert found["no-further-action"] >= 250
    assert found["re-referrals"] >= 120


def test_an_import_holds_1408_cases_open_and_asks_about_two_teams(reading):
    found = changes({}, [], reading.lists, TEAMS)

    assert sum(state.is_open for state in found.new) == 1408
    assert {team.name for team in found.unknown_teams} == {MISSPELT_TEAM, UNKNOWN_TEAM}


def test_a_list_of_a_month_later_moves_closes_and_opens_cases(reading):
    first = changes({}, [], reading.lists, TEAMS)
    later = annex_a(exampleshire(), on=date(2026, 11, 9), month=1)
    second = read_case_list(later.content, "annex_a_november.xlsx", on=later.on)
    known = {state.reference: state for state in first.new}
    counts = changes(known, reading.cases, second.lists, TEAMS).counts

    assert counts.new > 150
    assert counts.closed > 80
    assert counts.team_changed > 30
    assert counts.worker_changed > 40
    assert counts.unchanged > 1500


def test_nothing_of_a_date_of_birth_a_postcode_or_an_ethnicity_is_kept(reading):
    kept = reading.to_json()

    assert "QX" not in kept
    assert "WBRI" not in kept
    assert "Date of Birth" not in kept
