"""How does a conversation about grading get into the log, and what does the auditor say to it?

Words are never overwritten by somebody else: an entry can be changed by whoever wrote it, and only until it is answered.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from qa_app.clock import in_london
from qa_app.consequences.messages import message
from qa_app.db import session, use_case
from qa_app.domain.errors import Incomplete, NotPossible, NotYours, Stale, StepNotAllowed
from qa_app.domain.policy import Permission
from qa_app.domain.words import on_one_line, written
from qa_app.models.coaching import Coaching

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date, datetime

    from qa_app.domain.coaching import Conversation
    from qa_app.models.people import User
    from qa_app.queries.coaching import Origin

TOPIC_LIMIT = 200
_NO_DETAIL = "This message does not say what it is about on purpose."


@use_case
def write(
    origin: Origin,
    auditor_id: int,
    conversation: Conversation,
    *,
    link: Callable[[int], str],
    by: User,
    at: datetime,
    once: str | None = None,
) -> Coaching:
    """A new entry, of which the auditor is told; the same one when the form is sent twice.

    ``link`` makes the full address of an entry's page from its id.

    :raises NotPossible: for somebody whom it cannot be about.
    :raises Incomplete: without a topic, notes, a next step or its day, with too many words, or with a day that is past.
    """
    made = session.scalars(select(Coaching).where(Coaching.once == once)).one_or_none() if once else None
    if made:
        return made
    auditor = next((each for each in origin.auditors if each.id == auditor_id), None)
    if auditor is None:
        raise NotPossible("Choose one of the auditors whom this entry can be about.")
    if auditor.is_external:
        raise NotPossible(
            f"{auditor.name} is an external auditor and reads no coaching log. Write to their organisation instead."
        )
    entry = Coaching(
        auditor_id=auditor.id, by_id=by.id, at=at, source=origin.source, source_id=origin.source_id, once=once
    )
    _put(entry, conversation, in_london(at).date())
    session.add(entry)
    session.flush()
    if auditor.active:
        message(
            f"coaching:{entry.id}",
            auditor.email,
            "There is a new entry in your coaching log",
            f"{by.name} has written down what you talked about, and the next step. Read it and answer:\n"
            f"{link(entry.id)}\n\n{_NO_DETAIL}",
            at=at,
        )
    return entry


@use_case
def change(coaching: Coaching, conversation: Conversation, *, revision: int, by: User, at: datetime) -> None:
    """Other words, by whoever wrote the entry.

    :raises NotYours: for anybody else.
    :raises StepNotAllowed: once it is answered or done.
    :raises Stale: when it changed since revision ``revision`` was read.
    """
    _hold(coaching)
    if coaching.by_id != by.id:
        raise NotYours(
            f"Only {coaching.by.name}, who wrote this entry, can change it. Add an entry of your own."
        )
    if coaching.answered_at is not None or coaching.done_at is not None:
        raise StepNotAllowed(
            "This entry is answered, so its words stay as they are. Add another entry for what came later."
        )
    _check_revision(coaching, revision)
    _put(coaching, conversation, in_london(at).date(), kept=coaching.next_on)


@use_case
def answer(
    coaching: Coaching, words: str, *, link: Callable[[int], str], revision: int, by: User, at: datetime
) -> None:
    """What the auditor says to it, once. Whoever wrote the entry is told.

    :raises NotYours: for anybody but the auditor.
    :raises StepNotAllowed: when it is answered already.
    :raises Incomplete: without words, or with too many.
    :raises Stale: when it changed since revision ``revision`` was read: then it says something else.
    """
    _hold(coaching)
    if coaching.auditor_id != by.id:
        raise NotYours("Only the auditor whom this entry is about can answer it.")
    if coaching.answered_at is not None:
        raise StepNotAllowed("You have answered this entry already.")
    _check_revision(coaching, revision)
    coaching.answer, coaching.answered_at = written(words, "Write your answer."), at
    if coaching.by.active:
        message(
            f"coaching-answered:{coaching.id}",
            coaching.by.email,
            "An entry of the coaching log was answered",
            f"{by.name} has answered an entry that you wrote in the coaching log:\n{link(coaching.id)}\n\n{_NO_DETAIL}",
            at=at,
        )


@use_case
def mark_done(coaching: Coaching, *, revision: int, by: User, at: datetime) -> None:
    """The next step is done. The auditor says so, or somebody who runs the programme.

    :raises NotYours: for anybody else.
    :raises StepNotAllowed: when it is done already.
    :raises Stale: when it changed since revision ``revision`` was read.
    """
    _hold(coaching)
    if coaching.auditor_id != by.id and not by.may(Permission.COACHING_RUN):
        raise NotYours("Only the auditor and quality assurance can say that the next step is done.")
    if coaching.done_at is not None:
        raise StepNotAllowed("The next step is done already.")
    _check_revision(coaching, revision)
    coaching.done_by_id, coaching.done_at = by.id, at


def _put(entry: Coaching, said: Conversation, today: date, *, kept: date | None = None) -> None:
    """A day that was agreed before may be past by now; a new one may not."""
    entry.topic = written(on_one_line(said.topic), "Say what it was about.", limit=TOPIC_LIMIT)
    entry.notes = written(said.notes, "Write down what you talked about.")
    entry.next_step = written(said.next_step, "Say which next step you agreed.")
    if said.next_on < today and said.next_on != kept:
        raise Incomplete("The day of the next step must be today or later.")
    entry.next_on = said.next_on


def _hold(coaching: Coaching) -> None:
    session.scalars(
        select(Coaching)
        .where(Coaching.id == coaching.id)
        .options(joinedload(Coaching.by))
        .with_for_update(of=Coaching)
        .execution_options(populate_existing=True)
    ).one()


def _check_revision(coaching: Coaching, revision: int) -> None:
    if coaching.revision != revision:
        raise Stale("This entry changed since you opened the page. Look at what it says now.")
