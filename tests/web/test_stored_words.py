"""Are words that somebody stored only ever words: on every page, in the workbook, the PDF and the CSV?

A council in which every kind of record exists gets script and formulas wherever somebody may type. Then people of each kind
read every page that is for them, and take away every file.
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections import Counter

import pytest
import sqlalchemy as sa
from openpyxl import load_workbook

from qa_app import press
from qa_app.db import db, session
from qa_app.domain.cases import CaseProblem
from qa_app.services import importing
from tests import full_house
from tests.architecture.test_downloads import DOWNLOADS
from tests.calibrations import SECRET
from tests.conftest import TODAY
from tests.doors import asked_pages, doors, rules
from tests.exports.pdf_reader import ReadPdf
from tests.lists_and_rounds import listed, reading_of
from tests.snapshots import built_once

SCRIPT = "</textarea></title><script>alert(1)</script>"
NAME = '=1+cmd|"><script>alert(1)</script>'
RUNS = "<script>alert(1)"
RISKY = ("=", "+", "-", "@", "\t", "\r")
NAMED = {"team": "name", "service": "name", "round": "title", "council": "name", "coaching": "topic"}

sqlite_alone = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
"""What a template or a workbook makes of words is the same whatever keeps them."""


@pytest.fixture
def house(cast):
    built = built_once("house", lambda: full_house.build(cast))
    problem = CaseProblem("List_8", 8, 7, NAME, "F7", NAME, NAME, serious=True)
    importing.preview(
        reading_of(listed("REF-1", team="Harbour"), problems=[problem], name=f"{NAME}.csv"),
        by=cast.quinn,
        at=TODAY,
    )
    _make_hostile()
    press.publish_month("2026-10", change_note=NAME, by=cast.quinn, at=TODAY)
    return built


def _make_hostile():
    """Script for every secret word, and a formula with script for every name that is shown in lists."""
    with db.engine.begin() as connection:
        for table in db.metadata.sorted_tables:
            if table.name.startswith("history"):
                continue
            for column in table.columns:
                if isinstance(column.type, sa.String) and not isinstance(column.type, sa.Enum):
                    there = column.like(f"%{SECRET}%")
                    connection.execute(
                        sa.update(table)
                        .where(there)
                        .values({column.name: sa.func.replace(column, SECRET, SCRIPT)})
                    )
        for name, column in NAMED.items():
            table = db.metadata.tables[name]
            connection.execute(
                sa.update(table).values({column: sa.literal(NAME) + sa.cast(table.c.id, sa.String)})
            )
        user = db.metadata.tables["user"]
        # Not the script: words of people’s names are looked for in what is published.
        connection.execute(sa.update(user).values(name=sa.literal('=2+3"<b>') + user.c.name))
    session.expire_all()


@sqlite_alone
def test_script_is_written_out_on_every_page_and_runs_on_none(app, house, visit):
    runs, shown, tried = [], 0, 0
    for person in (house.cast.quinn, house.cast.asha, house.cast.tomas, house.cast.ada, house.mira):
        visitor = visit(person)
        more = asked_pages(house) if person is house.cast.quinn else []
        for path in (*_some_of_each(app, house, person), *more):
            answer = visitor.open("GET", path)
            if answer.mimetype != "text/html":
                continue
            tried += 1
            shown += "&lt;script&gt;alert(1)" in answer.text
            if RUNS in answer.text or '"<b>' in answer.text:
                runs.append(f"{person.email}: {path}")
    assert runs == []
    assert shown > tried / 3, "the hostile words must be there, or nothing was tried"


def _some_of_each(app, house, person):
    """The first two addresses of every page."""
    seen = Counter()
    for door in doors(app, house, person):
        seen[door.endpoint] += 1
        if "GET" in door.methods and seen[door.endpoint] <= 2:
            yield door.path


@sqlite_alone
def test_script_in_an_address_is_written_out(app, house, visit):
    names = ("q", "team", "list", "status", "due", "owner", "round", "auditor", "grade", "role", "until", "since", "kind",
             "seed", "size", "months", "next", "page", "person", "what", "case", "stratify_by", "method", "reserve")  # fmt: skip
    asked, runs = dict.fromkeys(names, f'"{SCRIPT}'), []
    for person in (house.cast.quinn, None):
        visitor = visit(person)
        paths = [rule.rule for rule in rules(app) if "GET" in rule.methods and not rule.arguments]
        for path in (*paths, f"/nothing{SCRIPT}", "/login"):
            answer = visitor.open("GET", path, query_string=asked)
            if answer.mimetype == "text/html" and RUNS in answer.text:
                runs.append(path)
            if RUNS in str(answer.headers) or "\n" in (answer.location or ""):
                runs.append(f"{path}: headers")
    assert runs == []


@sqlite_alone
def test_no_file_has_a_formula_and_each_shows_what_was_typed(app, house, visit):
    taken, wrong, script_in = set(), [], set()
    for person in (house.cast.quinn, house.cast.ines):
        visitor = visit(person)
        for endpoint, path in _files(app, house, person):
            answer = visitor.open("GET", path)
            if answer.status_code != 200 or answer.mimetype == "text/html":
                continue
            assert "\r" not in (disposition := answer.headers["Content-Disposition"])
            assert "<" not in disposition
            taken.add(endpoint)
            said, risky = _inside(answer.data)
            wrong += [f"{path}: {cell[:40]!r}" for cell in risky]
            if "<script>alert(1)" in said.replace(" ", ""):  # a line of a PDF may end anywhere
                script_in.add((endpoint, _kind(answer.data)))
    assert wrong == []
    assert taken == {each for each in DOWNLOADS if each != "subject_access.review"}
    assert ("findings.full_file", "xlsx") in script_in
    assert ("findings.full_file", "pdf") in script_in
    assert {("history.as_csv", "csv"), ("imports.problems_csv", "csv")} <= script_in


def _files(app, house, person):
    """Every file that there may be for somebody; each publication as workbook and as PDF."""
    for door in doors(app, house, person):
        if door.endpoint in DOWNLOADS and "GET" in door.methods:
            yield door.endpoint, door.path
            if door.endpoint.startswith("findings.") and door.path.endswith(".xlsx"):
                yield door.endpoint, f"{door.path.removesuffix('.xlsx')}.pdf"


def _kind(content):
    return "xlsx" if content.startswith(b"PK") else "pdf" if content.startswith(b"%PDF") else "csv"


def _inside(content):
    """All words of a file, and the cells of it that a spreadsheet would take for a formula."""
    kind = _kind(content)
    if kind == "pdf":
        return ReadPdf(content).tree.words, []
    if kind == "csv":
        cells = [cell for row in csv.reader(io.StringIO(content.decode("utf-8-sig"))) for cell in row]
        return " ".join(cells), [cell for cell in cells if cell.startswith(RISKY)]
    cells = [
        cell for sheet in load_workbook(io.BytesIO(content)) for row in sheet.iter_rows() for cell in row
    ]
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        formulas = [name for name in parts.namelist() if b"<f>" in parts.read(name) and "chart" not in name]
    return " ".join(str(cell.value) for cell in cells), [
        *formulas,
        *(str(cell.value) for cell in cells if cell.data_type in {"f", "e"}),
    ]
