"""Whose period is over, what is held all the same, and what was removed already?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, exists, func, or_, select
from sqlalchemy.orm import aliased, joinedload

from qa_app.clock import in_london
from qa_app.db import session
from qa_app.domain.actions import ActionStatus
from qa_app.domain.notices import NoticeKind
from qa_app.domain.policy import Permission
from qa_app.domain.retention import Due, RecordClass, later, months_of
from qa_app.domain.workflow import Status
from qa_app.models.actions import Action, ActionEvent
from qa_app.models.audits import AnyAudit, AuditEvent, AuditKind
from qa_app.models.calibration import ExerciseCase
from qa_app.models.cases import Case, CaseListImport, ImportState
from qa_app.models.coaching import Coaching
from qa_app.models.concerns import Concern
from qa_app.models.mail import OutboxMessage
from qa_app.models.people import User
from qa_app.models.personal import (
    Anonymised,
    CaseNotice,
    Disposal,
    RetentionPeriod,
    SubjectAccess,
)
from qa_app.models.publications import Audience, Publication, PublishedFile
from qa_app.models.reopenings import Reopening
from qa_app.models.replies import Reply
from qa_app.models.rounds import Sample, SampledCase

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    from sqlalchemy import ColumnElement, ScalarSelect

_SLACK = timedelta(days=4)
"""Months have different lengths: the database gives a few days too many, and the calendar decides."""
_A, _B = aliased(AnyAudit), aliased(AnyAudit)
_ENDED_ACTIONS = (ActionStatus.VERIFIED, ActionStatus.CANCELLED)
_OF_EXERCISES = (AuditKind.CALIBRATION, AuditKind.PRACTICE, AuditKind.REPEAT)


@dataclass(frozen=True, slots=True)
class _Found:
    record_id: int
    what: str
    ended_at: datetime
    cases: frozenset[int] = frozenset()


def months() -> dict[RecordClass, int]:
    """The schedule as it is now."""
    rows = session.execute(select(RetentionPeriod.record_class, RetentionPeriod.months))
    return months_of(dict(rows.all()))


def due(
    on: date, *, record_class: RecordClass | None = None, record_id: int | None = None
) -> tuple[Due, ...]:
    """Everything whose period is over, by class, the longest ended first; of one class, or one record, when asked so."""
    schedule, holds = months(), _holds()
    found: list[Due] = []
    for each, ended in _QUERIES.items():
        if record_class is not None and each is not record_class:
            continue
        until = datetime.combine(later(on, -schedule[each]) + _SLACK, time(), UTC)
        some = []
        for one in ended(until, record_id):
            day = in_london(one.ended_at).date()
            over = later(day, schedule[each])
            if over <= on:
                held = (
                    *holds.get(None, ()),
                    *(why for case in sorted(one.cases) for why in holds.get(case, ())),
                )
                some.append(Due(each, one.record_id, one.what, day, over, held))
        found += sorted(some, key=lambda one: (one.ended_on, one.record_id))
    return tuple(found)


def holds(*, is_open: bool = True) -> Sequence[CaseNotice]:
    """Every legal hold that stands (or those that ended), the newest first, with its case."""
    return notices(NoticeKind.HOLD, is_open=is_open)


def notices(kind: NoticeKind, *, is_open: bool = True) -> Sequence[CaseNotice]:
    """Every notice of a kind, the newest first, with its case and who wrote it."""
    ended = CaseNotice.ended_at.is_(None) if is_open else CaseNotice.ended_at.is_not(None)
    return session.scalars(
        select(CaseNotice)
        .where(CaseNotice.kind == kind, ended)
        .options(joinedload(CaseNotice.case), joinedload(CaseNotice.by).lazyload(User.roles))
        .order_by(CaseNotice.id.desc())
    ).all()


def notices_of(reader: User, case_id: int | None, *, audit_id: int | None = None) -> Sequence[CaseNotice]:
    """What is said of one case now; nothing for no case.

    Who reads the case list sees all of it. Anybody else sees that a case is restricted, and corrections of the audit that
    they are reading: what was written about another audit could tell a blind auditor what it says.
    """
    if case_id is None:
        return ()
    seen = (
        CaseNotice.kind.is_not(None)
        if reader.may(Permission.CASES_READ)
        else or_(
            CaseNotice.kind == NoticeKind.RESTRICTION,
            and_(CaseNotice.kind == NoticeKind.CORRECTION, CaseNotice.audit_id == audit_id),
        )
    )
    return session.scalars(
        select(CaseNotice)
        .where(
            seen,
            CaseNotice.ended_at.is_(None),
            or_(
                CaseNotice.case_id == case_id,
                and_(CaseNotice.case_id.is_(None), CaseNotice.kind == NoticeKind.HOLD),
            ),
        )
        .options(joinedload(CaseNotice.by).lazyload(User.roles))
        .order_by(CaseNotice.id)
    ).all()


def one_notice(notice_id: int) -> CaseNotice:
    """One notice with its case. NoResultFound for none."""
    return session.scalars(
        select(CaseNotice).where(CaseNotice.id == notice_id).options(joinedload(CaseNotice.case))
    ).one()


def case_named(reference: str) -> Case | None:
    """The case with exactly this reference, whatever its letters' size; None for none, or one that is removed."""
    return session.scalars(
        select(Case).where(func.lower(Case.reference) == reference.strip().lower(), Case.removed_at.is_(None))
    ).one_or_none()


