"""Can people who may read the case list find a case and see what the lists say of it?"""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from qa_app.db import session
from qa_app.domain.cases import Flag
from qa_app.domain.workflow import Status
from qa_app.models.cases import Case
from tests import factories
from tests.lists_and_rounds import import_list, listed, many


def references(page):
    return page.table("Cases").column("Reference") if "Cases" in page.tables else ()


def test_an_empty_council_is_told_what_to_do_first(cast, visit):
    page = visit(cast.quinn).get("/cases")
    assert "Import the council’s case list to begin" in page.headings
    assert page.link("Import a case list") == "/cases/imports/new"


def test_cases_are_found_by_reference_team_list_and_status(cast, visit):
    import_list(
        cast,
        listed("AB1", team="Harbour"),
        listed("AB2", team="Meadow", ended_on=date(2026, 9, 1)),
        listed("CD3", 4, team="", status="assessment"),
    )
    quinn = visit(cast.quinn)
    page = quinn.get("/cases")
    assert references(page) == ("AB1", "AB2", "CD3")
    assert "3 cases are known, 1 of them open" in page.text
    assert references(quinn.get("/cases?q=ab")) == ("AB1", "AB2")
    assert references(quinn.get(f"/cases?team={cast.harbour.id}")) == ("AB1",)
    assert references(quinn.get("/cases?team=none")) == ("CD3",)
    assert references(quinn.get("/cases?list=4")) == ("CD3",)
    assert references(quinn.get("/cases?open=no")) == ("AB2", "CD3")
    assert "No case matches" in quinn.get("/cases?q=zz").text


@pytest.mark.parametrize(
    "query", ["team=x", "list=99", "open=perhaps", "page=-4", "q=%25", "q=_", "page=9999"]
)
def test_filters_that_make_no_sense_break_nothing(cast, visit, query):
    import_list(cast, listed("AB1"))
    visit(cast.quinn).get(f"/cases?{query}")


def test_a_case_shows_its_facts_in_words_and_its_audits(cast, visit):
    import_list(
        cast,
        listed("AB1", flags=frozenset({Flag.MISSING, Flag.NO_PERMANENCE_PLAN}), family="F7"),
        listed("AB1", 6, status="child_in_need_plan", ended_on=date(2026, 2, 1)),
    )
    audit = factories.audit(cast.asha, status=Status.MODERATED, reference="OTHER")
    case = session.scalars(select(Case).where(Case.reference == "AB1")).one()
    quinn = visit(cast.quinn)
    page = quinn.get(f"/cases/{case.id}")
    assert page.facts["Team"] == "Harbour (Children in need and protection)"
    assert page.facts["Age"] == "From 5 to 9" or page.facts["Age"]
    table = page.table("What the lists say")
    assert table.column("List") == ("6: Children in need", "8: Children in care")
    assert "Missing from placement in the last 12 months" in table.rows[1][7]
    assert "This case has not been audited" in page.text
    other = quinn.get(f"/cases/{audit.case_id}")
    assert other.table("Audits of this case").rows[0][1] == "Asha Rao"


def test_the_list_asks_the_same_however_long_it_is(cast, visit, count_queries):
    quinn = visit(cast.quinn)
    import_list(cast, *many(2))
    with count_queries() as short:
        quinn.get("/cases")
    import_list(cast, *many(120))
    with count_queries() as long:
        page = quinn.get("/cases")
    assert len(references(page)) == 50
    assert "Showing 1 to 50 of 120 cases" in page.text
    assert len(long) == len(short) <= 12


def test_only_those_who_may_read_the_case_list_see_it(cast, visit):
    import_list(cast, listed("AB1"))
    case_id = session.scalar(select(Case.id))
    assert references(visit(cast.dara).get("/cases")) == ("AB1",)
    for person in (cast.asha, cast.tomas, cast.sana, cast.bola, cast.ada):
        visit(person).get("/cases", status=404)
        visit(person).get(f"/cases/{case_id}", status=404)


def test_a_case_that_is_not_there_is_not_found(cast, visit):
    visit(cast.quinn).get("/cases/999", status=404)
