"""What did a request change? A fingerprint of every table before it and after it."""

from __future__ import annotations

import hashlib
import re
from contextlib import contextmanager
from typing import TYPE_CHECKING

import sqlalchemy as sa

from qa_app.db import db

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    Prints = Mapping[str, tuple[int, str]]


def prints() -> Prints:
    """Table → how many rows it has, and a checksum of all that is in them.

    Without what every request leaves: the history, which also keeps what was asked for and refused, when a session was used,
    and how often something was tried.
    """
    with db.engine.connect() as connection:
        return {
            table.name: _print(sorted(map(repr, connection.execute(table.select()).all())))
            for table in db.metadata.sorted_tables
            if table.name not in _LEFT_BY_EVERY_REQUEST
        }


def changed_since(before: Prints) -> list[str]:
    """The names of the tables that are not as they were."""
    now = prints()
    return sorted(name for name in now if now[name] != before[name])


class Watch:
    """The same for many requests one after another: looks at the tables only when something was sent to be written."""

    def __init__(self) -> None:
        self._before = prints()
        self.is_written = False

    def changes(self) -> list[str]:
        """The tables that changed since this was asked last."""
        if not self.is_written:
            return []
        before, self._before, self.is_written = self._before, prints(), False
        return sorted(name for name in before if before[name] != self._before[name])


@contextmanager
def watched() -> Iterator[Watch]:
    """``with watched() as tables:`` and ``tables.changes()`` after each request."""
    watch = Watch()

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        watch.is_written = watch.is_written or not (_READS.match(statement) or _IS_LEFT.match(statement))

    sa.event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield watch
    finally:
        sa.event.remove(db.engine, "before_cursor_execute", note)


_LEFT_BY_EVERY_REQUEST = ("history", "history_head", "passing", "sign_in")
_READS = re.compile(r"\s*(SELECT|BEGIN|PRAGMA|SHOW)\b", re.IGNORECASE)
_IS_LEFT = re.compile(
    rf"\s*(INSERT INTO|UPDATE|DELETE FROM) ({'|'.join(_LEFT_BY_EVERY_REQUEST)})\b", re.IGNORECASE
)


def _print(rows: list[str]) -> tuple[int, str]:
    return len(rows), hashlib.sha256("\n".join(rows).encode()).hexdigest()
