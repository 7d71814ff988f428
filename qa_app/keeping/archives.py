"""How does a backup become one file, for nobody else to open, and how is it taken apart again?

A tar file, compressed, and encrypted in the age format (https://age-encryption.org) when there is somebody to encrypt it
for. Its manifest comes first. Whatever is taken out is compared with the manifest on the way.
"""

from __future__ import annotations

import hashlib
import io
import os
import shutil
import tarfile
import zlib
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

import pyrage

from qa_app.domain.backups import MANIFEST, FileContent, Manifest, read_manifest
from qa_app.domain.errors import BadFile, NotPossible

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import BinaryIO

_CHUNK = 1 << 20
_LARGEST_MANIFEST = 64 << 20
_DAMAGED = "The backup is damaged: it cannot be read to its end. Take another one."
_BEGINS = b"age-encryption.org/"


def recipients(words: str) -> list[pyrage.x25519.Recipient]:
    """Those that a backup is encrypted for, from their public keys with spaces between.

    :raises NotPossible: for what is no public key.
    """
    try:
        return [pyrage.x25519.Recipient.from_str(word) for word in words.split()]
    except pyrage.RecipientError as error:
        raise NotPossible(
            "A backup is encrypted for a public key, which begins with age1. 'qa backup-key' makes one."
        ) from error


def identities(file: Path) -> list[pyrage.x25519.Identity]:
    """The secret keys in a file as age-keygen and 'qa backup-key' write it.

    :raises NotPossible: when there is none.
    """
    try:
        lines = [line.strip() for line in file.read_text(encoding="utf-8").splitlines()]
        keys = [pyrage.x25519.Identity.from_str(line) for line in lines if line and not line.startswith("#")]
    except (OSError, UnicodeDecodeError, pyrage.IdentityError) as error:
        raise NotPossible(f"{file} cannot be read as a file of secret keys (AGE-SECRET-KEY-…).") from error
    if not keys:
        raise NotPossible(f"{file} has no secret key (AGE-SECRET-KEY-…) in it.")
    return keys


def new_key() -> tuple[str, str]:
    """A secret key, and the public key that goes with it."""
    identity = pyrage.x25519.Identity.generate()
    return str(identity), str(identity.to_public())


def content_of(path: Path) -> FileContent:
    """A file's size and SHA-256."""
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256")
        return FileContent(bytes=file.tell(), sha256=digest.hexdigest())


def pack(
    manifest: Manifest,
    files: Mapping[str, Path],
    into: Path,
    work: Path,
    keys: Sequence[pyrage.x25519.Recipient],
) -> None:
    """Write the backup's file, whole and on the disk before it has its name. ``work`` is a private folder.

    :raises NotPossible: when it cannot be written, for example because the disk is full.
    """
    partial = into.with_name(f".{into.name}.partial")
    try:
        packed = work / "packed" if keys else partial
        _write_tar(manifest, files, packed)
        if keys:
            with packed.open("rb") as plain, _private(partial) as sealed:
                pyrage.encrypt_io(plain, sealed, list(keys))
            packed.unlink()
        with partial.open("r+b") as file:
            os.fsync(file.fileno())
        partial.replace(into)
    except (OSError, pyrage.EncryptError) as error:
        partial.unlink(missing_ok=True)
        why = getattr(error, "strerror", None) or str(error)
        raise NotPossible(f"The backup could not be written to {into.parent}: {why}.") from error


def unpack(backup: Path, into: Path, keys: Sequence[pyrage.x25519.Identity]) -> Manifest:
    """Take the backup apart into a private folder; what it says that it holds, after comparing every file with it.

    :raises NotPossible: when it is encrypted and the key is missing or another one.
    :raises BadFile: when it is damaged, or holds anything else than it says.
    """
    try:
        with backup.open("rb") as file:
            is_sealed = file.read(len(_BEGINS)) == _BEGINS
            file.seek(0)
            if not is_sealed:
                return _read_tar(file, into)
            if not keys:
                raise NotPossible(f"{backup.name} is encrypted. Give the file with its key: --identity FILE")
            with _private(into / "packed") as packed:
                pyrage.decrypt_io(file, packed, list(keys))
            with (into / "packed").open("rb") as packed:
                return _read_tar(packed, into)
    except pyrage.DecryptError as error:
        raise NotPossible(
            f"{backup.name} cannot be decrypted: the key is not the one that it was encrypted for, or the file is "
            "damaged."
        ) from error
    except (tarfile.TarError, EOFError, zlib.error) as error:
        raise BadFile(_DAMAGED) from error
    except OSError as error:
        if error.errno is None:  # gzip's own way to say that the content is not what it was
            raise BadFile(_DAMAGED) from error
        raise NotPossible(f"{backup} cannot be read: {error.strerror}.") from error


def _write_tar(manifest: Manifest, files: Mapping[str, Path], into: Path) -> None:
    with _private(into) as target, tarfile.open(fileobj=target, mode="w:gz", compresslevel=1) as tar:
        said = manifest.model_dump_json(indent=1).encode()
        entry = tarfile.TarInfo(MANIFEST)
        entry.size, entry.mode, entry.mtime = len(said), 0o600, int(manifest.made_at.timestamp())
        tar.addfile(entry, io.BytesIO(said))
        for name, path in files.items():
            entry = tarfile.TarInfo(name)
            entry.size, entry.mode, entry.mtime = manifest.files[name].bytes, 0o600, int(path.stat().st_mtime)
            with path.open("rb") as file:
                tar.addfile(entry, file)


def _read_tar(source: BinaryIO, into: Path) -> Manifest:
    with tarfile.open(fileobj=source, mode="r:gz") as tar:
        first = tar.next()
        said = tar.extractfile(first) if first and first.name == MANIFEST else None
        if said is None:
            raise BadFile("This is not a backup: it has no manifest.")
        manifest = read_manifest(said.read(_LARGEST_MANIFEST).decode("utf-8", errors="replace"))
        found = set()
        while (entry := tar.next()) is not None:
            expected = manifest.files.get(entry.name)
            if expected is None or not entry.isreg() or not _is_inside(entry.name):
                raise BadFile(f"The backup holds something that its manifest does not name: {entry.name}")
            content = tar.extractfile(entry)
            path = into / entry.name
            path.parent.mkdir(parents=True, exist_ok=True)
            with _private(path) as target:
                shutil.copyfileobj(content, target, _CHUNK)  # type: ignore[arg-type]  # a regular file has content
            if content_of(path) != expected:
                raise BadFile(
                    f"{entry.name} in the backup is not what was put there: its SHA-256 is another."
                )
            found.add(entry.name)
    if missing := sorted(set(manifest.files) - found):
        raise BadFile(f"The backup lacks a file that its manifest names: {missing[0]}")
    return manifest


def _is_inside(name: str) -> bool:
    path = PurePosixPath(name)
    return not path.is_absolute() and ".." not in path.parts


def _private(path: Path) -> BinaryIO:
    """A new file that nobody else can read."""
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")
