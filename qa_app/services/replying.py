"""How does somebody ask for another look at a moderated audit, and how does somebody independent decide on it?

The audit is held first and then the reply, so that of two who decide one wins and the other is told. The decision that a
changed grade takes the place of stays beside the new one, which is whole in itself: what nobody touched keeps its reason.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from qa_app.consequences import deciding, locking
from qa_app.consequences.deciding import NO_DETAIL, Settled, Verdict
from qa_app.consequences.messages import message
from qa_app.db import session, use_case
from qa_app.domain.errors import ConflictOfInterest, Incomplete, NotYours, Stale, StepNotAllowed
from qa_app.domain.moderating import Decision, Way
from qa_app.domain.pairs import Grades, Taken
from qa_app.domain.questions import Given
from qa_app.domain.replies import (
    AskedAs,
    ReplyOutcome,
    check_asked_about,
    check_outcome,
    grades_after,
    why_settled,
)
from qa_app.domain.standing_questions import OVERALL
from qa_app.domain.words import written
from qa_app.domain.workflow import Step
from qa_app.models.audits import Audit, SecondAudit
from qa_app.models.moderation import Moderation
from qa_app.models.pairs import Pair
from qa_app.models.people import User
from qa_app.models.replies import Reply, ReplyAbout
from qa_app.queries import council, replies, sign_offs
from qa_app.queries.actions import managers_of

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping
    from datetime import datetime

    from qa_app.domain.regrading import Changes


@use_case
def ask(
    audit: Audit,
    about: Collection[str],
    reasons: str,
    *,
    link: Callable[[int], str],
    by: User,
    at: datetime,
    once: str | None = None,
) -> Reply:
    """Ask for another look at these grades (keys of sections, or ``overall``); the same reply when the form is sent twice.

    ``link`` makes the full address of a reply's page from its id: moderators who may decide are told.

    :raises NotYours: for anybody but the audit's auditor and the managers of its team.
    :raises StepNotAllowed: when the days for it are over, the audit is signed off or was reopened, or they asked before.
    :raises Incomplete: without reasons, or without a grade that the audit has.
    """
    made = session.scalars(select(Reply).where(Reply.once == once)).one_or_none() if once else None
    if made:
        return made
    _hold(audit.id)
    window = replies.window_for(
        by,
        audit,
        replies.of_audit(audit.id),
        days=council.settings().reply_days,
        is_signed_off=sign_offs.standing_of(audit.id) is not None,
        at=at,
    )
    if window is None:
        raise NotYours("Only its auditor and the manager of its team can ask for another look at an audit.")
    if window.refusal:
        raise StepNotAllowed(window.refusal)
    present = _present(audit)
    if problem := check_asked_about([OVERALL, *present.sections], about):
        raise Incomplete(problem)
    stands = replies.standing_decision(audit.id)
    if stands is None:
        raise StepNotAllowed("This audit has no decision to ask about.")
    places = [key for key in (OVERALL, *present.sections) if key in about]
    reply = Reply(
        audit_id=audit.id,
        moderation_id=stands.id,
        by_id=by.id,
        asked_as=window.asked_as,
        asked_at=at,
        reasons=written(reasons, "Say why the grades should be looked at again."),
        once=once,
        about=[ReplyAbout(key=key, asked=True) for key in places],
    )
    session.add(reply)
    audit.take(Step.ASK, by=by, at=at, note=_titles(audit, places))
    session.flush()
    reply.audit = audit
    for person in replies.who_may_decide(reply):
        message(
            f"reply-asked:{reply.id}:{person.id}",
            person.email,
            f"Somebody asks for another look at audit {audit.id}",
            f"{by.name} asks for another look at the grades of audit {audit.id}. You had no part in it, so you can "
            f"decide.\n\n{link(reply.id)}\n\n{NO_DETAIL}",
            at=at,
        )
    return reply


@use_case
def let_stand(
    reply: Reply,
    words: str,
    *,
    link: Callable[[int], str],
    revision: int,
    audit_revision: int,
    by: User,
    at: datetime,
) -> None:
    """The grades stay as they are. ``link`` makes the full address of an audit's page from its id.

    :raises Incomplete: without words for whoever asked.
    :raises ConflictOfInterest: for somebody who had a part in the audit, or is too close to the case.
    :raises StepNotAllowed: when somebody decided before.
    :raises Stale: when the reply or the audit changed since these revisions were read.
    """
    audit = _hold_both(reply, revision=revision, audit_revision=audit_revision, by=by)
    words = written(words, _WITHOUT_WORDS)
    present = _present(audit)
    audit.take(Step.LOOK_AGAIN, by=by, at=at, note="The grades stand.")
    _settle(reply, ReplyOutcome.STANDS, words, by=by, at=at)
    for row in reply.about:
        row.before = row.after = present[row.key]
    _tell(reply, audit, present.overall, link, by=by, at=at)


@use_case
def change(
    reply: Reply,
    changes: Changes,
    words: str,
    *,
    link: Callable[[int], str],
    revision: int,
    audit_revision: int,
    by: User,
    at: datetime,
) -> Moderation:
    """Other grades than those that hold now, each with its reason.

    :raises Incomplete: when nothing changes, a change has no reason, or the overall grade is above a cap unexplained.
    :raises NotPossible: for a grade or a section that the audit does not have.
    :raises: otherwise as ``let_stand``.
    """
    audit = _hold_both(reply, revision=revision, audit_revision=audit_revision, by=by)
    words = written(words, _WITHOUT_WORDS)
    present, stands = _present(audit), replies.standing_decision(audit.id)
    if stands is None:
        raise StepNotAllowed("This audit has no decision that could be changed.")
    answers = {row.question_key: Given(row.value, row.comment) for row in audit.answers}
    check_outcome(audit.tool_version.definition, answers, present, changes)
    verdict = Verdict(
        decision=Decision.CHANGED,
        way=Way.REPLY,
        step=Step.LOOK_AGAIN,
        overall=_overall(audit, stands, changes),
        sections=_sections(audit, stands, changes),
        feedback=words,
        note="One or more grades changed.",
        pair_id=stands.pair_id,
    )
    moderation = deciding.decide(audit, verdict, by=by, taken_by=by, at=at)
    _settle(reply, ReplyOutcome.CHANGED, words, by=by, at=at)
    reply.outcome_id = moderation.id
    _note_changes(reply, present, grades_after(present, changes))
    if stands.pair_id is not None:
        second_id = session.get_one(Pair, stands.pair_id).second_id
        locking.carry_finals(audit, locking.held(SecondAudit, second_id))
    _tell(reply, audit, present.overall, link, by=by, at=at)
    return moderation


_WITHOUT_WORDS = "Write what you decided and why, for whoever asked."


def _hold(audit_id: int) -> Audit:
    """Read the audit again and hold it: of two who ask or decide, the second sees what the first did."""
    return session.scalars(
        select(Audit)
        .where(Audit.id == audit_id)
        .options(
            joinedload(Audit.tool_version),
            joinedload(Audit.case),
            joinedload(Audit.auditor),
            joinedload(Audit.team),
            joinedload(Audit.worker),
            selectinload(Audit.answers),
            selectinload(Audit.section_grades),
        )
        .with_for_update(of=Audit)
        .execution_options(populate_existing=True)
    ).one()


def _hold_both(reply: Reply, *, revision: int, audit_revision: int, by: User) -> Audit:
    audit = _hold(reply.audit_id)
    session.scalars(
        select(Reply)
        .where(Reply.id == reply.id)
        .options(selectinload(Reply.about), joinedload(Reply.by), joinedload(Reply.decided_by))
        .with_for_update(of=Reply)
        .execution_options(populate_existing=True)
    ).one()
    if sentence := why_settled(reply.outcome, reply.decided_by.name if reply.decided_by else ""):
        raise StepNotAllowed(sentence)
    if reason := replies.barred(by, [reply]).get(reply.id):
        raise ConflictOfInterest(f"{reason} Somebody independent must decide on this reply.")
    if reply.revision != revision or audit.revision != audit_revision:
        raise Stale("This audit changed since you opened the page. Look at what it says now.")
    return audit


def _present(audit: Audit) -> Grades:
    """The final grades as they are, by key; a section that counts as not relevant has none."""
    sections = {row.section_key: row.final_grade for row in audit.section_grades if row.final_grade}
    return Grades(audit.final_grade or "", sections)


def _titles(audit: Audit, places: Iterable[str]) -> str:
    tool = audit.tool_version.definition
    titles = ("Overall grade" if key == OVERALL else tool.section(key).title for key in places)
    return f"About: {', '.join(titles)}."


def _overall(audit: Audit, stands: Moderation, changes: Changes) -> Settled:
    new = changes.overall
    if new is None:
        because = changes.above_cap_because or stands.because
        return Settled(audit.final_grade, stands.category, because, stands.second_grade, stands.taken)
    taken = _taken(new.grade, audit.auditor_grade, stands.second_grade)
    return Settled(new.grade, new.category, new.because, stands.second_grade, taken)


def _sections(audit: Audit, stands: Moderation, changes: Changes) -> Mapping[str, Settled]:
    """Everything that differs from the auditor's grades: what the decision before said, and over it what changes now."""
    kept = {
        row.section_key: Settled(row.moderator_grade, row.category, row.because, row.second_grade, row.taken)
        for row in stands.sections
    }
    own = {row.section_key: row.auditor_grade for row in audit.section_grades}
    new = {}
    for key, each in changes.sections.items():
        # Where a pair's decision says nothing, both had graded alike.
        second = kept[key].second if key in kept else own[key] if stands.pair_id else None
        new[key] = Settled(
            each.grade, each.category, each.because, second, _taken(each.grade, own[key], second)
        )
    return kept | new