def audited_cases(*, most: int) -> Sequence[Case]:
    """The cases whose audits were moderated first."""
    return session.scalars(
        select(Case)
        .join(_A, _A.case_id == Case.id)
        .where(_A.kind == AuditKind.AUDIT, _A.status == Status.MODERATED)
        .order_by(_A.moderated_at, _A.id)
        .limit(most)
    ).all()


def disposals() -> Sequence[Disposal]:
    """Every carrying out of the schedule, the newest first."""
    return session.scalars(
        select(Disposal).options(joinedload(Disposal.by).lazyload(User.roles)).order_by(Disposal.id.desc())
    ).all()


def one_disposal(disposal_id: int) -> Disposal:
    """A finished one. NoResultFound for others."""
    return session.scalars(
        select(Disposal)
        .where(Disposal.id == disposal_id, Disposal.finished_at.is_not(None))
        .options(joinedload(Disposal.by).lazyload(User.roles))
    ).one()


def counts_of(disposal: Disposal) -> Mapping[RecordClass, int]:
    """How many records of each class it removed."""
    rows = session.execute(
        select(Anonymised.record_class, func.count())
        .where(Anonymised.disposal_id == disposal.id)
        .group_by(Anonymised.record_class)
    )
    return dict(rows.all())


def _holds() -> dict[int | None, tuple[str, ...]]:
    found: dict[int | None, tuple[str, ...]] = {}
    for each in holds():
        day = in_london(each.at).date()
        whose = f"case {each.case.reference}" if each.case else "everything"
        sentence = f"Held since {day.day} {day:%B %Y} (hold {each.id}, on {whose})."
        found[each.case_id] = (*found.get(each.case_id, ()), sentence)
    return found


def _last_event(of: type[AnyAudit]) -> ScalarSelect[datetime]:
    return select(func.max(AuditEvent.at)).where(AuditEvent.audit_id == of.id).correlate(of).scalar_subquery()


def _closed_last() -> ScalarSelect[datetime | None]:
    return (
        select(func.max(Concern.closed_at))
        .where(Concern.audit_id == _A.id, _is_left(RecordClass.CONCERNS, Concern.id, None))
        .correlate(_A)
        .scalar_subquery()
    )


def _is_left(record_class: RecordClass, number: Any, record_id: int | None) -> ColumnElement[bool]:
    """Not removed yet; and the one that was asked for, if one was."""
    gone = exists().where(Anonymised.record_class == record_class, Anonymised.record_id == number)
    return and_(~gone, number == record_id) if record_id is not None else ~gone


