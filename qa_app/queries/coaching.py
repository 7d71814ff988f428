"""Who was coached on what, what waits for whom, and what could a new entry come from?

Only QA managers and the auditor whom an entry is about read it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import ColumnElement, Select, case, false, func, or_, select, true
from sqlalchemy.exc import NoResultFound
from sqlalchemy.orm import aliased, joinedload, selectinload

from qa_app.clock import now
from qa_app.db import session
from qa_app.domain.coaching import SOON_DAYS, Source, Standing
from qa_app.domain.moderating import Decision
from qa_app.domain.pairs import SETTLED
from qa_app.domain.policy import Permission, Role
from qa_app.models.audits import AnyAudit, Audit, SecondAudit
from qa_app.models.coaching import Coaching
from qa_app.models.moderation import Moderation
from qa_app.models.pairs import Pair
from qa_app.models.people import RoleRow, User
from qa_app.queries import audits, exercises, pairs
from qa_app.queries.paging import Page, page_of

if TYPE_CHECKING:
    from datetime import date


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which part of the log is asked for; nothing given, all of it."""

    auditor_id: int | None = None
    standing: Standing | None = None


@dataclass(frozen=True, slots=True)
class CoachingCounts:
    """What waits: entries that are not answered, and next steps that are late or due within a week."""

    unanswered: int = 0
    due: int = 0


@dataclass(frozen=True, slots=True)
class Origin:
    """What a new entry comes from. ``auditors`` are the people whom it may be about; ``topic`` is offered as its first words."""

    source: Source
    source_id: int | None
    auditors: tuple[User, ...]
    topic: str = ""
    about: str = ""


@dataclass(frozen=True, slots=True)
class Occasion:
    """What an entry comes from, as far as its reader may open it."""

    audit_id: int | None = None
    pair_id: int | None = None
    exercise_id: int | None = None


def in_reach_of(user: User) -> ColumnElement[bool]:
    """That a person may read the entry, as a condition on ``Coaching``."""
    if user.may(Permission.COACHING_RUN):
        return true()
    return Coaching.auditor_id == user.id if user.may(Permission.COACHING_OWN) else false()


def one(user: User, coaching_id: int) -> Coaching:
    """An entry with its people. NoResultFound for what the person may not see."""
    return session.scalars(_listed().where(Coaching.id == coaching_id, in_reach_of(user))).one()


def log(user: User, wanted: Wanted, *, page: int = 1) -> Page[Coaching]:
    """The log, the newest entry first, 50 a page."""
    query = _listed().where(in_reach_of(user))
    if wanted.auditor_id is not None:
        query = query.where(Coaching.auditor_id == wanted.auditor_id)
    if wanted.standing is not None:
        query = query.where(_STANDS[wanted.standing])
    return page_of(query.order_by(Coaching.at.desc(), Coaching.id.desc()), page)


def own(user: User, *, page: int = 1) -> Page[Coaching]:
    """What was written for this auditor: what they have not answered first, then the newest, 50 a page."""
    is_answered = case((Coaching.answered_at.is_(None), 0), else_=1)
    query = _listed().where(Coaching.auditor_id == user.id)
    return page_of(query.order_by(is_answered, Coaching.at.desc(), Coaching.id.desc()), page)


def counts_for_auditor(user: User, *, today: date) -> CoachingCounts:
    """What waits for this auditor."""
    return _counts(Coaching.auditor_id == user.id, today)


def counts_for_programme(user: User, *, today: date) -> CoachingCounts:
    """What waits anywhere in the log that this QA manager reads."""
    return _counts(in_reach_of(user), today)


def auditors_in_log(user: User) -> tuple[tuple[int, str], ...]:
    """Everybody who has an entry, by id, with their names."""
    has_one = select(Coaching.auditor_id).where(in_reach_of(user))
    query = select(User.id, User.name).where(User.id.in_(has_one)).order_by(User.name, User.id)
    return tuple((number, name) for number, name in session.execute(query))


def by_hand(user: User) -> Origin:
    """An entry about any active auditor, except oneself."""
    query = select(User).where(
        User.active, User.roles.any(RoleRow.name == Role.AUDITOR.value), User.id != user.id
    )
    return Origin(Source.BY_HAND, None, tuple(session.scalars(query.order_by(User.name, User.id))))


def from_calibration(user: User, exercise_id: int) -> Origin:
    """An entry about an auditor who was invited to a released exercise. NoResultFound for any other exercise."""
    exercise = exercises.one(user, exercise_id)
    if not exercise.is_released(now()):
        raise NoResultFound
    invited = {each.auditor_id for each in exercise.invitations if each.taken_out_at is None}
    people = tuple(each for each in by_hand(user).auditors if each.id in invited)
    return Origin(
        Source.CALIBRATION,
        exercise.id,
        people,
        exercise.title,
        f"the calibration exercise “{exercise.title}”",
    )


