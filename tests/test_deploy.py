"""Do the files of deploy/ say what the product needs, as far as it can be known without a daemon?

Where the system has the programs that read them (systemd-analyze, nginx, caddy), those are asked too; everywhere the files
are read and compared with the product itself.
"""

from __future__ import annotations

import configparser
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from qa_app.cli import main
from qa_app.config import _KINDS, read_config
from qa_app.domain.operating import SCHEDULES
from qa_app.production import refuse_unsafe

ROOT = Path(__file__).parents[1]
DEPLOY = ROOT / "deploy"
UNITS = sorted((DEPLOY / "systemd").iterdir())
DOCUMENT = (ROOT / "docs" / "deploy.md").read_text(encoding="utf-8")


def compose():
    return YAML(typ="safe").load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))


def dockerfile():
    """Its instructions, each on one line: (word, rest)."""
    text = re.sub(r"\\\n", " ", (DEPLOY / "Dockerfile").read_text(encoding="utf-8"))
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    return [tuple(line.split(None, 1)) for line in lines]


KEYS_OF_A_SERVICE = {
    "build", "cap_add", "cap_drop", "command", "depends_on", "entrypoint", "environment", "healthcheck", "image", "init",
    "networks", "ports", "read_only", "restart", "secrets", "security_opt", "shm_size", "tmpfs", "volumes",
}  # fmt: skip


def test_compose_has_only_keys_that_exist_and_names_that_are_defined():
    found = compose()
    assert set(found) <= {"name", "x-app", "services", "networks", "volumes", "secrets"}
    for name, service in found["services"].items():
        assert set(service) <= KEYS_OF_A_SERVICE, name
        assert set(service.get("networks", ())) <= set(found["networks"]), name
        assert set(service.get("secrets", ())) <= set(found["secrets"]), name
        assert set(service.get("depends_on", ())) <= set(found["services"]), name
        for volume in service.get("volumes", ()):
            source = volume.partition(":")[0]
            assert source in found["volumes"] or (DEPLOY / source).exists(), volume
        assert service["read_only"] is True, name
        assert "no-new-privileges:true" in service["security_opt"], name
    assert found["networks"]["inside"] == {"internal": True}


def test_only_the_proxy_can_be_reached_from_outside():
    services = compose()["services"]
    assert [name for name, each in services.items() if "ports" in each] == ["proxy"]
    assert "database" not in {name for name, each in services.items() if "edge" in each["networks"]}


def test_the_settings_of_compose_are_settings_and_may_be_served(tmp_path):
    given = {}
    for name, value in compose()["x-app"]["environment"].items():
        setting = name.removeprefix("QA_").removesuffix("_FILE").lower()
        assert setting in _KINDS, name
        if name.endswith("_FILE"):
            secret = Path(value).name
            assert secret in compose()["x-app"]["secrets"]
            given[name] = str(tmp_path / "secrets" / secret)
        else:
            given[name] = re.sub(
                r"\$\{QA_HOST[^}]*\}", "audits.example.gov.uk", re.sub(r"\$\{\w+:-\}", "", value)
            )
    shutil.copy(DEPLOY / "make-secrets.sh", tmp_path)
    for _ in range(2):
        subprocess.run(["sh", "make-secrets.sh"], cwd=tmp_path, check=True, capture_output=True)
    config = read_config(tmp_path / "instance", given)
    refuse_unsafe(config, {})
    assert config.database_url.startswith("postgresql+psycopg://qa:")
    assert (tmp_path / "secrets").stat().st_mode & 0o077 == 0


def test_secrets_that_are_there_are_never_made_again(tmp_path):
    shutil.copy(DEPLOY / "make-secrets.sh", tmp_path)
    kept = []
    for _ in range(2):
        subprocess.run(["sh", "make-secrets.sh"], cwd=tmp_path, check=True, capture_output=True)
        kept.append({each.name: each.read_bytes() for each in (tmp_path / "secrets").iterdir()})
    assert kept[0] == kept[1]
    assert set(kept[0]) == set(compose()["secrets"])
    assert len(set(kept[0].values())) == len(kept[0])


def test_the_image_runs_as_nobody_and_watches_its_health():
    instructions = dockerfile()
    users = [rest for word, rest in instructions if word == "USER"]
    assert users == ["10001:10001"]
    words = [word for word, _ in instructions]
    assert words.index("USER") < words.index("ENTRYPOINT")
    assert "ADD" not in words
    (check,) = [rest for word, rest in instructions if word == "HEALTHCHECK"]
    assert "/health" in check
    program = re.search(r'"-c", "(.+)"\]', check).group(1)
    compile(program, "healthcheck", "exec")
    (environment,) = [rest for word, rest in instructions if word == "ENV"]
    assert "QA_INSTANCE=/var/lib/qa" in shlex.split(environment)
    assert ("VOLUME", "/var/lib/qa") in instructions
    started = [rest for word, rest in instructions if word == "CMD" and rest.startswith("[")]
    assert started == ['["serve"]']


