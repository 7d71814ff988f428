"""What is a backup, what does it say of itself, and which old ones are kept?

Of the backups in a folder, the newest of each of the last 14 days and the newest of each of the last 12 months are kept,
on London's clock. One that is younger than a day is never removed, nor is one from a later moment than now: a clock that
was set back must not cost a backup.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, ValidationError

from qa_app.domain.errors import BadFile

if TYPE_CHECKING:
    from collections.abc import Iterable

FORMAT = 1
DAYS, MONTHS = 14, 12
THE_RULE = f"the newest of each of the last {DAYS} days and of each of the last {MONTHS} months"
MANIFEST = "manifest.json"
CONFIG = "config.toml"
ENCRYPTED = ".age"
_NAME = re.compile(r"qa-(\d{8}T\d{6})Z-[0-9a-f]{6}\.tar\.gz(\.age)?")
_YOUNG = timedelta(days=1)
_LONDON = ZoneInfo("Europe/London")


class _Kept(BaseModel):
    """A newer version may say more of a backup than this one understands."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class TableContent(_Kept):
    """How many rows a table has, and the SHA-256 of all of them in order."""

    rows: int
    sha256: str


class FileContent(_Kept):
    """A file's size and SHA-256."""

    bytes: int
    sha256: str


class Manifest(_Kept):
    """What a backup says that it holds."""

    format: int
    made_at: datetime
    version: str
    """Of the product that made it."""
    database: str
    """sqlite or postgresql."""
    database_file: str
    migration: str
    tables: dict[str, TableContent]
    files: dict[str, FileContent]
    has_secrets: bool

    @property
    def rows(self) -> int:
        """Of all tables together."""
        return sum(table.rows for table in self.tables.values())


def read_manifest(text: str) -> Manifest:
    """What the manifest says.

    :raises BadFile: when it is not one that this version understands.
    """
    try:
        manifest = Manifest.model_validate_json(text)
    except ValidationError as wrong:
        raise BadFile(
            "The backup’s manifest cannot be understood: the file is damaged, or not a backup."
        ) from wrong
    if manifest.format != FORMAT:
        raise BadFile(
            "The backup was made by a newer version of the product. Install that version, then try again."
        )
    return manifest


def name_of(at: datetime, mark: str, *, is_encrypted: bool) -> str:
    """The file name of a backup that was begun at a moment; ``mark`` is six hexadecimal digits of chance."""
    return f"qa-{at.astimezone(UTC):%Y%m%dT%H%M%S}Z-{mark}.tar.gz{ENCRYPTED if is_encrypted else ''}"


def moment_of(name: str) -> datetime | None:
    """When the backup with this file name was begun; None for any other file."""
    found = _NAME.fullmatch(name)
    return datetime.strptime(found[1], "%Y%m%dT%H%M%S").replace(tzinfo=UTC) if found else None


def to_remove(names: Iterable[str], *, at: datetime) -> list[str]:
    """Which of these files are backups that the rule does not keep."""
    moments = {name: moment for name in names if (moment := moment_of(name)) is not None}
    today = at.astimezone(_LONDON).date()
    first_day = today - timedelta(days=DAYS - 1)
    months_back = today.year * 12 + today.month - MONTHS
    kept: set[str] = set()
    seen: set[tuple[str, date]] = set()
    for name in sorted(moments, key=lambda each: (moments[each], each), reverse=True):
        day = moments[name].astimezone(_LONDON).date()
        month = day.replace(day=1)
        is_newest_of_day = day >= first_day and ("day", day) not in seen
        is_newest_of_month = day.year * 12 + day.month > months_back and ("month", month) not in seen
        if moments[name] > at - _YOUNG or is_newest_of_day or is_newest_of_month:
            kept.add(name)
        seen |= {("day", day), ("month", month)}
    return sorted(set(moments) - kept)


def is_secret(name: str) -> bool:
    """Whether a setting with this name is kept out of a backup that anybody could open."""
    return bool({"secret", "password", "salt", "token", "key"} & set(name.lower().split("_")))
