"""Who is coached in Exampleshire, and what changes after it?

Between its two past rounds the auditors who grade most mildly are coached, one from a grade that moderation lowered, one
from two audits that differed. The first grades nearer to the others from then on; with the second nothing changes, so they
were talked to again lately. The one who grades most severely has just been talked to, after a calibration, and has not
answered yet.
"""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from random import Random
from typing import TYPE_CHECKING

from sqlalchemy import or_, select
from sqlalchemy.orm import aliased

from qa_app.clock import in_london
from qa_app.db import session
from qa_app.demo import tendencies, voices_afterwards
from qa_app.demo.workdays import at as moment
from qa_app.demo.workdays import days_later, from_day, last_moment, some_time
from qa_app.domain.coaching import Conversation
from qa_app.domain.moderating import Decision
from qa_app.domain.pairs import PairStatus
from qa_app.domain.policy import Role
from qa_app.models.audits import AnyAudit, Audit
from qa_app.models.calibration import Exercise, Invitation
from qa_app.models.coaching import Coaching
from qa_app.models.moderation import Moderation
from qa_app.models.pairs import Pair
from qa_app.queries import coaching as origins
from qa_app.queries.exercises import is_released
from qa_app.services import coaching

if TYPE_CHECKING:
    from datetime import date, datetime

    from qa_app.demo.plot import Plot
    from qa_app.demo.stage import Stage
    from qa_app.demo.voices_afterwards import CoachingVoice
    from qa_app.models.people import User
    from qa_app.queries.coaching import Origin

_COACHED = 2


def expect_coaching(stage: Stage, plot: Plot) -> None:
    """The mild ones between the rounds, one of them once more lately; the severe one just now."""
    by_severity = sorted(
        stage.town.those_with(Role.AUDITOR), key=lambda each: tendencies.severity_of(each.name)
    )
    between = days_later(plot.second.opens, -1)
    for place, (auditor, voice) in enumerate(
        zip(by_severity[:_COACHED], voices_afterwards.TOO_MILD, strict=True)
    ):
        stage.diary.note(
            moment(between, 9 + 2 * place, 30), partial(_coach, stage, auditor, voice, from_pair=place == 1)
        )
    yesterday = days_later(in_london(last_moment(plot.now)).date(), -1)
    follow_up = partial(_talk, stage, by_severity[1], voices_afterwards.FOLLOW_UP, days=7)
    stage.diary.note(moment(days_later(yesterday, -2), 11, 15), follow_up)
    severe = partial(_talk, stage, by_severity[-1], voices_afterwards.TOO_SEVERE, days=10, who=1)
    stage.diary.note(moment(yesterday, 15, 40), severe)


def coached_on(stage: Stage, auditor: User) -> date | None:
    """The day from which this auditor grades nearer to the others; None for somebody who was not coached yet."""
    return stage.coached.get(auditor.id)


def _coach(stage: Stage, auditor: User, voice: CoachingVoice, at: datetime, *, from_pair: bool) -> None:
    """Written down, answered within days, and done before the next round is over. After the first the auditor grades differently."""
    rng = Random(voice.topic)
    entry = _write(stage, auditor, voice, _origin(stage, auditor, from_pair=from_pair), at, days=21)
    if not from_pair:
        stage.coached[auditor.id] = in_london(at).date()
    answered = some_time(days_later(in_london(at).date(), rng.randint(1, 3)), rng)
    stage.diary.note(answered, partial(_answer, stage, entry.id, auditor, voice.answer))
    done = some_time(days_later(in_london(at).date(), rng.randint(9, 13)), rng)
    stage.diary.note(done, partial(_finish, entry.id, auditor))


def _talk(
    stage: Stage, auditor: User, voice: CoachingVoice, at: datetime, *, days: int, who: int = 0
) -> None:
    """A conversation that is still to be answered: about the last calibration, for whoever took part in one."""
    by = _quality(stage, who)
    exercise_id = _calibrated(auditor) if voice is voices_afterwards.TOO_SEVERE else None
    origin = origins.from_calibration(by, exercise_id) if exercise_id else origins.by_hand(by)
    _write(stage, auditor, voice, origin, at, days=days, who=who)


def _write(
    stage: Stage,
    auditor: User,
    voice: CoachingVoice,
    origin: Origin,
    at: datetime,
    *,
    days: int,
    who: int = 0,
) -> Coaching:
    next_on = from_day(in_london(at).date() + timedelta(days=days))
    said = Conversation(voice.topic, voice.notes, voice.next_step, next_on)
    return coaching.write(origin, auditor.id, said, link=stage.coaching_page, by=_quality(stage, who), at=at)


def _origin(stage: Stage, auditor: User, *, from_pair: bool) -> Origin:
    """The last pair of theirs that somebody had to decide, or the last grade that moderation lowered; else by hand."""
    if from_pair and (pair_id := _differed(auditor)):
        return origins.from_pair(_quality(stage), pair_id)
    scale = tendencies.GRADES
    changed = session.scalars(
        select(Moderation)
        .join(Moderation.audit)
        .where(Audit.auditor_id == auditor.id, Moderation.decision == Decision.CHANGED, Moderation.stands)
        .order_by(Moderation.id.desc())
    )
    for row in changed:
        if row.moderator_grade and scale.index(row.moderator_grade) < scale.index(row.auditor_grade):
            return origins.from_decision(_quality(stage), row.id)
    return origins.by_hand(_quality(stage))


def _differed(auditor: User) -> int | None:
    mine = aliased(AnyAudit)
    query = (
        select(Pair.id)
        .join(mine, or_(Pair.audit_id == mine.id, Pair.second_id == mine.id))
        .where(mine.auditor_id == auditor.id, Pair.status == PairStatus.DECIDED)
        .order_by(Pair.id.desc())
    )
    return session.scalars(query.limit(1)).one_or_none()


def _calibrated(auditor: User) -> int | None:
    """The last exercise that has been released and to which this auditor was invited."""
    query = (
        select(Exercise.id)
        .join(Invitation, Invitation.exercise_id == Exercise.id)
        .where(Invitation.auditor_id == auditor.id, Invitation.taken_out_at.is_(None), is_released())
        .order_by(Exercise.releases_at.desc())
    )
    return session.scalars(query.limit(1)).one_or_none()


def _answer(stage: Stage, coaching_id: int, auditor: User, words: str, at: datetime) -> None:
    entry = session.get_one(Coaching, coaching_id)
    coaching.answer(entry, words, link=stage.coaching_page, revision=entry.revision, by=auditor, at=at)


def _finish(coaching_id: int, auditor: User, at: datetime) -> None:
    entry = session.get_one(Coaching, coaching_id)
    coaching.mark_done(entry, revision=entry.revision, by=auditor, at=at)


def _quality(stage: Stage, who: int = 0) -> User:
    return stage.town.those_with(Role.QA_MANAGER)[who]
