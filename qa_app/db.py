"""How does the application talk to its database, and when is something saved?

One use case is one transaction: ``@use_case`` commits if it returns and rolls back if it raises. This is the only
file with ``commit``. SQLite loses updates silently in Python's default mode, so a unit that writes begins with
``BEGIN IMMEDIATE`` (measured: 800 of 800 concurrent increments kept instead of 119).
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator  # noqa: TC003  # read at run time by functools.wraps
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar, cast

import sqlalchemy as sa
from flask import current_app
from flask_migrate import Migrate
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import event
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.exc import StaleDataError

from qa_app.clock import now
from qa_app.domain.errors import Stale
from qa_app.domain.fingerprints import key_from
from qa_app.models import Base, noticing, sealing
from qa_app.models.noticing import Acting, Noticing

if TYPE_CHECKING:
    from sqlalchemy.engine import Result
    from sqlalchemy.orm import ORMExecuteState, Session, SessionTransaction, scoped_session

    from qa_app.models.people import User

P = ParamSpec("P")
R = TypeVar("R")

db = SQLAlchemy(metadata=Base.metadata, session_options={"expire_on_commit": False})
migrate = Migrate()
session = cast("scoped_session[Session]", db.session)

_writing: ContextVar[bool] = ContextVar("writing", default=False)
_SAVEPOINTS, _ACTING = "history at savepoints", "acting"


@event.listens_for(sa.Engine, "connect")
def _set_up_sqlite(connection: object, _record: object) -> None:
    if not isinstance(connection, sqlite3.Connection):
        return
    connection.isolation_level = None
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",  # an answer acknowledged as saved survives a power cut
        "busy_timeout=10000",
        "foreign_keys=ON",
    ):
        connection.execute(f"PRAGMA {pragma}")


@event.listens_for(sa.Engine, "begin")
def _begin_sqlite(connection: sa.Connection) -> None:
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("BEGIN IMMEDIATE" if _writing.get() else "BEGIN")


@event.listens_for(session, "after_flush")
def _notice_flush(flushed: Session, _context: object) -> None:
    _noticing(flushed).flushed()


@event.listens_for(session, "do_orm_execute")
def _notice_execution(state: ORMExecuteState) -> Result[Any] | None:
    if state.is_select or not (state.is_insert or state.is_update or state.is_delete):
        return None
    return cast("Result[Any] | None", noticing.execution(state, _noticing(state.session)))


def _noticing(changing: Session) -> Noticing:
    acting: Acting = changing.info.get(_ACTING) or Acting(None, now())
    return Noticing(changing, acting, fingerprint_key())


def fingerprint_key() -> bytes:
    """With which this instance keeps that a text changed, without the text."""
    return key_from(current_app.config["SECRET_KEY"])


def act_as(person: User | None) -> None:
    """Whose doing it is what no use case with a ``by`` does, until the request or command ends."""
    session().info[_ACTING] = Acting(person.id if person else None, now())


@contextmanager
def _acting(by: Any, at: Any) -> Iterator[None]:
    """Within the block, changes are noted as this person's, at this moment."""
    info = session().info
    before: Acting | None = info.get(_ACTING)
    by_id = by.id if by is not None else before.by_id if before else None
    info[_ACTING] = Acting(by_id, at or now())
    try:
        yield
    finally:
        info[_ACTING] = before


@event.listens_for(session, "before_commit")
def _seal_history(ending: Session) -> None:
    """The last thing of every transaction, whoever commits it."""
    if not ending.in_nested_transaction():
        ending.flush()  # all else is written before the head is held
        sealing.seal(ending)


@event.listens_for(session, "after_transaction_create")
def _note_savepoint(begun: Session, transaction: SessionTransaction) -> None:
    if transaction.nested:
        begun.info.setdefault(_SAVEPOINTS, {})[transaction] = len(sealing.gathered(begun))


@event.listens_for(session, "after_soft_rollback")
def _forget_undone(undone: Session, transaction: SessionTransaction) -> None:
    """What a savepoint took back leaves no line."""
    if transaction.nested:
        sealing.forget(undone, after=undone.info[_SAVEPOINTS].pop(transaction))


@event.listens_for(session, "after_transaction_end")
def _forget_ended(ended: Session, transaction: SessionTransaction) -> None:
    """What was not committed leaves no line either."""
    if transaction.parent is None:
        sealing.forget(ended)
        ended.info.pop(_SAVEPOINTS, None)


@contextmanager
def write_unit() -> Iterator[None]:
    """Within the block, transactions begin as writers, so that what is read cannot change before it is written."""
    token = _writing.set(True)
    try:
        yield
    finally:
        _writing.reset(token)


def begin_write_unit() -> Callable[[], None]:
    """The same for a request, which has a beginning and an end but no block. Call what it returns at the end."""
    token = _writing.set(True)
    return lambda: _writing.reset(token)


def use_case(function: Callable[P, R]) -> Callable[P, R]:
    """Make a function one transaction.

    :raises Stale: when another transaction changed a row that this one read and wants to change, or added at the
        same moment what may exist once only: the same form sent twice, a name that two people chose.
    """

    @wraps(function)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        if not _writing.get():
            session.commit()  # ends a read that came before; nothing is pending, and rows stay loaded
        with write_unit(), _acting(kwargs.get("by"), kwargs.get("at")):
            try:
                result = function(*args, **kwargs)
                session.commit()
            except StaleDataError as error:
                session.rollback()
                raise Stale(
                    "Someone else changed this while you were working on it. Look at what it says now, then try again."
                ) from error
            except IntegrityError as error:
                session.rollback()
                if not _is_there_already(error):
                    raise
                raise Stale(
                    "The same was saved at this very moment, so it was not saved again. Look whether it is there now."
                ) from error
            except BaseException:
                session.rollback()
                raise
        return result

    run.is_use_case = True  # type: ignore[attr-defined]  # tests/architecture looks for it
    return run


def _is_there_already(error: IntegrityError) -> bool:
    """Whether a unique constraint refused it, in the words of either database."""
    kinds = (getattr(error.orig, "sqlstate", ""), getattr(error.orig, "sqlite_errorname", ""))
    return kinds[0] == "23505" or kinds[1] == "SQLITE_CONSTRAINT_UNIQUE"


@contextmanager
def one_moment() -> Iterator[None]:
    """Within the block, all statements see the database as it was at the first of them, whatever others save.

    SQLite does so by itself. It ends the read that came before; what was loaded stays loaded.
    """
    session.commit()
    if session.get_bind().dialect.name == "postgresql":
        session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
    yield
    session.commit()


@contextmanager
def without_waiting() -> Iterator[None]:
    """Within the block SQLite does not wait for the disk after each transaction.

    A power cut can then cost the whole file: only for what can be made again from nothing, such as the demo.
    """

    def hurry(connection: object, _record: object, _proxy: object) -> None:
        if isinstance(connection, sqlite3.Connection):
            connection.execute("PRAGMA synchronous=OFF")

    engine = db.engine
    session.commit()
    event.listen(engine, "checkout", hurry)
    try:
        yield
    finally:
        session.commit()
        event.remove(engine, "checkout", hurry)
        engine.dispose()  # connections made from now on wait again


def end_read() -> None:
    """Give back the connection without saving anything."""
    session.rollback()


def engine_options(url: str) -> dict[str, Any]:
    """What the engine needs to know, by kind of database."""
    if url.startswith("sqlite"):
        return {"connect_args": {"timeout": 10, "check_same_thread": False}}
    return {"pool_size": 8, "max_overflow": 8, "pool_pre_ping": True}
