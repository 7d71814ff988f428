"""Do the commands do what they say, and refuse in a sentence?"""

from __future__ import annotations

import json
import sqlite3

import openpyxl
import pytest
from click.testing import CliRunner
from filelock import FileLock

from qa_app.cli import main
from qa_app.config import shipped

PASSWORD = "three random words"


@pytest.fixture
def instance(tmp_path, monkeypatch):
    monkeypatch.setenv("QA_INSTANCE", str(tmp_path / "instance"))
    return tmp_path / "instance"


def qa(*arguments, code=0):
    result = CliRunner().invoke(main, [str(each) for each in arguments], catch_exceptions=False)
    assert result.exit_code == code, result.output
    return result


def start():
    return qa(
        "init", "--council", "Testshire", "--name", "Ada Finch", "--email", "ada@testshire.example",
        "--password", PASSWORD,
    )  # fmt: skip


def test_init_makes_secrets_tables_tools_and_one_administrator_and_is_safe_to_repeat(instance):
    start()
    settings = (instance / "config.toml").read_text(encoding="utf-8")
    start()
    assert (instance / "config.toml").read_text(encoding="utf-8") == settings
    with sqlite3.connect(instance / "qa.db") as database:
        assert database.execute("SELECT count(*) FROM user").fetchone() == (1,)
        assert database.execute("SELECT count(*) FROM tool_version").fetchone() == (5,)


def test_secrets_of_two_instances_differ_and_the_file_is_private(instance, tmp_path, monkeypatch):
    start()
    monkeypatch.setenv("QA_INSTANCE", str(tmp_path / "other"))
    start()
    first, second = ((folder / "config.toml").read_text() for folder in (instance, tmp_path / "other"))
    secrets = [
        line for line in first.splitlines() if line.startswith(("secret_key", "password_salt", "totp"))
    ]
    assert len(secrets) == 3
    assert not any(line in second for line in secrets)
    assert (instance / "config.toml").stat().st_mode & 0o077 == 0


def test_a_short_password_is_refused(instance):
    result = qa("init", "--name", "Ada", "--email", "ada@testshire.example", "--password", "short", code=1)
    assert "at least 12 characters" in result.output


def test_every_wrong_setting_is_named_at_once(instance):
    instance.mkdir()
    (instance / "config.toml").write_text('secret_key = "short"\nmail_port = "many"\ncolour = "red"\n')
    result = qa(
        "add-user", "a@testshire.example", "--name", "A", "--role", "auditor", "--password", PASSWORD, code=1
    )
    for setting in ("secret_key", "password_salt", "totp_secret", "mail_port", "colour"):
        assert f"'{setting}'" in result.output


def test_an_instance_that_was_not_set_up_says_what_to_do(instance):
    assert "Run 'qa init'" in qa("chase", code=1).output


def test_repeats_are_given_out_however_often_it_runs(instance):
    start()
    for _ in range(2):
        assert qa("repeats").output == "0 repeats were given out. Send the messages with: qa send-mail\n"


def test_a_person_is_added_once(instance):
    start()
    arguments = (
        "add-user",
        "q@testshire.example",
        "--name",
        "Quinn",
        "--role",
        "qa_manager",
        "--password",
        PASSWORD,
    )
    assert "Quinn can sign in" in qa(*arguments).output
    assert "has an account already" in qa(*arguments, code=1).output


def test_a_manager_of_an_unknown_team_is_refused(instance):
    start()
    result = qa(
        "add-user", "t@testshire.example", "--name", "Tomas", "--role", "team_manager", "--team", "Nowhere",
        "--password", PASSWORD, code=1,
    )  # fmt: skip
    assert "There is no team called 'Nowhere'" in result.output


def test_the_demo_is_never_mixed_with_a_real_instance(instance):
    start()
    assert "never mixed" in qa("demo", code=1).output


@pytest.mark.parametrize("path", sorted(shipped("audit_tools").glob("*.yaml")), ids=lambda path: path.stem)
def test_the_shipped_tools_have_no_problems(path):
    assert "no problems" in qa("check-tool", path).output


def test_a_tool_that_cannot_be_opened_is_a_sentence(tmp_path):
    assert "cannot be opened" in qa("check-tool", tmp_path / "none.yaml", code=1).output