def test_what_the_image_copies_is_there_and_not_ignored():
    allowed = [
        line[1:]
        for line in (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
        if line.startswith("!")
    ]
    assert all((ROOT / each).exists() for each in allowed)
    packages = {
        "qa_app",
        "templates",
        "migrations",
        "audit_tools",
        "setup.cfg",
        "pyproject.toml",
        "README.md",
    }
    assert packages <= set(allowed)
    for word, rest in dockerfile():
        if word == "COPY" and "--from" not in rest:
            source = next(each for each in rest.split() if not each.startswith("--"))
            assert source == "." or source in allowed


def unit(path):
    parsed = configparser.ConfigParser(strict=False, interpolation=None)
    parsed.optionxform = str
    parsed.read(path, encoding="utf-8")
    return parsed


@pytest.mark.parametrize(
    "path", [each for each in UNITS if each.suffix == ".service"], ids=lambda path: path.name
)
def test_each_service_is_locked_up(path):
    service = unit(path)["Service"]
    assert service["User"] == "qa"
    for name, value in (
        ("NoNewPrivileges", "yes"), ("ProtectSystem", "strict"), ("ProtectHome", "yes"), ("PrivateTmp", "yes"),
        ("CapabilityBoundingSet", ""), ("UMask", "0077"), ("StateDirectory", "qa"),
    ):  # fmt: skip
        assert service[name] == value, name


def test_each_timer_starts_a_command_that_is_scheduled():
    timers = {each.stem.removeprefix("qa-run@") for each in UNITS if each.suffix == ".timer"}
    assert timers <= set(main.commands)
    assert timers == {each.command for each in SCHEDULES} & set(main.commands)
    for each in timers:
        assert f"qa-run@{each}.timer" in DOCUMENT
        assert f'"{each}"' in (DEPLOY / "windows" / "schedule.ps1").read_text(encoding="utf-8")


def test_the_containers_scheduler_runs_what_is_scheduled_and_stops_at_once(tmp_path):
    commands = {each.command for each in SCHEDULES} & set(main.commands)
    (tmp_path / "qa").write_text(f'#!/bin/sh\necho "$1" >>{tmp_path}/ran\n[ "$1" != chase ]\n')
    (tmp_path / "qa").chmod(0o755)
    environment = os.environ | {
        "PATH": f"{tmp_path}:{os.environ['PATH']}",
        "QA_PAUSE": "30",
        "QA_DAILY_HOUR": "0",
    }
    process = subprocess.Popen(
        ["sh", DEPLOY / "scheduler.sh"],
        env=environment,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    try:
        (line,) = [process.stderr.readline()]  # after the command that fails; the others follow
        assert line == "qa chase ended with 1\n"
        while "verify-history" not in (tmp_path / "ran").read_text():
            assert process.poll() is None
    finally:
        process.terminate()
        process.communicate(timeout=10)
    assert process.returncode == 0
    assert set((tmp_path / "ran").read_text().split()) == commands


def test_both_proxies_hide_the_numbers_and_say_who_came():
    for name in ("Caddyfile", "nginx.conf"):
        text = (DEPLOY / name).read_text(encoding="utf-8")
        assert text.count("{") == text.count("}")
        assert "/metrics" in text
    nginx = (DEPLOY / "nginx.conf").read_text(encoding="utf-8")
    for header in ("X-Forwarded-For", "X-Forwarded-Proto", "X-Forwarded-Host", "Host"):
        assert re.search(rf"proxy_set_header {header} \$", nginx)
    servers = re.search(r"reverse_proxy \{\$QA_SERVERS:(.+?)\} \{", (DEPLOY / "Caddyfile").read_text()).group(
        1
    )
    assert {each.partition(":")[0] for each in servers.split()} <= set(compose()["services"])


def test_every_file_is_in_the_document():
    for path in DEPLOY.rglob("*"):
        if path.is_file() and "secrets" not in path.parts:
            name = path.relative_to(DEPLOY).as_posix()
            assert name in DOCUMENT or f"{name.partition('/')[0]}/" in DOCUMENT, name


def test_the_programs_that_read_these_files_accept_them(tmp_path):
    """Those that this machine has: the other tests here stand for the rest."""
    for program, check in (("systemd-analyze", _units), ("nginx", _nginx), ("caddy", _caddy)):
        if shutil.which(program):
            result = check(tmp_path)
            assert result.returncode == 0, result.stderr
            assert "qa" not in result.stderr or program != "systemd-analyze", result.stderr
    for script in DEPLOY.glob("*.sh"):
        subprocess.run(["sh", "-n", script], check=True)


def _units(folder):
    named = []
    for path in UNITS:
        text = path.read_text(encoding="utf-8").replace("/opt/qa/bin/qa", sys.executable)
        unit = folder / path.name.replace("@.", "@chase.")  # a template is looked at as one of what it makes
        unit.write_text(re.sub(r"^(User|Group)=.*\n", "", text, flags=re.MULTILINE))
        named.append(str(unit))
    shutil.copy(folder / "qa-run@chase.service", folder / "qa-run@.service")
    return _run("systemd-analyze", "verify", "--man=no", *named)


def _nginx(folder):
    certificate = ["-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=qa"]
    _run(
        "openssl",
        "req",
        *certificate,
        "-keyout",
        str(folder / "key.pem"),
        "-out",
        str(folder / "certificate.pem"),
    )
    text = (DEPLOY / "nginx.conf").read_text(encoding="utf-8").replace("/etc/ssl/qa", str(folder))
    (folder / "nginx.conf").write_text(f"pid {folder}/pid;\nevents {{}}\nhttp {{\n{text}\n}}\n")
    return _run("nginx", "-t", "-c", str(folder / "nginx.conf"))


def _caddy(_folder):
    arguments = ("validate", "--adapter", "caddyfile", "--config", str(DEPLOY / "Caddyfile"))
    return _run("caddy", *arguments, QA_HOST="audits.example.gov.uk", QA_TLS="tls internal")


def _run(*command, **environment):
    return subprocess.run(command, env=os.environ | environment, capture_output=True, text=True, check=False)
