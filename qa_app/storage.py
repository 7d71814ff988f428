"""Where are files kept that are no rows: published ones, and case lists that wait to be read?

In the instance folder, or, for several machines, in S3-compatible storage. This is the whole difference between the two.
Names are paths with slashes. What cannot be reached is an ``OSError``, what is not there a ``FileNotFoundError``.
"""

from __future__ import annotations

import os
import shutil
import time
from contextlib import contextmanager
from datetime import timedelta
from functools import cache
from typing import TYPE_CHECKING, Protocol
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from qa_app.config import Config

_PATIENCE = timedelta(seconds=20)
"""A person waits for the answer."""


class Store(Protocol):
    """A place for files of one kind."""

    making: Path
    """A folder of this machine in which files are made before they are taken in."""

    def read(self, name: str) -> bytes:
        """The whole file."""

    def write(self, name: str, content: bytes) -> None:
        """A new file, kept when this returns."""

    def delete(self, name: str) -> None:
        """Remove a file, if it is still there."""

    def names_older_than(self, age: timedelta) -> list[str]:
        """The files at the top that were last written so long ago."""

    def names(self) -> list[str]:
        """Every file that is kept, in order."""

    def take(self, folder: Path, place: str) -> None:
        """Take in a finished folder of this machine. What stood in its place goes."""


def store_of(config: Config, kind: str) -> Store:
    """Where this instance keeps its files of a kind: ``published`` or ``uploads``."""
    if not config.storage_url:
        return LocalStore(config.instance / kind)
    return _object_store(
        config.storage_url,
        config.storage_endpoint,
        config.storage_region,
        config.storage_key_id,
        config.storage_secret_key,
        kind,
        config.instance / "making",
    )


class LocalStore:
    """A folder that only its owner reads."""

    def __init__(self, root: Path) -> None:
        self.root, self.making = root, root / ".making"

    def read(self, name: str) -> bytes:
        """The whole file."""
        return (self.root / name).read_bytes()

    def write(self, name: str, content: bytes) -> None:
        """A new file, on the disk when this returns."""
        path = self.root / name
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())

    def delete(self, name: str) -> None:
        """Remove a file, if it is still there."""
        (self.root / name).unlink(missing_ok=True)

    def names_older_than(self, age: timedelta) -> list[str]:
        """The files at the top that were last written so long ago."""
        if not self.root.is_dir():
            return []
        before = time.time() - age.total_seconds()
        return [each.name for each in self.root.iterdir() if each.is_file() and each.stat().st_mtime < before]

    def names(self) -> list[str]:
        """Every file that is kept, in order."""
        files = (each.relative_to(self.root) for each in self.root.rglob("*") if each.is_file())
        return sorted(each.as_posix() for each in files if each.parts[0] != self.making.name)

    def take(self, folder: Path, place: str) -> None:
        """Give the folder its name in one step."""
        target = self.root / place
        target.parent.mkdir(parents=True, exist_ok=True)
        if target.exists():
            shutil.rmtree(target)
        folder.replace(target)


class ObjectStore:
    """S3-compatible storage. Each file is whole or not there; nobody knows of it before a row names it."""

    def __init__(self, bucket: str, prefix: str, making: Path, **options: object) -> None:
        from obstore.store import S3Store  # noqa: PLC0415  # an extra: only who has such storage installs it

        self.making = making
        self._store = S3Store(bucket, prefix=prefix, **options)  # type: ignore[arg-type]  # its own typed dictionary

    def read(self, name: str) -> bytes:
        """The whole file."""
        with _as_os_errors():
            return bytes(self._store.get(name).bytes())

    def write(self, name: str, content: bytes) -> None:
        """A new file, kept when this returns."""
        with _as_os_errors():
            self._store.put(name, content)

    def delete(self, name: str) -> None:
        """Remove a file, if it is still there."""
        with _as_os_errors():
            self._store.delete(name)

    def names_older_than(self, age: timedelta) -> list[str]:
        """The files at the top that were last written so long ago."""
        with _as_os_errors():
            found = self._store.list_with_delimiter()["objects"]
        before = time.time() - age.total_seconds()
        return [each["path"] for each in found if each["last_modified"].timestamp() < before]

    def names(self) -> list[str]:
        """Every file that is kept, in order."""
        with _as_os_errors():
            return sorted(each["path"] for found in self._store.list() for each in found)

    def take(self, folder: Path, place: str) -> None:
        """Send every file of the folder, then forget it here."""
        for path in sorted(each for each in folder.iterdir() if each.is_file()):
            self.write(f"{place}/{path.name}", path.read_bytes())
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _as_os_errors() -> Iterator[None]:
    """Its errors quote addresses and keys; ours say that storage did not answer."""
    from obstore.exceptions import BaseError, NotFoundError  # noqa: PLC0415  # as above

    try:
        yield
    except (FileNotFoundError, NotFoundError):
        raise FileNotFoundError("not in storage") from None
    except BaseError as error:
        raise OSError(f"storage did not answer ({type(error).__name__})") from None


@cache
def _object_store(  # noqa: PLR0917  # made once for each set of settings
    url: str, endpoint: str, region: str, key_id: str, secret_key: str, kind: str, making: Path
) -> ObjectStore:
    parts = urlsplit(url)
    options: dict[str, object] = {
        "region": region,
        "retry_config": {"max_retries": 2, "retry_timeout": _PATIENCE},
        "client_options": {"allow_http": endpoint.startswith("http://"), "timeout": _PATIENCE},
    }
    if endpoint:
        options["endpoint"] = endpoint
    if key_id:
        options |= {"access_key_id": key_id, "secret_access_key": secret_key}
    return ObjectStore(parts.netloc, "/".join(filter(None, (parts.path.strip("/"), kind))), making, **options)
