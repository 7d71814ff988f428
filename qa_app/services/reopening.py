"""How is a moderated audit opened again?

By one person with a reason while it is not signed off; afterwards a second person has to agree. Reopening takes the
audit out of the figures and keeps everything else: what was locked at its first hand-in, its pair as it was decided, its
actions, what was published and every earlier decision and sign-off.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select, update
from sqlalchemy.orm import joinedload, selectinload

from qa_app.clock import in_london
from qa_app.consequences import deciding
from qa_app.consequences.deciding import NO_DETAIL
from qa_app.consequences.messages import message
from qa_app.db import session, use_case
from qa_app.domain.errors import ConflictOfInterest, Stale, StepNotAllowed
from qa_app.domain.moderating import Decision, ReasonKind
from qa_app.domain.policy import GRANTS, Permission, Role
from qa_app.domain.reopenings import ReopeningStatus, ReopenTo, check_wanted
from qa_app.domain.replies import ReplyOutcome
from qa_app.domain.words import written
from qa_app.domain.workflow import Step, after
from qa_app.models.audits import Audit, QueueReason
from qa_app.models.moderation import Moderation
from qa_app.models.people import RoleRow, User
from qa_app.models.reopenings import Reopening
from qa_app.models.replies import Reply
from qa_app.models.sign_offs import SignOff
from qa_app.queries import reopenings, sign_offs
from qa_app.queries.actions import managers_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from qa_app.domain.reopenings import WantedReopening

WORDS_LIMIT = 2_000
_GRANTING = [role.value for role in Role if Permission.REOPENINGS_GRANT in GRANTS[role]]


@use_case
def ask(
    audit: Audit,
    wanted: WantedReopening,
    *,
    link: Callable[[int], str],
    request_link: Callable[[int], str],
    revision: int,
    by: User,
    at: datetime,
    once: str | None = None,
) -> Reopening:
    """Reopen an audit that is not signed off at once; ask a second person for one that is. The same when sent twice.

    ``link`` and ``request_link`` make the full addresses of an audit's and of a reopening's page from their ids.

    :raises StepNotAllowed: when the audit is not moderated (any more), or somebody asked for the same already.
    :raises ConflictOfInterest: for one's own audit while no second person has to agree.
    :raises Incomplete: without a reason, or for the auditor without a day that is still to come.
    :raises Stale: when the audit changed since revision ``revision`` was read.
    """
    made = session.scalars(select(Reopening).where(Reopening.once == once)).one_or_none() if once else None
    if made:
        return made
    _hold(audit.id)
    after(audit.status, Step.REOPEN)
    if waiting := reopenings.waiting_of(audit.id):
        raise StepNotAllowed(
            f"{waiting.asked_by.name} has asked to reopen this audit already. It waits for a second person."
        )
    sign_off = sign_offs.standing_of(audit.id)
    if sign_off is None and audit.auditor_id == by.id:
        raise ConflictOfInterest("You made this audit, so somebody else must reopen it.")
    if audit.revision != revision:
        raise Stale("This audit changed since you opened the page. Read what it says now.")
    reason = written(
        wanted.reason, "Say why the audit is reopened, and what has to change.", limit=WORDS_LIMIT
    )
    check_wanted(wanted, in_london(at).date())
    row = Reopening(
        audit_id=audit.id,
        sign_off_id=sign_off.id if sign_off else None,
        to=wanted.to,
        reason=reason,
        due_on=wanted.due_on if wanted.to is ReopenTo.AUDITOR else None,
        status=ReopeningStatus.WAITING if sign_off else ReopeningStatus.DONE,
        asked_by_id=by.id,
        asked_at=at,
        decided_at=None if sign_off else at,
        once=once,
    )
    session.add(row)
    session.flush()
    if sign_off is None:
        _reopen(audit, row, asked_by=by, link=link, by=by, at=at)
    else:
        _ask_others(audit, row, request_link(row.id), by=by, at=at)
    return row


@use_case
def grant(
    reopening: Reopening, words: str, *, link: Callable[[int], str], revision: int, by: User, at: datetime
) -> None:
    """The second person agrees: the audit is open again, and its sign-off is void.

    :raises StepNotAllowed: when somebody decided before.
    :raises ConflictOfInterest: for whoever asked, and for whoever made the audit.
    :raises Incomplete: without words.
    :raises Stale: when the request changed since revision ``revision`` was read.
    """
    audit = _hold_both(reopening, revision=revision, by=by)
    _settle(reopening, ReopeningStatus.GRANTED, words, by=by, at=at)
    _reopen(audit, reopening, asked_by=reopening.asked_by, link=link, by=by, at=at)
    _tell_asker(reopening, "granted", link(audit.id), by=by, at=at)


@use_case
def refuse(
    reopening: Reopening, words: str, *, link: Callable[[int], str], revision: int, by: User, at: datetime
) -> None:
    """The second person does not agree: the audit stays signed off.

    :raises: as ``grant``.
    """
    audit = _hold_both(reopening, revision=revision, by=by)
    _settle(reopening, ReopeningStatus.REFUSED, words, by=by, at=at)
    _tell_asker(reopening, "refused", link(audit.id), by=by, at=at)


def _hold(audit_id: int) -> Audit:
    return session.scalars(
        select(Audit)
        .where(Audit.id == audit_id)
        .options(
            joinedload(Audit.auditor), selectinload(Audit.section_grades), selectinload(Audit.queue_reasons)
        )
        .with_for_update(of=Audit)
        .execution_options(populate_existing=True)
    ).one()


def _hold_both(reopening: Reopening, *, revision: int, by: User) -> Audit:
    """The audit first, then the request: whoever holds the audit decides about both."""
    audit = _hold(reopening.audit_id)
    session.scalars(
        select(Reopening)
        .where(Reopening.id == reopening.id)
        .options(joinedload(Reopening.asked_by), joinedload(Reopening.decided_by))
        .with_for_update(of=Reopening)
        .execution_options(populate_existing=True)
    ).one()
    if reopening.status is not ReopeningStatus.WAITING:
        who = f"{reopening.decided_by.name} has" if reopening.decided_by else "Somebody has"
        raise StepNotAllowed(f"{who} decided on this already: {reopening.status.label.lower()}.")
    if reopening.asked_by_id == by.id:
        raise ConflictOfInterest("You asked for this reopening yourself, so a second person must decide.")
    if audit.auditor_id == by.id:
        raise ConflictOfInterest("You made this audit, so somebody else must decide whether it is reopened.")
    if reopening.revision != revision:
        raise Stale("This request changed since you opened the page. Look at what it says now.")
    return audit


def _settle(reopening: Reopening, status: ReopeningStatus, words: str, *, by: User, at: datetime) -> None:
    reopening.words = written(words, "Say why you decide so.", limit=WORDS_LIMIT)
    reopening.status, reopening.decided_by_id, reopening.decided_at = status, by.id, at


def _reopen(
    audit: Audit, row: Reopening, *, asked_by: User, link: Callable[[int], str], by: User, at: datetime
) -> None:
    """Take the audit out of the figures, and give it to whoever has to change something."""
    session.execute(
        update(SignOff)
        .where(SignOff.audit_id == audit.id, SignOff.voided_at.is_(None))
        .values(voided_at=at)
        .execution_options(synchronize_session=False)
    )
    session.execute(
        update(Moderation)
        .where(Moderation.audit_id == audit.id, Moderation.stands)
        .values(stands=False)
        .execution_options(synchronize_session=False)
    )
    audit.moderator_grade = audit.final_grade = None
    for grade in audit.section_grades:
        grade.moderator_grade = grade.final_grade = None
    agreed = f"\n{by.name} agreed: {row.words}" if by.id != asked_by.id else ""
    audit.take(Step.REOPEN, by=asked_by, at=at, note=f"{row.reason}{agreed}")
    if row.to is ReopenTo.AUDITOR:
        returned = deciding.recorded(audit, Decision.RETURNED, by=asked_by, at=at)
        returned.because = row.reason
        # A second person may have taken their time.
        audit.due_on = max(row.due_on or audit.due_on, in_london(at).date())
        audit.take(Step.RETURN, by=asked_by, at=at, note="")
    else:
        sentence = "It was reopened after moderation, so that its grades are decided again."
        audit.queue_reasons = [
            *(each for each in audit.queue_reasons if each.code != ReasonKind.REOPENED.value),
            QueueReason(code=ReasonKind.REOPENED.value, sentence=sentence),
        ]
    session.flush()
    _overtake_replies(audit, at=at)
    _tell_everybody(audit, row, link, at=at)


def _overtake_replies(audit: Audit, *, at: datetime) -> None:
    """There is no decision left for somebody independent to look at."""
    waiting = select(Reply).where(Reply.audit_id == audit.id, Reply.outcome.is_(None))
    for reply in session.scalars(waiting.options(joinedload(Reply.by))):
        reply.outcome, reply.decided_at = ReplyOutcome.OVERTAKEN, at
        message(
            f"reply-overtaken:{reply.id}",
            reply.by.email,
            f"Audit {audit.id} was reopened",
            f"You asked for another look at audit {audit.id}. It was reopened meanwhile, so its grades are decided "
            f"again and your reply needs no decision. You can ask again about the new one.\n\n{NO_DETAIL}",
            at=at,
        )


def _tell_everybody(audit: Audit, row: Reopening, link: Callable[[int], str], *, at: datetime) -> None:
    is_returned = row.to is ReopenTo.AUDITOR
    deciding.tell_auditor(
        audit,
        f"reopened:{row.id}",
        f"Audit {audit.id} was reopened" + (" and returned to you" if is_returned else ""),
        f"Your audit {audit.id} was reopened. "
        + ("What is needed is on its page." if is_returned else "Its grades are decided again.")
        + f"\n\n{link(audit.id)}",
        at=at,
    )
    for person in managers_of(audit.team_id):
        if person.id != audit.auditor_id:
            message(
                f"reopened:{row.id}:{person.id}",
                person.email,
                f"Audit {audit.id} was reopened",
                f"Audit {audit.id} of a team you manage was reopened. Its grades are not final until it is moderated "
                f"again; until then you cannot read it. Its actions stay.\n\n{NO_DETAIL}",
                at=at,
            )


def _ask_others(audit: Audit, row: Reopening, address: str, *, by: User, at: datetime) -> None:
    query = select(User).where(
        User.active,
        User.roles.any(RoleRow.name.in_(_GRANTING)),
        User.id.not_in([by.id, audit.auditor_id]),
    )
    for person in session.scalars(query.order_by(User.id)):
        message(
            f"reopening-asked:{row.id}:{person.id}",
            person.email,
            f"A second person is needed to reopen audit {audit.id}",
            f"{by.name} asks to reopen audit {audit.id}, which is signed off. Grant or refuse it:\n{address}\n\n"
            f"{NO_DETAIL}",
            at=at,
        )


def _tell_asker(reopening: Reopening, decided: str, address: str, *, by: User, at: datetime) -> None:
    if reopening.asked_by.active:
        message(
            f"reopening-decided:{reopening.id}",
            reopening.asked_by.email,
            f"The reopening of audit {reopening.audit_id} was {decided}",
            f"{by.name} has {decided} the reopening of audit {reopening.audit_id} that you asked for.\n\n{address}\n\n"
            f"{NO_DETAIL}",
            at=at,
        )
