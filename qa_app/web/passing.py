"""What must every worker know for some minutes, and nobody afterwards?

Tries to sign in are counted, and a sign-on that has begun is remembered, in the database that all workers of all
machines share: no Redis is needed. Each change is a transaction of its own, so that a try counts even when what was
tried fails. Keys are kept as hashes: in a box for an address people also type passwords.
"""

from __future__ import annotations

from datetime import timedelta
from hashlib import sha256
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from limits.storage import Storage
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import SQLAlchemyError

from qa_app.clock import now
from qa_app.db import db, see_anew, write_unit
from qa_app.models.sign_ins import Passing

if TYPE_CHECKING:
    from datetime import datetime


def count(key: str, amount: int, *, seconds: int) -> int:
    """Add to what was counted under this key, and say how much it is. It begins anew when its time is over."""
    at = now()
    fresh = {"key": _hashed(key), "number": amount, "words": "", "until": at + timedelta(seconds=seconds)}
    is_over = Passing.until <= at
    statement = _insert().values(fresh)
    statement = statement.on_conflict_do_update(
        index_elements=["key"],
        set_={
            "number": sa.case((is_over, amount), else_=Passing.number + amount),
            "until": sa.case((is_over, statement.excluded.until), else_=Passing.until),
        },
    ).returning(Passing.number)
    with write_unit(), db.engine.begin() as connection:
        number = int(connection.scalar(statement) or 0)
        if number == amount:
            connection.execute(sa.delete(Passing).where(Passing.until < at - timedelta(days=1)))
    return number


def counted(key: str) -> tuple[int, datetime | None]:
    """What was counted under this key, and when it begins anew."""
    statement = sa.select(Passing.number, Passing.until).where(
        Passing.key == _hashed(key), Passing.until > now()
    )
    with db.engine.connect() as connection:
        found = connection.execute(statement).first()
    return (found[0], found[1]) if found else (0, None)


def remember(key: str, words: str, *, seconds: int) -> None:
    """Keep words under this key, for so long."""
    fresh = {"key": _hashed(key), "number": 0, "words": words, "until": now() + timedelta(seconds=seconds)}
    statement = _insert().values(fresh)
    statement = statement.on_conflict_do_update(
        index_elements=["key"], set_={"words": words, "until": fresh["until"]}
    )
    with write_unit(), db.engine.begin() as connection:
        connection.execute(statement)


def remembered(key: str) -> str | None:
    """The words under this key; None when there are none, or not any more."""
    statement = sa.select(Passing.words).where(Passing.key == _hashed(key), Passing.until > now())
    with db.engine.connect() as connection:
        return connection.scalar(statement)


def forget(key: str | None) -> None:
    """Let go of what is under this key, or of everything."""
    statement = sa.delete(Passing)
    if key is not None:
        statement = statement.where(Passing.key == _hashed(key))
    with write_unit(), db.engine.begin() as connection:
        connection.execute(statement)


class Begun:
    """Where a sign-on that has begun waits for its answer: here and not in the cookie, so that each answer counts once."""

    def get(self, key: str) -> str | None:
        """What was kept."""
        return remembered(key)

    def set(self, key: str, value: str, expires: int) -> None:
        """Keep it for so many seconds."""
        remember(key, value, seconds=min(expires, 15 * 60))

    def delete(self, key: str) -> None:
        """It has been answered."""
        forget(key)


class DatabaseStorage(Storage):
    """The counts of Flask-Limiter, in the application's own database. Chosen by ``database://``."""

    STORAGE_SCHEME = ["database"]  # noqa: RUF012  # the library's own declaration

    @property
    def base_exceptions(self) -> type[Exception]:
        """What the database raises."""
        return SQLAlchemyError

    def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        """Count, and say how many. It happens before the view, which may write next."""
        number = count(key, amount, seconds=expiry)
        see_anew()
        return number

    def get(self, key: str) -> int:
        """How many."""
        return counted(key)[0]

    def get_expiry(self, key: str) -> float:
        """When it begins anew, in seconds since 1970."""
        until = counted(key)[1]
        return (until or now()).timestamp()

    def check(self) -> bool:
        """Whether the database answers."""
        try:
            counted("")
        except SQLAlchemyError:
            return False
        return True

    def reset(self) -> int | None:
        """Forget every count."""
        forget(None)
        return None

    def clear(self, key: str) -> None:
        """Forget one count."""
        forget(key)


def _insert() -> Any:  # the two dialects have no common type
    dialect = db.engine.dialect.name
    return (sqlite.insert if dialect == "sqlite" else postgresql.insert)(Passing)


def _hashed(key: str) -> str:
    return sha256(key.encode()).hexdigest()
