"""How do lines come into the history, in one order, without people waiting for each other?

During a transaction lines are only gathered. Right before its commit they are sealed: the head is held, the lines are
hashed one after the other, and written. So the head is held for the commit alone, it is the last thing that any
transaction waits for (nobody can wait in a circle), the order of the lines is the order of the commits, and a
transaction that fails leaves none.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, cast

from sqlalchemy import insert, inspect, select

from qa_app.domain.chain import Line, details_text, digest
from qa_app.models.base import Base
from qa_app.models.case_paths import CasePaths
from qa_app.models.history import HistoryHead, HistoryRow

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from sqlalchemy.orm import Session

_GATHERED = "history"
# Tables, not classes, and the connection, not the session: this is done whenever somebody types, and needs no objects.
_ROWS, _NEWEST = (Base.metadata.tables[each.__tablename__] for each in (HistoryRow, HistoryHead))
_HEAD = select(_NEWEST.c.sequence, _NEWEST.c.hash).where(_NEWEST.c.id == 1).with_for_update()
_ADD = insert(_ROWS)


@dataclass(slots=True)
class Note:
    """What will be one line. ``on`` may be a record that has no number yet: it has one when it is sealed."""

    what: str
    by_id: int | None
    at: datetime
    kind: str = ""
    on_id: int | None = None
    on: Base | None = None
    case_reference: str = ""
    details: Mapping[str, str | int | None] = field(default_factory=dict)
    about: tuple[str, int] | None = None
    """The table and number of a record that leads to the case, when it is not ``on``."""


def gather(session: Session, note: Note) -> None:
    """Keep a note until the present transaction is about to commit."""
    if not session.in_transaction():
        session.begin()  # or there would be nothing that a refusal could undo
    session.info.setdefault(_GATHERED, []).append(note)


def gathered(session: Session) -> list[Note]:
    """What the present transaction will leave so far."""
    return cast("list[Note]", session.info.get(_GATHERED, []))


def forget(session: Session, *, after: int = 0) -> None:
    """Drop what was gathered, but for the first so many notes."""
    del gathered(session)[after:]


def seal(session: Session) -> None:
    """Write what was gathered. Nothing may be changed between this and the commit."""
    notes = gathered(session)
    if not notes:
        return
    session.info[_GATHERED] = []
    _name_cases(session, notes)
    connection = session.connection()
    sequence, previous = connection.execute(_HEAD).one()
    rows = []
    for note in notes:
        sequence += 1
        kind, on_id = (note.kind, note.on_id) if note.on is None else _known(note.on)
        line = Line(
            sequence,
            note.at,
            note.what,
            note.by_id,
            kind,
            on_id,
            note.case_reference,
            details_text(note.details),
        )
        own = digest(line, previous)
        rows.append(
            {
                "sequence": sequence,
                "at": note.at,
                "what": note.what,
                "by_id": note.by_id,
                "kind": kind,
                "on_id": on_id,
                "case_reference": note.case_reference,
                "details": line.details,
                "previous": previous,
                "hash": own,
            }
        )
        previous = own
    connection.execute(_ADD, rows)


def _name_cases(session: Session, notes: list[Note]) -> None:
    paths = CasePaths(session)
    for note in notes:
        if note.case_reference:
            continue
        if note.on is not None:
            note.case_reference = paths.of(note.on)
        elif note.about:
            note.case_reference = paths.at(*note.about)


def _known(on: Base) -> tuple[str, int | None]:
    """The table and the number of a record; no number for one that is known by several columns."""
    identity = inspect(on).identity
    number = identity[0] if identity and len(identity) == 1 and isinstance(identity[0], int) else None
    return on.__tablename__, number
