"""Workbooks from real life, where they lie beside the repository: extra input, not needed for the suite."""

import json

import pytest

from tests.imports.workbooks import HEADINGS, SHARED, read

pytestmark = pytest.mark.skipif(
    not SHARED.exists(), reason="the sample workbooks are not beside the repository"
)


def sample(name):
    return read((SHARED / name).read_bytes(), name)


def test_the_headings_that_the_tests_use_are_the_templates():
    template = json.loads((SHARED / "headers_2019.json").read_text(encoding="utf-8"))
    assert {name: each["headers"] for name, each in template.items()} == HEADINGS


def test_ofsteds_template_has_its_headings_in_row_two_and_five_referrals():
    reading = sample("ofsted_template_headers_in_row_2.xlsx")
    assert [(each.list_number, each.header_row) for each in reading.lists] == [(n, 2) for n in range(1, 10)]
    assert [len(each.cases) for each in reading.lists] == [0, 0, 5, 0, 0, 0, 0, 0, 0]
    assert [it.serious for it in reading.problems] == [False] * 14


def test_the_dirty_sample_has_its_headings_in_row_one_and_loses_no_row():
    reading = sample("headers_in_row_1.xlsx")
    assert [(each.list_number, each.header_row) for each in reading.lists] == [(n, 1) for n in range(1, 10)]
    assert [len(each.cases) for each in reading.lists] == [each.rows for each in reading.lists]
    found = {(it.list_number, it.column, it.found) for it in reading.all_problems if it.row}
    assert (6, "Allocated Team", "#N/A") in found
    assert all(case.age_band for case in reading.cases)
