"""Is a wrong setting said before anything starts, all of them at once, and no secret with them?"""

from __future__ import annotations

import re
from dataclasses import fields, replace
from pathlib import Path

import pytest

from qa_app import config as settings
from qa_app.app import from_environment
from qa_app.config import Config, ConfigProblem, read_config, write_config
from qa_app.production import refuse_unsafe

DOCUMENT = (Path(__file__).parents[1] / "docs" / "settings.md").read_text(encoding="utf-8")
GOOD = {
    "QA_SECRET_KEY": "yOS9g0hBWUXb1mJcQeN4rVtKz7LdPfA2",
    "QA_PASSWORD_SALT": "Tq8sZxE3wRuYjHnM5kCvB6pLgD1aF0iO",
    "QA_TOTP_SECRET": "nB4vC7xZ2lK9jH1gF6dS3aP8oI5uY0tR",
}
SERVED = GOOD | {"QA_IS_SECURE": "true", "QA_BASE_URL": "https://audits.example.gov.uk", "QA_PROXIES": "1"}


def problems_of(instance, **environment):
    with pytest.raises(ConfigProblem) as caught:
        read_config(instance, GOOD | environment)
    return str(caught.value)


def test_every_setting_is_in_the_documented_table_and_nothing_else():
    table = DOCUMENT.partition("## All settings")[2].partition("\n## ")[0]
    documented = re.findall(r"^\| `(\w+)` \|", table, re.MULTILINE)
    assert len(documented) == len(set(documented))
    assert "| `[sign_on]` |" in table, "a table of its own, with a document of its own"
    assert set(documented) == {each.name for each in fields(Config)} - {"instance", "sign_on"}
    assert set(documented) == set(settings._KINDS)


def test_what_the_environment_says_needs_no_file(tmp_path):
    config = read_config(tmp_path, GOOD | {"QA_MAIL_PORT": "587"})
    assert (config.secret_key, config.mail_port) == (GOOD["QA_SECRET_KEY"], 587)
    assert config.database_url == f"sqlite:///{tmp_path / 'qa.db'}"


def test_a_secret_can_be_in_a_file_of_its_own(tmp_path):
    secret = tmp_path / "key"
    secret.write_text("from-the-file-0123456789-abcdefghij\n")
    outside = {name: value for name, value in GOOD.items() if name != "QA_SECRET_KEY"}
    config = read_config(tmp_path, outside | {"QA_SECRET_KEY_FILE": str(secret)})
    assert config.secret_key == "from-the-file-0123456789-abcdefghij"


def test_a_secret_can_be_a_credential_of_systemd(tmp_path):
    for name, value in GOOD.items():
        (tmp_path / name.lower()).write_text(value)
    (tmp_path / "qa_mail_password").write_text("three words here")
    config = read_config(tmp_path / "nothing", {"CREDENTIALS_DIRECTORY": str(tmp_path)})
    assert (config.totp_secret, config.mail_password) == (GOOD["QA_TOTP_SECRET"], "three words here")


def test_the_environment_wins_over_the_file(tmp_path):
    write_config(tmp_path)
    assert read_config(tmp_path, {"QA_PROXIES": "2"}).proxies == 2
    assert read_config(tmp_path, GOOD).secret_key == GOOD["QA_SECRET_KEY"]


def test_no_file_with_secrets_is_made_when_they_come_from_outside(tmp_path, monkeypatch):
    for name, value in GOOD.items():
        monkeypatch.setenv(name, value)
    assert not write_config(tmp_path).exists()


def test_every_problem_is_listed_at_once_and_says_where(tmp_path):
    (tmp_path / "config.toml").write_text('colour = "red"\nmail_use_tls = "perhaps"\n')
    told = problems_of(
        tmp_path,
        QA_PROXIES="many",
        QA_DATABASE_URL="mysql://somewhere",
        QA_BASE_URL="audits.example",
        QA_MAIL_HOST="smtp.example",
        QA_MAIL_PORT="70000",
        QA_LOG_FORMAT="xml",
        QA_METRICS_TOKEN="short",
        QA_STORAGE_URL="ftp://files",
        QA_STORAGE_KEY_ID="key",
        QA_TOTP_SECRET="short",
    ).splitlines()
    for name in (
        "'colour'", "'mail_use_tls'", "'proxies'", "'database_url'", "'base_url'", "'mail_host' and 'mail_from'",
        "'mail_port'", "'log_format'", "'metrics_token'", "'storage_url'", "'storage_key_id'", "'totp_secret'",
    ):  # fmt: skip
        assert sum(name in line for line in told) == 1, name
    assert len(told) == 12
    assert any(line.startswith("QA_PROXIES:") for line in told)


