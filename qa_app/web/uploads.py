"""Where does an uploaded file wait until it is read? In the instance folder, under a name that nobody can guess.

It is deleted once it was read: case lists hold names and dates of birth, and nothing of them may stay here. What a
stopped process left behind is deleted at the next upload, a day later.
"""

from __future__ import annotations

import re
import secrets
import time
from typing import TYPE_CHECKING

from flask import current_app

from qa_app.domain.errors import BadFile
from qa_app.imports.scanning import refuse_harmful

if TYPE_CHECKING:
    from pathlib import Path

_DAY = 24 * 60 * 60
_NAME = re.compile(r"[\w-]{43}")


def keep(content: bytes) -> str:
    """Put a file aside, once the virus scanner let it pass, where the council has one; its new name.

    :raises BadFile: when it is harmful or could not be checked. Nothing of it is written anywhere.
    """
    refuse_harmful(content, current_app.config["QA"].virus_scanner)
    folder = _folder()
    for old in folder.iterdir():
        if time.time() - old.stat().st_mtime > _DAY:
            old.unlink(missing_ok=True)
    name = secrets.token_urlsafe(32)
    path = folder / name
    path.touch(mode=0o600)
    path.write_bytes(content)
    return name


def read(name: str) -> bytes:
    """The file again.

    :raises BadFile: when it is no longer there.
    """
    try:
        return _path(name).read_bytes()
    except FileNotFoundError:
        raise BadFile("The file is no longer here: it is kept for a day at most. Upload it again.") from None


def forget(name: str) -> None:
    """Delete the file, if it is still there."""
    _path(name).unlink(missing_ok=True)


def _path(name: str) -> Path:
    if not _NAME.fullmatch(name):
        raise ValueError("not the name of an upload")
    return _folder() / name


def _folder() -> Path:
    folder: Path = current_app.config["QA"].instance / "uploads"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder
