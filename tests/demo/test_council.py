from collections import Counter

import pytest

from qa_app.demo.council import Council, Job, exampleshire
from qa_app.domain.policy import Role


@pytest.fixture(scope="module")
def council() -> Council:
    return exampleshire()


def test_it_has_twelve_teams_in_five_service_areas(council):
    assert len(council.teams) == 12
    assert council.services == (
        "Assessment",
        "Children in need and protection",
        "Children in care",
        "Leaving care and 16+",
        "Adolescents",
    )


def test_151_people_work_there_and_no_two_share_a_name_or_an_address(council):
    assert len(council.staff) == 151
    assert len({person.name for person in council.people}) == len(council.people)
    assert len({person.email for person in council.people}) == len(council.people)
    assert all(person.email.endswith("@exampleshire.example") for person in council.people)
    assert all(person.email.isascii() and " " not in person.email for person in council.people)


def test_the_same_people_work_there_every_time(council):
    assert exampleshire().people == council.people


def test_every_role_is_held_by_as_many_as_the_council_needs(council):
    held = Counter(role for person in council.people for role in person.roles)

    assert held == {
        Role.AUDITOR: 24,
        Role.TEAM_MANAGER: 12,
        Role.SERVICE_MANAGER: 5,
        Role.QA_MANAGER: 2,
        Role.DIRECTOR: 1,
        Role.BOARD_MEMBER: 2,
        Role.ADMINISTRATOR: 1,
        Role.INFORMATION_GOVERNANCE: 1,
    }


def test_auditors_come_from_every_service_area_and_from_quality_assurance(council):
    assert {person.service for person in council.auditors} == {*council.services, ""}
    assert {person.job for person in council.auditors} == {
        Job.TEAM_MANAGER,
        Job.ADVANCED_PRACTITIONER,
        Job.QA_OFFICER,
    }


def test_people_of_a_team_belong_to_its_service(council):
    for person in council.staff:
        if person.team:
            assert person.service == council.team(person.team).service


def test_a_team_manager_supervises_everybody_else_in_the_team_and_nobody_outside(council):
    for team in council.teams:
        manager = council.manager_of(team.name)
        others = {p.name for p in council.staff if p.team == team.name} - {manager.name}
        assert set(manager.supervises) == others


def test_an_advanced_practitioner_supervises_two_or_three_of_the_own_team(council):
    advanced = [person for person in council.staff if person.job is Job.ADVANCED_PRACTITIONER]
    assert len(advanced) == 12
    for person in advanced:
        assert len(person.supervises) in {2, 3}
        assert {council.person(name).team for name in person.supervises} == {person.team}


def test_only_those_who_sign_in_need_an_account(council):
    assert sum(person.needs_account for person in council.people) == 40
    assert not any(p.needs_account for p in council.staff if p.job is Job.SOCIAL_WORKER)


def test_every_leaving_care_team_has_social_workers_for_those_under_18(council):
    for team in ("Ellerwick 16+ and Leaving Care Team", "Wexbourne 16+ and Leaving Care Team"):
        jobs = Counter(person.job for person in council.case_holders(team))
        assert jobs[Job.SOCIAL_WORKER] >= 2
        assert jobs[Job.PERSONAL_ADVISER] >= 4
