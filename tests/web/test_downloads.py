"""Does everybody take away what they may and no more, and does each file say whose copy it is?"""

from __future__ import annotations

import csv
import hashlib
import io
import json

import openpyxl
import pytest
from sqlalchemy import select

from qa_app import press
from qa_app.db import session, use_case
from qa_app.domain.exporting import BY_ROLE, ExportLevel
from qa_app.domain.happenings import Happening
from qa_app.exports.sheets import HEADING_ROW
from qa_app.models.history import HistoryRow
from qa_app.models.people import User
from qa_app.queries import publications
from tests import factories, small_month
from tests.conftest import TODAY
from tests.lists_and_rounds import import_list, many
from tests.pairs_made import GOOD, RI, pairs

OCTOBER = "/findings/2026-10/1"
EVERYBODY, MANAGING, ALL = (
    {"quinn", "dara", "tomas", "sana", "bola"},
    {"quinn", "dara"},
    {"quinn", "dara"},
)
DOWNLOADS = {
    f"{OCTOBER}/board.xlsx": (ExportLevel.AGGREGATES, EVERYBODY),
    f"{OCTOBER}/board.pdf": (ExportLevel.AGGREGATES, EVERYBODY),
    f"{OCTOBER}/without-cases.xlsx": (ExportLevel.WITHOUT_CASES, ALL),
    f"{OCTOBER}/full.xlsx": (ExportLevel.FULL, ALL),
    f"{OCTOBER}/full.pdf": (ExportLevel.FULL, ALL),
    "/consistency.xlsx": (ExportLevel.AGGREGATES, MANAGING),
    "/cases/imports/1/problems.csv": (ExportLevel.FULL, ALL),
}
"""Address → the level that it needs, and who reads the page that it belongs to."""
PEOPLE = ("asha", "quinn", "tomas", "sana", "dara", "bola", "ada")


@pytest.fixture
def published(cast):
    small_month.make(cast)
    import_list(cast, *many(4))
    return press.publish_month("2026-10", by=cast.quinn, at=TODAY)


@use_case
def give(person: User, level: ExportLevel | None) -> None:
    session.get_one(User, person.id).own_export_level = level


@pytest.mark.usefixtures("published")
def test_every_role_with_every_level_at_every_download(cast, visit):
    wrong = []
    for name in PEOPLE:
        person = getattr(cast, name)
        visitor = visit(person)
        (role,) = person.held_roles
        for own in (None, *ExportLevel):
            give(person, own)
            for path, (needed, readers) in DOWNLOADS.items():
                allowed = name in readers and (own or BY_ROLE[role]).allows(needed)
                status = visitor.open("GET", path).status_code
                if status != (200 if allowed else 404):
                    wrong.append(f"{name} with {own} at {path}: {status}")
    assert wrong == []


@pytest.mark.usefixtures("published")
def test_nobody_from_outside_takes_anything_away(cast, visit):
    mira = factories.outsider(cast.ada)
    give(mira, ExportLevel.FULL)
    assert all(visit(mira).open("GET", path).status_code == 404 for path in DOWNLOADS)


@pytest.mark.usefixtures("published")
@pytest.mark.parametrize(
    ("level", "links"),
    [
        (ExportLevel.NONE, 0),
        (ExportLevel.AGGREGATES, 2),
        (ExportLevel.WITHOUT_CASES, 3),
        (ExportLevel.FULL, 5),
    ],
)
def test_a_page_offers_what_its_reader_may_take(cast, visit, level, links):
    give(cast.quinn, level)
    quinn = visit(cast.quinn)
    page = quinn.get(OCTOBER)
    offered = [href for href in page.links.values() if href.startswith(OCTOBER) and "." in href]
    assert len(offered) == links
    assert ("Ask an administrator if you need them as a file" in page.text) is (level is ExportLevel.NONE)
    assert all(quinn.open("GET", href).status_code == 200 for href in offered)
    button = "Download as a workbook" in quinn.get("/consistency").text
    assert button is (level is not ExportLevel.NONE)


