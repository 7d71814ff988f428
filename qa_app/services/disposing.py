"""How is the retention schedule decided and carried out?

Each record goes in a transaction of its own, in which it is asked again whether its period is over and whether it is held.
Interrupted, the next carrying out goes on with what is left; done twice, the second finds nothing.
"""

from __future__ import annotations

import json
from hashlib import sha256
from typing import TYPE_CHECKING

from sqlalchemy import select

from qa_app.clock import in_london
from qa_app.consequences import anonymising
from qa_app.consequences.history import record
from qa_app.db import session, use_case
from qa_app.domain.errors import Incomplete
from qa_app.domain.happenings import Happening
from qa_app.domain.retention import LONGEST, SHORTEST, RecordClass
from qa_app.models import sealing
from qa_app.models.actions import Action
from qa_app.models.audits import AnyAudit
from qa_app.models.cases import Case, CaseListImport
from qa_app.models.coaching import Coaching
from qa_app.models.concerns import Concern
from qa_app.models.council import Council
from qa_app.models.mail import OutboxMessage
from qa_app.models.people import User
from qa_app.models.personal import Anonymised, Disposal, RetentionPeriod
from qa_app.models.publications import Publication
from qa_app.queries import retention

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from qa_app.consequences.stand_ins import StandIns


@use_case
def decide(months: Mapping[RecordClass, int], *, by: User, at: datetime) -> int:
    """The council's own periods; says how many changed.

    :raises Incomplete: for a number of months that nobody can mean.
    """
    if any(not SHORTEST <= each <= LONGEST for each in months.values()):
        raise Incomplete(f"Enter a number of months from {SHORTEST} to {LONGEST:,}.")
    session.scalars(select(Council.id).with_for_update()).one_or_none()
    known = {row.record_class: row for row in session.scalars(select(RetentionPeriod))}
    schedule = retention.months()
    changed = {each: number for each, number in months.items() if schedule[each] != number}
    for each, number in changed.items():
        row = known.get(each) or RetentionPeriod(record_class=each)
        row.months, row.set_by_id, row.set_at = number, by.id, at
        session.add(row)
    return len(changed)


@use_case
def begin(*, by: User, at: datetime) -> Disposal:
    """Open a disposal, or go on with the one that was interrupted."""
    session.scalars(select(Council.id).with_for_update()).one_or_none()
    if left := session.scalars(select(Disposal).where(Disposal.finished_at.is_(None))).first():
        return left
    periods = {each.value: months for each, months in retention.months().items()}
    made = Disposal(by_id=by.id, started_at=at, periods=periods)
    session.add(made)
    session.flush()
    return made


@use_case
def remove(
    disposal_id: int,
    record_class: RecordClass,
    record_id: int,
    stand_ins: StandIns,
    *,
    by: User,
    at: datetime,
) -> bool:
    """Anonymise one record. False when it is held by now, or not due any more.

    The history keeps that it was done and not each change of it, which would say which case became which.
    """
    stand_ins.forget()
    session.scalars(select(Council.id).with_for_update()).one_or_none()
    if record_class is RecordClass.AUDITS:
        session.scalars(select(AnyAudit.id).where(AnyAudit.id == record_id).with_for_update()).one_or_none()
    due = retention.due(in_london(at).date(), record_class=record_class, record_id=record_id)
    if not due or due[0].is_held:
        return False
    _anonymise(record_class, record_id, disposal_id, stand_ins, at=at)
    _note(disposal_id, record_class, record_id, at=at)
    session.flush()
    sealing.forget(session())
    record(
        Happening.ANONYMISED,
        by=by,
        at=at,
        on=session.get_one(Disposal, disposal_id),
        details={"class": record_class.value, "record": record_id},
    )
    return True


@use_case
def finish(disposal_id: int, *, at: datetime) -> Disposal:
    """Close it with what its certificate says, and the fingerprint of that."""
    held = session.get_one(Disposal, disposal_id, with_for_update=True, populate_existing=True)
    if held.finished_at is not None:
        return held
    by = session.get_one(User, held.by_id)
    counts = retention.counts_of(held)
    held.finished_at = at
    held.content = json.dumps(
        {
            "disposal": held.id,
            "carried_out_by": by.name,
            "started_at": held.started_at.isoformat(timespec="seconds"),
            "finished_at": at.isoformat(timespec="seconds"),
            "months": held.periods,
            "removed": {each.value: counts.get(each, 0) for each in RecordClass if each.is_carried_out},
        },
        sort_keys=True,
        indent=1,
    )
    held.sha256 = sha256(held.content.encode()).hexdigest()
    record(
        Happening.DISPOSED,
        by=by,
        at=at,
        on=held,
        details={"removed": sum(counts.values()), "sha256": held.sha256},
    )
    return held


def _anonymise(
    record_class: RecordClass, record_id: int, disposal_id: int, stand_ins: StandIns, *, at: datetime
) -> None:
    match record_class:
        case RecordClass.ACTIONS:
            anonymising.action(session.get_one(Action, record_id))
        case RecordClass.CONCERNS:
            anonymising.concern(session.get_one(Concern, record_id))
        case RecordClass.AUDITS | RecordClass.EXERCISES:
            _remove_audit(session.get_one(AnyAudit, record_id), disposal_id, stand_ins, at=at)
        case RecordClass.COACHING:
            anonymising.coaching(session.get_one(Coaching, record_id))
        case RecordClass.PUBLICATIONS:
            anonymising.publication(session.get_one(Publication, record_id))
        case RecordClass.IMPORTS:
            anonymising.case_list(session.get_one(CaseListImport, record_id))
        case RecordClass.CASES:
            row = session.get_one(Case, record_id, with_for_update=True)
            _withdraw_with(row.reference, disposal_id, at=at)
            anonymising.case(row, at=at)
        case RecordClass.OUTBOX:
            anonymising.message(session.get_one(OutboxMessage, record_id))
        case RecordClass.HISTORY:
            pass


def _remove_audit(audit: AnyAudit, disposal_id: int, stand_ins: StandIns, *, at: datetime) -> None:
    """The audit, what came of it, and every full publication that has a row about it."""
    case = session.get(Case, audit.case_id, with_for_update=True) if audit.case_id else None
    if case is not None and case.removed_at is None:
        _withdraw_with(case.reference, disposal_id, at=at)
    anonymising.audit(audit, stand_ins, at=at)
    for kind, record_class in ((Action, RecordClass.ACTIONS), (Concern, RecordClass.CONCERNS)):
        family = select(AnyAudit.id).where((AnyAudit.id == audit.id) | (AnyAudit.of_id == audit.id))
        for number in session.scalars(select(kind.id).where(kind.audit_id.in_(family))).all():
            _note(disposal_id, record_class, number, at=at)


def _withdraw_with(reference: str, disposal_id: int, *, at: datetime) -> None:
    """The full version of every publication that names this case."""
    quoted = json.dumps(reference, ensure_ascii=False)
    naming = select(Publication).where(Publication.findings_json.contains(quoted, autoescape=True))
    for row in session.scalars(naming).all():
        anonymising.publication(row)
        _note(disposal_id, RecordClass.PUBLICATIONS, row.id, at=at)


def _note(disposal_id: int, record_class: RecordClass, record_id: int, *, at: datetime) -> None:
    known = select(Anonymised.id).where(
        Anonymised.record_class == record_class, Anonymised.record_id == record_id
    )
    if session.scalar(known) is None:
        session.add(
            Anonymised(disposal_id=disposal_id, record_class=record_class, record_id=record_id, at=at)
        )
        session.flush()
