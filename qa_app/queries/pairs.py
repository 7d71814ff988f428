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
from qa_app.domain.workflow import WITH_AUDITOR
from qa_app.models.audits import AnyAudit, Audit, Finding, SecondAudit
from qa_app.models.moderation import Moderation
from qa_app.models.pairs import Pair, PanelGrades
from qa_app.models.people import Team, User
from qa_app.models.rounds import Round
from qa_app.queries.audits import READ_ALL
from qa_app.queries.paging import Page, page_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

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


def decisions_on(pair: Pair) -> Sequence[Moderation]:
    """What moderators decided about a pair, returns included, the oldest first, with who and with sections."""
    query = (
        select(Moderation)
        .where(Moderation.pair_id == pair.id)
        .options(joinedload(Moderation.by).lazyload(User.roles), selectinload(Moderation.sections))
    )
    return session.scalars(query.order_by(Moderation.id)).all()


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
    mine, first = aliased(AnyAudit), aliased(Audit)
    still = (
        select(mine.id)
        .join(first, first.case_id == mine.case_id)
        .where(first.id == Pair.audit_id, mine.auditor_id == user.id, mine.status.in_(WITH_AUDITOR))
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
        selectinload(Pair.panel).joinedload(PanelGrades.by).lazyload(User.roles),
    )


def _whole() -> tuple[ExecutableOption, ...]:
    return (
        joinedload(Pair.round).joinedload(Round.tool_version),
        joinedload(Pair.made_by).lazyload(User.roles),
        joinedload(Pair.called_off_by).lazyload(User.roles),
        selectinload(Pair.panel).joinedload(PanelGrades.by).lazyload(User.roles),
        *(
            option
            for of_pair, kind in ((Pair.audit, Audit), (Pair.second, SecondAudit))
            for option in (
                joinedload(of_pair).options(
                    joinedload(kind.case),
                    joinedload(kind.tool_version),
                    joinedload(kind.round),
                    joinedload(kind.auditor).lazyload(User.roles),
                    joinedload(kind.team).joinedload(Team.service),
                    joinedload(kind.worker),
                    selectinload(kind.answers),
                    selectinload(kind.section_grades),
                    selectinload(kind.findings).selectinload(Finding.themes),
                ),
            )
        ),
    )
