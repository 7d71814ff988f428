"""Which pairs of blind audits are compared, for this reader, and why is each of the others not?

The one place that joins a pair to what its two auditors chose first: every figure of agreement, and every list behind
one, begins here, so that they cannot count differently. Only locked answers are read. Nobody is told anything of a case
that they still have to judge.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import ColumnElement, Select, and_, case, func, literal, not_, or_, select
from sqlalchemy.orm import aliased

from qa_app.clock import in_london
from qa_app.db import session
from qa_app.domain.months import month_of
from qa_app.domain.pair_agreement import OVERALL, LeftOut, asked_in, what_can_be_compared
from qa_app.domain.pairs import PairStatus
from qa_app.domain.questions import NOT_APPLICABLE, NOT_EVIDENCED
from qa_app.domain.scales import Scale
from qa_app.domain.workflow import WITH_AUDITOR
from qa_app.models.audits import AnyAudit, Audit, LockedAnswer, SecondAudit
from qa_app.models.pairs import Pair
from qa_app.models.rounds import Round
from qa_app.models.tools import ToolVersion
from qa_app.queries import pairs

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime
    from typing import Any

    from sqlalchemy import SQLColumnExpression

    from qa_app.domain.months import Month
    from qa_app.domain.pair_agreement import About
    from qa_app.domain.tools import ToolDefinition
    from qa_app.models.people import User

_MONTHS_OFFERED = 36

SECOND = aliased(SecondAudit, name="second")
ONE, OTHER = aliased(LockedAnswer, name="one"), aliased(LockedAnswer, name="other")
"""What the first and the second auditor chose."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which pairs are looked at; nothing given, all. ``about`` is the key of a question, and needs a tool.

    A pair belongs to the month in which both had been handed in; one that waits, to the month in which it was made.
    """

    since: Month | None = None
    until: Month | None = None
    round_id: int | None = None
    tool_key: str = ""
    about: str = OVERALL.key


@dataclass(frozen=True, slots=True)
class Used:
    """A tool version, and how many complete pairs were made with it."""

    version_id: int
    tool: ToolDefinition
    n: int

    @property
    def label(self) -> str:
        """``Safety check, version 2``."""
        return f"{self.tool.title}, version {self.tool.version}"


@dataclass(frozen=True, slots=True)
class Ground:
    """On what ground pairs are compared: what about, on which scale, made with which tool versions.

    ``grades`` is the scale of grades of most of these pairs, which is the scale too unless a judgement is compared.
    ``other_scale`` and ``not_in_tool`` are ids of versions whose pairs are left out, and why.
    """

    about: About
    scale: Scale
    grades: Scale
    used: tuple[Used, ...]
    other_scale: frozenset[int]
    not_in_tool: frozenset[int]

    @property
    def only_tool(self) -> ToolDefinition | None:
        """The newest version in use, when all are versions of one tool: sections of two tools are not put together."""
        tools = [used.tool for used in self.used]
        if len({tool.key for tool in tools}) != 1:
            return None
        return max(tools, key=lambda tool: tool.version)

    @property
    def words(self) -> str:
        """Which tools are counted, so that nothing is joined silently; empty where there is nothing to count."""
        if not self.used:
            return ""
        if len(self.used) == 1:
            return f"Tool: {self.used[0].label}."
        named = "; ".join(f"{used.label} ({used.n:,})" for used in self.used)
        if len({used.tool.key for used in self.used}) == 1:
            return f"Versions of one tool that ask this on one scale, counted together: {named}."
        return f"Tools that share the scale {self.scale.words}, counted together: {named}."


@dataclass(frozen=True, slots=True)
class Offered:
    """What pairs can be narrowed by: months (the latest first), rounds by id, tools by key, and what can be compared."""

    months: tuple[Month, ...]
    rounds: tuple[tuple[int, str], ...]
    tools: tuple[tuple[str, str], ...]
    abouts: tuple[About, ...]


def offered_to(user: User, tool_key: str) -> Offered:
    """Sections and questions are those of the tool asked for, or of the only one; without one, the overall grade."""
    reach = in_reach_of(user)
    first, last = session.execute(joined(func.min(_MOMENT), func.max(_MOMENT)).where(*reach)).one()
    rounds = select(Round.id, Round.title).where(
        Round.id.in_(joined(Pair.round_id).where(*reach).scalar_subquery())
    )
    versions = session.scalars(
        select(ToolVersion)
        .where(ToolVersion.id.in_(joined(Audit.tool_version_id).where(*reach).scalar_subquery()))
        .order_by(ToolVersion.key, ToolVersion.version)
    ).all()
    titles = {version.key: version.title for version in versions}
    only = tool_key if tool_key in titles else next(iter(titles)) if len(titles) == 1 else ""
    newest_first = [version.definition for version in reversed(versions) if version.key == only]
    return Offered(
        months=_months(first, last) if first and last else (),
        rounds=tuple((number, title) for number, title in session.execute(rounds.order_by(Round.id.desc()))),
        tools=tuple(titles.items()),
        abouts=what_can_be_compared(*newest_first),
    )


def ground(user: User, wanted: Wanted, *also: ColumnElement[bool]) -> Ground:
    """What a reader asked for, and what can be compared of it. Two statements."""
    return ground_of([*narrowed(user, wanted), *also], wanted.about)


def ground_of(conditions: Sequence[ColumnElement[bool]], wanted_about: str = OVERALL.key) -> Ground:
    """The scale of most complete pairs decides, whose versions are counted together. Two statements.

    Of two scales with as many pairs, the one of the tool that comes first by its key.
    """
    used = _used(conditions)
    about = OVERALL
    if len({each.tool.key for each in used}) == 1:
        offered = what_can_be_compared(*(each.tool for each in reversed(used)))
        about = next((each for each in offered if each.key == wanted_about), OVERALL)
    asking = [each for each in used if asked_in(each.tool, about)]
    scale = _main_scale(about, asking)
    kept = tuple(each for each in asking if about.scale(each.tool) == scale)
    ids = {each.version_id for each in asking}
    return Ground(
        about,
        scale,
        _main_scale(OVERALL, kept),
        kept,
        other_scale=frozenset(ids - {each.version_id for each in kept}),
        not_in_tool=frozenset(each.version_id for each in used if each.version_id not in ids),
    )


def joined(*columns: Any) -> Select[*tuple[Any, ...]]:
    """Columns of pairs with their two audits."""
    return (
        select(*columns)
        .select_from(Pair)
        .join(Audit, Audit.id == Pair.audit_id)
        .join(SECOND, SECOND.id == Pair.second_id)
    )


def with_answers(query: Select[*tuple[Any, ...]], key: str) -> Select[*tuple[Any, ...]]:
    """The same with what both chose for a question, where they did."""
    return query.outerjoin(
        ONE, and_(ONE.audit_id == Pair.audit_id, ONE.question_key == literal(key))
    ).outerjoin(OTHER, and_(OTHER.audit_id == Pair.second_id, OTHER.question_key == literal(key)))


def narrowed(user: User, wanted: Wanted) -> list[ColumnElement[bool]]:
    """That this reader may know of the pair and asked for it, as conditions on ``joined``."""
    conditions = in_reach_of(user)
    if wanted.since:
        conditions.append(wanted.since.since <= _MOMENT)
    if wanted.until:
        conditions.append(wanted.until.until > _MOMENT)
    if wanted.round_id is not None:
        conditions.append(Pair.round_id == wanted.round_id)
    if wanted.tool_key:
        versions = select(ToolVersion.id).where(ToolVersion.key == wanted.tool_key)
        conditions.append(Audit.tool_version_id.in_(versions))
    return conditions


def in_reach_of(user: User) -> list[ColumnElement[bool]]:
    """That this reader may know of the pair, as conditions on ``joined``.

    Who still has to judge its case, for whatever reason, learns nothing from a figure either: one pair can be a figure.
    """
    conditions = [pairs.in_reach_of(user)]
    if user.audits:
        mine = aliased(AnyAudit)
        still = select(mine.id).where(
            mine.auditor_id == user.id, mine.status.in_(WITH_AUDITOR), mine.case_id == Audit.case_id
        )
        conditions.append(not_(still.correlate(Audit).exists()))
    return conditions


def made_by(auditor_id: int) -> ColumnElement[bool]:
    """That this person made one of the two, as a condition on ``joined``."""
    return or_(Audit.auditor_id == auditor_id, SECOND.auditor_id == auditor_id)


def is_complete() -> ColumnElement[bool]:
    """That both audits are known as they were first handed in, with one version of the tool, as a condition."""
    return and_(
        Pair.status != PairStatus.CALLED_OFF,
        Pair.locked_at.is_not(None),
        Audit.locked_at.is_not(None),
        SECOND.locked_at.is_not(None),
        Audit.tool_version_id == SECOND.tool_version_id,
    )


def left_out(on: Ground) -> ColumnElement[str]:
    """Why a pair of ``with_answers`` is not compared, as the value of a ``LeftOut``; empty for one that is.

    The reasons are told in this order: the first that holds.
    """
    is_first_locked, is_second_locked = Audit.locked_at.is_not(None), SECOND.locked_at.is_not(None)

    def one_said(value: str) -> ColumnElement[bool]:
        return or_(ONE.value == value, OTHER.value == value)

    reasons = (
        (Pair.status == PairStatus.CALLED_OFF, LeftOut.CALLED_OFF),
        (
            and_(Pair.locked_at.is_(None), not_(is_first_locked), not_(is_second_locked)),
            LeftOut.WAITING_FOR_BOTH,
        ),
        (Pair.locked_at.is_(None), LeftOut.WAITING_FOR_ONE),
        (Audit.tool_version_id != SECOND.tool_version_id, LeftOut.OTHER_VERSIONS),
        (not_(and_(is_first_locked, is_second_locked)), LeftOut.NOT_LOCKED),
        (Audit.tool_version_id.in_(on.not_in_tool), LeftOut.NOT_IN_TOOL),
        (Audit.tool_version_id.in_(on.other_scale), LeftOut.OTHER_SCALE),
        (and_(ONE.value.is_(None), OTHER.value.is_(None)), LeftOut.BY_NEITHER),
        (or_(ONE.value.is_(None), OTHER.value.is_(None)), LeftOut.BY_ONE),
        (one_said(NOT_APPLICABLE), LeftOut.NOT_APPLICABLE),
        (one_said(NOT_EVIDENCED), LeftOut.NOT_EVIDENCED),
    )
    return case(*((condition, literal(reason.value)) for condition, reason in reasons), else_=literal(""))


def place_on(scale: Scale, value: SQLColumnExpression[str]) -> ColumnElement[int]:
    """The place of a grade on the scale, from 0 for the worst, as an expression."""
    return case({key: place for place, key in enumerate(scale.keys)}, value=value)


_MOMENT = func.coalesce(Pair.locked_at, Pair.made_at)


def _used(conditions: Sequence[ColumnElement[bool]]) -> list[Used]:
    query = joined(Audit.tool_version_id, func.count()).where(*conditions, is_complete())
    sizes: Mapping[int, int] = dict(session.execute(query.group_by(Audit.tool_version_id)).all())
    if not sizes:
        return []
    versions = session.scalars(
        select(ToolVersion).where(ToolVersion.id.in_(sizes)).order_by(ToolVersion.key, ToolVersion.version)
    )
    return [Used(version.id, version.definition, sizes[version.id]) for version in versions]


def _main_scale(about: About, used: Sequence[Used]) -> Scale:
    sizes: Counter[Scale] = Counter()
    for each in used:
        sizes[about.scale(each.tool)] += each.n
    return sizes.most_common(1)[0][0] if sizes else Scale((), ())


def _months(first: datetime, last: datetime) -> tuple[Month, ...]:
    """From the last back to the first."""
    months = [month_of(in_london(last).date())]
    while months[-1] > month_of(in_london(first).date()) and len(months) < _MONTHS_OFFERED:
        months.append(months[-1].later(-1))
    return tuple(months)
