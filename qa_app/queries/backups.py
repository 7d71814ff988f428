"""Which backups lie in the folder for them? For whoever watches that there is a new one each day."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import current_app

from qa_app.domain.backups import ENCRYPTED, moment_of

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from qa_app.config import Config


@dataclass(frozen=True, slots=True)
class KeptBackup:
    """One backup: its file name, when it was begun, and how many bytes it has."""

    name: str
    made_at: datetime
    bytes: int
    is_encrypted: bool


def folder(config: Config) -> Path:
    """Where backups go unless a command says otherwise."""
    return config.instance / (config.backup_folder or "backups")


def kept() -> list[KeptBackup]:
    """Those in the folder, the newest first; none when there is no folder."""
    place = folder(current_app.config["QA"])
    if not place.is_dir():
        return []
    found = [
        KeptBackup(path.name, moment, path.stat().st_size, path.name.endswith(ENCRYPTED))
        for path in place.iterdir()
        if (moment := moment_of(path.name)) is not None
    ]
    return sorted(found, key=lambda each: (each.made_at, each.name), reverse=True)
