"""Who gets which repeat next, what is open, and how far does each auditor agree with themselves?

An auditor's figures are theirs and the QA managers' to see, nobody else's.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import Select, and_, exists, func, not_, or_, select
from sqlalchemy.orm import aliased, joinedload

from qa_app.clock import in_london
from qa_app.db import session
from qa_app.domain.conflicts import CaseToAllocate, conflict
from qa_app.domain.policy import Role
from qa_app.domain.repeats import Candidate, in_order, old_enough
from qa_app.domain.self_agreement import Repeated, Twice, WhyNot, self_agreement
from qa_app.domain.workflow import WITH_AUDITOR, Status
from qa_app.models.actions import Action
from qa_app.models.audits import (
    AnyAudit,
    Audit,
    AuditEvent,
    AuditKind,
    LockedAnswer,
    RepeatAudit,
    SectionGrade,
)
from qa_app.models.cases import Case
from qa_app.models.concerns import Concern
from qa_app.models.people import RoleRow, User
from qa_app.models.rounds import Round
from qa_app.queries import auditors
from qa_app.queries.audits import READ_ALL
from qa_app.queries.restrictions import is_restricted

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

_READERS_OF_ALL = [role.value for role in READ_ALL]


@dataclass(frozen=True, slots=True)
class OfAuditor:
    """One auditor's repeats, for QA. ``open`` is the one that they have now, if any."""

    auditor: User
    open: RepeatAudit | None
    done: int
    repeated: Repeated


@dataclass(frozen=True, slots=True)
class Overview:
    """Everybody's repeats: of each auditor by name, and all together."""

    auditors: tuple[OfAuditor, ...]
    together: Repeated


def may_opt_in(user: User) -> bool:
    """Whether somebody can judge a case again without having its earlier audit before them."""
    return user.active and user.holds(Role.AUDITOR) and not user.held_roles & READ_ALL


def held_who_wait(weeks: int, *, at: datetime) -> Sequence[User]:
    """Auditors who opted in, have no repeat open and ended none lately, held until the transaction ends.

    Lately is less than so many weeks ago: since it was handed in, or since it was given out where it was withdrawn.
    In one order for everybody, so that two who give out at once wait for each other, and the second finds nobody.
    """
    held = session.scalars(
        select(User)
        .where(User.repeats_since.is_not(None), User.active)
        .where(User.roles.any(RoleRow.name == Role.AUDITOR.value))
        .where(~User.roles.any(RoleRow.name.in_(_READERS_OF_ALL)))
        .order_by(User.id)
        .with_for_update(of=User)
        .execution_options(populate_existing=True)
    ).all()
    lately = old_enough(weeks, at=at)
    busy = select(RepeatAudit.auditor_id).where(
        or_(
            RepeatAudit.status.in_(WITH_AUDITOR),
            and_(RepeatAudit.status == Status.SUBMITTED, RepeatAudit.submitted_at > lately),
            and_(RepeatAudit.status == Status.WITHDRAWN, RepeatAudit.allocated_at > lately),
        )
    )
    taken = set(session.scalars(busy))
    return [user for user in held if user.id not in taken]


def next_for(auditor: User, weeks: int, *, at: datetime) -> Audit | None:
    """The audit that comes back to this auditor next, with its case; None when none can.

    It is moderated and old enough, of an open case which they judged only once, and which nothing else keeps in their
    mind: no concern was raised from it, and they have no action from it. They are not close to the case by now. What was
    withdrawn as a repeat does not come back again.
    """
    other = aliased(AnyAudit)
    judged_again = exists().where(
        other.case_id == Audit.case_id,
        other.auditor_id == Audit.auditor_id,
        other.id != Audit.id,
        or_(other.status != Status.WITHDRAWN, other.kind == AuditKind.REPEAT),
    )
    query = (
        select(Audit.id, Round.moderation_seed, Case.reference)
        .join(Audit.round)
        .join(Audit.case)
        .where(
            Audit.auditor_id == auditor.id,
            Audit.status == Status.MODERATED,
            Audit.locked_at.is_not(None),
            Audit.moderated_at <= old_enough(weeks, at=at),
            Case.is_open,
            ~is_restricted(),
            not_(judged_again),
            not_(exists().where(Concern.audit_id == Audit.id)),
            not_(exists().where(Action.audit_id == Audit.id, Action.owner_id == auditor.id)),
        )
    )
    candidates = in_order(Candidate(*row) for row in session.execute(query))
    if not candidates:
        return None
    person = auditors.described({auditor.id}, in_london(at).date())[auditor.id]
    for each in candidates:
        earlier = session.scalars(
            select(Audit)
            .where(Audit.id == each.audit_id)
            .options(joinedload(Audit.case).options(joinedload(Case.team), joinedload(Case.worker)))
        ).one()
        case = CaseToAllocate(
            earlier.sampled_case_id,
            earlier.case.reference,
            earlier.case.team.name if earlier.case.team else "",
            earlier.case.worker.name if earlier.case.worker else "",
        )
        if conflict(case, person) is None:
            return earlier
    return None


def open_of(user: User) -> RepeatAudit | None:
    """The repeat that this auditor has now."""
    query = _repeats().where(RepeatAudit.auditor_id == user.id, RepeatAudit.status.in_(WITH_AUDITOR))
    return session.scalars(query.order_by(RepeatAudit.id).limit(1)).one_or_none()


