"""Which people and cases of this council does a free text name?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select, true

from qa_app.clock import today
from qa_app.db import session
from qa_app.domain import identifying
from qa_app.domain.person_names import names_of
from qa_app.models.cases import Case
from qa_app.models.people import User, Worker

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy import Row

    from qa_app.domain.identifying import Hit
    from qa_app.domain.person_names import Names

_AT_ONCE = 500
"""References in one statement: databases have a limit."""
_USERS = select(
    func.count().label("people"),
    func.sum(User.revision).label("revisions"),
    func.sum(func.length(User.name)).label("letters"),
).subquery()
_WORKERS = select(
    func.count().label("workers"),
    func.max(Worker.id).label("newest"),
    func.sum(func.length(Worker.name)).label("letters"),
).subquery()
_STAMP = select(_USERS, _WORKERS).join_from(_USERS, _WORKERS, true())
"""What changes whenever a name is added or changed: read instead of the names themselves."""

_prepared: dict[str, tuple[Row[Any], Names]] = {}
"""Database → the names that were prepared last, and the stamp they had. Preparing 2,000 takes as long as a whole save."""


def found_in(*texts: str, on: date) -> list[tuple[Hit, ...]]:
    """For each text, what in it could identify somebody; ``on`` is today. Two or three statements for usual sizes."""
    if not any(texts):
        return [() for _text in texts]
    names, references = known_names(), _references_in(*texts)
    return [identifying.found(text, names=names, references=references, on=on) for text in texts]


def warnings_about(*texts: str) -> tuple[str, ...]:
    """What their writer is told about these texts of one field: a few sentences, none when nothing was found."""
    hits = [hit for found in found_in(*texts, on=today()) for hit in found]
    return identifying.sentences(hits)


def known_names() -> Names:
    """Everybody who has or had an account, and every worker of a case list, ready to be looked for. One statement."""
    database = str(session.get_bind().url)  # type: ignore[union-attr]  # an engine, never a connection
    stamp = session.execute(_STAMP).one()
    kept = _prepared.get(database)
    if kept is None or kept[0] != stamp:
        names = select(User.name).union(select(Worker.name))
        kept = _prepared[database] = stamp, names_of(session.scalars(names))
    return kept[1]


def _references_in(*texts: str) -> frozenset[str]:
    """The references of cases that the texts name, in small letters."""
    possible = sorted(frozenset().union(*map(identifying.possible_references, texts)))
    found: set[str] = set()
    for first in range(0, len(possible), _AT_ONCE):
        some = possible[first : first + _AT_ONCE]
        reference = func.lower(Case.reference)
        found.update(session.scalars(select(reference).where(reference.in_(some))))
    return frozenset(found)
