"""Which cases were audited twice, where is each pair, and who may look at it?

Before a pair is settled nobody knows of it but those who run rounds, moderate or read everything, and of those nobody who
judges its case. Afterwards both of its auditors may compare.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import ColumnElement, and_, case, func, not_, or_, select
from sqlalchemy.orm import aliased, joinedload, selectinload

from qa_app.db import session
from qa_app.domain.pairs import LIVE, OPEN, SETTLED, PairStatus
from qa_app.models.audits import AnyAudit, Audit, Finding, LockedAnswer, SecondAudit
from qa_app.models.cases import Case, CaseEntry
from qa_app.models.moderation import Moderation
from qa_app.models.pairs import Pair, PanelGrades
from qa_app.models.people import Team, User
from qa_app.models.rounds import Round
from qa_app.queries.audits import READ_ALL, is_still_to_judge
from qa_app.queries.paging import Page, page_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy.orm.strategy_options import _AbstractLoad
    from sqlalchemy.sql.base import ExecutableOption


@dataclass(frozen=True, slots=True)
class PairCounts:
    """How many pairs are where. ``all`` leaves out those whose second audit was called off."""

    all: int = 0
    waiting: int = 0
    agreed: int = 0
    to_decide: int = 0
    to_panel: int = 0
    decided: int = 0
    called_off: int = 0


def in_reach_of(user: User) -> ColumnElement[bool]:
    """That a person may look at the pair, as a condition on ``Pair``."""
    is_settled = Pair.status.in_(SETTLED)
    is_told = and_(is_settled, not_(_still_judges_its_case(user)))
    if user.held_roles & READ_ALL:
        return or_(is_told, not_(_judges_its_case(user)))
    return and_(is_told, _made_one_of(user))


def is_live() -> ColumnElement[bool]:
    """That something is still to come of an audit's pair, as a condition on ``Audit``."""
    live = select(Pair.id).where(Pair.audit_id == Audit.id, Pair.status.in_(LIVE))
    return live.correlate(Audit).exists()


def live_of(audit: AnyAudit) -> Pair | None:
    """The pair of an audit that something is still to come of; None for a single audit and a settled pair."""
    mine = or_(Pair.audit_id == audit.id, Pair.second_id == audit.id)
    return session.scalars(select(Pair).where(mine, Pair.status.in_(LIVE))).one_or_none()


def live_with_both(audit: AnyAudit) -> Pair | None:
    """The same with both audits, for a page that says how far the two are."""
    mine = or_(Pair.audit_id == audit.id, Pair.second_id == audit.id)
    loads = (joinedload(Pair.audit), joinedload(Pair.second))
    return session.scalars(select(Pair).where(mine, Pair.status.in_(LIVE)).options(*loads)).one_or_none()


def other_auditor_of(audit: AnyAudit) -> int | None:
    """Who makes the other one of a pair that is not settled; None for a single audit."""
    pair = live_of(audit)
    if pair is None:
        return None
    other = pair.second_id if pair.audit_id == audit.id else pair.audit_id
    return session.scalar(select(AnyAudit.auditor_id).where(AnyAudit.id == other))


def shown_with(user: User, audit: AnyAudit) -> Pair | None:
    """The newest pair of an audit that this person may look at, for a link from the audit's page."""
    mine = or_(Pair.audit_id == audit.id, Pair.second_id == audit.id)
    query = select(Pair).where(mine, in_reach_of(user)).order_by(Pair.id.desc()).limit(1)
    return session.scalars(query).one_or_none()


def one(user: User, pair_id: int) -> Pair:
    """With everything that comparing the two shows. NoResultFound for what the person may not see."""
    return session.scalars(select(Pair).where(Pair.id == pair_id, in_reach_of(user)).options(*_whole())).one()


def of_round(user: User, round_id: int, *, status: PairStatus | None = None, page: int = 1) -> Page[Pair]:
    """The pairs of a round, those that wait for somebody first, 50 a page."""
    query = select(Pair).where(Pair.round_id == round_id, in_reach_of(user))
    if status:
        query = query.where(Pair.status == status)
    order = case(
        (Pair.status.in_(OPEN), 0),
        (Pair.status == PairStatus.WAITING, 1),
        (Pair.status.in_(SETTLED), 2),
        else_=3,
    )
    return page_of(query.options(*_listed()).order_by(order, Pair.id), page)


def counts_of_round(round_id: int) -> PairCounts:
    """How far the second audits of a round are."""
    rows = session.execute(
        select(Pair.status, func.count()).where(Pair.round_id == round_id).group_by(Pair.status)
    )
    numbers = {status.value: number for status, number in rows}
    whole = sum(number for status, number in numbers.items() if status != PairStatus.CALLED_OFF.value)
    return PairCounts(all=whole, **numbers)


def to_settle(user: User, *, page: int = 1) -> Page[Pair]:
    """Pairs that somebody has to decide, those for a panel first, the longest locked first, 50 a page."""
    query = select(Pair).where(Pair.status.in_(OPEN), in_reach_of(user)).options(*_listed())
    is_for_panel = case((Pair.status == PairStatus.TO_PANEL, 0), else_=1)
    return page_of(query.order_by(is_for_panel, Pair.locked_at, Pair.id), page)


def number_to_settle(user: User) -> int:
    """How many pairs wait for a decision of some moderator who may look at them."""
    query = select(func.count(Pair.id)).where(Pair.status.in_(OPEN), in_reach_of(user))
    return session.scalar(query) or 0