def _actions(until: datetime, record_id: int | None) -> Iterator[_Found]:
    ended = select(func.max(ActionEvent.at)).where(ActionEvent.action_id == Action.id).scalar_subquery()
    query = (
        select(Action.id, ended, AnyAudit.case_id, AnyAudit.id)
        .join(AnyAudit, AnyAudit.id == Action.audit_id)
        .where(
            Action.status.in_(_ENDED_ACTIONS),
            ended < until,
            _is_left(RecordClass.ACTIONS, Action.id, record_id),
            _is_left(RecordClass.AUDITS, AnyAudit.id, None),
        )
    )
    for number, at, case_id, audit_id in session.execute(query):
        yield _Found(number, f"Action {number}, from audit {audit_id}", _aware(at), _cases(case_id))


def _concerns(until: datetime, record_id: int | None) -> Iterator[_Found]:
    query = (
        select(Concern.id, Concern.closed_at, AnyAudit.case_id, AnyAudit.id)
        .join(AnyAudit, AnyAudit.id == Concern.audit_id)
        .where(
            Concern.closed_at < until,
            _is_left(RecordClass.CONCERNS, Concern.id, record_id),
            _is_left(RecordClass.AUDITS, AnyAudit.id, None),
        )
    )
    for number, at, case_id, audit_id in session.execute(query):
        yield _Found(number, f"Concern {number}, from audit {audit_id}", _aware(at), _cases(case_id))


def _audits(until: datetime, record_id: int | None) -> Iterator[_Found]:
    """Ended ones of which nothing is open; the last thing that ended is when they ended."""
    family = select(AnyAudit.id).where(AnyAudit.of_id == _A.id).correlate(_A)
    mine = or_(Action.audit_id == _A.id, Action.audit_id.in_(family))
    raised = or_(Concern.audit_id == _A.id, Concern.audit_id.in_(family))
    ended_action = (
        select(func.max(ActionEvent.at))
        .join(Action, Action.id == ActionEvent.action_id)
        .where(Action.audit_id == _A.id, _is_left(RecordClass.ACTIONS, Action.id, None))
        .correlate(_A)
        .scalar_subquery()
    )
    query = (
        select(
            _A.id, _A.moderated_at, _last_event(_A), ended_action, _closed_last(), _A.case_id, Case.reference
        )
        .outerjoin(Case, Case.id == _A.case_id)
        .where(
            _A.kind == AuditKind.AUDIT,
            _A.status.in_((Status.MODERATED, Status.WITHDRAWN)),
            or_(_A.moderated_at < until, and_(_A.moderated_at.is_(None), _last_event(_A) < until)),
            _is_left(RecordClass.AUDITS, _A.id, record_id),
            ~exists().where(mine, Action.status.not_in(_ENDED_ACTIONS)),
            ~exists().where(raised, Concern.closed_at.is_(None)),
            ~exists().where(Reply.audit_id == _A.id, Reply.decided_at.is_(None), Reply.outcome.is_(None)),
            ~exists().where(
                Reopening.audit_id == _A.id, Reopening.decided_at.is_(None), Reopening.status == "waiting"
            ),
            ~exists(
                select(_B.id).where(
                    _B.of_id == _A.id,
                    _B.status.in_((Status.ALLOCATED, Status.IN_PROGRESS, Status.RETURNED)),
                )
            ),
        )
    )
    for number, moderated, last, acted, closed, case_id, reference in session.execute(query):
        ends = [moderated or last, *([acted] if acted else []), *([closed] if closed else [])]
        yield _Found(number, f"Audit {number} of {reference}", max(map(_aware, ends)), _cases(case_id))


def _exercises(until: datetime, record_id: int | None) -> Iterator[_Found]:
    handed_in = func.coalesce(_A.submitted_at, _last_event(_A))
    query = (
        select(_A.id, handed_in, func.coalesce(_A.case_id, ExerciseCase.case_id), _A.kind)
        .outerjoin(ExerciseCase, ExerciseCase.id == _A.exercise_case_id)
        .where(
            _A.kind.in_(_OF_EXERCISES),
            _A.status.in_((Status.SUBMITTED, Status.WITHDRAWN)),
            handed_in < until,
            _is_left(RecordClass.EXERCISES, _A.id, record_id),
        )
    )
    for number, at, case_id, kind in session.execute(query):
        yield _Found(number, f"{kind.value.capitalize()} {number}", _aware(at), _cases(case_id))


