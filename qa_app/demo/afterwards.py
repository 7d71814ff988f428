"""What happens in Exampleshire to audits that are moderated: another look, sign-off, reopening?

In the second round an auditor asks for another look in vain and a manager with success; lately somebody has asked and
waits. Both past rounds are signed off once nobody can ask any more. One audit of the first is reopened, changed and signed
off again, and for another a second person is still needed.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from sqlalchemy import select

from qa_app.clock import in_london
from qa_app.db import session
from qa_app.demo import tendencies, voices_afterwards
from qa_app.demo.workdays import at as moment
from qa_app.demo.workdays import days_later, from_day, last_moment
from qa_app.domain.moderating import ChangeReason, Decision, Way
from qa_app.domain.policy import Role
from qa_app.domain.questions import GradeQuestion
from qa_app.domain.regrading import Changes, GradeChange
from qa_app.domain.reopenings import ReopenTo, WantedReopening
from qa_app.domain.standing_questions import OVERALL, OVERALL_GRADE, OVERALL_RATIONALE
from qa_app.domain.workflow import Status
from qa_app.models.audits import Answer, Audit, FindingKind
from qa_app.models.moderation import Moderation
from qa_app.models.reopenings import Reopening
from qa_app.models.sign_offs import SignOff
from qa_app.queries import audits, council, replies, sign_offs
from qa_app.services import answering, auditing, finding, reopening, replying, signing_off
from qa_app.services.answering import Typed
from qa_app.services.finding import Noted

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date, datetime

    from sqlalchemy import ColumnElement

    from qa_app.demo.plot import Plot, RoundPlot
    from qa_app.demo.stage import Stage, Task
    from qa_app.domain.questions import Given
    from qa_app.models.people import User
    from qa_app.models.replies import Reply

_PATIENCE = 10
"""Working days for which somebody is looked for who has reason to ask."""


def expect_afterwards(stage: Stage, plot: Plot) -> None:
    """Note everything that comes after moderation."""
    second, lately = plot.second, in_london(last_moment(plot.now)).date()
    begins = days_later(second.due, -6)
    stage.diary.note(moment(begins, 16, 35), partial(_auditor_asks, stage, second, _PATIENCE))
    stage.diary.note(moment(begins, 16, 50), partial(_manager_asks, stage, second, _PATIENCE))
    for back in range(-4, 0):
        stage.diary.note(moment(days_later(lately, back), 16, 25), partial(_somebody_asks, stage))
    for each in (plot.first, plot.second):
        if each.closes:
            day = _nobody_can_ask_after(each.closes)
            stage.diary.note(moment(day, 15), partial(_sign_off, stage, each))
            stage.diary.note(moment(days_later(day, 3), 15), partial(_sign_off, stage, each))
    if plot.first.closes:
        day = days_later(_nobody_can_ask_after(plot.first.closes), 4)
        stage.diary.note(moment(day, 10, 20), partial(_ask_to_reopen, stage, plot.first))
    stage.diary.note(moment(days_later(lately, -1), 14, 45), partial(_ask_second_person, stage))


def _nobody_can_ask_after(day: date) -> date:
    return from_day(day + timedelta(days=council.settings().reply_days + 1))


# ------------------------------------------------------------------------------------ another look
def _auditor_asks(stage: Stage, plot: RoundPlot, patience: int, at: datetime) -> None:
    """An auditor whose grade was lowered asks in vain."""
    audit = _lowered(stage, plot, at)
    if audit is None:
        _try_again(stage, partial(_auditor_asks, stage, plot, patience - 1), patience, at)
        return
    reply = _ask(stage, audit, stage.tasks[audit.id].auditor, voices_afterwards.ASKED_BY_AUDITOR, at)
    day = days_later(in_london(at).date(), 3)
    stage.diary.note(moment(day, 11, 35), partial(_let_stand, stage, reply.id))


def _manager_asks(stage: Stage, plot: RoundPlot, patience: int, at: datetime) -> None:
    """The manager of a team asks about an Inadequate, with success."""
    audit = _inadequate(stage, plot, at)
    if audit is None:
        _try_again(stage, partial(_manager_asks, stage, plot, patience - 1), patience, at)
        return
    by = stage.town.manager_of(stage.tasks[audit.id].team)
    reply = _ask(stage, audit, by, voices_afterwards.ASKED_BY_MANAGER, at)
    day = days_later(in_london(at).date(), 2)
    stage.diary.note(moment(day, 12, 5), partial(_change, stage, reply.id))


def _somebody_asks(stage: Stage, at: datetime) -> None:
    """Lately: an auditor, or else a manager, and nobody has decided yet. Once is enough."""
    if replies.waiting(_quality(stage)[0]):
        return
    if audit := _lowered(stage, None, at):
        _ask(stage, audit, stage.tasks[audit.id].auditor, voices_afterwards.ASKED_BY_ANOTHER, at)
    elif audit := _inadequate(stage, None, at):
        by = stage.town.manager_of(stage.tasks[audit.id].team)
        _ask(stage, audit, by, voices_afterwards.ASKED_BY_ANOTHER_MANAGER, at)


def _ask(stage: Stage, audit: Audit, by: User, reasons: str, at: datetime) -> Reply:
    return replying.ask(audit, [OVERALL], reasons, link=stage.reply_page, by=by, at=at)


def _let_stand(stage: Stage, reply_id: int, at: datetime) -> None:
    reply = replies.one(_quality(stage)[0], reply_id)
    by = replies.who_may_decide(reply)[0]
    replying.let_stand(
        reply,
        voices_afterwards.STANDS,
        link=stage.audit_page,
        revision=reply.revision,
        audit_revision=reply.audit.revision,
        by=by,
        at=at,
    )


def _change(stage: Stage, reply_id: int, at: datetime) -> None:
    reply = replies.one(_quality(stage)[0], reply_id)
    by = replies.who_may_decide(reply)[0]
    because = voices_afterwards.CHANGED_BECAUSE
    new = GradeChange(tendencies.REQUIRES_IMPROVEMENT, ChangeReason.EVIDENCE_OVERLOOKED, because)
    replying.change(
        reply,
        Changes(overall=new),
        voices_afterwards.CHANGED,
        link=stage.audit_page,
        revision=reply.revision,
        audit_revision=reply.audit.revision,
        by=by,
        at=at,
    )


def _lowered(stage: Stage, plot: RoundPlot | None, at: datetime) -> Audit | None:
    scale = tendencies.GRADES
    lower = [
        Moderation.decision == Decision.CHANGED,
        Moderation.auditor_grade.in_(scale[2:]),
        Moderation.moderator_grade.in_(scale[1:2]),
    ]
    return _recent(stage, plot, at, *lower)


def _inadequate(stage: Stage, plot: RoundPlot | None, at: datetime) -> Audit | None:
    return _recent(stage, plot, at, Audit.final_grade == tendencies.INADEQUATE)


def _recent(
    stage: Stage, plot: RoundPlot | None, at: datetime, *conditions: ColumnElement[bool]
) -> Audit | None:
    """The audit decided on last of those that fit, alone by one moderator, so that the other one is independent."""
    found = session.scalars(
        select(Audit)
        .join(Moderation, (Moderation.audit_id == Audit.id) & Moderation.stands)
        .where(
            Audit.status == Status.MODERATED,
            Moderation.way == Way.READ,
            Moderation.at > at - timedelta(days=8),
            *conditions,
        )
        .order_by(Moderation.id.desc())
    )
    for audit in found.all():
        task = stage.tasks[audit.id]
        fits = task.team and not task.times_returned and (plot is None or task.round is plot)
        if fits and not replies.of_audit(audit.id):
            return audit
    return None


def _try_again(stage: Stage, entry: Callable[[datetime], None], patience: int, at: datetime) -> None:
    if patience > 0:
        here = in_london(at)
        stage.diary.note(moment(days_later(here.date(), 1), here.hour, here.minute), entry)


# ------------------------------------------------------------------------- sign-off and reopening
def _sign_off(stage: Stage, plot: RoundPlot, at: datetime) -> None:
    """All of the round about which nobody can ask any more, as many at once as a page holds."""
    by, days, today = _quality(stage)[1], council.settings().reply_days, in_london(at).date()
    round_id = stage.round_ids[plot.title]
    done = 0
    while found := sign_offs.ready(by, days=days, today=today, round_id=round_id).items:
        signed = signing_off.sign_off_together({each.id: each.revision for each in found}, by=by, at=at)
        done += len(signed.done)
        if not signed.done:
            break
    if done:
        stage.report(f"{done} audits of the round “{plot.title}” were signed off.")


def _ask_to_reopen(stage: Stage, plot: RoundPlot, at: datetime) -> None:
    """A QA manager asks, the director agrees the next day, and the auditor has something to change."""
    audit = _signed_off(stage, plot, auditor_grade=tendencies.REQUIRES_IMPROVEMENT)
    if audit is None:
        return
    wanted = WantedReopening(
        ReopenTo.AUDITOR,
        voices_afterwards.REOPENED_BECAUSE,
        from_day(in_london(at).date() + timedelta(days=7)),
    )
    row = _reopening(stage, audit, wanted, at)
    day = days_later(in_london(at).date(), 1)
    stage.diary.note(moment(day, 9, 25), partial(_agree_to_reopen, stage, row.id))


def _agree_to_reopen(stage: Stage, reopening_id: int, at: datetime) -> None:
    row = session.get_one(Reopening, reopening_id)
    director = stage.town.those_with(Role.DIRECTOR)[0]
    reopening.grant(
        row,
        voices_afterwards.AGREED_TO_REOPEN,
        link=stage.audit_page,
        revision=row.revision,
        by=director,
        at=at,
    )
    task = stage.tasks[row.audit_id]
    day = days_later(in_london(at).date(), 2)
    stage.diary.note(moment(day, 13, 50), partial(_hand_in_what_changed, stage, task))


def _hand_in_what_changed(stage: Stage, task: Task, at: datetime) -> None:
    """One section is a grade better, and the words say why."""
    audit = audits.one_to_answer(task.auditor, task.audit_id)
    changed = {OVERALL_RATIONALE: _added_to(task)}
    for question in task.tool.all_questions:
        given = task.answers.get(question.key)
        if (
            isinstance(question, GradeQuestion)
            and question.key != OVERALL_GRADE
            and given
            and given.value == tendencies.REQUIRES_IMPROVEMENT
        ):
            changed[question.key] = replace(given, value=tendencies.GOOD)
            break
    versions = select(Answer.question_key, Answer.version).where(Answer.audit_id == audit.id)
    kept = dict(session.execute(versions).all())
    page = {key: Typed(given, kept.get(key, 0)) for key, given in changed.items()}
    answering.save_page(audit, page, by=task.auditor, at=at)
    task.answers |= changed
    noted = Noted(FindingKind.STRENGTH, voices_afterwards.FOUND_SINCE)
    finding.add(audit, noted, by=task.auditor, at=at)
    auditing.submit(session.get_one(Audit, task.audit_id), link=stage.audit_page, by=task.auditor, at=at)
    _expect_sign_off(stage, task, in_london(at).date())


def _added_to(task: Task) -> Given:
    words = task.answers[OVERALL_RATIONALE]
    return replace(words, value=f"{words.value} {voices_afterwards.LOOKED_AT_AGAIN}")


def _expect_sign_off(stage: Stage, task: Task, day: date) -> None:
    stage.diary.note(moment(days_later(day, 1), 16, 40), partial(_sign_off_again, stage, task))


def _sign_off_again(stage: Stage, task: Task, at: datetime) -> None:
    """As soon as it is moderated again, and before the days for a reply are over."""
    audit = session.get_one(Audit, task.audit_id)
    if audit.status is not Status.MODERATED:
        _expect_sign_off(stage, task, in_london(at).date())
        return
    signing_off.sign_off(
        audit, voices_afterwards.SIGNED_EARLY, revision=audit.revision, by=_quality(stage)[0], at=at
    )


def _ask_second_person(stage: Stage, at: datetime) -> None:
    """Somebody has asked, and nobody has looked at it yet."""
    audit = _signed_off(stage, None, auditor_grade=tendencies.GOOD)
    if audit:
        wanted = WantedReopening(ReopenTo.MODERATION, voices_afterwards.ASKED_TO_REOPEN)
        _reopening(stage, audit, wanted, at)


def _reopening(stage: Stage, audit: Audit, wanted: WantedReopening, at: datetime) -> Reopening:
    return reopening.ask(
        audit,
        wanted,
        link=stage.audit_page,
        request_link=lambda number: stage.address("reopenings", number),
        revision=audit.revision,
        by=_quality(stage)[0],
        at=at,
    )


def _signed_off(stage: Stage, plot: RoundPlot | None, *, auditor_grade: str) -> Audit | None:
    """The last audit with this grade that is signed off for the first time and was never looked at again."""
    found = session.scalars(
        select(Audit)
        .join(SignOff, SignOff.audit_id == Audit.id)
        .where(
            SignOff.voided_at.is_(None),
            SignOff.number == 1,
            Audit.auditor_grade == auditor_grade,
            Audit.final_grade == auditor_grade,
        )
        .order_by(Audit.id.desc())
    )
    for audit in found:
        task = stage.tasks[audit.id]
        if (plot is None or task.round is plot) and task.answers and not replies.of_audit(audit.id):
            return audit
    return None


def _quality(stage: Stage) -> tuple[User, ...]:
    return stage.town.those_with(Role.QA_MANAGER)
