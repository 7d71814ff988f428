"""How is an exemplar of a grade made, changed and retired?

Its words are looked through each time they are saved. What could identify somebody is shown to whoever saves, and is only
let through when they have seen it and say why it can stay.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.exc import NoResultFound

from qa_app.clock import in_london
from qa_app.db import session, use_case
from qa_app.domain.errors import NotPossible, Stale, StepNotAllowed
from qa_app.domain.exemplars import TEXT_LIMIT, CouldIdentify, is_nothing_else
from qa_app.domain.words import cleaned, on_one_line, written
from qa_app.models.exemplars import Exemplar
from qa_app.queries import exemplars, identifying

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from qa_app.domain.identifying import Hit
    from qa_app.models.audits import AnyAudit
    from qa_app.models.people import User

REASON_LIMIT = 2_000
SOURCE_LIMIT = 200


@dataclass(frozen=True, slots=True)
class Curated:
    """What a QA manager writes: an extract, why it is a good example, and where it is from if not from an audit.

    ``seen`` are the marks of the warnings that they say they have looked at, ``stays_because`` why those can stay.
    """

    section_key: str
    grade_key: str
    text: str
    because: str
    source: str = ""
    seen: str = ""
    stays_because: str = ""


@use_case
def curate_from(
    audit: AnyAudit, curated: Curated, *, once: str | None = None, by: User, at: datetime
) -> Exemplar:
    """Make an exemplar from a moderated audit, of the final grade of one of its sections. Sent twice it is made once.

    The audit needs its tool version and section grades, as ``exemplars.source`` loads them.

    :raises NotPossible: for a section that has no final grade, or an extract of nothing but what identifies somebody.
    :raises Incomplete: without words, or with too many.
    :raises CouldIdentify: when something could identify somebody and nobody has looked at it and said why it can stay.
    """
    if made := _made_already(once):
        return made
    grade = _final_grade(audit, curated.section_key)
    exemplar = Exemplar(
        tool_key=audit.tool_version.key,
        section_key=curated.section_key,
        grade_key=grade,
        audit_id=audit.id,
        once=once,
    )
    return _made(exemplar, curated, by=by, at=at)


@use_case
def curate_by_hand(
    tool_key: str, curated: Curated, *, once: str | None = None, by: User, at: datetime
) -> Exemplar:
    """Make an exemplar that comes from no audit. As ``curate_from`` otherwise."""
    if made := _made_already(once):
        return made
    tool = exemplars.newest_of(tool_key).definition
    if not exemplars.has_both(tool, curated.section_key, curated.grade_key):
        raise NotPossible("Choose a section and a grade from the list: this tool does not have those sent.")
    exemplar = Exemplar(
        tool_key=tool_key, section_key=curated.section_key, grade_key=curated.grade_key, once=once
    )
    return _made(exemplar, curated, by=by, at=at)


@use_case
def change(exemplar: Exemplar, curated: Curated, *, revision: int, by: User, at: datetime) -> Exemplar:
    """Other words. One from an audit takes the grade that its audit has by now; section and tool stay.

    :raises Stale: when somebody changed it since revision ``revision`` was read.
    :raises StepNotAllowed: when it is retired.
    """
    held = _held(exemplar, revision)
    if held.audit_id is not None:
        grade_key = _present_grade(held, by)
    else:
        grade_key = curated.grade_key
        tool = exemplars.newest_of(held.tool_key).definition
        if grade_key != held.grade_key and not exemplars.has_both(tool, held.section_key, grade_key):
            raise NotPossible("Choose a grade from the list: this tool does not have the one sent.")
    words = _looked_through(curated, at=at)
    held.grade_key = grade_key
    held.changed_by_id, held.changed_at = by.id, at
    _write(held, words)
    return held


@use_case
def retire(exemplar: Exemplar, because: str, *, revision: int, by: User, at: datetime) -> Exemplar:
    """Show it no more. It is kept.

    :raises Incomplete: without a reason.
    :raises Stale: when somebody changed it since revision ``revision`` was read.
    :raises StepNotAllowed: when it is retired already.
    """
    because = written(because, "Say why it is retired.", limit=REASON_LIMIT)
    held = _held(exemplar, revision)
    held.retired_by_id, held.retired_at, held.retired_because = by.id, at, because
    return held


def _made_already(once: str | None) -> Exemplar | None:
    return session.scalars(select(Exemplar).where(Exemplar.once == once)).one_or_none() if once else None


def _made(exemplar: Exemplar, curated: Curated, *, by: User, at: datetime) -> Exemplar:
    exemplar.source = on_one_line(curated.source)[:SOURCE_LIMIT]
    exemplar.made_by_id, exemplar.made_at, exemplar.retired_because = by.id, at, ""
    _write(exemplar, _looked_through(curated, at=at))
    session.add(exemplar)
    session.flush()
    return exemplar


def _held(exemplar: Exemplar, revision: int) -> Exemplar:
    held = session.get_one(Exemplar, exemplar.id, with_for_update=True, populate_existing=True)
    if held.retired_at is not None:
        raise StepNotAllowed("This exemplar is retired, so it is kept as it is. Make a new one instead.")
    if held.revision != revision:
        raise Stale(
            "Someone else changed this exemplar while you were working on it. Choose which words to keep."
        )
    return held


def _present_grade(exemplar: Exemplar, reader: User) -> str:
    try:
        source = exemplars.source(reader, exemplar.audit_id or 0)
        return _final_grade(source, exemplar.section_key)
    except (NoResultFound, NotPossible):
        raise NotPossible(
            "The audit that this comes from has no final grade for the section now. Wait until it has one again, or retire "
            "the exemplar."
        ) from None


def _final_grade(audit: AnyAudit, section_key: str) -> str:
    graded = {each.section.key: each.grade.key for each in exemplars.graded_sections(audit)}
    if section_key not in graded:
        raise NotPossible("Choose a section of this audit that has a final grade.")
    return graded[section_key]


@dataclass(frozen=True, slots=True)
class _Words:
    text: str
    because: str
    hits: tuple[Hit, ...]
    stays_because: str


def _looked_through(curated: Curated, *, at: datetime) -> _Words:
    text = written(curated.text, "Write the extract.", limit=TEXT_LIMIT)
    because = written(curated.because, "Write why it is a good example.", limit=REASON_LIMIT)
    hits, in_reason = identifying.found_in(text, because, on=in_london(at).date())
    if is_nothing_else(text, hits):
        raise NotPossible(
            "Hardly anything is left of this extract without what could identify somebody. Write what was done instead."
        )
    return _Words(text, because, (*hits, *in_reason), _accepted(curated, hits, in_reason))


def _write(exemplar: Exemplar, words: _Words) -> None:
    exemplar.text, exemplar.because = words.text, words.because
    kept = dict.fromkeys((hit.kind.value, hit.text) for hit in words.hits)
    exemplar.accepted = [{"kind": kind, "text": text} for kind, text in kept]
    exemplar.accepted_because = words.stays_because


def _accepted(curated: Curated, hits: Sequence[Hit], in_reason: Sequence[Hit]) -> str:
    """Why the warnings can stay; nothing where there are none."""
    if not hits and not in_reason:
        return ""
    warning = CouldIdentify(hits, in_reason)
    if not warning.was_seen(curated.seen) or not cleaned(curated.stays_because).strip():
        raise warning
    return written(curated.stays_because, "", limit=REASON_LIMIT)
