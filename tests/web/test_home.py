"""Does each person's first page say what needs them today, and does health say nothing about anybody?"""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from qa_app import clock
from qa_app.domain.retention import RecordClass
from qa_app.domain.workflow import Status
from qa_app.services import disposing
from tests import factories
from tests.conftest import TODAY
from tests.lists_and_rounds import import_list, listed


def test_a_stranger_is_asked_to_sign_in(app, visit):
    answer = visit(None).open("GET", "/")
    assert answer.status_code == 302
    assert answer.location.startswith("/login")


@pytest.mark.parametrize("who", ["asha", "quinn", "tomas", "sana", "dara", "bola", "ada", "ines"])
def test_an_empty_home_says_so_and_what_to_do_next(cast, visit, who):
    page = visit(getattr(cast, who)).get("/")
    assert "Nothing needs you today" in page.text
    assert page.h1.startswith("Hello ")


def test_an_auditor_sees_what_is_overdue_first(cast, visit):
    factories.tool()
    factories.audit(cast.asha, due_on=date(2026, 11, 18))
    factories.audit(cast.asha, status=Status.IN_PROGRESS, due_on=date(2026, 11, 30))
    page = visit(cast.asha).get("/")
    assert "2 audits wait for you" in page.text
    assert "1 overdue, 1 begun" in page.text
    assert "The next is due 2 days ago" in page.text
    assert "Nothing needs you" not in visit(cast.asha).get("/").text
    assert "Nothing needs you" in visit(cast.ben).get("/").text


def test_the_qa_manager_sees_the_queue_and_the_progress_of_rounds(cast, visit):
    factories.tool()
    factories.audit(cast.asha, status=Status.SUBMITTED, grade="inadequate", team=cast.harbour)
    page = visit(cast.quinn).get("/")
    assert "1 audit to moderate" in page.text
    assert "Waiting for moderation 1" in page.text


def test_managers_see_a_concern_of_their_teams_until_it_is_acknowledged(cast, visit):
    factories.tool()
    audit = factories.audit(cast.asha, status=Status.IN_PROGRESS, team=cast.harbour)
    factories.concern(audit)
    for who in (cast.tomas, cast.sana, cast.quinn):
        assert "1 immediate concern to acknowledge" in visit(who).get("/").text
    assert "Nothing needs you" in visit(cast.bola).get("/").text


def test_the_number_of_reads_does_not_grow(cast, visit, count_queries):
    factories.tool()
    factories.audits(cast.asha, 2, status=Status.IN_PROGRESS)
    visitor = visit(cast.asha)
    visitor.get("/")
    with count_queries() as few:
        visitor.get("/")
    factories.audits(cast.asha, 8, status=Status.IN_PROGRESS)
    with count_queries() as many:
        visitor.get("/")
    assert len(many) == len(few)


def test_who_decides_on_retention_sees_what_is_due_and_where_to_begin(cast, visit):
    assert "/personal-data" in visit(cast.ines).get("/").links.values()
    import_list(cast, listed("AB1"))
    disposing.decide({RecordClass.IMPORTS: 1}, by=cast.ines, at=TODAY)
    with clock.frozen(TODAY + timedelta(days=40)):
        page = visit(cast.ines).get("/")
        assert "1 record whose period is over" in page.text
        assert "/personal-data/due" in page.links.values()
    assert "period is over" not in visit(cast.quinn).get("/").text
