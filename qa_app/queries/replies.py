"""Who asked for another look at which audit, may this moderator decide on it, and what came of such replies?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import ColumnElement, Select, and_, case, func, not_, or_, select
from sqlalchemy.orm import joinedload, selectinload

from qa_app.db import session
from qa_app.domain.policy import GRANTS, Permission, Role
from qa_app.domain.replies import AskedAs, Asking, Part, ReplyOutcome, Window, why_not, window
from qa_app.domain.workflow import Status
from qa_app.models.audits import Audit, Finding, SecondAudit
from qa_app.models.cases import Case, CaseEntry
from qa_app.models.moderation import Moderation
from qa_app.models.pairs import Pair, PanelGrades
from qa_app.models.people import RoleRow, Team, User
from qa_app.models.replies import Reply, ReplyAbout
from qa_app.models.tools import ToolVersion
from qa_app.queries import audits, moderation
from qa_app.queries.paging import Page, page_of
from qa_app.queries.people import teams_managed_by

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from sqlalchemy.sql.base import ExecutableOption

_MANAGE = frozenset({Role.TEAM_MANAGER, Role.SERVICE_MANAGER})
_DECIDING = [role.value for role in Role if Permission.REPLIES_DECIDE in GRANTS[role]]


@dataclass(frozen=True, slots=True)
class ReplyCounts:
    """How often another look was asked for at one grade of a tool, and what came of it.

    ``changed``: the decision gave this very grade another value. ``waiting`` replies are among those asked.
    """

    asked: int = 0
    changed: int = 0
    stood: int = 0
    waiting: int = 0


def waiting(user: User) -> Sequence[Reply]:
    """Every reply that nobody has decided on, the oldest first. Who may decide on which is ``barred``'s question."""
    query = _visible_to(user).where(Reply.outcome.is_(None))
    return session.scalars(query.order_by(Reply.asked_at, Reply.id)).unique().all()


def decided(user: User, *, page: int = 1) -> Page[Reply]:
    """The others, the latest decided first, 50 a page."""
    query = _visible_to(user).where(Reply.outcome.is_not(None))
    return page_of(query.order_by(Reply.decided_at.desc(), Reply.id.desc()), page)


def one(user: User, reply_id: int) -> Reply:
    """With everything that deciding on it shows. NoResultFound for what the person may not see."""
    query = _visible_to(user).where(Reply.id == reply_id)
    return session.scalars(query.options(*_whole())).unique().one()


def of_audit(audit_id: int) -> Sequence[Reply]:
    """The replies about an audit, the newest first, with who asked, who decided and what they decided."""
    query = select(Reply).where(Reply.audit_id == audit_id).options(*_people(), *_outcome())
    return session.scalars(query.order_by(Reply.id.desc())).all()


def audit_to_ask_about(user: User, audit_id: int) -> Audit:
    """An audit that the person may read, or that was open to them as its team's manager until it was reopened.

    Somebody who is still writing must be told so, and not that there is no such audit. NoResultFound for others.
    """
    was_theirs = and_(
        Audit.moderated_at.is_not(None),
        Audit.team_id.in_(teams_managed_by(user)),
        not_(audits.is_blind_to(user)),
    )
    ways = [audits.in_reach_of(user)]
    if user.held_roles & _MANAGE:
        ways.append(was_theirs)
    return session.scalars(
        select(Audit)
        .where(Audit.id == audit_id, or_(*ways))
        .options(
            joinedload(Audit.case),
            joinedload(Audit.round),
            joinedload(Audit.tool_version),
            selectinload(Audit.section_grades),
        )
    ).one()


def asks_as(user: User, audit: Audit) -> AskedAs | None:
    """What this person is to the audit when they ask for another look; None for somebody whom it does not concern."""
    if audit.auditor_id == user.id and user.holds(Role.AUDITOR):
        return AskedAs.AUDITOR
    manages = select(Team.id).where(Team.id == audit.team_id, Team.id.in_(teams_managed_by(user)))
    if user.held_roles & _MANAGE and session.scalar(manages) is not None:
        return AskedAs.MANAGER
    return None


def window_for(
    user: User, audit: Audit, replies: Sequence[Reply], *, days: int, is_signed_off: bool, at: datetime
) -> Window | None:
    """Whether this person may ask about the audit now; None for somebody whom it does not concern.

    ``replies`` are all of the audit. The audit needs its tool version.
    """
    asked_as = asks_as(user, audit)
    if asked_as is None:
        return None
    stands = standing_decision(audit.id)
    own = [each for each in replies if each.by_id == user.id]
    tool = audit.tool_version.definition
    return window(
        Asking(
            asked_as=asked_as,
            status=audit.status,
            decided_at=stands.at if stands else None,
            days=days,
            final=tool.grade(audit.final_grade).name if audit.final_grade else "",
            lowest=tool.grades[0].name,
            is_signed_off=is_signed_off,
            has_open=any(each.outcome is None for each in own),
            was_heard=stands is not None
            and any(stands.id in {each.moderation_id, each.outcome_id} for each in own),
        ),
        at,
    )


def standing_decision(audit_id: int) -> Moderation | None:
    """The decision that the final grades of an audit come from, with its sections and who made it."""
    query = (
        select(Moderation)
        .where(Moderation.audit_id == audit_id, Moderation.stands)
        .options(selectinload(Moderation.sections), joinedload(Moderation.by).lazyload(User.roles))
    )
    return session.scalars(query).one_or_none()


