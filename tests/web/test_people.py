"""Can an administrator add, change and deactivate people, and can nobody else?"""

from __future__ import annotations

import pytest
from sqlalchemy import select

from qa_app.db import session
from qa_app.models.people import User


def person_named(name):
    return session.scalars(select(User).where(User.name == name)).one()


def test_an_administrator_adds_a_person(cast, visit):
    ada = visit(cast.ada)
    page = ada.get("/people/new")
    page = ada.send(
        page, "Save",
        **{"Full name": "Priya Nair", "E-mail address": "Priya.Nair@testshire.example", "Auditor": True,
           "Team they belong to": "Harbour (Children in need and protection)"},
    )  # fmt: skip
    assert "Priya Nair was added" in page.text
    assert person_named("Priya Nair").email == "priya.nair@testshire.example"
    assert person_named("Priya Nair").team_id == cast.harbour.id


def test_a_person_is_added_once_however_often_the_form_is_sent(cast, visit):
    ada = visit(cast.ada)
    page = ada.get("/people/new")
    filled = {"Full name": "Priya Nair", "E-mail address": "priya@testshire.example", "Auditor": True}
    ada.send(page, "Save", **filled)
    again = ada.send(page, "Save", status=422, **filled)
    assert "belongs to somebody who has an account already" in again.text
    assert person_named("Priya Nair")


def test_a_team_manager_without_a_team_is_refused_with_the_words_kept(cast, visit):
    ada = visit(cast.ada)
    page = ada.send(
        ada.get("/people/new"), "Save", status=422,
        **{"Full name": "Kit Lowe", "E-mail address": "kit@testshire.example", "Team manager": True},
    )  # fmt: skip
    assert "A team manager manages at least one team" in page.text
    assert "Kit Lowe" in page.html


@pytest.mark.parametrize("address", ["nobody", "a@b@c", "=cmd()", "x" * 400])
def test_an_address_that_is_none_is_refused(cast, visit, address):
    ada = visit(cast.ada)
    page = ada.send(
        ada.get("/people/new"), "Save", status=422,
        **{"Full name": "Kit Lowe", "E-mail address": address, "Auditor": True},
    )  # fmt: skip
    assert page.errors


def test_two_administrators_do_not_overwrite_each_other(cast, visit):
    ada = visit(cast.ada)
    path = f"/people/{cast.tomas.id}"
    first, second = ada.get(path), ada.get(path)
    ada.send(first, "Save", **{"Full name": "Tomas Reyes-Hart"})
    told = ada.send(second, "Save", status=409, **{"Full name": "Tom Reyes"})
    assert "Someone else changed the details of Tomas Reyes-Hart" in told.text
    assert person_named("Tomas Reyes-Hart")


def test_a_deactivated_person_is_signed_out_at_once_and_their_work_stays(cast, visit):
    asha = visit(cast.asha)
    assert asha.get("/").h1
    ada = visit(cast.ada)
    ada.send(ada.get(f"/people/{cast.asha.id}/deactivation"), "Deactivate")
    assert asha.open("GET", "/").status_code == 302
    assert person_named("Asha Rao").active is False


def test_the_only_administrator_stays(cast, visit):
    ada = visit(cast.ada)
    page = ada.send(ada.get(f"/people/{cast.ada.id}"), "Save", status=422, Administrator=False, Auditor=True)
    assert "is the only administrator" in page.text


def test_an_administrator_cannot_lock_themselves_out(cast, visit):
    ada = visit(cast.ada)
    page = ada.get(f"/people/{cast.ada.id}/deactivation")
    page = ada.send(page, "Deactivate", status=422)
    assert "You cannot deactivate yourself" in page.text


@pytest.mark.parametrize("who", ["asha", "quinn", "tomas", "dara", "bola"])
def test_nobody_else_finds_the_page(cast, visit, who):
    assert visit(getattr(cast, who)).open("GET", "/people").status_code == 404


def test_somebody_who_is_not_there_is_404(cast, visit):
    assert visit(cast.ada).open("GET", "/people/99999").status_code == 404


def test_people_are_found_by_part_of_a_name(cast, visit):
    page = visit(cast.ada).get("/people?q=REY")
    assert [row[0] for row in page.table("People").rows] == ["Tomas Reyes"]
    assert "Nobody matches" in visit(cast.ada).get("/people?q=%25").text