def from_decision(user: User, moderation_id: int) -> Origin:
    """An entry about the auditor whose grades a moderator changed. NoResultFound for what the person may not see."""
    row = session.scalars(
        select(Moderation)
        .join(Moderation.audit)
        .where(
            Moderation.id == moderation_id,
            Moderation.decision == Decision.CHANGED,
            Audit.auditor_id != user.id,
            audits.in_reach_of(user),
        )
        .options(
            selectinload(Moderation.sections),
            joinedload(Moderation.audit).options(
                joinedload(Audit.auditor), joinedload(Audit.case), joinedload(Audit.tool_version)
            ),
        )
    ).one()
    about = f"the changed grades of audit {row.audit_id} ({row.audit.reference})"
    return Origin(Source.CHANGED, row.id, (row.audit.auditor,), _topic_of(row, row.audit), about)


def from_pair(user: User, pair_id: int) -> Origin:
    """An entry about one of the two auditors of a pair that is settled. NoResultFound for what the person may not see."""
    pair = session.scalars(
        select(Pair)
        .where(Pair.id == pair_id, Pair.status.in_(SETTLED), pairs.in_reach_of(user))
        .options(
            joinedload(Pair.audit).options(
                joinedload(Audit.auditor), joinedload(Audit.case), joinedload(Audit.tool_version)
            ),
            joinedload(Pair.second).joinedload(SecondAudit.auditor),
        )
    ).one()
    decisions = [each for each in pairs.decisions_on(pair) if each.decision is not Decision.RETURNED]
    topic = _topic_of(decisions[-1], pair.audit) if decisions else ""
    people = tuple(each for each in (pair.audit.auditor, pair.second.auditor) if each.id != user.id)
    about = f"the two audits of case {pair.audit.reference}"
    return Origin(Source.DISAGREEMENT, pair.id, people, topic, about)


def occasion_of(user: User, coaching: Coaching) -> Occasion:
    """Where this reader can look up what the entry comes from."""
    audit_id, pair_id, exercise_id = _audit_behind(coaching), None, None
    if coaching.source is Source.DISAGREEMENT:
        query = select(Pair.id).where(Pair.id == coaching.source_id, pairs.in_reach_of(user))
        pair_id = session.scalar(query.where(Pair.status.in_(SETTLED)))
    elif coaching.source is Source.CALIBRATION and coaching.source_id is not None:
        exercise_id = exercises.visible_id(user, coaching.source_id)
    if audit_id is not None and not audits.is_visible_to(user, audit_id):
        audit_id = None
    return Occasion(audit_id, pair_id, exercise_id)


def number_about(user: User, auditor_id: int) -> int:
    """How many entries are about an auditor, of those that this person may read."""
    query = select(func.count(Coaching.id)).where(Coaching.auditor_id == auditor_id, in_reach_of(user))
    return session.execute(query).scalar_one()


def _audit_behind(coaching: Coaching) -> int | None:
    """The number of the audit that the entry is about: the auditor's own one of a pair; None where there is none."""
    if coaching.source is Source.CHANGED:
        query = select(Moderation.audit_id).where(Moderation.id == coaching.source_id)
    elif coaching.source is Source.DISAGREEMENT:
        mine = aliased(AnyAudit)
        query = (
            select(mine.id)
            .join(Pair, or_(Pair.audit_id == mine.id, Pair.second_id == mine.id))
            .where(Pair.id == coaching.source_id, mine.auditor_id == coaching.auditor_id)
        )
    else:
        return None
    return session.scalar(query)


_STANDS: dict[Standing, ColumnElement[bool]] = {
    Standing.UNANSWERED: Coaching.answered_at.is_(None) & Coaching.done_at.is_(None),
    Standing.OPEN: Coaching.answered_at.is_not(None) & Coaching.done_at.is_(None),
    Standing.DONE: Coaching.done_at.is_not(None),
}


def _counts(mine: ColumnElement[bool], today: date) -> CoachingCounts:
    due = Coaching.done_at.is_(None) & (Coaching.next_on <= today + timedelta(days=SOON_DAYS))
    row = session.execute(
        select(
            func.count(case((_STANDS[Standing.UNANSWERED], 1))),
            func.count(case((due, 1))),
        ).where(mine)
    ).one()
    return CoachingCounts(*row)


def _topic_of(decision: Moderation, audit: Audit) -> str:
    """The category of the decision, and the place of the grade that it was about."""
    if decision.category:
        return f"{decision.category.label}: overall grade"
    changed = next((each for each in decision.sections if each.category), None)
    if changed is None or changed.category is None:
        return ""
    return f"{changed.category.label}: {audit.tool_version.definition.section(changed.section_key).title}"


def _listed() -> Select[Coaching]:
    return select(Coaching).options(
        joinedload(Coaching.auditor).lazyload(User.roles),
        joinedload(Coaching.by).lazyload(User.roles),
        joinedload(Coaching.done_by).lazyload(User.roles),
    )