def barred(user: User, replies: Sequence[Reply]) -> Mapping[int, str]:
    """Reply id → the sentence that says why this moderator must not decide on it, for those that they must not.

    Seven statements, however many replies. Each needs its audit with case, team and worker.
    """
    ids = {each.audit_id for each in replies}
    if not ids:
        return {}
    decided_on = _audit_ids(
        select(Moderation.audit_id).where(Moderation.by_id == user.id, Moderation.audit_id.in_(ids))
    )
    on_panel = _audit_ids(
        select(Pair.audit_id)
        .join(PanelGrades, PanelGrades.pair_id == Pair.id)
        .where(PanelGrades.by_id == user.id, Pair.audit_id.in_(ids))
    )
    made_second = _audit_ids(
        select(SecondAudit.of_id).where(SecondAudit.auditor_id == user.id, SecondAudit.of_id.in_(ids))
    )
    looked_again = _audit_ids(
        select(Reply.audit_id).where(Reply.decided_by_id == user.id, Reply.audit_id.in_(ids))
    )
    conflicts = moderation.conflicts_of(user, [each.audit for each in replies])
    found = {
        each.id: why_not(
            Part(
                made_it=each.audit.auditor_id == user.id,
                made_second=each.audit_id in made_second,
                asked=each.by_id == user.id,
                decided=each.audit_id in decided_on,
                sat_on_panel=each.audit_id in on_panel,
                looked_again=each.audit_id in looked_again,
                conflict=conflicts[each.audit_id].sentence if each.audit_id in conflicts else "",
            )
        )
        for each in replies
    }
    return {reply_id: sentence for reply_id, sentence in found.items() if sentence}


def who_may_decide(reply: Reply) -> Sequence[User]:
    """The active moderators who are independent of an audit that somebody asked about, by name."""
    query = (
        select(User)
        .where(User.active, User.roles.any(RoleRow.name.in_(_DECIDING)))
        .order_by(User.name, User.id)
    )
    return [
        person
        for person in session.scalars(query).all()
        if audits.is_visible_to(person, reply.audit_id) and reply.id not in barred(person, [reply])
    ]


def number_for(user: User) -> int:
    """How many replies wait that this moderator may decide on."""
    found = waiting(user)
    return len(found) - len(barred(user, found))


def counts_by_grade(
    *, since: datetime | None = None, until: datetime | None = None, tool_key: str = ""
) -> Mapping[tuple[str, str], ReplyCounts]:
    """(tool key, section key or ``overall``) → counts, for replies asked in [since, until). One statement.

    The question behind a section's grade is ``Section.grade_key``, behind the overall one ``overall-grade``. Replies that
    were overtaken are left out: nobody decided on them.
    """
    is_changed = and_(Reply.outcome == ReplyOutcome.CHANGED, ReplyAbout.after != ReplyAbout.before)
    query = (
        select(
            ToolVersion.key,
            ReplyAbout.key,
            func.count(),
            func.count(case((is_changed, 1))),
            func.count(case((Reply.outcome.is_(None), 1))),
        )
        .select_from(ReplyAbout)
        .join(Reply, ReplyAbout.reply_id == Reply.id)
        .join(Reply.audit)
        .join(Audit.tool_version)
        .where(ReplyAbout.asked, or_(Reply.outcome.is_(None), Reply.outcome != ReplyOutcome.OVERTAKEN))
        .group_by(ToolVersion.key, ReplyAbout.key)
    )
    if since is not None:
        query = query.where(Reply.asked_at >= since)
    if until is not None:
        query = query.where(Reply.asked_at < until)
    if tool_key:
        query = query.where(ToolVersion.key == tool_key)
    return {
        (key, grade): ReplyCounts(asked, changed, asked - changed - open_, open_)
        for key, grade, asked, changed, open_ in session.execute(query)
    }


def _audit_ids(query: Select[int]) -> set[int]:
    return set(session.scalars(query))


def _visible_to(user: User) -> Select[Reply]:
    return (
        select(Reply)
        .join(Reply.audit)
        .where(_is_within_reach(user))
        .options(
            joinedload(Reply.audit).options(
                joinedload(Audit.case),
                joinedload(Audit.round),
                joinedload(Audit.team).joinedload(Team.service),
                joinedload(Audit.worker),
                joinedload(Audit.auditor).lazyload(User.roles),
                joinedload(Audit.tool_version),
            ),
            *_people(),
            *_outcome(),
        )
    )


def _is_within_reach(user: User) -> ColumnElement[bool]:
    return and_(audits.in_reach_of(user), Audit.status != Status.WITHDRAWN)


def _people() -> tuple[ExecutableOption, ...]:
    return (joinedload(Reply.by).lazyload(User.roles), joinedload(Reply.decided_by).lazyload(User.roles))


def _outcome() -> tuple[ExecutableOption, ...]:
    return (selectinload(Reply.about), joinedload(Reply.decision).selectinload(Moderation.sections))


def _whole() -> tuple[ExecutableOption, ...]:
    return (
        joinedload(Reply.audit).options(
            joinedload(Audit.case).selectinload(Case.entries).selectinload(CaseEntry.flags),
            selectinload(Audit.answers),
            selectinload(Audit.section_grades),
            selectinload(Audit.findings).selectinload(Finding.themes),
        ),
    )
