"""What becomes of the actions in Exampleshire?

A manager agrees most as they are and would like a later date for some; owners note progress and finish in time, late
or not at all; QA verifies, and sometimes sends back. Which of these happens is chance, in shares that councils know.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from sqlalchemy import select

from qa_app.clock import in_london
from qa_app.db import session
from qa_app.demo import voices_actions
from qa_app.demo.workdays import between, days_later, from_day, some_time
from qa_app.domain.actions import WITH_OWNER, ActionStatus, Level, Words
from qa_app.domain.policy import Role
from qa_app.domain.rag import Rag
from qa_app.domain.workflow import Status
from qa_app.models.actions import Action
from qa_app.models.audits import Audit
from qa_app.services import agreeing, progressing, proposing, verifying
from qa_app.services.proposing import Proposal

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date, datetime

    from qa_app.demo.stage import Stage, Task
    from qa_app.demo.voices_actions import ActionVoice
    from qa_app.models.people import User

    Step = Callable[[Stage, "Promise", datetime], None]

_VOICES = {voice.what: voice for voice in voices_actions.ACTIONS}
# What becomes of an agreed action, and in how many of a hundred.
_FATES = {
    "in time": 46,
    "late": 11,
    "moved": 12,
    "drifting": 10,
    "forgotten": 9,
    "cancelled": 5,
    "handed over": 7,
}

_BROUGHT_FORWARD = 5


@dataclass(slots=True)
class Promise:
    """One action, those whom it concerns, and what becomes of it (a key of ``_FATES``)."""

    action_id: int
    manager: User
    owner: User
    proposer: User
    fate: str
    due: date
    voice: ActionVoice
    has_begun: bool = False
    times_returned: int = 0

    def row(self) -> Action:
        """The action as it is now."""
        return session.get_one(Action, self.action_id)


def propose(stage: Stage, task: Task, voice: ActionVoice, finding_id: int, *, by: User, at: datetime) -> None:
    """An action for a finding, due after as long as such a thing takes. Without a team nobody could agree it."""
    wanted_voice = _not_in_hand(stage, task, voice) if task.team else None
    if wanted_voice is None:
        return
    voice = wanted_voice
    due = from_day(in_london(at).date() + timedelta(weeks=voice.weeks))
    wanted = Proposal(
        what=voice.what,
        measure=voice.measure,
        level=voice.level,
        priority=voice.priority,
        owner_id=_owner(stage, task.team, voice.level).id,
        due_on=due,
        finding_ids=frozenset({finding_id}),
    )
    audit = session.get_one(Audit, task.audit_id)
    proposing.propose(audit, wanted, link=stage.action_page, by=by, at=at)


def _not_in_hand(stage: Stage, task: Task, voice: ActionVoice) -> ActionVoice | None:
    """This action, or one for the child or the worker when the team or the service has it in hand already."""
    if voice.level not in {Level.TEAM, Level.SERVICE}:
        return voice
    service = stage.town.council.team(task.team).service
    known = voice.what, service if voice.level is Level.SERVICE else task.team
    if known not in stage.in_hand:
        stage.in_hand.add(known)
        return voice
    nearer = [
        each
        for each in voices_actions.ACTIONS
        if each.theme == voice.theme and each.level in {Level.CHILD, Level.WORKER}
    ]
    return stage.voices.pick(nearer) if nearer else None


def follow(stage: Stage, task: Task, at: datetime) -> None:
    """The audit was moderated, so its actions have reached their manager."""
    waiting = select(Action).where(Action.audit_id == task.audit_id, Action.status == ActionStatus.PROPOSED)
    users = {user.id: user for user in stage.town.users.values()}
    for action in session.scalars(waiting.order_by(Action.id)):
        promise = Promise(
            action_id=action.id,
            manager=_responsible(stage, task.team, action.level),
            owner=users[action.owner_id],
            proposer=users[action.proposed_by_id],
            fate=stage.rng.choices(tuple(_FATES), tuple(_FATES.values()))[0],
            due=action.due_on,
            voice=_VOICES[action.what],
        )
        wants_later = stage.chance(0.15)
        step = _suggest if wants_later else _agree
        # Some managers are quick; some let things lie.
        wait = stage.rng.choice((1, 1, 2, 2, 3, 4, 5, 7, 9))
        stage.diary.note(_after(stage, at, wait), partial(step, stage, promise))


def bring_forward(stage: Stage, to: date, at: datetime) -> None:
    """The managers of some actions would like them done by this day already, each with another owner."""
    later = select(Action).where(Action.status.in_(WITH_OWNER), Action.due_on > to)
    owners: set[int] = set()
    for row in session.scalars(later.order_by(Action.due_on, Action.id)).all():
        if row.owner_id in owners or len(owners) == _BROUGHT_FORWARD:
            continue
        owners.add(row.owner_id)
        because = stage.voices.pick(voices_actions.BROUGHT_FORWARD)
        by = _responsible(stage, stage.town.team_names[row.team_id], row.level)
        progressing.move_due_date(row, to, because, revision=row.revision, by=by, at=at)


def suggest_something(stage: Stage, at: datetime) -> None:
    """A manager would like a later date for the newest action that waits, and nobody has answered yet."""
    newest = (
        select(Action)
        .join(Action.audit)
        .where(Action.status == ActionStatus.PROPOSED, Audit.status == Status.MODERATED)
        .order_by(Action.id.desc())
        .limit(1)
    )
    for row in session.scalars(newest):
        words = Words(row.what, row.measure, from_day(row.due_on + timedelta(days=14)))
        because = stage.voices.pick(voices_actions.LATER_DATE_SUGGESTED)
        by = _responsible(stage, stage.town.team_names[row.team_id], row.level)
        agreeing.suggest(row, words, because, link=stage.action_page, revision=row.revision, by=by, at=at)


def _agree(stage: Stage, promise: Promise, at: datetime) -> None:
    row = promise.row()
    if row.status is not ActionStatus.PROPOSED:
        return
    agreeing.agree(row, link=stage.action_page, revision=row.revision, by=promise.manager, at=at)
    _live_on(stage, promise, at)


def _suggest(stage: Stage, promise: Promise, at: datetime) -> None:
    row = promise.row()
    if row.status is not ActionStatus.PROPOSED:
        return
    later = from_day(
        max(row.due_on, in_london(at).date()) + timedelta(days=stage.rng.choice((7, 14, 14, 21)))
    )
    because = stage.voices.pick(voices_actions.LATER_DATE_SUGGESTED)
    words = Words(row.what, row.measure, later)
    agreeing.suggest(
        row, words, because, link=stage.action_page, revision=row.revision, by=promise.manager, at=at
    )
    answer = _accept if stage.chance(0.75) else _keep
    stage.diary.note(_after(stage, at, stage.rng.randint(2, 9)), partial(answer, stage, promise))


def _accept(stage: Stage, promise: Promise, at: datetime) -> None:
    row = promise.row()
    agreeing.accept(row, link=stage.action_page, revision=row.revision, by=promise.proposer, at=at)
    promise.due = row.due_on
    _live_on(stage, promise, at)


def _keep(stage: Stage, promise: Promise, at: datetime) -> None:
    row = promise.row()
    because = stage.voices.pick(voices_actions.DATE_KEPT)
    agreeing.keep(row, because, link=stage.action_page, revision=row.revision, by=promise.proposer, at=at)
    stage.diary.note(_after(stage, at, stage.rng.randint(1, 3)), partial(_agree, stage, promise))


def _live_on(stage: Stage, promise: Promise, at: datetime) -> None:
    """From now on it is the owner's, and its fate takes its course."""
    today = in_london(at).date()
    days = max(2, between(today, promise.due))
    match promise.fate:
        case "in time":
            done = max(2, round(days * stage.rng.uniform(0.45, 1.0)))
            _expect_progress(stage, promise, at, (done // 2,))
            _expect(stage, promise, at, done, _complete)
        case "late":
            _expect_progress(stage, promise, at, (days // 2, days + 2))
            _expect(stage, promise, at, days + stage.rng.randint(3, 12), _complete)
        case "moved":
            _expect_progress(stage, promise, at, (days // 2,))
            _expect(stage, promise, at, max(1, days - 2), _move)
        case "handed over":
            _expect(stage, promise, at, max(1, days // 3), _hand_over)
            _expect_progress(stage, promise, at, (days // 2 + 1,))
            _expect(stage, promise, at, max(days, days // 2 + 3), _complete)
        case "drifting":
            _expect_progress(stage, promise, at, (max(1, days // 3), days + 4))
            if stage.chance(0.3):
                _expect(stage, promise, at, days + 1, _rate)
            _expect(stage, promise, at, days + stage.rng.randint(18, 34), _complete)
        case "forgotten":
            _expect(stage, promise, at, days + stage.rng.randint(24, 45), _complete)
        case _:
            _expect(stage, promise, at, max(1, days // 2), _cancel)


def _note_progress(stage: Stage, promise: Promise, at: datetime) -> None:
    row = promise.row()
    note = stage.voices.pick(voices_actions.MORE_PROGRESS) if promise.has_begun else promise.voice.going
    promise.has_begun = True
    progressing.note_progress(row, note, revision=row.revision, by=promise.owner, at=at)


def _complete(stage: Stage, promise: Promise, at: datetime) -> None:
    row = promise.row()
    evidence = promise.voice.done
    if promise.times_returned:
        evidence = f"{stage.voices.pick(voices_actions.COMPLETED_AGAIN)} {evidence}"
    progressing.complete(row, evidence, revision=row.revision, by=promise.owner, at=at)
    _expect(stage, promise, at, stage.rng.randint(1, 6), _look_at_evidence)


def _look_at_evidence(stage: Stage, promise: Promise, at: datetime) -> None:
    row, by = promise.row(), stage.rng.choice(stage.town.those_with(Role.QA_MANAGER))
    if not promise.times_returned and stage.chance(0.17):
        promise.times_returned += 1
        because = stage.voices.pick(voices_actions.NOT_VERIFIED)
        verifying.return_to_owner(row, because, link=stage.action_page, revision=row.revision, by=by, at=at)
        _expect_progress(stage, promise, at, (3,))
        _expect(stage, promise, at, stage.rng.randint(6, 14), _complete)
        return
    note = stage.voices.pick(voices_actions.VERIFIED)
    verifying.verify(row, note, revision=row.revision, by=by, at=at)


def _move(stage: Stage, promise: Promise, at: datetime) -> None:
    row = promise.row()
    promise.due = from_day(
        max(row.due_on, in_london(at).date()) + timedelta(days=stage.rng.choice((7, 14, 21, 28)))
    )
    because = stage.voices.pick(voices_actions.DATE_MOVED)
    progressing.move_due_date(row, promise.due, because, revision=row.revision, by=promise.manager, at=at)
    _expect(stage, promise, at, max(2, between(in_london(at).date(), promise.due) - 1), _complete)


def _hand_over(stage: Stage, promise: Promise, at: datetime) -> None:
    row, team = promise.row(), stage.town.team_names[promise.row().team_id]
    manager, practitioner = stage.town.manager_of(team), stage.town.practitioner_of(team)
    promise.owner = practitioner if promise.owner is manager else manager
    because = stage.voices.pick(voices_actions.HANDED_OVER)
    progressing.hand_over(
        row,
        promise.owner.id,
        because,
        link=stage.action_page,
        revision=row.revision,
        by=promise.manager,
        at=at,
    )


def _rate(stage: Stage, promise: Promise, at: datetime) -> None:
    row = promise.row()
    because = stage.voices.pick(voices_actions.RATED)
    progressing.rate(row, Rag.RED, because, revision=row.revision, by=promise.manager, at=at)


def _cancel(stage: Stage, promise: Promise, at: datetime) -> None:
    row, by = promise.row(), stage.town.those_with(Role.QA_MANAGER)[0]
    because = stage.voices.pick(voices_actions.CANCELLED)
    progressing.cancel(row, because, revision=row.revision, by=by, at=at)


def _expect_progress(stage: Stage, promise: Promise, at: datetime, days: tuple[int, ...]) -> None:
    for each in days:
        _expect(stage, promise, at, max(1, each), _note_progress)


def _expect(stage: Stage, promise: Promise, at: datetime, days: int, step: Step) -> None:
    stage.diary.note(_after(stage, at, days), partial(step, stage, promise))


def _after(stage: Stage, at: datetime, days: int) -> datetime:
    return some_time(days_later(in_london(at).date(), days), stage.rng)


def _owner(stage: Stage, team: str, level: Level) -> User:
    match level:
        case Level.SERVICE:
            return stage.town.head_of(team)
        case Level.TEAM:
            return stage.town.manager_of(team)
        case _:
            practitioner = stage.town.practitioner_of(team)
            return practitioner if stage.chance(0.4) else stage.town.manager_of(team)


def _responsible(stage: Stage, team: str, level: Level) -> User:
    return stage.town.head_of(team) if level is Level.SERVICE else stage.town.manager_of(team)
