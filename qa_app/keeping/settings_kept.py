"""Which of an instance's settings go into a backup that anybody could open? Those that hold no secret."""

from __future__ import annotations

import json
import re
import tomllib
from typing import TYPE_CHECKING

from qa_app.config import SECRETS
from qa_app.domain.backups import is_secret

if TYPE_CHECKING:
    from pathlib import Path

_PASSWORD_IN_ADDRESS = re.compile(r"://[^/@\s]*:[^/@\s]*@")


def without_secrets(config_file: Path) -> str:
    """The settings as TOML, with a comment in the place of each secret."""
    return "".join(
        f"# {name} was left out: it is secret\n"
        if is_secret(name) or _PASSWORD_IN_ADDRESS.search(str(value))
        else f"{name} = {_toml(value)}\n"
        for name, value in _settings(config_file).items()
    )


def has_secrets(config_file: Path) -> bool:
    """Whether sign-in would work with this file alone: secrets may have come from the environment."""
    return _settings(config_file).keys() >= set(SECRETS)


def _settings(config_file: Path) -> dict[str, object]:
    return tomllib.loads(config_file.read_text(encoding="utf-8"))


def _toml(value: object) -> str:
    """Text, whole numbers and yes or no are written in TOML as they are in JSON."""
    return json.dumps(value, ensure_ascii=False)
