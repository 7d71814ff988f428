"""How does an instance come back from a backup? Only where there is nothing yet: nothing is ever restored over work."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING

from qa_app.config import has_secrets, read_config, shipped, write_config
from qa_app.domain.backups import CONFIG
from qa_app.domain.errors import BadFile, NotPossible
from qa_app.keeping import archives, databases
from qa_app.keeping.backing_up import FILES, work_folder
from qa_app.keeping.verifying import compare
from qa_app.storage import LocalStore, store_of

if TYPE_CHECKING:
    from pathlib import Path

    from qa_app.config import Config
    from qa_app.domain.backups import Manifest


@dataclass(frozen=True, slots=True)
class Restored:
    """What came back, and whether the database wants ``qa init`` before it can be served."""

    manifest: Manifest
    is_older: bool


def restore(
    backup: Path, instance: Path, *, identity: Path | None = None, new_secrets: bool = False
) -> Restored:
    """Put a backup into an instance that holds nothing but, perhaps, its ``config.toml``.

    :raises NotPossible: when the instance holds something, the key or the secrets are missing, or it cannot be done
        here. Then nothing was changed.
    :raises BadFile: when the backup is damaged.
    """
    keys = archives.identities(identity) if identity else []
    instance.mkdir(parents=True, exist_ok=True)
    settings = instance / CONFIG
    _refuse_when_used(instance, read_config(instance) if settings.exists() else None)
    with work_folder(instance) as work:
        manifest = archives.unpack(backup, work, keys)
        newest = _newest_migration()
        if not list((shipped("migrations") / "versions").glob(f"{manifest.migration}_*.py")):
            raise NotPossible(
                f"The backup was made by a newer version of the product (migration {manifest.migration}; this version "
                f"knows up to {newest}). Install that version, then try again."
            )
        is_new = not settings.exists()
        try:
            if is_new:
                _settings_from(manifest, work, instance, new_secrets=new_secrets)
            config = read_config(instance)
            _refuse_when_used(instance, config)
            _refuse_another_kind(manifest, config)
            _put_back(manifest, work, config)
        except BaseException:
            if is_new:
                settings.unlink(missing_ok=True)
            raise
    return Restored(manifest, is_older=manifest.migration != newest)


def _refuse_when_used(instance: Path, config: Config | None) -> None:
    there = store_of(config, FILES) if config else LocalStore(instance / FILES)
    if there.names():
        raise NotPossible(
            f"There are published files in {_place(config, instance)}. A backup is only restored where nothing is lost."
        )
    is_empty = databases.is_empty(config) if config else not (instance / "qa.db").exists()
    if not is_empty:
        raise NotPossible(
            f"The instance in {instance} has a database with something in it. A backup is only restored into an empty "
            "one: set QA_INSTANCE to a new folder (and database_url to an empty database), or move this one away."
        )


def _place(config: Config | None, instance: Path) -> str:
    return config.storage_url if config and config.storage_url else str(instance / FILES)


def _refuse_another_kind(manifest: Manifest, config: Config) -> None:
    if databases.kind_of(config) != manifest.database:
        raise NotPossible(
            f"The backup is of {manifest.database}, and the instance uses {databases.kind_of(config)}. Set database_url "
            f"in {CONFIG} (or QA_DATABASE_URL) to an empty database of the same kind."
        )


def _settings_from(manifest: Manifest, work: Path, instance: Path, *, new_secrets: bool) -> None:
    kept = work / CONFIG
    if manifest.has_secrets:
        shutil.copyfile(kept, instance / CONFIG)
        (instance / CONFIG).chmod(0o600)
        return
    if not (new_secrets or has_secrets(os.environ)):
        raise NotPossible(
            f"The backup is without secrets, so that no password would work. Put the {CONFIG} that you kept apart into "
            f"{instance} first, or use --new-secrets: everybody then asks for a new password and sets up their second "
            "factor again."
        )
    settings = write_config(instance)
    made = settings.read_text(encoding="utf-8").splitlines(keepends=True) if settings.exists() else []
    fresh = "".join(line for line in made if "is_demo" not in line)
    settings.write_text(fresh + (kept.read_text(encoding="utf-8") if kept.exists() else ""), encoding="utf-8")
    settings.chmod(0o600)


def _put_back(manifest: Manifest, work: Path, config: Config) -> None:
    """Files first, the database last: an instance is served only when everything is there."""
    came, store = LocalStore(work / FILES), store_of(config, FILES)
    names = came.names()
    for name in names:
        store.write(name, came.read(name))
    try:
        url = databases.put_back(work / manifest.database_file, config)
    except BaseException:
        for name in names:
            store.delete(name)
        raise
    if problems := compare(manifest, databases.contents(url)):
        raise BadFile("What was restored is not what was kept. " + " ".join(problems))


def _newest_migration() -> str:
    return (shipped("migrations") / "HEAD").read_text(encoding="utf-8").strip()
