"""Which people and cases of this council does a free text name?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, select

from qa_app.db import session
from qa_app.domain import identifying
from qa_app.domain.person_names import names_of
from qa_app.models.cases import Case
from qa_app.models.people import User, Worker

if TYPE_CHECKING:
    from datetime import date

    from qa_app.domain.identifying import Hit
    from qa_app.domain.person_names import Names

_AT_ONCE = 500
"""References in one statement: databases have a limit."""


def found_in(*texts: str, on: date) -> list[tuple[Hit, ...]]:
    """For each text, what in it could identify somebody; ``on`` is today. Three statements for texts of usual size."""
    names, references = known_names(), _references_in(*texts)
    return [identifying.found(text, names=names, references=references, on=on) for text in texts]


def known_names() -> Names:
    """Everybody who has or had an account, and every worker of a case list, ready to be looked for."""
    names = select(User.name).union(select(Worker.name))
    return names_of(session.scalars(names))


def _references_in(*texts: str) -> frozenset[str]:
    """The references of cases that the texts name, in small letters."""
    possible = sorted(frozenset().union(*map(identifying.possible_references, texts)))
    found: set[str] = set()
    for first in range(0, len(possible), _AT_ONCE):
        some = possible[first : first + _AT_ONCE]
        reference = func.lower(Case.reference)
        found.update(session.scalars(select(reference).where(reference.in_(some))))
    return frozenset(found)
