"""Can an administrator change settings, services and teams, without losing what refers to them?"""

from __future__ import annotations

from sqlalchemy import select

from qa_app.db import session
from qa_app.models.council import Council
from qa_app.models.people import Team


def test_settings_are_changed_and_a_stale_page_is_told(cast, visit):
    ada = visit(cast.ada)
    first, second = ada.get("/council/settings"), ada.get("/council/settings")
    page = ada.send(first, "Save settings", **{"Smallest count shown in findings": "10"})
    assert "The settings were saved" in page.text
    assert page.facts["Smallest count shown in findings"] == "10"
    told = ada.send(second, "Save settings", status=409, **{"Smallest count shown in findings": "3"})
    assert "Someone else changed the settings" in told.text
    assert session.get_one(Council, 1).suppression_threshold == 10


def test_a_setting_out_of_range_is_refused_beside_its_field(cast, visit):
    ada = visit(cast.ada)
    page = ada.send(
        ada.get("/council/settings"), "Save settings", status=422,
        **{"Minutes before a person who does nothing is signed out": "0"},
    )  # fmt: skip
    assert "Enter a whole number from 5 to 1,440" in page.text


def test_a_team_is_added_renamed_and_closed(cast, visit):
    ada = visit(cast.ada)
    ada.send(ada.get("/council/teams/new"), "Save", Name="Orchard", Service="Children in care")
    team = session.scalars(select(Team).where(Team.name == "Orchard")).one()
    page = ada.send(ada.get(f"/council/teams/{team.id}"), "Save", Name="Orchard North", Open=False)
    assert "Orchard North was saved" in page.text
    session.expire_all()
    assert session.get_one(Team, team.id).is_active is False


def test_a_team_with_people_is_not_closed(cast, visit):
    ada = visit(cast.ada)
    page = ada.send(ada.get(f"/council/teams/{cast.harbour.id}"), "Save", status=422, Open=False)
    assert "still has 0 open cases and 1 active people" in page.text


def test_two_teams_never_have_one_name(cast, visit):
    ada = visit(cast.ada)
    page = ada.send(
        ada.get("/council/teams/new"), "Save", status=422, Name="harbour", Service="Children in care"
    )
    assert "There is a team called 'harbour' already" in page.text


def test_a_second_factor_is_asked_for_where_the_role_requires_it(cast, visit):
    ada = visit(cast.ada)
    ada.send(ada.get("/council/settings"), "Save settings", Auditor=True)
    answer = visit(cast.asha).open("GET", "/")
    assert answer.status_code == 302
    assert answer.location == "/tf-setup"
    assert visit(cast.quinn).open("GET", "/").status_code == 200
