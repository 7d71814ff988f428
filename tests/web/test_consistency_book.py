"""Does the workbook about consistency say what the pages say, and no name to whom it may not?"""

from __future__ import annotations

from io import BytesIO

import pytest
from openpyxl import load_workbook

from qa_app.exports.sheets import HEADING_ROW
from tests import factories
from tests.pairs_made import GOOD, RI, pairs

NAMES = ("Asha Rao", "Ben Okoro", "Olu Stranger")


@pytest.fixture
def some(cast):
    factories.tool()
    pairs(cast.asha, cast.ben, *[(GOOD, GOOD)] * 8, *[(GOOD, RI)] * 2, team=cast.harbour)
    pairs(cast.asha, cast.olu, (RI, RI), team=cast.harbour)


def opened(visitor, query=""):
    answer = visitor.open("GET", f"/consistency.xlsx{query}")
    assert answer.status_code == 200
    assert (
        answer.headers["Content-Disposition"]
        == 'attachment; filename="case-audit-consistency-2026-11-20.xlsx"'
    )
    return load_workbook(BytesIO(answer.data))


def rows_of(sheet):
    return [tuple(cell.value for cell in row) for row in sheet.iter_rows(min_row=HEADING_ROW + 1)]


@pytest.mark.usefixtures("some")
def test_it_holds_the_figures_of_the_pages_as_real_tables(cast, visit):
    book = opened(visit(cast.quinn))
    assert book.sheetnames == [
        "Cover", "Contents", "Agreement", "How far apart two auditors are", "First auditor against second",
        "Agreement by section", "Auditors", "Auditors by section", "Questions",
    ]  # fmt: skip
    for sheet in book:
        assert sheet["A1"].value
        assert sheet["A2"].value
        (table,) = sheet.tables.values()
        assert [column.name for column in table.tableColumns] == [cell.value for cell in sheet[HEADING_ROW]]
        assert not sheet.merged_cells.ranges
    figures = {row[0]: row[1:5] for row in rows_of(book["Agreement"])}
    assert figures["Pairs"][0] == 11
    assert figures["The same, as a share"][0] == pytest.approx(9 / 11, abs=0.001)
    assert figures["Quadratic weighted kappa"][:2] == ("not calculable", "none")
    value, low, high, n = figures["Krippendorff’s alpha (ordinal)"]
    assert low < value <= high
    assert n == 11
    assert rows_of(book["First auditor against second"])[2] == ("Good", 0, 2, 8, 0, 10)
    told = dict(rows_of(book["Cover"]))
    assert told["Tool"] == "Any tool"
    assert told["Compared"] == "Overall grade"
    assert told["Definition: Within one step"].startswith("The share of pairs")


@pytest.mark.usefixtures("some")
def test_names_are_in_it_only_for_who_may_read_them(cast, visit):
    said = {str(value) for sheet in opened(visit(cast.quinn)) for row in sheet.values for value in row}
    assert said >= set(NAMES)
    book = opened(visit(cast.dara))
    said = {str(value) for sheet in book for row in sheet.values for value in row}
    assert said.isdisjoint(NAMES)
    assert [row[0] for row in rows_of(book["Auditors"])] == ["Auditor 1", "Auditor 2"]
    assert "there is 1" in book["Auditors"]["A2"].value


@pytest.mark.usefixtures("some")
def test_it_is_of_what_was_asked_for(cast, visit):
    quinn = visit(cast.quinn)
    told = dict(rows_of(opened(quinn, "?about=family-grade&tool=small&from=2026-11")["Cover"]))
    assert (told["Compared"], told["Tool"], told["Both locked from"]) == (
        "Family",
        "A small tool",
        "November 2026",
    )
    nothing = opened(quinn, "?round=999")
    assert nothing.sheetnames == ["Cover", "Contents"]
    page = quinn.get("/consistency?from=2026-11")
    assert page.link("Download as a workbook").endswith("/consistency.xlsx?from=2026-11")
