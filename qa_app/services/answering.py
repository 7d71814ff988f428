"""How is an answer saved, so that nobody overwrites what they have not read?

Each answer has a version. Whoever saves says which version they read; when another was saved since, nothing changes
and both texts come back. The audit's row is held meanwhile, so that no answer slips in after it was handed in.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, insert, inspect, select, update
from sqlalchemy.exc import IntegrityError

from qa_app.consequences.history import change_of, record
from qa_app.db import session, use_case
from qa_app.domain.answers import Given, problem_with
from qa_app.domain.errors import NotPossible, NotYours, StepNotAllowed
from qa_app.domain.happenings import Happening
from qa_app.domain.words import cleaned
from qa_app.domain.workflow import EDITABLE
from qa_app.models.audits import OF_EXERCISES, Answer, AnyAudit
from qa_app.models.base import Base
from qa_app.models.cases import Case
from qa_app.models.noticing import NOTICED
from qa_app.models.people import User

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

_NOTHING = Given("")
_HIGHEST = 1_000_000
_ANSWERS, _CASES = (
    Base.metadata.tables[each.__tablename__] for each in (Answer, Case)
)  # the table, not the class: these rows need no objects

# Both are sent whenever somebody types. Putting a statement together costs more than sending it, so it is done once.
_HELD = (
    select(
        AnyAudit.status,
        AnyAudit.auditor_id,
        AnyAudit.kind,
        _ANSWERS.c.question_key,
        _ANSWERS.c.value,
        _ANSWERS.c.comment,
        _ANSWERS.c.version,
        _ANSWERS.c.saved_by_id,
        _ANSWERS.c.saved_at,
        _CASES.c.reference,
    )
    .outerjoin(_CASES, _CASES.c.id == AnyAudit.case_id)
    .outerjoin(
        _ANSWERS,
        (_ANSWERS.c.audit_id == AnyAudit.id) & _ANSWERS.c.question_key.in_(bindparam("keys", expanding=True)),
    )
    .where(AnyAudit.id == bindparam("audit"))
    .with_for_update(of=AnyAudit)
)
_CHANGED = (
    update(_ANSWERS)
    .where(
        _ANSWERS.c.audit_id == bindparam("audit"),
        _ANSWERS.c.question_key == bindparam("key"),
        _ANSWERS.c.version == bindparam("seen"),
    )
    .values(
        value=bindparam("new_value"),
        comment=bindparam("new_comment"),
        version=_ANSWERS.c.version + 1,
        saved_by_id=bindparam("by"),
        saved_at=bindparam("at"),
    )
    .execution_options(**{NOTICED: True})
)
_NEW = insert(_ANSWERS).execution_options(**{NOTICED: True})


@dataclass(frozen=True, slots=True)
class Typed:
    """What somebody typed for one question, and the version of the answer that they saw (0: there was none)."""

    given: Given
    version: int = 0


@dataclass(frozen=True, slots=True)
class Saved:
    """The answer is kept, under this version."""

    version: int


@dataclass(frozen=True, slots=True)
class Conflict:
    """The answer was saved by somebody, or in another tab, since it was read. Nothing was changed."""

    question_key: str
    yours: Given
    theirs: Given
    their_name: str
    their_at: datetime
    version: int


@dataclass(frozen=True, slots=True)
class PageSaved:
    """What came of the answers of one page: kept ones, conflicts, and sentences for what cannot be kept."""

    saved: Mapping[str, Saved] = field(default_factory=dict)
    conflicts: tuple[Conflict, ...] = ()
    problems: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_whole(self) -> bool:
        """Whether everything was kept."""
        return not self.conflicts and not self.problems


@dataclass(frozen=True, slots=True)
class _Kept:
    given: Given
    version: int
    saved_by_id: int
    saved_at: datetime


@dataclass(frozen=True, slots=True)
class _Held:
    """An audit that is held: the answers that were asked for, and the reference of its case."""

    answers: Mapping[str, _Kept]
    reference: str


@use_case
def save(
    audit: AnyAudit, question_key: str, given: Given, version: int, *, by: User, at: datetime
) -> Saved | Conflict:
    """One answer. The audit needs its tool version loaded.

    :raises NotPossible: for a question that the tool does not have, or an answer that cannot be one.
    :raises NotYours: when the audit belongs to somebody else.
    :raises StepNotAllowed: when the audit was handed in, or not started.
    """
    typed = Typed(_cleaned(given), version)
    problem = _problem(audit, question_key, typed.given)
    if problem:
        raise NotPossible(problem)
    return _save(audit, question_key, typed, _hold(audit, [question_key], by=by), by=by, at=at)


@use_case
def save_page(audit: AnyAudit, page: Mapping[str, Typed], *, by: User, at: datetime) -> PageSaved:
    """All answers of a page that differ from what is kept. What can be kept is kept, whatever comes of the others.

    :raises NotYours: when the audit belongs to somebody else.
    :raises StepNotAllowed: when the audit was handed in, or not started.
    """
    held = _hold(audit, page, by=by)
    conflicts: list[Conflict] = []
    # One order for all writers, so that two cannot wait for each other.
    clean = {key: Typed(_cleaned(typed.given), typed.version) for key, typed in sorted(page.items())}
    problems = {key: said for key, typed in clean.items() if (said := _problem(audit, key, typed.given))}
    new = {
        key: typed
        for key, typed in clean.items()
        if key not in held.answers and key not in problems and typed.given != _NOTHING
    }
    saved = _add_all(audit, new, held.reference, by=by, at=at)
    for key, typed in clean.items():
        if key in problems or key in saved:
            continue
        outcome = _save(audit, key, typed, held, by=by, at=at)
        if isinstance(outcome, Conflict):
            conflicts.append(outcome)
        else:
            saved[key] = outcome
    return PageSaved(saved, tuple(conflicts), problems)


def _cleaned(given: Given) -> Given:
    return Given(cleaned(given.value), cleaned(given.comment))


def _problem(audit: AnyAudit, question_key: str, given: Given) -> str | None:
    try:
        question = audit.tool_version.definition.question(question_key)
    except KeyError:
        return "This audit does not ask that question."
    return problem_with(question, given)


def _hold(audit: AnyAudit, keys: Iterable[str], *, by: User) -> _Held:
    """The answers that are kept, while the audit is held as it is: other answers can be saved, a hand-in waits."""
    rows = session.execute(_HELD, {"audit": audit.id, "keys": list(keys)}).all()
    status, auditor_id, kind = rows[0][:3]
    if auditor_id != by.id:
        raise NotYours("This audit belongs to another auditor, so your words were not saved.")
    if status not in EDITABLE:
        label = status.unmoderated_label if kind in OF_EXERCISES else status.label
        raise StepNotAllowed(
            f"This audit is now “{label}”, so its answers cannot be changed. What you typed since was not "
            "saved: copy it if you need it."
        )
    answers = {row[3]: _Kept(Given(row[4], row[5]), *row[6:9]) for row in rows if row[3] is not None}
    return _Held(answers, rows[0].reference or "")


def _save(
    audit: AnyAudit, key: str, typed: Typed, held: _Held, *, by: User, at: datetime
) -> Saved | Conflict:
    kept = held.answers.get(key)
    if typed.given == (kept.given if kept else _NOTHING):
        return Saved(kept.version if kept else 0)
    if kept is None:
        version = _add(audit, key, typed, held.reference, by=by, at=at)
    elif kept.version == typed.version:
        version = _change(audit, key, typed, kept, held.reference, by=by, at=at)
    else:
        return _conflict(key, typed, kept, by=by)
    if version:
        return Saved(version)
    # On PostgreSQL another transaction can save between our reading and our writing: now it can be read.
    return _save(audit, key, typed, _hold(audit, [key], by=by), by=by, at=at)


def _change(
    audit: AnyAudit, key: str, typed: Typed, kept: _Kept, reference: str, *, by: User, at: datetime
) -> int:
    """The new version; 0 when somebody else was first."""
    changed = session.execute(
        _CHANGED,
        {
            "audit": audit.id,
            "key": key,
            "seen": typed.version,
            "new_value": typed.given.value,
            "new_comment": typed.given.comment,
            "by": by.id,
            "at": at,
        },
    )
    for row in inspect(audit).dict.get("answers", ()):
        if row.question_key == key:
            session.expire(row)  # a page that has loaded it reads it again
    if not changed.rowcount:  # type: ignore[attr-defined]  # a CursorResult
        return 0
    _note(audit, key, kept.given, typed.given, typed.version + 1, reference, by=by, at=at)
    return typed.version + 1


def _add(audit: AnyAudit, key: str, typed: Typed, reference: str, *, by: User, at: datetime) -> int:
    """The new version; 0 when somebody else was first."""
    saved = _add_all(audit, {key: typed}, reference, by=by, at=at)
    return saved[key].version if saved else 0


def _add_all(
    audit: AnyAudit, new: Mapping[str, Typed], reference: str, *, by: User, at: datetime
) -> dict[str, Saved]:
    """All of them at once, for a page has many; none when somebody else was first with one of them.

    An answer that was dropped goes on from the version that was read.
    """
    versions = {key: min(max(typed.version, 0), _HIGHEST) + 1 for key, typed in new.items()}
    if not versions:
        return {}
    rows = [
        {
            "audit_id": audit.id,
            "question_key": key,
            "value": typed.given.value,
            "comment": typed.given.comment,
            "version": versions[key],
            "saved_by_id": by.id,
            "saved_at": at,
        }
        for key, typed in new.items()
    ]
    try:
        with session.begin_nested():
            session.execute(_NEW, rows)
    except IntegrityError:
        return {}
    for key, version in versions.items():
        _note(audit, key, _NOTHING, new[key].given, version, reference, by=by, at=at)
    return {key: Saved(version) for key, version in versions.items()}


def _note(  # noqa: PLR0917
    audit: AnyAudit,
    key: str,
    old: Given,
    new: Given,
    version: int,
    reference: str,
    *,
    by: User,
    at: datetime,
) -> None:
    """In the history: which answer, and that its words changed, not to what."""
    changed = {
        name: change_of(before, after, where=f"answer.{audit.id}.{key}.{name}")
        for name, before, after in (("value", old.value, new.value), ("comment", old.comment, new.comment))
        if before != after
    }
    details: dict[str, str | int | None] = {"question": key, "version": version, **changed}
    record(Happening.CHANGED, by=by, at=at, on=audit, case=reference, details=details)


def _conflict(key: str, typed: Typed, kept: _Kept, *, by: User) -> Conflict:
    name = session.scalars(select(User.name).where(User.id == kept.saved_by_id)).one()
    who = "You, in another tab," if kept.saved_by_id == by.id else name
    return Conflict(key, typed.given, kept.given, who, kept.saved_at, kept.version)
