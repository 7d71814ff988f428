"""What must be known before the application starts?

``Config`` is read once, checked as a whole, and never changes. A setting comes from the first of these that has it: the
environment (``QA_SECRET_KEY``), a file that the environment names (``QA_SECRET_KEY_FILE``), a credential of systemd,
``instance/config.toml``. Every problem is listed together: a wrong setting stops the start, not a Friday afternoon. What
must be so before real cases are served is in ``qa_app.production``. What a council decides while it works (thresholds,
shares) is not here but in the council's settings page.
"""

from __future__ import annotations

import difflib
import os
import re
import secrets
import tomllib
from dataclasses import dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from qa_app.domain.sign_on import sign_on_from

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from qa_app.domain.sign_on import SignOn

_PACKAGE = Path(__file__).parent
_MIN_SECRET = 32
SECRETS = ("secret_key", "password_salt", "totp_secret")
"""What sign-in needs. Whoever loses them loses every password and second factor."""
_NOT_SETTINGS = frozenset({"QA_INSTANCE"})


class ConfigProblem(Exception):
    """The settings cannot be used; the message lists every problem."""


@dataclass(frozen=True, slots=True)
class Config:
    """The settings of one instance."""

    instance: Path
    database_url: str
    secret_key: str
    password_salt: str
    totp_secret: str
    is_demo: bool = False
    is_secure: bool = False
    base_url: str = "http://127.0.0.1:8000"
    mail_host: str = ""
    mail_port: int = 25
    mail_username: str = ""
    mail_password: str = ""
    mail_use_tls: bool = False
    mail_from: str = ""
    proxies: int = 0
    is_cheap_hashing: bool = False
    limiter_storage: str = "database://"
    backup_folder: str = ""
    backup_recipients: str = ""
    anchor_mail_to: str = ""
    log_format: str = "json"
    metrics_token: str = ""
    storage_url: str = ""
    storage_endpoint: str = ""
    storage_region: str = "eu-west-2"
    storage_key_id: str = ""
    storage_secret_key: str = ""
    virus_scanner: str = ""
    sign_on: SignOn | None = None


def shipped(folder: str) -> Path:
    """Where a folder that travels with the code is: beside the package in the tree, inside it in a wheel."""
    inside = _PACKAGE / folder
    return inside if inside.is_dir() else _PACKAGE.parent / folder


def instance_folder(environment: Mapping[str, str] | None = None) -> Path:
    """``QA_INSTANCE``, or ``instance`` in the working folder."""
    environment = os.environ if environment is None else environment
    return Path(environment.get("QA_INSTANCE") or "instance").resolve()


def write_config(instance: Path, *, is_demo: bool = False) -> Path:
    """Make ``config.toml`` with fresh secrets. An existing file is left as it is; none is made when all come from outside."""
    instance.mkdir(parents=True, exist_ok=True)
    path = instance / "config.toml"
    if path.exists() or has_secrets(os.environ):
        return path
    lines = [
        "# Settings of this instance. Keep this file private: it holds secrets. docs/settings.md explains each.",
        *(f'{name} = "{secrets.token_urlsafe(48)}"' for name in SECRETS),
        f"is_demo = {'true' if is_demo else 'false'}",
        '# database_url = "postgresql+psycopg://user:password@host/qa"   # default: SQLite in this folder',
        '# base_url = "https://audits.example.gov.uk"',
        "# is_secure = true        # cookies over HTTPS only; needs TLS in front",
        "# proxies = 1             # how many reverse proxies are in front",
        '# mail_host = "smtp.example.gov.uk"',
        '# mail_from = "audits@example.gov.uk"',
    ]
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write("\n".join(lines) + "\n")
    return path