def done_by(user: User) -> Sequence[RepeatAudit]:
    """The repeats that this auditor handed in, the latest first."""
    query = _repeats().where(RepeatAudit.auditor_id == user.id, RepeatAudit.status == Status.SUBMITTED)
    return session.scalars(query.order_by(RepeatAudit.submitted_at.desc(), RepeatAudit.id.desc())).all()


def number_done_by(user: User) -> int:
    """How many they handed in."""
    query = select(func.count(RepeatAudit.id)).where(
        RepeatAudit.auditor_id == user.id, RepeatAudit.status == Status.SUBMITTED
    )
    return session.scalar(query) or 0


def one_done(user: User, audit_id: int) -> RepeatAudit:
    """A repeat that was handed in, for its auditor and QA managers. NoResultFound for anybody else."""
    query = _repeats().where(RepeatAudit.id == audit_id, RepeatAudit.status == Status.SUBMITTED)
    if not user.holds(Role.QA_MANAGER):
        query = query.where(RepeatAudit.auditor_id == user.id)
    return session.scalars(query).one()


def one_open(user: User, audit_id: int) -> RepeatAudit:
    """A repeat that is not handed in, for its auditor and QA managers. NoResultFound for anybody else."""
    query = _repeats().where(RepeatAudit.id == audit_id, RepeatAudit.status.in_(WITH_AUDITOR))
    if not user.holds(Role.QA_MANAGER):
        query = query.where(RepeatAudit.auditor_id == user.id)
    return session.scalars(query).one()


def twice(repeats: Sequence[RepeatAudit]) -> tuple[Twice, ...]:
    """What was chosen both times, in the order given, in four statements. The repeats need their tool versions."""
    ids = [each.id for each in repeats]
    if not ids:
        return ()
    earlier_ids = [each.of_id for each in repeats]
    chosen: dict[int, dict[str, str]] = defaultdict(dict)
    rows = select(LockedAnswer.audit_id, LockedAnswer.question_key, LockedAnswer.value)
    for audit_id, key, value in session.execute(rows.where(LockedAnswer.audit_id.in_([*ids, *earlier_ids]))):
        chosen[audit_id][key] = value
    versions = select(AnyAudit.id, AnyAudit.tool_version_id).where(AnyAudit.id.in_(earlier_ids))
    version_of = dict(session.execute(versions).all())
    came_back = _came_back(ids)
    changed = _changed(earlier_ids)
    return tuple(
        Twice(
            each.id,
            each.tool_version.definition,
            chosen[each.of_id],
            chosen[each.id],
            why_not=WhyNot.OTHER_VERSION
            if version_of[each.of_id] != each.tool_version_id
            else WhyNot.CAME_BACK
            if each.id in came_back
            else None,
            was_changed=each.of_id in changed,
        )
        for each in repeats
    )


def overview() -> Overview:
    """Everybody who opted in or ever handed one in, by name, in a fixed number of statements."""
    query = _repeats().where(RepeatAudit.status != Status.WITHDRAWN).order_by(RepeatAudit.id)
    repeats = session.scalars(query).all()
    done = [each for each in repeats if each.status is Status.SUBMITTED]
    compared = dict(zip((each.id for each in done), twice(done), strict=True))
    of_person: Mapping[int, list[RepeatAudit]] = defaultdict(list)
    for each in repeats:
        of_person[each.auditor_id].append(each)
    people = select(User).where(or_(User.repeats_since.is_not(None), User.id.in_(of_person)))
    return Overview(
        auditors=tuple(
            OfAuditor(
                user,
                open=next((each for each in of_person[user.id] if each.status in WITH_AUDITOR), None),
                done=sum(each.id in compared for each in of_person[user.id]),
                repeated=self_agreement(
                    compared[each.id] for each in of_person[user.id] if each.id in compared
                ),
            )
            for user in session.scalars(people.order_by(User.name, User.id))
        ),
        together=self_agreement(compared.values()),
    )


def _repeats() -> Select[RepeatAudit]:
    return select(RepeatAudit).options(
        joinedload(RepeatAudit.case),
        joinedload(RepeatAudit.tool_version),
        joinedload(RepeatAudit.auditor).lazyload(User.roles),
        joinedload(RepeatAudit.of).joinedload(Audit.tool_version),
    )


def _came_back(repeat_ids: Sequence[int]) -> set[int]:
    """Those whose earlier audit was put back on its auditor's desk between their being given out and handed in."""
    again = aliased(RepeatAudit)
    query = (
        select(again.id)
        .join(AuditEvent, AuditEvent.audit_id == again.of_id)
        .where(again.id.in_(repeat_ids), AuditEvent.status.in_(WITH_AUDITOR))
        .where(AuditEvent.at >= again.allocated_at, AuditEvent.at <= again.locked_at)
    )
    return set(session.scalars(query))


def _changed(audit_ids: Sequence[int]) -> set[int]:
    """Those of which a moderator changed the overall grade or a section's."""
    section = exists().where(
        SectionGrade.audit_id == Audit.id, SectionGrade.final_grade != SectionGrade.auditor_grade
    )
    query = select(Audit.id).where(
        Audit.id.in_(audit_ids), or_(Audit.final_grade != Audit.auditor_grade, section)
    )
    return set(session.scalars(query))