def case_list(path):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "List_7"
    sheet.append(["List 7: Child protection"])
    sheet.append(
        [
            "Child Unique ID",
            "Date of Birth",
            "Child Protection Plan Start Date",
            "Allocated Team",
            "Allocated Worker",
        ]
    )
    sheet.append(["C1", "01/02/2015", "03/04/2026", "Harbour", "Wren Castle"])
    sheet.append(["C2", "01/02/2015", "31/02/2026", "Harbour", "Wren Castle"])
    book.save(path)
    return path


def test_a_dry_run_reports_as_json_and_saves_nothing(instance, tmp_path):
    start()
    result = qa("import-cases", case_list(tmp_path / "list.xlsx"), "--dry-run", "--json")
    report = json.loads(result.stdout)
    (listed,) = report["lists"]
    assert (listed["list"], listed["sheet"], listed["header_row"]) == (7, "List_7", 2)
    assert (listed["rows"], listed["cases"]) == (2, 2)
    assert {"row", "column", "found", "message"} <= set(listed["problems"][0])
    with sqlite3.connect(instance / "qa.db") as database:
        assert database.execute('SELECT count(*) FROM "case"').fetchone() == (0,)


def test_a_list_is_imported_once_and_keeps_no_date_of_birth(instance, tmp_path):
    start()
    path = case_list(tmp_path / "list.xlsx")
    assert "2 new cases" in qa("import-cases", path).output
    assert "would change nothing" in qa("import-cases", path).output
    with sqlite3.connect(instance / "qa.db") as database:
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    kept = (instance / "qa.db").read_bytes()
    assert b"Wren Castle" in kept
    for birth in (b"01/02/2015", b"2015-02-01", b"42036"):
        assert birth not in kept


def test_unknown_teams_are_created_when_asked(instance, tmp_path):
    start()
    path = case_list(tmp_path / "list.xlsx")
    assert "Teams not known here" in qa("import-cases", path).output
    assert (
        "There is no service called" in qa("import-cases", path, "--create-teams-in", "Care", code=1).output
    )


def test_mail_without_a_server_is_a_sentence(instance):
    start()
    assert "No mail server is set" in qa("send-mail", code=1).output


def runs(instance):
    """What was written down: (command, outcome, said)."""
    with sqlite3.connect(instance / "qa.db") as database:
        found = database.execute("SELECT command, outcome, said FROM command_run ORDER BY id").fetchall()
    database.close()
    return found


def test_every_command_writes_down_how_it_ended_and_by_hand_nothing_that_was_typed(instance):
    start()
    qa("chase")
    qa("send-mail", code=1)
    arguments = ("--name", "Tomas", "--role", "team_manager", "--team", "Nowhere", "--password", PASSWORD)
    qa("add-user", "t@testshire.example", *arguments, code=1)
    assert runs(instance) == [
        ("init", "done", ""),
        ("chase", "done", "0 new reminders in the outbox. Send with: qa send-mail"),
        (
            "send-mail",
            "refused",
            "No mail server is set. Set mail_host and mail_from in the instance's config.toml.",
        ),
        ("add-user", "refused", ""),
    ]


def test_a_command_that_breaks_says_so_without_its_words(instance):
    start()
    with sqlite3.connect(instance / "qa.db") as database:
        database.execute("ALTER TABLE outbox_message RENAME TO somewhere_else")
    database.close()
    with (instance / "config.toml").open("a") as settings:
        settings.write('mail_host = "127.0.0.1"\nmail_from = "a@testshire.example"\n')
    result = qa("send-mail", code=70)
    assert "Something went wrong on our side" in result.output
    assert "outbox_message" not in result.output
    assert runs(instance)[-1] == ("send-mail", "failed", "OperationalError")


def test_a_scheduled_command_is_left_to_whoever_does_it(instance):
    start()
    with FileLock(f"{instance / 'qa.db'}-chase.lock"):
        assert "Another machine is doing this" in qa("chase").output
        assert "0 repeats" in qa("repeats").output
    assert "0 new reminders" in qa("chase").output
    assert [outcome for command, outcome, _ in runs(instance) if command == "chase"] == ["elsewhere", "done"]


def test_commands_wait_for_the_tables_of_this_version(instance):
    start()
    with sqlite3.connect(instance / "qa.db") as database:
        database.execute("UPDATE alembic_version SET version_num = '005'")
    database.close()
    assert "Run 'qa init'" in qa("chase", code=1).output


def test_a_real_instance_is_not_served_before_its_settings_are_safe(instance):
    start()
    result = qa("serve", code=1)
    for name in ("is_secure", "base_url", "proxies"):
        assert f"'{name}'" in result.output
