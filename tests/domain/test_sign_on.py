"""What do the settings of single sign-on mean, and is every mistake in them said?"""

from __future__ import annotations

import pytest

from qa_app.config import ConfigProblem, read_config, write_config
from qa_app.domain.devices import device_of
from qa_app.domain.policy import Role
from qa_app.domain.sign_on import NotUsable, arrival_from, sign_on_from

GIVEN = {
    "issuer": "https://login.example/tenant",
    "client_id": "case-audit",
    "client_secret": "secret",
    "groups": [
        {"group": "a", "roles": ["auditor"], "team": "Harbour"},
        {
            "group": "m",
            "roles": ["team_manager", "qa_manager"],
            "team": "Meadow",
            "manages_teams": ["Meadow"],
        },
    ],
}
CLAIMS = {
    "iss": "https://login.example/tenant",
    "sub": "1",
    "name": " Nia  Bowen ",
    "email": "Nia@Test.example",
}


def settings(**more):
    single, problems = sign_on_from({**GIVEN, **more})
    assert problems == []
    return single


def test_what_several_groups_give_adds_up_and_the_first_team_counts():
    reach = settings().reach_of({"m", "a", "unknown"})
    assert reach.roles == {Role.AUDITOR, Role.TEAM_MANAGER, Role.QA_MANAGER}
    assert (reach.team, reach.manages_teams) == ("Harbour", {"Meadow"})
    assert not settings().reach_of({"unknown"}).roles


def test_teams_are_the_providers_only_when_the_settings_name_any():
    assert settings().gives_teams
    assert settings().gives_management
    plain = settings(groups=[{"group": "a", "roles": ["auditor"]}])
    assert not plain.gives_teams
    assert not plain.gives_management


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"issuer": "http://login.example"}, "must begin with https://"),
        ({"client_id": ""}, "'sign_on.client_id' is missing"),
        ({"client_secret": None}, "'sign_on.client_secret' is missing"),
        ({"colour": "red"}, "'sign_on.colour' is not a setting"),
        ({"local_passwords": "no"}, "must be true or false"),
        ({"local_passwords": False}, "'sign_on.break_glass' must be the address"),
        ({"session_hours": 13}, "between 1 and 12"),
        ({"groups": []}, "'sign_on.groups' is missing"),
        ({"groups": ["a"]}, "number 1: 'group' must say"),
        ({"groups": [{"group": "a", "roles": ["boss"]}]}, "there is no role 'boss'"),
        ({"groups": [{"group": "a"}]}, "'roles' must name at least one role"),
        ({"groups": [{"group": "a", "roles": "auditor"}]}, "'roles' must be a list"),
        ({"groups": [{"group": "a", "roles": ["auditor"], "team": 3}]}, "'team' must be text"),
        ({"groups": [{"group": "a", "roles": ["auditor"], "teams": []}]}, "'teams' is not a setting"),
    ],
)
def test_every_mistake_is_said(more, said):
    single, problems = sign_on_from({**GIVEN, **more})
    assert single is None
    assert any(said in each for each in problems), problems


def test_all_mistakes_are_said_together():
    _, problems = sign_on_from({"local_passwords": False})
    assert len(problems) == 5


def test_a_password_is_enough_for_whom():
    single = settings(local_passwords=False, break_glass="Duty@Test.example")
    assert single.lets_in_by_password("duty@test.example", is_connected=False)
    assert not single.lets_in_by_password("nia@test.example", is_connected=False)
    assert settings().lets_in_by_password("nia@test.example", is_connected=False)
    assert not settings().lets_in_by_password("nia@test.example", is_connected=True)


def test_who_arrives_is_read_from_the_claims():
    came = arrival_from({**CLAIMS, "groups": ["a", 7], "auth_time": 5}, settings())
    assert (came.name, came.email, came.groups, came.proved_at) == (
        "Nia Bowen",
        "nia@test.example",
        {"a", "7"},
        5,
    )
    entra = {**CLAIMS, "email": None, "preferred_username": "nia@test.example", "roles": "a"}
    assert arrival_from(entra, settings(groups_claim="roles")).groups == {"a"}


def test_claims_that_say_too_little_are_refused():
    with pytest.raises(NotUsable, match="e-mail"):
        arrival_from({**CLAIMS, "email": "nobody"}, settings())
    with pytest.raises(NotUsable, match="more groups"):
        arrival_from({**CLAIMS, "_claim_names": {"groups": "src1"}}, settings())


def test_the_secret_comes_from_a_file_or_the_environment(tmp_path):
    path = write_config(tmp_path)
    secret = tmp_path / "secret"
    secret.write_text("from the file\n", encoding="utf-8")
    table = '[sign_on]\nissuer = "https://login.example"\nclient_id = "x"\nclient_secret_file = "SECRET"\n'
    groups = '[[sign_on.groups]]\ngroup = "a"\nroles = ["auditor"]\n'
    kept = path.read_text(encoding="utf-8")
    path.write_text(kept + table.replace("SECRET", str(secret)) + groups, encoding="utf-8")
    assert read_config(tmp_path, {}).sign_on.client_secret == "from the file"
    environment = {"QA_SIGN_ON_CLIENT_SECRET": "from the environment"}
    assert read_config(tmp_path, environment).sign_on.client_secret == "from the environment"
    secret.unlink()
    with pytest.raises(ConfigProblem, match="client_secret_file' cannot be read"):
        read_config(tmp_path, {})
    path.write_text(kept + "sign_on = 3\n", encoding="utf-8")
    with pytest.raises(ConfigProblem, match="must be a table"):
        read_config(tmp_path, {})


@pytest.mark.parametrize(
    ("agent", "said"),
    [
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/140.0 Safari/537.36 Edg/140.0", "Edge on Windows"),
        ("Mozilla/5.0 (iPad; CPU OS 18_0 like Mac OS X) Version/18.0 Safari/604.1", "Safari on an iPad"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox on Linux"),
        ("curl/8.5", "An unknown browser"),
        ("", "An unknown browser"),
    ],
)
def test_a_device_is_said_in_plain_words(agent, said):
    assert device_of(agent) == said