def _coaching(until: datetime, record_id: int | None) -> Iterator[_Found]:
    query = select(Coaching.id, Coaching.done_at).where(
        Coaching.done_at < until, _is_left(RecordClass.COACHING, Coaching.id, record_id)
    )
    for number, at in session.execute(query):
        yield _Found(number, f"Coaching {number}", _aware(at))


def _publications(until: datetime, record_id: int | None) -> Iterator[_Found]:
    query = select(Publication.id, Publication.title, Publication.number, Publication.published_at).where(
        Publication.published_at < until,
        _is_left(RecordClass.PUBLICATIONS, Publication.id, record_id),
        exists().where(
            PublishedFile.publication_id == Publication.id, PublishedFile.audience == Audience.FULL
        ),
    )
    for number, title, which, at in session.execute(query).all():
        yield _Found(number, f"{title}, publication {which}", _aware(at), _held_in(number))


def _held_in(publication_id: int) -> frozenset[int]:
    """Held cases that a publication has a row about."""
    text = session.scalar(select(Publication.findings_json).where(Publication.id == publication_id)) or ""
    held = [each for each in holds() if each.case is not None]
    return frozenset(
        each.case_id for each in held if each.case_id and each.case and f'"{each.case.reference}"' in text
    )


def _imports(until: datetime, record_id: int | None) -> Iterator[_Found]:
    ended = func.coalesce(CaseListImport.confirmed_at, CaseListImport.uploaded_at)
    query = select(CaseListImport.id, CaseListImport.file_name, ended).where(
        CaseListImport.state.in_((ImportState.CONFIRMED, ImportState.DISCARDED)),
        ended < until,
        _is_left(RecordClass.IMPORTS, CaseListImport.id, record_id),
    )
    for number, name, at in session.execute(query):
        yield _Found(number, f"Import {number}, {name}", _aware(at))


def _closed_cases(until: datetime, record_id: int | None) -> Iterator[_Found]:
    query = select(Case.id, Case.reference, Case.closed_at).where(
        Case.closed_at < until,
        Case.is_open.is_(False),
        Case.removed_at.is_(None),
        _is_left(RecordClass.CASES, Case.id, record_id),
        ~exists().where(AnyAudit.case_id == Case.id),
        ~exists().where(
            SampledCase.case_id == Case.id, SampledCase.sample_id == Sample.id, Sample.drawn_at >= until
        ),
        ~exists().where(ExerciseCase.case_id == Case.id),
        ~exists().where(SubjectAccess.case_id == Case.id, SubjectAccess.at >= until),
    )
    for number, reference, at in session.execute(query):
        yield _Found(number, f"Case {reference}", _aware(at), _cases(number))


def _outbox(until: datetime, record_id: int | None) -> Iterator[_Found]:
    query = select(OutboxMessage.id, OutboxMessage.sent_at).where(
        OutboxMessage.sent_at < until, _is_left(RecordClass.OUTBOX, OutboxMessage.id, record_id)
    )
    for number, at in session.execute(query):
        yield _Found(number, f"Message {number}", _aware(at))


_QUERIES = {
    RecordClass.ACTIONS: _actions,
    RecordClass.CONCERNS: _concerns,
    RecordClass.AUDITS: _audits,
    RecordClass.EXERCISES: _exercises,
    RecordClass.COACHING: _coaching,
    RecordClass.PUBLICATIONS: _publications,
    RecordClass.IMPORTS: _imports,
    RecordClass.CASES: _closed_cases,
    RecordClass.OUTBOX: _outbox,
}


def _aware(at: datetime | None) -> datetime:
    """A moment from a function of the database, which SQLite may give back without its zone; what has ended has one."""
    if at is None:
        raise ValueError("this record has not ended")
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def _cases(case_id: int | None) -> frozenset[int]:
    return frozenset({case_id}) if case_id is not None else frozenset()
