import io
import json
from collections import Counter
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest

from qa_app.demo.case_list import annex_a, annex_a_workbook
from qa_app.demo.council import Job, exampleshire
from qa_app.demo.headings import HEADERS, TITLES
from qa_app.demo.soil import FIRST_ROW, DirtKind

ON = date(2026, 10, 12)
A_MONTH_LATER = date(2026, 11, 9)
TEMPLATE = Path(__file__).parents[3] / "shared" / "data" / "annex_a" / "headers_2019.json"


@pytest.fixture(scope="module")
def council():
    return exampleshire()


@pytest.fixture(scope="module")
def sent(council):
    return annex_a(council, on=ON)


@pytest.fixture(scope="module")
def book(sent):
    return openpyxl.load_workbook(io.BytesIO(sent.content))


@pytest.fixture(scope="module")
def lists(book):
    """Rows by list, each a mapping of header to what stands in the cell, without the rows that were dirtied."""
    return {number: _rows(book[f"List_{number}"], HEADERS[number]) for number in HEADERS}


def _rows(sheet, headers):
    return [
        dict(zip(headers, line, strict=True))
        for line in sheet.iter_rows(min_row=FIRST_ROW, max_col=len(headers), values_only=True)
        if line[0] is not None
    ]


def _reference(row):
    return str(row["Child Unique ID"]).replace("\u00a0", " ").strip()


def _day(cell):
    return cell.date() if isinstance(cell, datetime) else cell


def _open_in(lists):
    ends = {6: "CIN Closure Date", 7: "Child Protection Plan End Date", 8: "Date Ceased to be Looked After "}
    found = {_reference(row) for row in lists[9]}
    for number, header in ends.items():
        found |= {_reference(row) for row in lists[number] if row[header] is None}
    return found


def test_exactly_1408_children_are_helped_now(sent, lists):
    assert len(_open_in(lists)) == 1408
    assert _open_in(lists) == sent.open_references


def test_the_status_in_list_6_agrees_with_lists_7_8_and_9(lists):
    status = {_reference(row): str(row["Case status"]).lower() for row in lists[6]}
    planned = {_reference(r) for r in lists[7] if r["Child Protection Plan End Date"] is None}
    cared_for = {_reference(r) for r in lists[8] if r["Date Ceased to be Looked After "] is None}
    leaving = {_reference(r) for r in lists[9]}

    assert {r for r, each in status.items() if each.startswith("b)")} == planned
    assert {r for r, each in status.items() if each.startswith("a)")} == cared_for
    assert {status.get(reference, "e) closed episode") for reference in leaving} == {"e) closed episode"}


def test_the_proportions_are_those_that_the_module_promises(lists):
    status = Counter({_reference(r): str(r["Case status"]).lower()[:2] for r in lists[6]}.values())

    assert (status["d)"], status["c)"], status["b)"], status["a)"]) == (208, 520, 190, 310)
    assert len({_reference(row) for row in lists[9]}) == 180


def test_every_cohort_of_the_product_finds_enough_children(lists):
    in_need = {_reference(r) for r in lists[6] if str(r["Case status"]).lower().startswith("c)")}
    ended = {_reference(r) for r in lists[7] if r["Child Protection Plan End Date"] is not None}
    support = "Was the child assessed as requiring LA children\u2019s social care support"

    assert len(in_need & ended) >= 40
    assert sum(row[support] in {"b) No", "no"} for row in lists[4]) >= 300
    assert sum(row["Number of Referrals in Last 12 Months"] >= 1 for row in lists[3]) >= 150


def test_caseloads_are_plausible_and_every_worker_belongs_to_the_team(council, sent, lists):
    loads, homes = Counter(), {}
    for row in (*lists[9], *lists[6]):
        if row.get("CIN Closure Date") is None:
            homes[_reference(row)] = row
    for row in homes.values():
        worker = council.person(str(row["Allocated Worker"]).replace("\u00a0", " "))
        loads[worker.name] += 1
        if row["Allocated Team"] != "Harowmere Safeguarding Team":
            assert worker.team == str(row["Allocated Team"]).strip()
    posts = [person for person in council.staff if person.job in {Job.SOCIAL_WORKER, Job.PERSONAL_ADVISER}]

    assert sum(loads.values()) == 1408
    assert all(8 <= loads[person.name] <= 23 for person in posts)
    assert all(3 <= loads[p.name] <= 8 for p in council.staff if p.job is Job.ADVANCED_PRACTITIONER)


