"""How is a moderated audit declared finished, alone or with others?

What is signed is frozen with its fingerprint and never changes. Each audit is held while it is looked at, so that nothing
that changed since it was read is signed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, selectinload

from qa_app.clock import in_london
from qa_app.db import session, use_case
from qa_app.domain.errors import ConflictOfInterest, Incomplete, QaError, Stale, StepNotAllowed
from qa_app.domain.frozen_audits import fingerprint
from qa_app.domain.replies import last_day
from qa_app.domain.words import written
from qa_app.domain.workflow import Step, after
from qa_app.models.audits import Audit
from qa_app.models.moderation import Moderation
from qa_app.models.replies import Reply
from qa_app.models.sign_offs import SignOff
from qa_app.queries import council, sign_offs

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from qa_app.models.people import User

REASON_LIMIT = 2_000


@dataclass(frozen=True, slots=True)
class Signed:
    """Which of several audits were signed off (ids), and why the others were not: id → sentence."""

    done: tuple[int, ...]
    refused: Mapping[int, str]


@use_case
def sign_off(audit: Audit, because: str = "", *, revision: int, by: User, at: datetime) -> SignOff:
    """Sign one audit off. ``because`` is needed while somebody may still ask for another look.

    :raises StepNotAllowed: when it is not moderated (any more), signed off already, or has a reply to decide on.
    :raises ConflictOfInterest: for one's own audit.
    :raises Incomplete: without a reason while one is needed.
    :raises Stale: when the audit changed since revision ``revision`` was read.
    """
    if because.strip():
        because = written(because, "Say why.", limit=REASON_LIMIT)
    (held,) = _held([audit.id])
    _check(held, because.strip(), days=council.settings().reply_days, revision=revision, by=by, at=at)
    return _sign(held, because.strip(), by=by, at=at)


@use_case
def sign_off_together(seen: Mapping[int, int], *, by: User, at: datetime) -> Signed:
    """Sign several audits off (id → the revision that was read). Those that cannot be are told and left as they are."""
    done: list[int] = []
    refused: dict[int, str] = {}
    looks, days = _held(seen), council.settings().reply_days
    for look in looks:
        try:
            _check(look, "", days=days, revision=seen[look.audit.id], by=by, at=at)
        except QaError as refusal:
            refused[look.audit.id] = refusal.message
        else:
            _sign(look, "", by=by, at=at)
            done.append(look.audit.id)
    return Signed(tuple(done), refused)


@dataclass(frozen=True, slots=True)
class _Look:
    """An audit that is held, with all that decides whether it can be signed off, and as which number."""

    audit: Audit
    decision: Moderation | None
    standing: SignOff | None
    signed_before: int
    has_open_reply: bool


def _held(ids: Iterable[int]) -> list[_Look]:
    """Audits in the order of their numbers, so that two who sign many wait for each other and never in a circle."""
    found = session.scalars(
        select(Audit)
        .where(Audit.id.in_(list(ids)))
        .options(*sign_offs.whole())
        .order_by(Audit.id)
        .with_for_update(of=Audit)
        .execution_options(populate_existing=True)
    ).all()
    numbers = [audit.id for audit in found]
    decisions = session.scalars(
        select(Moderation)
        .where(Moderation.audit_id.in_(numbers), Moderation.stands)
        .options(selectinload(Moderation.sections), joinedload(Moderation.by))
        .execution_options(populate_existing=True)
    )
    decided = {each.audit_id: each for each in decisions}
    signed = session.scalars(
        select(SignOff)
        .where(SignOff.audit_id.in_(numbers), SignOff.voided_at.is_(None))
        .options(joinedload(SignOff.by))
    )
    standing = {each.audit_id: each for each in signed}
    counted = select(SignOff.audit_id, func.count()).where(SignOff.audit_id.in_(numbers))
    before = dict(session.execute(counted.group_by(SignOff.audit_id)).all())
    waiting = select(Reply.audit_id).where(Reply.audit_id.in_(numbers), Reply.outcome.is_(None))
    open_replies = set(session.scalars(waiting))
    return [
        _Look(
            audit,
            decided.get(audit.id),
            standing.get(audit.id),
            before.get(audit.id, 0),
            audit.id in open_replies,
        )
        for audit in found
    ]


def _check(look: _Look, because: str, *, days: int, revision: int, by: User, at: datetime) -> None:
    audit = look.audit
    after(audit.status, Step.SIGN_OFF)
    if look.standing is not None:
        raise StepNotAllowed(f"{look.standing.by.name} has signed this audit off already.")
    if audit.auditor_id == by.id:
        raise ConflictOfInterest("You made this audit, so somebody else must sign it off.")
    if look.has_open_reply:
        raise StepNotAllowed("Somebody has asked for another look at this audit. Decide on the reply first.")
    if audit.revision != revision:
        raise Stale("This audit changed since you opened the page. Read what it says now.")
    until = last_day(look.decision.at, days) if look.decision else None
    if until and in_london(at).date() <= until and not because:
        raise Incomplete(
            f"Another look can be asked for until {until.day} {until:%B %Y}. Say why it is signed off before that."
        )


def _sign(look: _Look, because: str, *, by: User, at: datetime) -> SignOff:
    audit = look.audit
    if look.decision is None:
        raise StepNotAllowed("This audit has no decision to sign off.")
    content = sign_offs.content_of(audit, look.decision).to_json()
    made = SignOff(
        audit_id=audit.id,
        number=look.signed_before + 1,
        by_id=by.id,
        at=at,
        because=because,
        content=content,
        sha256=fingerprint(content),
    )
    session.add(made)
    audit.take(Step.SIGN_OFF, by=by, at=at, note=because)
    session.flush()
    return made
