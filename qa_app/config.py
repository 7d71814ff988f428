"""What must be known before the application starts?

``Config`` is read once from ``instance/config.toml`` and the environment, checked as a whole, and never changes.
Every problem is listed together: a wrong setting stops the start, not a Friday afternoon. What a council decides
while it works (thresholds, shares) is not here but in the council's settings page.
"""

from __future__ import annotations

import os
import secrets
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_PACKAGE = Path(__file__).parent
_MIN_SECRET = 32


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
    limiter_storage: str = "memory://"
    anchor_mail_to: str = ""


def shipped(folder: str) -> Path:
    """Where a folder that travels with the code is: beside the package in the tree, inside it in a wheel."""
    inside = _PACKAGE / folder
    return inside if inside.is_dir() else _PACKAGE.parent / folder


def instance_folder(environment: Mapping[str, str] | None = None) -> Path:
    """``QA_INSTANCE``, or ``instance`` in the working folder."""
    environment = os.environ if environment is None else environment
    return Path(environment.get("QA_INSTANCE") or "instance").resolve()


def write_config(instance: Path, *, is_demo: bool = False) -> Path:
    """Make ``config.toml`` with fresh secrets. An existing file is left as it is."""
    instance.mkdir(parents=True, exist_ok=True)
    path = instance / "config.toml"
    if path.exists():
        return path
    lines = [
        "# Settings of this instance. Keep this file private: it holds secrets. docs/settings.md explains each.",
        f'secret_key = "{secrets.token_urlsafe(48)}"',
        f'password_salt = "{secrets.token_urlsafe(48)}"',
        f'totp_secret = "{secrets.token_urlsafe(48)}"',
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
    """The instance's settings. Environment variables named ``QA_<SETTING>`` win over the file.

    :raises ConfigProblem: with every problem, each on its own line.
    """
    environment = os.environ if environment is None else environment
    path = instance / "config.toml"
    if not path.exists():
        raise ConfigProblem(f"There is no {path}. Run 'qa init' to make it.")
    try:
        settings = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigProblem(f"{path} is not valid TOML: {error}") from error
    problems = [f"{path}: '{name}' is not a setting." for name in settings if name not in _KINDS]
    values: dict[str, str | int | bool] = {}
    for name, kind in _KINDS.items():
        given: object = environment.get(f"QA_{name.upper()}", settings.get(name))
        if given is None:
            continue
        try:
            values[name] = _as(kind, given)
        except ValueError:
            problems.append(f"{path}: '{name}' must be {_WORDS[kind]}, not {given!r}.")
    problems += [
        f"{path}: '{name}' must be a secret of at least {_MIN_SECRET} characters."
        for name in ("secret_key", "password_salt", "totp_secret")
        if len(str(values.get(name, ""))) < _MIN_SECRET
    ]
    if problems:
        raise ConfigProblem("\n".join(problems))
    values.setdefault("database_url", f"sqlite:///{instance / 'qa.db'}")
    return Config(instance=instance, **values)  # type: ignore[arg-type]  # each was checked against _KINDS


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
    "anchor_mail_to": str,
}
_WORDS = {str: "text", int: "a whole number", bool: "true or false"}


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