def test_without_case_references_there_is_no_column_for_them(published, cast, visit):
    dara = visit(cast.dara)
    full = openpyxl.load_workbook(io.BytesIO(dara.open("GET", f"{OCTOBER}/full.xlsx").data))
    copy = openpyxl.load_workbook(io.BytesIO(dara.open("GET", f"{OCTOBER}/without-cases.xlsx").data))
    whole, without = headings(full["Audits"]), headings(copy["Audits"])
    assert [name for name in whole if name != "Case"] == without
    references = {row[1].value for row in full["Audits"].iter_rows(min_row=HEADING_ROW + 1)}
    assert references
    said = {str(cell.value) for sheet in copy for row in sheet.iter_rows() for cell in row}
    assert not {reference for reference in references if any(reference in text for text in said)}
    assert not [name for name, column in copy["Audits"].column_dimensions.items() if column.hidden]
    cover = {row[0].value: row[1].value for row in copy["Cover"].iter_rows(min_row=HEADING_ROW + 1)}
    assert cover["Copy made for"] == "Dara Quigley"
    assert cover["Copy made"] == "20 November 2026 at 09:30"
    assert cover["Classification"] == "OFFICIAL-SENSITIVE"
    assert cover["Left out of this copy"].startswith("References of cases")
    assert copy["Audits"].max_row == full["Audits"].max_row


def headings(sheet):
    return [cell.value for cell in sheet[HEADING_ROW]]


def test_rows_about_single_auditors_are_no_figures(cast, visit):
    factories.tool()
    pairs(cast.asha, cast.ben, *[(GOOD, GOOD)] * 8, *[(GOOD, RI)] * 2, team=cast.harbour)
    quinn = visit(cast.quinn)
    assert "Auditors" in opened(quinn).sheetnames
    give(cast.quinn, ExportLevel.AGGREGATES)
    book = opened(quinn)
    assert "Auditors" not in book.sheetnames
    cover = {row[0].value: row[1].value for row in book["Cover"].iter_rows(min_row=HEADING_ROW + 1)}
    assert cover["Left out of this copy"].startswith("Rows about single auditors")
    said = [str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row]
    assert not [text for text in said if "Asha" in text]


def opened(visitor):
    return openpyxl.load_workbook(io.BytesIO(visitor.open("GET", "/consistency.xlsx").data))


def test_each_file_says_whose_copy_it_is(published, cast, visit):
    content = visit(cast.quinn).open("GET", "/cases/imports/1/problems.csv").data.decode("utf-8-sig")
    (first,) = next(csv.reader(io.StringIO(content)))
    assert first == (
        "OFFICIAL-SENSITIVE. Testshire Council. Copy made for Quinn Hale on 20 November 2026 at 09:30."
    )
    page = visit(cast.quinn).get("/rounds")
    assert "OFFICIAL-SENSITIVE. Testshire Council. Printed by Quinn Hale" in page.text
    assert "Printed by" not in visit(None).get("/login").text


def test_each_file_is_recorded_with_its_fingerprint(published, cast, visit):
    dara = visit(cast.dara)
    answers = {path: dara.open("GET", path) for path in DOWNLOADS}
    rows = session.scalars(
        select(HistoryRow).where(HistoryRow.what == Happening.EXPORTED.value).order_by(HistoryRow.sequence)
    ).all()
    assert [row.by_id for row in rows] == [cast.dara.id] * len(DOWNLOADS)
    for row, (path, answer) in zip(rows, answers.items(), strict=True):
        details = json.loads(row.details)
        assert details["address"] == path
        assert details["level"] == "full"
        assert details["sha256"] == hashlib.sha256(answer.data).hexdigest()
        assert answer.headers["Content-Disposition"] == f'attachment; filename="{details["file"]}"'


def test_what_is_refused_is_not_recorded(published, cast, visit):
    assert visit(cast.tomas).open("GET", f"{OCTOBER}/full.xlsx").status_code == 404
    assert session.scalars(select(HistoryRow).where(HistoryRow.what == Happening.EXPORTED.value)).all() == []


def test_a_published_file_is_the_same_for_everybody(published, cast, visit):
    kept = (publications.store().root / "2026-10/1/board.pdf").read_bytes()
    assert visit(cast.bola).open("GET", f"{OCTOBER}/board.pdf").data == kept
    assert visit(cast.quinn).open("GET", f"{OCTOBER}/board.pdf").data == kept


def test_an_administrator_gives_somebody_another_level(published, cast, visit):
    ada, bola = visit(cast.ada), visit(cast.bola)
    page = ada.send(ada.get(f"/people/{cast.bola.id}"), "Save", **{"What they may download": "Nothing"})
    assert "were saved" in page.text
    assert bola.open("GET", f"{OCTOBER}/board.pdf").status_code == 404
    page = ada.send(
        ada.get(f"/people/{cast.bola.id}"),
        "Save",
        **{"What they may download": "What their roles usually may"},
    )
    assert bola.open("GET", f"{OCTOBER}/board.pdf").status_code == 200
