"""What does the history keep of backups and upgrades?

Each is recorded when it is done: a backup does not hold the line about itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from qa_app.consequences.history import record
from qa_app.db import use_case
from qa_app.domain.happenings import Happening

if TYPE_CHECKING:
    from datetime import datetime

    from qa_app.domain.backups import Manifest


@use_case
def backup_made(name: str, sha256: str, manifest: Manifest, *, at: datetime) -> None:
    """That a backup was made: its file, the file's hash, and how much it holds."""
    record(Happening.BACKUP_MADE, by=None, at=at, details={"sha256": sha256, **_facts(name, manifest)})


@use_case
def backup_verified(name: str, manifest: Manifest, problems: int, *, at: datetime) -> None:
    """That a backup was restored into a scratch place, and in how many ways it was not whole."""
    record(Happening.BACKUP_VERIFIED, by=None, at=at, details={"faults": problems, **_facts(name, manifest)})


@use_case
def restored(name: str, manifest: Manifest, *, at: datetime) -> None:
    """That this instance came back from a backup: what happened after it was made is not in the history."""
    record(Happening.RESTORED, by=None, at=at, details=_facts(name, manifest))


@use_case
def migrated(before: str, after: str, backup: str, *, at: datetime) -> None:
    """That the database was upgraded, and the file name of the backup that was made before."""
    record(Happening.MIGRATED, by=None, at=at, details={"old": before, "new": after, "backup": backup})


def _facts(name: str, manifest: Manifest) -> dict[str, str | int | None]:
    made_at = manifest.made_at.isoformat(timespec="seconds")
    return {"backup": name, "made at": made_at, "rows": manifest.rows, "migration": manifest.migration}
