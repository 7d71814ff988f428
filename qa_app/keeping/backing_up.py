"""How is a backup made while people work?

The database first, as it is at one moment; then the published files, which never change and are there before the
database speaks of them. So nothing that the copied database knows is missing.
"""

from __future__ import annotations

import secrets
import shutil
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING

from qa_app.clock import now
from qa_app.domain.backups import CONFIG, FORMAT, Manifest, name_of, to_remove
from qa_app.domain.errors import NotPossible
from qa_app.keeping import archives, databases, settings_kept
from qa_app.queries import backups
from qa_app.storage import LocalStore, store_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from qa_app.config import Config

FILES = "published"
"""The folder of the instance that is kept beside the database."""
_WORK = ".keeping-"
_DAY = 86_400


@dataclass(frozen=True, slots=True)
class Made:
    """A backup that was made: its file, the file's own SHA-256, what it holds, and the old ones that went."""

    path: Path
    sha256: str
    bytes: int
    manifest: Manifest
    removed: tuple[str, ...]


def back_up(
    config: Config, *, to: Path | None = None, encrypt_to: str = "", keep_all: bool = False, at: datetime
) -> Made:
    """Make a backup, and then remove those that the rule does not keep.

    :raises NotPossible: when it cannot be made. Then nothing was left behind, and no old one was removed.
    """
    place = to or backups.folder(config)
    keys = archives.recipients(encrypt_to or config.backup_recipients)
    try:
        place.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise NotPossible(f"{place} cannot be used for backups: {error.strerror}.") from error
    path = place / name_of(at, secrets.token_hex(3), is_encrypted=bool(keys))
    with work_folder(config.instance) as work:
        manifest, files = _gathered(config, work, with_secrets=bool(keys), at=at)
        archives.pack(manifest, files, path, work, keys)
    content = archives.content_of(path)
    path.with_name(f"{path.name}.sha256").write_text(f"{content.sha256}  {path.name}\n", encoding="ascii")
    removed = () if keep_all else _remove_old(place, at=at)
    return Made(path, content.sha256, content.bytes, manifest, removed)


@contextmanager
def work_folder(instance: Path) -> Iterator[Path]:
    """A private folder in the instance, gone after the block. What a crash left a day ago goes too."""
    for left in instance.glob(f"{_WORK}*"):
        if left.stat().st_mtime < now().timestamp() - _DAY:
            shutil.rmtree(left, ignore_errors=True)
    work = instance / f"{_WORK}{secrets.token_hex(6)}"
    try:
        work.mkdir(mode=0o700)
    except OSError as error:
        raise NotPossible(f"{instance} cannot be written to: {error.strerror}.") from error
    try:
        yield work
    finally:
        shutil.rmtree(work, ignore_errors=True)


def _gathered(
    config: Config, work: Path, *, with_secrets: bool, at: datetime
) -> tuple[Manifest, dict[str, Path]]:
    kind = databases.kind_of(config)
    name = databases.FILES[kind]
    copied = work / Path(name).name
    migration = databases.migration(config)
    if not migration:
        raise NotPossible("There is nothing to back up yet: run 'qa init' first.")
    tables = databases.copy(config, copied)
    files = {name: copied}
    settings = config.instance / CONFIG
    if settings.exists():
        files[CONFIG] = settings if with_secrets else _without_secrets(settings, work)
    files |= {f"{FILES}/{name}": path for name, path in _published(config, work).items()}
    manifest = Manifest(
        format=FORMAT,
        made_at=at,
        version=_version(),
        database=kind,
        database_file=name,
        migration=migration,
        tables=tables,
        files={name: archives.content_of(path) for name, path in files.items()},
        has_secrets=with_secrets and settings.exists() and settings_kept.has_secrets(settings),
    )
    return manifest, files


def _published(config: Config, work: Path) -> dict[str, Path]:
    """The published files by name: where they are, or fetched from storage into the working folder."""
    store = store_of(config, FILES)
    if isinstance(store, LocalStore):
        return {name: store.root / name for name in store.names()}
    found = {}
    for name in store.names():
        found[name] = work / FILES / name
        found[name].parent.mkdir(parents=True, exist_ok=True)
        found[name].write_bytes(store.read(name))
    return found


def _without_secrets(settings: Path, work: Path) -> Path:
    kept = work / CONFIG
    kept.write_text(settings_kept.without_secrets(settings), encoding="utf-8")
    return kept


def _remove_old(place: Path, *, at: datetime) -> tuple[str, ...]:
    """Best left alone when the disk says no: a backup too many does no harm."""
    removed = to_remove((path.name for path in place.iterdir()), at=at)
    for name in removed:
        for each in (place / name, place / f"{name}.sha256"):
            each.unlink(missing_ok=True)
    return tuple(removed)


def _version() -> str:
    try:
        return version("qa-app")
    except PackageNotFoundError:
        return ""