def read_config(instance: Path, environment: Mapping[str, str] | None = None) -> Config:
    """The instance's settings. What the environment says wins over the file.

    :raises ConfigProblem: with every problem, each on its own line.
    """
    environment = os.environ if environment is None else environment
    path = instance / "config.toml"
    if not path.exists() and not has_secrets(environment):
        raise ConfigProblem(f"There is no {path}. Run 'qa init' to make it.")
    settings = _settings_in(path)
    problems = [
        f"{path}: '{name}' is not a setting." for name in settings if name not in {*_KINDS, "sign_on"}
    ]
    problems += _misspelt(environment)
    values: dict[str, str | int | bool | SignOn] = {}
    for name, kind in _KINDS.items():
        try:
            given, where = _given(name, environment, settings, path)
        except ConfigProblem as problem:
            problems.append(str(problem))
            continue
        if given is None:
            continue
        try:
            values[name] = _as(kind, given)
        except ValueError:
            shown = "what is there" if name in _KEPT_FROM_LOGS else repr(given)
            problems.append(f"{where}: '{name}' must be {_WORDS[kind]}, not {shown}.")
    problems += [
        f"{path}: '{name}' must be a secret of at least {_MIN_SECRET} characters."
        for name in SECRETS
        if len(str(values.get(name, ""))) < _MIN_SECRET
    ]
    values.setdefault("database_url", f"sqlite:///{instance / 'qa.db'}")
    problems += [f"{path}: {problem}" for problem in _senseless(values)]
    if "sign_on" in settings:
        sign_on, of_sign_on = _sign_on(settings["sign_on"], environment)
        problems += [f"{path}: {each}" for each in of_sign_on]
        if sign_on:
            values["sign_on"] = sign_on
    if problems:
        raise ConfigProblem("\n".join(problems))
    values.setdefault("log_format", "text" if values.get("is_demo") else "json")
    return Config(instance=instance, **values)  # type: ignore[arg-type]  # each was checked against _KINDS


def _settings_in(path: Path) -> dict[str, object]:
    if not path.exists():
        return {}
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ConfigProblem(f"{path} cannot be read: {error.strerror}.") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigProblem(f"{path} is not valid TOML: {error}") from error


def _given(
    name: str, environment: Mapping[str, str], settings: Mapping[str, object], path: Path
) -> tuple[object, str]:
    """A setting as somebody wrote it, or None, and where they wrote it."""
    variable = f"QA_{name.upper()}"
    named = environment.get(f"{variable}_FILE")
    if variable in environment and named:
        raise ConfigProblem(f"{variable} and {variable}_FILE are both set. Keep one.")
    if variable in environment:
        return environment[variable], variable
    if named:
        return _content(Path(named), f"{variable}_FILE"), named
    credential = Path(environment.get("CREDENTIALS_DIRECTORY") or "/nowhere") / f"qa_{name}"
    if credential.is_file():
        return _content(credential, "systemd's credential"), str(credential)
    return settings.get(name), str(path)


def _content(file: Path, named_by: str) -> str:
    """The text of a file that holds one setting. The end of its line is the editor's, not the secret's."""
    try:
        return file.read_text(encoding="utf-8").rstrip("\r\n")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is not text"
        raise ConfigProblem(f"{named_by}: {file} cannot be read: {reason}.") from error


def has_secrets(environment: Mapping[str, str]) -> bool:
    """Whether the three secrets come from elsewhere, so that no file in the instance is needed."""
    credentials = Path(environment.get("CREDENTIALS_DIRECTORY") or "/nowhere")
    return all(
        environment.get(f"QA_{name.upper()}")
        or environment.get(f"QA_{name.upper()}_FILE")
        or (credentials / f"qa_{name}").is_file()
        for name in SECRETS
    )


def _misspelt(environment: Mapping[str, str]) -> Iterator[str]:
    """Variables that look like a setting and are none. Others named QA_… may belong to somebody else."""
    known = {f"QA_{name.upper()}{ending}" for name in _KINDS for ending in ("", "_FILE")} | _NOT_SETTINGS
    for variable in sorted(environment):
        if variable.startswith("QA_") and variable not in known:
            meant = difflib.get_close_matches(variable, known, n=1, cutoff=0.85)
            if meant:
                yield f"{variable} is not a setting. Is {meant[0]} meant?"


def _senseless(values: Mapping[str, Any]) -> Iterator[str]:
    """What is of the right kind and still cannot work."""
    yield from _senseless_addresses(values)
    yield from _out_of_range(values)
    yield from _half_given(values)


