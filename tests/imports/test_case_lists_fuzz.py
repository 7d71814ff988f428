"""Whatever arrives, it is read or refused: never a crash, and no row of it vanishes."""

import csv
import io
import string
from datetime import date, datetime
from pathlib import Path

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from qa_app.domain.errors import BadFile
from qa_app.imports.case_lists import headers_of, read_case_list, reading_as_json
from qa_app.imports.mapping import TARGETS, ColumnMapping, suggest_mapping
from tests.imports.workbooks import ON, headings, ods, ods_row, one_list, parts_of, row, xlsx, zipped

OLDER_EXCEL = (Path(__file__).parent / "files" / "list_7.xls").read_bytes()
GOOD = one_list(7, [row(7, child_unique="1", age_of=4), row(7, child_unique="#N/A")])
FEW = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])

# openpyxl refuses control characters itself, so they are tried in CSV only.
texts = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=30)
likely = st.sampled_from(
    ["#N/A", "#REF!", "a) Yes", "b) No", "31/02/2024", "25/03/2024", "n/a", " ", "\u00a0", "12345.0", "-1", "Total",
     "=cmd()", "1e9", "Child Unique ID", "c) Child in need plan", "99/99/9999", "G5", "🙂"]
)  # fmt: skip
numbers = st.integers(-(10**6), 10**6) | st.floats(allow_nan=False, allow_infinity=False, width=32)
days = st.dates(date(1900, 3, 1), date(2100, 1, 1)) | st.datetimes(datetime(1900, 3, 1), datetime(2100, 1, 1))  # noqa: DTZ001
cells = st.none() | likely | texts | numbers | st.booleans() | days
rows = st.lists(st.lists(cells, max_size=20), max_size=8)
numbered = st.integers(1, 9)


def account(reading):
    """Every row under the headings that is not empty is a case or one serious problem, never both or neither."""
    for each in reading.lists:
        taken = [case.row for case in each.cases]
        refused = [it.row for it in each.problems if it.serious]
        assert sorted(taken + refused) == sorted(set(taken + refused))
        assert len(taken) + len(refused) == each.rows
        for case in each.cases:
            assert case.reference
            assert case.row > each.header_row
            for day in (case.started_on, case.ended_on, case.last_seen_on, case.reviewed_on):
                assert day is None or day <= ON
    reading_as_json(reading)
    assert type(reading).from_json(reading.to_json()) == reading


def read_or_refuse(content, name, mapping=None):
    try:
        reading = read_case_list(content, name, mapping, on=ON)
    except BadFile:
        return
    account(reading)


@given(numbered, rows, st.integers(0, 5))
@FEW
def test_any_cells_under_the_headings_are_accounted_for(number, under, above):
    content = one_list(number, under, above=[["title"]] * above)
    reading = read_case_list(content, "lists.xlsx", on=ON)
    account(reading)
    filled = [each for each in under if any(not (cell is None or str(cell).strip() == "") for cell in each)]
    assert sum(each.rows for each in reading.lists) <= len(filled)
    if not any(isinstance(cell, str) for each in under for cell in each):
        assert reading.lists[0].rows == len(filled)


@given(st.lists(st.tuples(texts.filter(bool) | st.just("List_8"), rows), max_size=3))
@FEW
def test_any_sheets_are_read_or_refused(sheets):
    allowed = set(string.ascii_letters + string.digits + " _-")
    named = {"".join(c for c in name if c in allowed)[:30] or "Sheet": each for name, each in sheets}
    if len({name.casefold() for name in named}) == len(named) > 0:
        read_or_refuse(xlsx(named), "lists.xlsx")


@given(numbered, st.lists(st.lists(st.text(max_size=20) | likely, max_size=18), max_size=8))
@FEW
def test_any_text_under_the_headings_is_accounted_for(number, under):
    text = io.StringIO(newline="")
    csv.writer(text).writerows([headings(number), *under])
    read_or_refuse(text.getvalue().encode("utf-8", "replace"), f"List {number}.csv")


@given(st.binary(max_size=400))
@example(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "Workbook".encode("utf-16-le") + bytes(600))
@example(b"PK\x05\x06" + bytes(18))
@settings(deadline=None)
def test_any_bytes_are_read_or_refused(content):
    read_or_refuse(content, "lists.xlsx")


def damaged(content):
    """The content with a few bytes changed, or cut off."""
    places = st.lists(st.tuples(st.integers(0, len(content) - 1), st.integers(0, 255)), max_size=12)

    def change(changes, end):
        copy = bytearray(content[:end])
        for place, value in changes:
            if place < len(copy):
                copy[place] = value
        return bytes(copy)

    return st.builds(change, places, st.integers(len(content) // 2, len(content)) | st.just(len(content)))


@given(damaged(GOOD))
@FEW
def test_a_damaged_workbook_is_read_or_refused(content):
    read_or_refuse(content, "lists.xlsx")


@given(damaged(OLDER_EXCEL))
@settings(FEW, max_examples=150)
def test_a_damaged_older_workbook_is_read_or_refused(content):
    read_or_refuse(content, "lists.xls")


@given(damaged(parts_of(GOOD)["xl/worksheets/sheet1.xml"]), damaged(parts_of(GOOD)["xl/workbook.xml"]))
@FEW
def test_a_workbook_of_damaged_xml_is_read_or_refused(sheet, workbook):
    parts = parts_of(GOOD)
    read_or_refuse(zipped({**parts, "xl/worksheets/sheet1.xml": sheet}), "lists.xlsx")
    read_or_refuse(zipped({**parts, "xl/workbook.xml": workbook}), "lists.xlsx")


SMALL_ODS = ods({"List_7": ods_row(headings(7)) + ods_row(row(7, child_unique="#N/A"))})


@given(damaged(parts_of(SMALL_ODS)["content.xml"]))
@FEW
def test_an_opendocument_spreadsheet_of_damaged_xml_is_read_or_refused(content):
    read_or_refuse(zipped({**parts_of(SMALL_ODS), "content.xml": content}), "lists.ods")


@given(
    st.lists(texts.filter(lambda text: text.strip()), min_size=2, max_size=8, unique=True),
    rows,
    numbered,
    st.data(),
)
@FEW
def test_any_mapping_of_any_headings_is_read_or_refused(headers, under, number, data):
    content = xlsx({"Export": [headers, *under]})
    for sheet in headers_of(content, "export.xlsx"):
        suggest_mapping(sheet.headers)
        targets = [target.key for target in TARGETS]
        chosen = data.draw(
            st.dictionaries(st.sampled_from(targets), st.sampled_from(sheet.headers), max_size=8)
        )
        read_or_refuse(
            content, "export.xlsx", ColumnMapping(number, tuple(chosen.items()), sheet.fingerprint)
        )
