"""What do people from outside promise before they see anything, and how is it written down?

The council writes the words. A version is never changed: new words are a new version, which everybody from outside has to
accept before they go on.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from qa_app.consequences.history import record
from qa_app.db import session, use_case
from qa_app.domain.errors import NotPossible, Stale
from qa_app.domain.happenings import Happening
from qa_app.domain.words import written
from qa_app.models.council import Council
from qa_app.models.outsiders import Acceptance, ConfidentialityStatement
from qa_app.queries import outsiders

if TYPE_CHECKING:
    from datetime import datetime

    from qa_app.models.people import User

STATEMENT_LIMIT = 20_000


@use_case
def write_statement(text: str, *, seen: int, by: User, at: datetime) -> ConfidentialityStatement:
    """A new version, which counts at once. ``seen`` is the number of the version that was read before, 0 for none.

    :raises Incomplete: without words.
    :raises Stale: when somebody else wrote a version since.
    :raises NotPossible: when these are the words that hold already.
    """
    text = written(text, "Write the words of the statement.", limit=STATEMENT_LIMIT)
    session.scalars(select(Council.id).with_for_update()).one()  # one version at a time
    newest = outsiders.statement_now()
    number = newest.number if newest else 0
    if number != seen:
        raise Stale(
            "Someone else wrote another version since you opened this page. Look at theirs first: it holds already."
        )
    if newest and newest.text == text:
        raise NotPossible("These are the words that hold already, so there is nothing to accept again.")
    statement = ConfidentialityStatement(number=number + 1, text=text, by_id=by.id, at=at)
    session.add(statement)
    session.flush()
    record(Happening.STATEMENT_WRITTEN, by=by, at=at, on=statement, details={"version": statement.number})
    return statement


@use_case
def accept(number: int, *, by: User, at: datetime) -> None:
    """Accept the version that was read. A double click accepts it once.

    :raises NotPossible: for somebody who is not from outside.
    :raises Stale: when it is not the one that holds any more: the newer words have to be read.
    """
    if not by.is_external:
        raise NotPossible("Only external auditors accept the confidentiality statement.")
    session.scalars(select(Council.id).with_for_update()).one()  # nobody writes other words meanwhile
    newest = outsiders.statement_now()
    if newest is None or newest.number != number:
        raise Stale("The statement changed while you were reading it. Read what it says now.")
    if outsiders.statement_for(by) is not None:
        session.add(Acceptance(user_id=by.id, statement_id=newest.id, at=at))
        session.flush()
        record(Happening.STATEMENT_ACCEPTED, by=by, at=at, on=newest, details={"version": number})
