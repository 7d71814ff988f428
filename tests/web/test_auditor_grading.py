"""Do auditors and the QA manager see how an auditor grades, and nobody else who it is?"""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from qa_app.domain.agreement import severity
from qa_app.domain.charts_of_agreement import signed
from tests import factories
from tests.pairs_made import GOOD, RI, answers_with, decide, pairs, without_family


@pytest.fixture(autouse=True)
def tool(cast):
    del cast
    return factories.tool()


@pytest.fixture
def nine(cast):
    """Asha and Ben: 4 alike, and Asha a step above in 2. Asha and Olu: 2 alike. Ben and Olu: Ben a step above."""
    pairs(cast.asha, cast.ben, *[(GOOD, GOOD)] * 4, (GOOD, RI), team=cast.harbour)
    pairs(cast.ben, cast.asha, (RI, GOOD), team=cast.harbour)
    pairs(cast.asha, cast.olu, *[(RI, RI)] * 2, team=cast.harbour)
    pairs(cast.olu, cast.ben, (RI, GOOD), team=cast.harbour)


@pytest.mark.usefixtures("nine")
def test_each_auditor_is_compared_from_their_own_side_whoever_was_first(cast, visit):
    quinn = visit(cast.quinn)
    page = quinn.get("/consistency/auditors")
    table = page.table("By auditor")
    assert table.column("Auditor") == ("Olu Stranger", "Ben Okoro", "Asha Rao")  # the severest first
    asha = table.row("Asha Rao")
    assert asha["Pairs"].startswith("8")
    assert asha["Against the other auditor"] == signed(severity([0] * 6 + [1] * 2).shrunk) == "+0.15"
    assert table.row("Olu Stranger")["Against the other auditor"] == signed(severity([0, 0, -1]).shrunk)
    assert "chart-severity-720" in page.html
    behind = quinn.get(page.link("8 pairs of Asha Rao"))
    assert len(behind.table("Pairs behind the figure").rows) == 8
    heat = page.table("Mean difference by auditor and section")
    assert heat.headers == ("Auditor", "Seeing the child", "Family")
    assert heat.row("Asha Rao")["Family"] == "+0.15 8 pairs"


@pytest.mark.usefixtures("nine")
def test_a_director_reads_no_names_and_no_row_below_the_threshold(cast, visit):
    page = visit(cast.dara).get("/consistency/auditors")
    table = page.table("By auditor")
    assert table.column("Auditor") == ("Auditor 1", "Auditor 2")
    assert [each.split()[0] for each in table.column("Pairs")] == ["7", "8"]
    assert "Auditors with fewer than 5 pairs have no row; there is 1." in page.text
    for name in ("Asha", "Ben Okoro", "Olu"):
        assert name not in page.html
    assert f"/auditors/{cast.ben.id}" not in page.html
    assert "auditor=" not in page.html
    # Olu's three pairs are in nobody's cell either
    assert len(page.table("Mean difference by auditor and section").rows) == 2


def test_a_director_reads_no_cell_of_a_section_below_the_threshold(cast, visit):
    pairs(cast.asha, cast.ben, *[(GOOD, GOOD)] * 3, team=cast.harbour)
    without = without_family(), without_family()
    pairs(cast.asha, cast.ben, *[(GOOD, GOOD)] * 2, team=cast.harbour, answers=without)
    row = (
        visit(cast.dara).get("/consistency/auditors").table("Mean difference by auditor and section").rows[0]
    )
    assert row[1:] == ("0.00 5 pairs", "not shown")
    row = (
        visit(cast.quinn).get("/consistency/auditors").table("Mean difference by auditor and section").rows[0]
    )
    assert row[1:] == ("0.00 5 pairs", "0.00 3 pairs")


def test_when_all_rows_are_too_small_a_director_is_told_how_many(cast, visit):
    pairs(cast.asha, cast.ben, (GOOD, GOOD), team=cast.harbour)
    page = visit(cast.dara).get("/consistency/auditors")
    assert "No auditor to compare" in page.text
    assert "there are 2" in page.text
    assert "No auditor to compare" in visit(cast.quinn).get("/consistency/auditors?round=99").text


@pytest.mark.usefixtures("nine")
def test_only_the_qa_manager_and_that_auditor_open_an_auditors_page(cast, visit):
    path = f"/consistency/auditors/{cast.asha.id}"
    assert visit(cast.quinn).get(path).h1 == "Asha Rao"
    assert visit(cast.asha).get(path).h1 == "Your grading"
    for name in ("ben", "olu", "dara", "tomas", "sana", "bola", "ada"):
        assert visit(getattr(cast, name)).open("GET", path).status_code == 404, name
    for nobody in (cast.quinn.id, cast.bola.id, 999999):
        assert visit(cast.quinn).open("GET", f"/consistency/auditors/{nobody}").status_code == 404


