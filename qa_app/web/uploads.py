"""Where does an uploaded file wait until it is read? With the instance's other files, under a name that nobody can guess.

It is deleted once it was read: case lists hold names and dates of birth, and nothing of them may stay here. What a
stopped process left behind is deleted at the next upload, a day later.
"""

from __future__ import annotations

import re
import secrets
from datetime import timedelta
from typing import TYPE_CHECKING

from flask import current_app

from qa_app.domain.errors import BadFile
from qa_app.imports.scanning import refuse_harmful
from qa_app.storage import store_of

if TYPE_CHECKING:
    from qa_app.storage import Store

_KEPT_FOR = timedelta(days=1)
_NAME = re.compile(r"[\w-]{43}")


def keep(content: bytes) -> str:
    """Put a file aside, once the virus scanner let it pass, where the council has one; its new name.

    :raises BadFile: when it is harmful or could not be checked. Nothing of it is written anywhere.
    """
    refuse_harmful(content, current_app.config["QA"].virus_scanner)
    store = _store()
    for old in store.names_older_than(_KEPT_FOR):
        store.delete(old)
    name = secrets.token_urlsafe(32)
    store.write(name, content)
    return name


def read(name: str) -> bytes:
    """The file again.

    :raises BadFile: when it is no longer there.
    """
    try:
        return _store().read(_known(name))
    except FileNotFoundError:
        raise BadFile("The file is no longer here: it is kept for a day at most. Upload it again.") from None


def forget(name: str) -> None:
    """Delete the file, if it is still there."""
    _store().delete(_known(name))


def _known(name: str) -> str:
    if not _NAME.fullmatch(name):
        raise ValueError("not the name of an upload")
    return name


def _store() -> Store:
    return store_of(current_app.config["QA"], "uploads")
