"""Does the history know who came, what they saw and what left, without any page saying so?"""

from __future__ import annotations

import hashlib
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask_security.utils import hash_password
from werkzeug.routing import IntegerConverter

from qa_app import clock
from qa_app.db import session, use_case
from qa_app.domain.chain import details_of
from qa_app.domain.happenings import Happening
from qa_app.domain.workflow import Status
from qa_app.models.cases import Case
from qa_app.models.history import HistoryRow
from qa_app.models.people import User
from qa_app.web.recording import _WITHOUT_CASE_PAGES, _WITHOUT_CASES, NO_RECORDS, RECORDS
from tests import factories, full_house
from tests.conftest import TODAY
from tests.doors import doors
from tests.full_house import REF, SECRET


def lines(what: Happening) -> list[HistoryRow]:
    session.rollback()
    return list(
        session.scalars(
            sa.select(HistoryRow).where(HistoryRow.what == what.value).order_by(HistoryRow.sequence)
        )
    )


@pytest.fixture
def signing_in(app, cast):
    with app.test_request_context():
        hashed = hash_password("three random words")

    @use_case
    def choose_password():
        session.get_one(User, cast.asha.id).password = hashed

    choose_password()
    return cast.asha


def sign_in(browser, email, password):
    return browser.send(browser.get("/login"), "Sign in", **{"E-mail address": email, "Password": password})


def test_every_number_in_an_address_is_known_as_a_record_or_as_none(app):
    numbers = {
        name
        for rule in app.url_map.iter_rules()
        for name in rule.arguments
        if isinstance(rule._converters[name], IntegerConverter)
    }
    assert numbers - {"number", "version"} <= set(RECORDS) | NO_RECORDS


def test_a_view_of_an_audit_names_who_what_and_which_case(cast, visit):
    audit = factories.audit(cast.asha, status=Status.IN_PROGRESS)
    visit(cast.asha).get(f"/audits/{audit.id}")
    row = lines(Happening.VIEWED)[-1]
    assert (row.by_id, row.kind, row.on_id) == (cast.asha.id, "audit", audit.id)
    assert row.case_reference == session.scalar(sa.select(Case.reference).where(Case.id == audit.case_id))


def test_opening_the_same_page_again_soon_is_the_same_view(cast, visit):
    audit = factories.audit(cast.asha, status=Status.IN_PROGRESS)
    asha = visit(cast.asha)
    for _ in range(3):
        asha.get(f"/audits/{audit.id}")
    assert len(lines(Happening.VIEWED)) == 1
    with clock.frozen(TODAY + timedelta(minutes=16)):
        asha.get(f"/audits/{audit.id}")
    assert len(lines(Happening.VIEWED)) == 2


def test_a_list_is_kept_as_a_list_and_a_page_of_the_council_not_at_all(cast, visit):
    visit(cast.asha).get("/audits")
    visit(cast.ada).get("/people")
    assert [details_of(row.details)["page"] for row in lines(Happening.LISTED)] == ["audits.index"]


def test_an_audit_of_somebody_else_is_kept_as_refused(cast, visit):
    audit = factories.audit(cast.asha, status=Status.IN_PROGRESS)
    visit(cast.olu).get(f"/audits/{audit.id}", status=404)
    row = lines(Happening.PAGE_REFUSED)[-1]
    assert (row.by_id, row.on_id) == (cast.olu.id, audit.id)
    assert not lines(Happening.VIEWED)


def test_pages_that_leave_no_line_show_no_case(app, cast, visit):
    house = full_house.build(cast)
    before = len(lines(Happening.LISTED))
    seen = set()
    for person in (cast.asha, cast.quinn, cast.dara, cast.ada, house.mira):
        visitor = visit(person)
        for door in doors(app, house, person):
            if "GET" in door.methods and _leaves_no_line(door.endpoint):
                shown = visitor.open("GET", door.path).get_data(as_text=True)
                assert REF not in shown, door.path
                assert SECRET not in shown, door.path
                seen.add(door.endpoint.split(".")[0])
    assert seen >= _WITHOUT_CASES - {"security"}, "sign-in has nobody’s cases, and tests of its own"
    assert set(app.view_functions) >= _WITHOUT_CASE_PAGES
    assert len(lines(Happening.LISTED)) == before
    assert not lines(Happening.VIEWED)


def _leaves_no_line(endpoint: str) -> bool:
    return endpoint.split(".", maxsplit=1)[0] in _WITHOUT_CASES or endpoint in _WITHOUT_CASE_PAGES


def test_a_file_is_kept_with_its_hash(cast, visit):
    answer = visit(cast.quinn).open("GET", "/consistency.xlsx")
    row = lines(Happening.EXPORTED)[-1]
    details = details_of(row.details)
    assert row.by_id == cast.quinn.id
    assert details["sha256"] == hashlib.sha256(answer.data).hexdigest()
    assert details["file"] == "case-audit-consistency-2026-11-20.xlsx"


def test_signing_in_and_out_and_being_refused(cast, visit, signing_in):
    browser = visit(None)
    sign_in(browser, signing_in.email, "something else")
    sign_in(browser, "nobody@testshire.example", "something else")
    refused = lines(Happening.SIGN_IN_REFUSED)
    assert [row.by_id for row in refused] == [signing_in.id, None]
    assert not any("nobody" in row.details or "something" in row.details for row in refused)
    page = sign_in(browser, signing_in.email, "three random words")
    assert [row.by_id for row in lines(Happening.SIGNED_IN)] == [signing_in.id]
    browser.send(page, "Sign out")
    assert [row.by_id for row in lines(Happening.SIGNED_OUT)] == [signing_in.id]