@pytest.mark.parametrize(
    ("environment", "told"),
    [
        ({"QA_SECRET_KEY_FILE": "/some/file"}, "QA_SECRET_KEY and QA_SECRET_KEY_FILE are both set"),
        ({"QA_MAIL_PASSWORD_FILE": "/nowhere/at/all"}, "/nowhere/at/all cannot be read: No such file"),
        ({"QA_IS_SECRUE": "true"}, "QA_IS_SECRUE is not a setting. Is QA_IS_SECURE meant?"),
        ({"QA_IS_SECURE": "true"}, "must begin with https://"),
        ({"QA_VIRUS_SCANNER": "the usual one"}, "'virus_scanner' must be a socket such as"),
        ({"QA_VIRUS_SCANNER": "clamd:"}, "or a place such as 127.0.0.1:3310"),
        ({"QA_MAIL_FROM": "audits", "QA_MAIL_HOST": "smtp.example"}, "must be an e-mail address"),
    ],
)
def test_what_cannot_work_is_a_sentence(tmp_path, environment, told):
    assert told in problems_of(tmp_path, **environment)


def test_variables_of_somebody_else_are_left_alone(tmp_path):
    read_config(tmp_path, GOOD | {"QA_TEAM_DASHBOARD": "x", "QA_INSTANCE": "y"})


def test_no_secret_is_printed(tmp_path):
    (tmp_path / "config.toml").write_text("secret_key = 12345678901234567890\nmail_password = 271828\n")
    with pytest.raises(ConfigProblem) as caught:
        read_config(tmp_path, {"QA_PASSWORD_SALT": "tooshort"})
    assert not re.search(r"1234567890|271828|tooshort", str(caught.value))


def test_a_file_that_is_no_toml_or_no_text_is_a_sentence(tmp_path):
    for content in (b"secret_key = ", b"\xff\xfe\x00"):
        (tmp_path / "config.toml").write_bytes(content)
        with pytest.raises(ConfigProblem, match="not valid TOML"):
            read_config(tmp_path, {})


def served(tmp_path, **wrong):
    return replace(read_config(tmp_path, SERVED), **wrong)


def test_a_real_instance_is_served_when_all_is_as_it_must_be(tmp_path):
    refuse_unsafe(served(tmp_path), {})


@pytest.mark.parametrize(
    ("wrong", "environment", "told"),
    [
        ({"secret_key": "k" * 40}, {}, "'secret_key' can be guessed"),
        ({"password_salt": "change-me-change-me-change-me-1234567"}, {}, "'password_salt' can be guessed"),
        ({"secret_key": GOOD["QA_TOTP_SECRET"]}, {}, "must differ"),
        ({"is_secure": False}, {}, "'is_secure' must be true"),
        ({"base_url": "http://audits.example.gov.uk"}, {}, "'base_url' must be the https://"),
        ({"proxies": 0}, {}, "'proxies' must say"),
        ({"is_cheap_hashing": True}, {}, "for tests only"),
        ({}, {"FLASK_DEBUG": "1"}, "FLASK_DEBUG must not be set"),
    ],
)
def test_a_real_instance_is_not_served_otherwise(tmp_path, wrong, environment, told):
    with pytest.raises(ConfigProblem, match=re.escape(told)):
        refuse_unsafe(served(tmp_path, **wrong), environment)
    refuse_unsafe(served(tmp_path, is_demo=True, **wrong), environment)


def test_every_reason_is_told_at_once(tmp_path):
    with pytest.raises(ConfigProblem) as caught:
        refuse_unsafe(read_config(tmp_path, GOOD), {"FLASK_DEBUG": "true"})
    assert len(str(caught.value).splitlines()) == 2 + 4


def test_what_qa_init_makes_cannot_be_guessed(tmp_path):
    write_config(tmp_path)
    made = replace(read_config(tmp_path, {}), is_secure=True, proxies=1, base_url="https://audits.example")
    refuse_unsafe(made, {})


def test_a_server_that_loads_the_application_is_refused_too(tmp_path, monkeypatch):
    write_config(tmp_path)
    monkeypatch.setenv("QA_INSTANCE", str(tmp_path))
    with pytest.raises(ConfigProblem, match="cannot be served like this"):
        from_environment()
