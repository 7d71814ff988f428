"""Can administrators and information governance read the history, and only they?"""

from __future__ import annotations

import csv
import io

import pytest
from openpyxl import load_workbook

from qa_app.domain.happenings import Happening
from qa_app.domain.workflow import Status
from qa_app.services import moving
from tests import factories
from tests.conftest import TODAY
from tests.web.test_history_recorded import lines


@pytest.fixture
def viewed(cast, visit):
    """Asha and Quinn have looked at one audit, Ben at another."""
    audit, other = (factories.audit(each, status=Status.IN_PROGRESS) for each in (cast.asha, cast.ben))
    for person, each in ((cast.asha, audit), (cast.ben, other)):
        visit(person).get(f"/audits/{each.id}")
    return lines(Happening.VIEWED)


def test_information_governance_sees_who_saw_a_case(cast, visit, viewed):
    ines = visit(cast.ines)
    page = ines.send(
        ines.get("/history"),
        "Apply filters",
        **{"Case reference (all of it)": viewed[0].case_reference, "What happened": "Viewed"},
    )
    assert cast.asha.name in page.text
    assert f"/history?case={viewed[0].case_reference}" in page.html
    assert "Audit 2" not in page.text


def test_an_administrator_reads_it_and_nobody_else(cast, visit):
    assert visit(cast.ada).get("/history").h1 == "History"
    for person in (cast.asha, cast.quinn, cast.tomas, cast.dara, cast.bola):
        visit(person).get("/history", status=404)


def test_who_a_change_is_about_is_named(cast, visit):
    audit = factories.audit(cast.asha)
    moving.move(audit.id, cast.ben.id, because="She is on leave.", revision=None, by=cast.quinn, at=TODAY)
    page = visit(cast.ines).get("/history?what=changed")
    assert f"auditor: {cast.asha.name} → {cast.ben.name}" in page.text


def test_filters_narrow_by_person_and_by_period(cast, visit, viewed):
    ines = visit(cast.ines)
    of_ben = ines.get(f"/history?person={cast.ben.id}&what=viewed")
    assert "1 line" in of_ben.text
    assert "No lines" in ines.get("/history?what=viewed&until=19/11/2026").text
    assert "2 lines" in ines.get("/history?what=viewed&since=20/11/2026&until=2026-11-20").text
    assert "Enter a real date" in ines.get("/history?since=soon").text


def test_files_hold_the_same_lines_and_run_nothing(cast, visit, viewed):
    ines = visit(cast.ines)
    text = ines.open("GET", "/history.csv?what=viewed").get_data().decode("utf-8-sig")
    cover, _, table = text.partition("\n")
    assert f"Copy made for {cast.ines.name}" in cover
    rows = list(csv.DictReader(io.StringIO(table)))
    assert [row["Who"] for row in rows] == [cast.ben.name, cast.asha.name]
    assert [row["SHA-256"] for row in rows] == [row.hash for row in reversed(viewed)]
    book = load_workbook(io.BytesIO(ines.open("GET", "/history.xlsx?what=viewed").data))
    values = [cell.value for row in book["History"].iter_rows() for cell in row]
    assert cast.asha.name in values
    assert not any(cell.data_type == "f" for row in book["History"].iter_rows() for cell in row)


def test_a_name_that_looks_like_a_formula_stays_a_name(cast, visit, viewed):
    ada = visit(cast.ada)
    page = ada.get(f"/people/{cast.ben.id}")
    ada.send(page, "Save", **{"Full name": "=1+1"})
    text = visit(cast.ines).open("GET", "/history.csv?what=viewed").get_data(as_text=True)
    assert "'=1+1" in text
    book = load_workbook(io.BytesIO(visit(cast.ines).open("GET", "/history.xlsx?what=viewed").data))
    assert not any(cell.data_type == "f" for row in book["History"].iter_rows() for cell in row)


def test_saving_the_history_is_in_the_history(cast, visit):
    visit(cast.ines).open("GET", "/history.csv")
    assert lines(Happening.EXPORTED)[-1].by_id == cast.ines.id