def _senseless_addresses(values: Mapping[str, Any]) -> Iterator[str]:
    if not re.match(r"(sqlite|postgresql\+psycopg)://", str(values["database_url"])):
        yield "'database_url' must begin with sqlite:/// or postgresql+psycopg://."
    base = urlsplit(str(values.get("base_url", _DEFAULTS["base_url"])))
    if base.scheme not in {"http", "https"} or not base.hostname:
        yield "'base_url' must be an address such as https://audits.example.gov.uk."
    elif values.get("is_secure") and base.scheme != "https":
        yield "'base_url' must begin with https:// when 'is_secure' is true."
    if "@" not in str(values.get("mail_from") or "@"):
        yield "'mail_from' must be an e-mail address."
    if not re.match(r"s3://[^/]+|$", str(values.get("storage_url", ""))):
        yield "'storage_url' must be an address such as s3://bucket/folder."
    if not re.fullmatch(r"|/.+|[^/\s]+:\d{1,5}", str(values.get("virus_scanner", ""))):
        yield "'virus_scanner' must be a socket such as /run/clamav/clamd.ctl, or a place such as 127.0.0.1:3310."


def _out_of_range(values: Mapping[str, Any]) -> Iterator[str]:
    if not 1 <= int(values.get("mail_port", _DEFAULTS["mail_port"])) <= 65_535:
        yield "'mail_port' must be from 1 to 65535."
    if not 0 <= int(values.get("proxies", _DEFAULTS["proxies"])) <= 10:
        yield "'proxies' must be from 0 to 10."
    if values.get("log_format", _DEFAULTS["log_format"]) not in {"json", "text"}:
        yield "'log_format' must be json or text."
    if 0 < len(str(values.get("metrics_token", ""))) < _MIN_SECRET:
        yield f"'metrics_token' must be a secret of at least {_MIN_SECRET} characters."


def _half_given(values: Mapping[str, Any]) -> Iterator[str]:
    for one, other in (("mail_host", "mail_from"), ("storage_key_id", "storage_secret_key")):
        if bool(values.get(one)) != bool(values.get(other)):
            yield f"'{one}' and '{other}' must be set together."


_DEFAULTS: dict[str, Any] = {each.name: each.default for each in fields(Config)}
_KINDS: dict[str, type] = {
    "database_url": str,
    "secret_key": str,
    "password_salt": str,
    "totp_secret": str,
    "is_demo": bool,
    "is_secure": bool,
    "base_url": str,
    "mail_host": str,
    "mail_port": int,
    "mail_username": str,
    "mail_password": str,
    "mail_use_tls": bool,
    "mail_from": str,
    "proxies": int,
    "is_cheap_hashing": bool,
    "limiter_storage": str,
    "backup_folder": str,
    "backup_recipients": str,
    "anchor_mail_to": str,
    "log_format": str,
    "metrics_token": str,
    "storage_url": str,
    "storage_endpoint": str,
    "storage_region": str,
    "storage_key_id": str,
    "storage_secret_key": str,
    "virus_scanner": str,
}
_KEPT_FROM_LOGS = frozenset(
    {*SECRETS, "database_url", "mail_password", "metrics_token", "storage_secret_key"}
)
_WORDS = {str: "text", int: "a whole number", bool: "true or false"}


def _sign_on(given: object, environment: Mapping[str, str]) -> tuple[SignOn | None, list[str]]:
    """The ``[sign_on]`` table, its secret from the environment, from a file, or from the table."""
    if not isinstance(given, dict):
        return None, ["'sign_on' must be a table, written as [sign_on]."]
    given = dict(given)
    secret_file = given.get("client_secret_file")
    if secret := environment.get("QA_SIGN_ON_CLIENT_SECRET"):
        given["client_secret"] = secret
    elif secret_file is not None:
        try:
            given["client_secret"] = Path(str(secret_file)).read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError):
            return None, [f"'sign_on.client_secret_file' cannot be read: {secret_file}"]
    return sign_on_from(given)


def _as(kind: type, given: object) -> str | int | bool:
    if kind is bool:
        if isinstance(given, bool):
            return given
        if str(given).lower() in {"true", "false"}:
            return str(given).lower() == "true"
        raise ValueError(given)
    if kind is int:
        if isinstance(given, bool):
            raise ValueError(given)
        return int(str(given))
    if not isinstance(given, str):
        raise ValueError(given)  # noqa: TRY004  # one kind of refusal for all three
    return given