def _taken(grade: str, first: str | None, second: str | None) -> Taken | None:
    """Whose grade it is now, where there were two auditors."""
    if second is None:
        return None
    return {second: Taken.SECOND, first: Taken.FIRST}.get(grade, Taken.OTHER)


def _settle(reply: Reply, outcome: ReplyOutcome, words: str, *, by: User, at: datetime) -> None:
    reply.outcome, reply.words = outcome, words
    reply.decided_by_id, reply.decided_at = by.id, at


def _note_changes(reply: Reply, present: Grades, after: Mapping[str, str]) -> None:
    """What became of each grade that was asked about, and of each that changed besides."""
    rows = {row.key: row for row in reply.about}
    for key, grade in after.items():
        if key not in rows and present[key] != grade:
            rows[key] = ReplyAbout(key=key, asked=False)
            reply.about.append(rows[key])
        if key in rows:
            rows[key].before, rows[key].after = present[key], grade


def _tell(
    reply: Reply, audit: Audit, before: str, link: Callable[[int], str], *, by: User, at: datetime
) -> None:
    """Whoever asked, the auditor, whose decision it was, and the team's managers where the lowest grade is concerned."""
    deciders = select(User).join(Moderation, Moderation.by_id == User.id)
    concerned = [
        reply.by,
        audit.auditor,
        *session.scalars(deciders.where(Moderation.id == reply.moderation_id)),
    ]
    lowest = audit.tool_version.definition.grades[0].key
    if reply.asked_as is AskedAs.MANAGER or lowest in {before, audit.final_grade}:
        concerned += managers_of(audit.team_id)
    for person in {each.id: each for each in concerned if each.active and each.id != by.id}.values():
        message(
            f"reply-decided:{reply.id}:{person.id}",
            person.email,
            f"Audit {audit.id} was looked at again",
            f"{by.name} decided on a reply about audit {audit.id}. What was decided and why is on its page.\n\n"
            f"{link(audit.id)}\n\n{NO_DETAIL}",
            at=at,
        )