def test_nothing_ends_before_it_begins_and_nothing_lies_ahead(lists):
    pairs = {
        6: ("CIN Start Date", "CIN Closure Date"),
        7: ("Child Protection Plan Start Date", "Child Protection Plan End Date"),
        8: ("Date Started to be Looked After", "Date Ceased to be Looked After "),
    }
    for number, (start, end) in pairs.items():
        for row in lists[number]:
            begun, ended = _day(row[start]), _day(row[end])
            if isinstance(begun, date) and isinstance(ended, date):
                assert begun <= ended <= ON, row
            if isinstance(begun, date):
                assert begun <= ON


def test_some_children_are_not_born_yet_and_are_listed_with_age_minus_one(lists):
    expected = [row for row in lists[6] if row["Age of Child (Years)"] == -1]

    assert expected
    assert all(_day(row["Date of Birth"]) > ON.replace(day=1) for row in expected)


def test_titles_stand_in_row_1_and_headers_in_row_2(book):
    assert book.sheetnames == ["Front_Sheet", *(f"List_{number}" for number in range(1, 10))]
    for number, headers in HEADERS.items():
        sheet = book[f"List_{number}"]
        assert sheet["A1"].value == TITLES[number]
        assert tuple(cell.value for cell in sheet[2]) == headers


@pytest.mark.skipif(not TEMPLATE.exists(), reason="Ofsted's template is not at hand")
def test_headers_are_those_of_the_template_to_the_letter():
    template = json.loads(TEMPLATE.read_text(encoding="utf-8"))
    for number, headers in HEADERS.items():
        assert list(headers) == template[f"List_{number}"]["headers"]
        assert TITLES[number] == template[f"List_{number}"]["title"]


def test_the_same_council_and_day_give_the_same_bytes(council, sent):
    assert annex_a_workbook(council, on=ON) == sent.content


def test_everything_dirty_is_where_it_is_said_to_be(sent, book):
    for each in sent.dirt:
        line = book[f"List_{each.list_number}"][each.row]
        values = [cell.value for cell in line]
        if each.header:
            cell = line[HEADERS[each.list_number].index(each.header)]
            assert str(cell.value).startswith(each.found[:10]), each
        elif each.kind is DirtKind.EMPTY_ROW:
            assert not any(values), each
        elif each.kind is DirtKind.BLANK_REFERENCE:
            assert values[0] is None
            assert any(values)


def test_it_is_dirty_in_every_way_that_real_lists_are(sent):
    assert {kind for kind in DirtKind if sent.count(kind) == 0} == set()
    assert sent.count(DirtKind.BLANK_REFERENCE) == 6
    assert sent.count(DirtKind.DUPLICATE_CHILD) == 5
    assert sent.count(DirtKind.DUPLICATE_CHILD, 6) == 3


def test_rows_are_counted_without_the_wholly_empty_ones(sent, book):
    for number, expected in sent.rows.items():
        lines = list(book[f"List_{number}"].iter_rows(min_row=FIRST_ROW, values_only=True))
        assert sum(any(cell is not None for cell in line) for line in lines) == expected
        assert len(lines) == expected + sent.count(DirtKind.EMPTY_ROW, number)


def test_a_month_later_some_have_moved_some_have_gone_and_as_many_have_come(council, sent):
    later = annex_a(council, on=A_MONTH_LATER, month=1)
    before, after = _whereabouts(sent), _whereabouts(later)

    assert len(later.open_references) == 1408
    gone = sent.open_references - later.open_references
    assert 80 <= len(gone) <= 180
    assert len(later.open_references - sent.open_references) == len(gone)
    stayed = sent.open_references & later.open_references
    assert sum(before[each][1] != after[each][1] for each in stayed) >= 30
    assert sum(before[each][0] != after[each][0] for each in stayed) >= 20


def test_visits_go_on_between_two_lists_of_the_same_month(council):
    early, late = (annex_a(council, on=ON.replace(day=day)) for day in (2, 27))

    assert early.open_references == late.open_references
    assert _last_seen(early) < _last_seen(late)


def test_twelve_months_on_the_council_is_as_large_as_before(council):
    assert len(annex_a(council, on=date(2027, 10, 4), month=12).open_references) == 1408


def _whereabouts(sent):
    """Team and worker by reference, from lists 6 and 9."""
    book = openpyxl.load_workbook(io.BytesIO(sent.content), read_only=True)
    found = {}
    for number in (6, 9):
        for row in _rows(book[f"List_{number}"], HEADERS[number]):
            worker = str(row["Allocated Worker"]).replace("\u00a0", " ")
            found[_reference(row)] = (str(row["Allocated Team"]).strip(), worker)
    return found


def _last_seen(sent):
    book = openpyxl.load_workbook(io.BytesIO(sent.content), read_only=True)
    seen = [_day(row["Date Child Was Last Seen"]) for row in _rows(book["List_6"], HEADERS[6])]
    return max(day for day in seen if isinstance(day, date) and day.year == ON.year)