def test_an_auditors_page_shows_both_differences_their_course_and_their_sections(cast, visit):
    september = datetime(2026, 9, 14, 9, 0, tzinfo=UTC)
    home = factories.a_round(title="Autumn", at=september)
    same = {"team": cast.harbour, "in_round": home}
    pairs(cast.asha, cast.ben, *[(GOOD, GOOD)] * 3, at=september, **same)
    both = answers_with(GOOD), answers_with(RI, family_grade=GOOD)
    (decided,) = pairs(cast.asha, cast.ben, (GOOD, RI), answers=both, **same)
    decide(decided, RI)
    page = visit(cast.quinn).get(f"/consistency/auditors/{cast.asha.id}")
    assert page.facts["Pairs"] == "4"
    assert page.facts["Against the other auditor"] == signed(severity([0, 0, 0, 1]).shrunk)
    assert page.facts["Against the final grade"] == signed(severity([0, 0, 0, 1]).shrunk)
    course = page.table("By month")
    assert course.column("Month") == ("September 2026", "October 2026", "November 2026")
    assert course.column("Pairs") == ("3", "0", "1")
    assert course.column("In words") == ("May be chance", "No pairs", "One pair says nothing")
    assert "chart-severity-over-time-720" in page.html
    sections = page.table("By section")
    assert sections.row("Seeing the child")["Against the other auditor"] == "+0.11"
    assert sections.row("Family")["Against the other auditor"] == "0.00"
    quarters = visit(cast.quinn).get(f"/consistency/auditors/{cast.asha.id}?span=quarter").table("By quarter")
    assert quarters.column("Quarter") == ("July to September 2026", "October to December 2026")
    ben = visit(cast.quinn).get(f"/consistency/auditors/{cast.ben.id}")
    assert ben.facts["Against the other auditor"] == signed(severity([0, 0, 0, -1]).shrunk)
    assert ben.facts["Against the final grade"] == "0.00"


def test_auditors_know_of_their_own_pairs_those_that_are_settled(cast, visit):
    pairs(cast.asha, cast.ben, (GOOD, GOOD), team=cast.harbour)
    pairs(cast.asha, cast.ben, (GOOD, RI), team=cast.harbour, reference="EX777777")
    factories.pair(cast.asha, cast.ben, team=cast.harbour, handed_in=1, reference="EX888888")
    asha = visit(cast.asha)
    page = asha.get("/grading")
    assert page.facts["Pairs"] == "1"
    assert "Ben" not in page.html
    behind = asha.get(page.link("1"))
    table = behind.table("Pairs behind the figure")
    assert [row[1:4] for row in table.rows] == [("First", "Good", "Good")]
    for name in ("asha", "ben"):
        visitor = visit(getattr(cast, name))
        listed = visitor.get("/grading/pairs")
        (case,) = (href for words, href in listed.links.items() if words.startswith("EX"))
        visitor.get(case)  # each is led to their own audit
    for reference in ("EX777777", "EX888888"):
        assert reference not in behind.html
    assert "Ben" not in behind.html
    assert visit(cast.quinn).get(f"/consistency/auditors/{cast.asha.id}").facts["Pairs"] == "2"
    nothing = visit(cast.olu).get("/grading")
    assert "No pair to compare yet" in nothing.text
    assert "No pair stands behind this figure" in visit(cast.olu).get("/grading/pairs").text


def test_the_menu_leads_auditors_to_their_own_page_and_nobody_else(cast, visit):
    asha = visit(cast.asha)
    page = asha.get(asha.get("/audits").link("Your grading"))
    for words in ("Calibration", "Practice", "Exemplars", "Your repeats", "Your coaching"):
        below = asha.get(page.link(words))
        assert below.link("How you compare") == page.url
        assert 'href="/grading" aria-current="true"' in below.html, words
    assert 'href="/consistency" aria-current="true"' in visit(cast.quinn).get("/coaching").html
    for name in ("quinn", "dara", "tomas"):
        visitor = visit(getattr(cast, name))
        assert "Your grading" not in visitor.get("/").links
        assert visitor.open("GET", "/grading").status_code == 404
        assert visitor.open("GET", "/grading/pairs").status_code == 404


@pytest.mark.parametrize(
    "query", ["span=century&from=x&to=2026-13&round=%00&tool=nothing", "about=nothing&page=99"]
)
def test_an_address_that_makes_no_sense_shows_all(cast, visit, query):
    pairs(cast.asha, cast.ben, (GOOD, GOOD), team=cast.harbour)
    assert visit(cast.asha).get(f"/grading?{query}").facts["Pairs"] == "1"
    assert len(visit(cast.asha).get(f"/grading/pairs?{query}").table("Pairs behind the figure").rows) == 1
    assert visit(cast.quinn).get(f"/consistency/auditors?{query}").table("By auditor").column("Auditor")


def test_more_pairs_cost_one_auditors_page_no_more_statements(cast, visit, count_queries):
    pairs(cast.asha, cast.ben, (GOOD, GOOD), team=cast.harbour)
    asha = visit(cast.asha)
    asha.get("/grading")
    with count_queries() as few:
        asha.get("/grading")
    pairs(cast.asha, cast.ben, (RI, RI), (GOOD, GOOD), team=cast.harbour)
    with count_queries() as many:
        asha.get("/grading")
    assert len(many) == len(few) <= 14, many
