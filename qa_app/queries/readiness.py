"""Who is ready to audit, by the practice that the council asks for, and who was let off?

Worked out anew each time, against the reference grades that count now.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from qa_app.db import session
from qa_app.domain.calibration import distances
from qa_app.domain.policy import Role
from qa_app.domain.practice import PracticeDone, Readiness, readiness
from qa_app.domain.workflow import Status
from qa_app.models.audits import OF_EXERCISES, AnyAudit, PracticeAudit
from qa_app.models.calibration import ExerciseCase, PracticeWaiver
from qa_app.models.people import RoleRow, User
from qa_app.queries import council
from qa_app.queries.spreads import locked_grades

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from qa_app.domain.calibration import Distance


def of_people(ids: Collection[int]) -> Mapping[int, Readiness]:
    """User id → how far each of these people is. One statement when no practice is asked for, six at most."""
    rules = council.settings().practice_rules
    if not rules.is_asked:
        nobody_asked = readiness(rules, (), has_audited=False, is_waived=False)
        return dict.fromkeys(ids, nobody_asked)
    audited = set(
        session.scalars(
            select(AnyAudit.auditor_id)
            .where(
                AnyAudit.auditor_id.in_(ids),
                AnyAudit.kind.not_in(OF_EXERCISES),
                AnyAudit.submitted_at.is_not(None),
            )
            .distinct()
        )
    )
    new = set(ids) - audited
    waived = _waived(new) if new else set()
    done = _done_by(new) if new else {}
    return {
        number: readiness(
            rules, done.get(number, ()), has_audited=number in audited, is_waived=number in waived
        )
        for number in ids
    }


def of_person(user: User) -> Readiness:
    """How far one person is."""
    return of_people([user.id])[user.id]


def of_new_auditors() -> Sequence[tuple[User, Readiness]]:
    """Active auditors who have handed in no audit yet, by name, each with how far they are."""
    has_audited = select(AnyAudit.auditor_id).where(
        AnyAudit.kind.not_in(OF_EXERCISES), AnyAudit.submitted_at.is_not(None)
    )
    people = session.scalars(
        select(User)
        .where(User.active, User.roles.any(RoleRow.name == Role.AUDITOR.value), User.id.not_in(has_audited))
        .options(joinedload(User.team))
        .order_by(User.name, User.id)
    ).all()
    found = of_people([person.id for person in people])
    return [(person, found[person.id]) for person in people]


def number_not_ready() -> int:
    """How many auditors cannot be given audits yet."""
    return sum(not each.is_ready for _, each in of_new_auditors())


def one_new_auditor(user_id: int) -> User:
    """An active auditor who has handed in no audit yet. NoResultFound for anybody else."""
    has_audited = select(AnyAudit.id).where(
        AnyAudit.auditor_id == user_id,
        AnyAudit.kind.not_in(OF_EXERCISES),
        AnyAudit.submitted_at.is_not(None),
    )
    return session.scalars(
        select(User).where(
            User.id == user_id,
            User.active,
            User.roles.any(RoleRow.name == Role.AUDITOR.value),
            ~has_audited.exists(),
        )
    ).one()


def waivers_of(ids: Collection[int]) -> Mapping[int, Sequence[PracticeWaiver]]:
    """User id → every waiver that they were given, the newest first, those that ended too, with who and when."""
    found: dict[int, list[PracticeWaiver]] = defaultdict(list)
    query = (
        select(PracticeWaiver)
        .where(PracticeWaiver.auditor_id.in_(ids))
        .options(
            joinedload(PracticeWaiver.by).lazyload(User.roles),
            joinedload(PracticeWaiver.ended_by).lazyload(User.roles),
        )
    )
    for row in session.scalars(query.order_by(PracticeWaiver.id.desc())):
        found[row.auditor_id].append(row)
    return found


def distances_of(audits: Sequence[PracticeAudit]) -> Mapping[int, tuple[Distance, ...]]:
    """Audit id → how far each of its grades is from the reference. They need tool, exercise case and references."""
    own = locked_grades(audits)
    return {
        audit.id: distances(
            audit.tool_version.definition,
            own[audit.id],
            {key: row.grade for key, row in audit.exercise_case.latest.items()},
        )
        for audit in audits
    }


def handed_in_by(ids: Collection[int]) -> Sequence[PracticeAudit]:
    """The practice that these people handed in, the oldest first, with what their distances need."""
    return session.scalars(
        select(PracticeAudit)
        .where(PracticeAudit.auditor_id.in_(ids), PracticeAudit.status == Status.SUBMITTED)
        .options(
            joinedload(PracticeAudit.tool_version),
            joinedload(PracticeAudit.case),
            joinedload(PracticeAudit.exercise_case).options(
                joinedload(ExerciseCase.exercise), selectinload(ExerciseCase.references)
            ),
        )
        .order_by(PracticeAudit.submitted_at, PracticeAudit.id)
    ).all()


def _waived(ids: Collection[int]) -> set[int]:
    query = select(PracticeWaiver.auditor_id)
    return set(
        session.scalars(query.where(PracticeWaiver.auditor_id.in_(ids), PracticeWaiver.ended_at.is_(None)))
    )


def _done_by(ids: Collection[int]) -> Mapping[int, Sequence[PracticeDone]]:
    audits = handed_in_by(ids)
    far = distances_of(audits)
    done: dict[int, list[PracticeDone]] = defaultdict(list)
    for audit in audits:
        steps = [abs(each.steps) for each in far[audit.id] if each.steps is not None]
        done[audit.auditor_id].append(PracticeDone(sum(steps), len(steps)))
    return done