def number_waiting() -> int:
    """How many submitted audits wait for their blind second audit, and so for nobody's moderation."""
    query = select(func.count(Pair.id)).where(Pair.status == PairStatus.WAITING)
    return session.scalar(query) or 0


def number_blind_of(user: User) -> int:
    """How many of somebody's audits are made twice and are not settled."""
    query = select(func.count(Pair.id)).where(Pair.status.in_(LIVE), _made_one_of(user))
    return session.scalar(query) or 0


def decisions_on(pair: Pair) -> Sequence[Moderation]:
    """What moderators decided about a pair, returns included, the oldest first, with who and with sections."""
    query = (
        select(Moderation)
        .where(Moderation.pair_id == pair.id)
        .options(joinedload(Moderation.by).lazyload(User.roles), selectinload(Moderation.sections))
    )
    return session.scalars(query.order_by(Moderation.id)).all()


def locked_grades(pair: Pair) -> tuple[Mapping[str, str], Mapping[str, str]]:
    """What the first and the second auditor graded when they first handed in: key of the question → key of the grade."""
    keys = [
        question.key
        for question in pair.audit.tool_version.definition.all_questions
        if question.kind == "grade"
    ]
    query = select(LockedAnswer).where(
        LockedAnswer.audit_id.in_([pair.audit_id, pair.second_id]), LockedAnswer.question_key.in_(keys)
    )
    found: dict[int, dict[str, str]] = {pair.audit_id: {}, pair.second_id: {}}
    for row in session.scalars(query):
        found[row.audit_id][row.question_key] = row.value
    return found[pair.audit_id], found[pair.second_id]


def seats_taken(pair: Pair) -> int:
    """How many moderators of a panel have graded."""
    return session.scalar(select(func.count(PanelGrades.id)).where(PanelGrades.pair_id == pair.id)) or 0


def panel_seen_by(user: User, pair: Pair, *, seats: int) -> Sequence[PanelGrades]:
    """What the panel graded, by seat. Until all ``seats`` are taken a member gets their own, and nobody else any."""
    query = select(PanelGrades).where(PanelGrades.pair_id == pair.id)
    if seats_taken(pair) < seats:
        query = query.where(PanelGrades.by_id == user.id)
    return session.scalars(
        query.options(joinedload(PanelGrades.by).lazyload(User.roles)).order_by(PanelGrades.seat)
    ).all()


def seats_of(pair_ids: Sequence[int]) -> Mapping[int, int]:
    """Pair id → how many moderators of its panel have graded, for a list."""
    query = select(PanelGrades.pair_id, func.count()).where(PanelGrades.pair_id.in_(pair_ids))
    return dict(session.execute(query.group_by(PanelGrades.pair_id)).all()) if pair_ids else {}


def of_audits(audit_ids: Sequence[int]) -> Mapping[int, Pair]:
    """Audit id → its newest pair, for a list of a round's audits."""
    query = select(Pair).where(Pair.audit_id.in_(audit_ids)).order_by(Pair.id)
    return {pair.audit_id: pair for pair in session.scalars(query)} if audit_ids else {}


def _made_one_of(user: User) -> ColumnElement[bool]:
    mine = aliased(AnyAudit)
    own = select(mine.id).where(
        mine.auditor_id == user.id, or_(mine.id == Pair.audit_id, mine.id == Pair.second_id)
    )
    return own.correlate(Pair).exists()


def _judges_its_case(user: User) -> ColumnElement[bool]:
    """That they made one of the two, or still have to judge the case for any other purpose."""
    return or_(_made_one_of(user), _still_judges_its_case(user))


def _still_judges_its_case(user: User) -> ColumnElement[bool]:
    """That they still have to judge the case, for whatever purpose."""
    mine, first = aliased(AnyAudit), aliased(Audit)
    still = (
        select(mine.id)
        .join(first, first.case_id == mine.case_id)
        .where(first.id == Pair.audit_id, mine.auditor_id == user.id, is_still_to_judge(mine))
    )
    return still.correlate(Pair).exists()


def _listed() -> tuple[ExecutableOption, ...]:
    return (
        joinedload(Pair.round),
        joinedload(Pair.audit).options(
            joinedload(Audit.case),
            joinedload(Audit.team),
            joinedload(Audit.worker),
            joinedload(Audit.auditor).lazyload(User.roles),
            joinedload(Audit.tool_version),
        ),
        joinedload(Pair.second).options(
            joinedload(SecondAudit.auditor).lazyload(User.roles), joinedload(SecondAudit.tool_version)
        ),
    )


def _whole() -> tuple[ExecutableOption, ...]:
    return (
        joinedload(Pair.round).joinedload(Round.tool_version),
        joinedload(Pair.made_by).lazyload(User.roles),
        joinedload(Pair.called_off_by).lazyload(User.roles),
        *_page_of(joinedload(Pair.audit), Audit),
        *_page_of(joinedload(Pair.second), SecondAudit),
    )


def _page_of(one: _AbstractLoad, kind: type[Audit | SecondAudit]) -> tuple[ExecutableOption, ...]:
    return (
        one.joinedload(kind.case).selectinload(Case.entries).selectinload(CaseEntry.flags),
        one.joinedload(kind.tool_version),
        one.joinedload(kind.round),
        one.joinedload(kind.auditor).lazyload(User.roles),
        one.joinedload(kind.team).joinedload(Team.service),
        one.joinedload(kind.worker),
        one.selectinload(kind.answers),
        one.selectinload(kind.section_grades),
        one.selectinload(kind.findings).selectinload(Finding.themes),
    )
