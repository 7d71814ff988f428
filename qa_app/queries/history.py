"""What happened? The history as it is read, and as it is checked.

There is no scope: whoever may read the history reads all of it, and it holds no content of an audit.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, TypeVar

from sqlalchemy import bindparam, func, select

from qa_app.clock import LONDON
from qa_app.db import one_moment, session
from qa_app.domain.chain import Line, details_of, details_text
from qa_app.domain.chain_checks import Check, Head, Kept
from qa_app.models.base import Base
from qa_app.models.history import HistoryHead, HistoryRow
from qa_app.models.people import User
from qa_app.queries.paging import SIZE, Page

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from sqlalchemy import Select

    from qa_app.domain.chain_checks import Trouble
    from qa_app.domain.happenings import Happening

T = TypeVar("T")

PERSON_FACTS = frozenset(
    column.name
    for table in Base.metadata.tables.values()
    for column in table.columns
    if any(key.column.table.name == User.__tablename__ for key in column.foreign_keys)
)
"""The facts of a line that are the number of a person."""

_AT_ONCE = 5_000
MOST_EXPORTED = 100_000
"""Rows of one file: a workbook can hold a million, but nobody reads them."""


# Asked at every page: putting the statement together costs more than asking it, so it is done once.
_KNOWN_LIST = (
    select(HistoryRow.sequence)
    .where(
        HistoryRow.by_id == bindparam("by"),
        HistoryRow.at > bindparam("since"),
        HistoryRow.what == bindparam("what"),
        HistoryRow.kind == bindparam("kind"),
        HistoryRow.details == bindparam("details"),
    )
    .limit(1)
)
_KNOWN = _KNOWN_LIST.where(HistoryRow.on_id == bindparam("on"))


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which lines: of a person, of a case, of a kind, of a period (both days included)."""

    person_id: int | None = None
    case: str = ""
    what: str = ""
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """A line as it is read: who, by name, and the small facts."""

    sequence: int
    at: datetime
    what: str
    by: str
    kind: str
    on_id: int | None
    about: str
    """The name of the person that it is about, when the record is a person."""
    case_reference: str
    details: Mapping[str, str | int | None]
    hash: str


@dataclass(frozen=True, slots=True)
class Verified:
    """What came of reading the whole history: its newest line, and everything that is wrong."""

    newest: Head
    troubles: tuple[Trouble, ...]
    more: int
    """How many troubles there are besides."""


def matching(wanted: Wanted, *, page: int) -> Page[Told]:
    """The newest first, fifty a page."""
    total = session.scalar(_narrowed(select(func.count()).select_from(HistoryRow), wanted)) or 0
    pages = max(1, -(-total // SIZE))
    number = min(max(page, 1), pages)
    rows = _told(_narrowed(select(HistoryRow), wanted).offset((number - 1) * SIZE).limit(SIZE))
    return Page(tuple(rows), number, pages, total)


def all_matching(wanted: Wanted) -> list[Told]:
    """The newest first, as many as one file takes."""
    return list(_told(_narrowed(select(HistoryRow), wanted).limit(MOST_EXPORTED)))


def is_known(
    what: Happening,
    kind: str,
    on_id: int | None,
    details: Mapping[str, str | int | None],
    by: User,
    *,
    since: datetime,
) -> bool:
    """Whether the same was kept of this person since then."""
    values = {
        "by": by.id,
        "since": since,
        "what": what.value,
        "kind": kind,
        "on": on_id,
        "details": details_text(details),
    }
    return session.scalar(_KNOWN if on_id is not None else _KNOWN_LIST, values) is not None


def people_named() -> list[tuple[int, str]]:
    """Everybody who ever had an account, by name."""
    return [
        (number, name) for number, name in session.execute(select(User.id, User.name).order_by(User.name))
    ]


def head() -> Head | None:
    """The newest line's number and hash; None when the head is missing."""
    row = session.execute(
        select(HistoryHead.sequence, HistoryHead.hash).where(HistoryHead.id == 1)
    ).one_or_none()
    return Head(*row) if row else None


def verified(anchors: Mapping[int, str], *, most: int = 20) -> Verified:
    """Read every line and check it against those before it, the head and what was anchored, as of one moment."""
    check = Check(anchors, _place_of)
    shown: list[Trouble] = []
    more = 0
    with one_moment():
        for trouble in check.troubles(_kept(), head()):
            if len(shown) < most:
                shown.append(trouble)
            else:
                more += 1
    return Verified(check.newest, tuple(shown), more)


def _kept() -> Iterator[Kept]:
    columns = HistoryRow.__table__.c
    asked = select(
        columns.sequence,
        columns.at,
        columns.what,
        columns.by_id,
        columns.kind,
        columns.on_id,
        columns.case_reference,
        columns.details,
        columns.previous,
        columns.hash,
    ).order_by(columns.sequence)
    for row in session.execute(asked, execution_options={"yield_per": _AT_ONCE}):
        yield Kept(Line(*row[:8]), row[8], row[9])


def _place_of(digest: str) -> int | None:
    return session.scalar(select(HistoryRow.sequence).where(HistoryRow.hash == digest).limit(1))


def _narrowed(query: Select[T], wanted: Wanted) -> Select[T]:
    if wanted.person_id is not None:
        query = query.where(HistoryRow.by_id == wanted.person_id)
    if wanted.case:
        query = query.where(HistoryRow.case_reference == wanted.case)
    if wanted.what:
        query = query.where(HistoryRow.what == wanted.what)
    if wanted.since:
        query = query.where(HistoryRow.at >= _begins(wanted.since))
    if wanted.until:
        query = query.where(HistoryRow.at < _begins(wanted.until + timedelta(days=1)))
    return query


def _begins(day: date) -> datetime:
    return datetime.combine(day, time(), LONDON)


def _told(query: Select[HistoryRow]) -> Iterator[Told]:
    rows = session.scalars(query.order_by(HistoryRow.at.desc(), HistoryRow.sequence.desc())).all()
    names = dict(people_named())
    for row in rows:
        yield Told(
            sequence=row.sequence,
            at=row.at,
            what=row.what,
            by=names.get(row.by_id, f"Person {row.by_id}") if row.by_id is not None else "",
            kind=row.kind,
            on_id=row.on_id,
            about=names.get(row.on_id, "") if row.kind == "user" and row.on_id is not None else "",
            case_reference=row.case_reference,
            details=details_of(row.details),
            hash=row.hash,
        )
