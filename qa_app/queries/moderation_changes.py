"""How far did moderators agree with auditors, over which audits, and which were left out?

Only decisions of moderators who read the audit are compared: audits agreed together are counted apart. Grades of tools
with another scale are counted and left out, because figures of two scales must never be mixed. A director reads no
names, and no auditor's row with fewer audits than the council's threshold: named severity is for coaching.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from itertools import chain, repeat
from typing import TYPE_CHECKING

from sqlalchemy import ColumnElement, Select, and_, func, select

from qa_app.clock import in_london
from qa_app.db import session
from qa_app.domain.moderating import DESK, Decision, Way
from qa_app.domain.moderation_changes import ModerationChanges, moderation_changes
from qa_app.domain.months import Month, month_of
from qa_app.domain.policy import Role
from qa_app.domain.workflow import Status
from qa_app.models.audits import Audit, SectionGrade
from qa_app.models.moderation import Moderation
from qa_app.models.people import User
from qa_app.models.rounds import Round
from qa_app.models.tools import ToolVersion
from qa_app.queries.audits import in_reach_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from qa_app.domain.tools import ToolDefinition

Scale = tuple[tuple[str, str], ...]
"""Keys and names of the grades, worst to best. Tools may describe a grade in other words and still share the scale."""

_MONTHS_OFFERED = 24


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which moderated audits are compared; nothing given, all."""

    month: Month | None = None
    round_id: int | None = None
    tool_key: str = ""


@dataclass(frozen=True, slots=True)
class Compared:
    """Figures of one auditor or one section. ``auditor_id`` is None where the reader may not know who it is."""

    name: str
    figures: ModerationChanges
    auditor_id: int | None = None
    section_key: str = ""
    tool_key: str = ""


@dataclass(frozen=True, slots=True)
class Comparison:
    """Everything that the page says. ``hidden`` counts auditors whose rows are too small for this reader."""

    grades: Scale
    overall: ModerationChanges
    auditors: tuple[Compared, ...]
    sections: tuple[Compared, ...]
    in_bulk: int
    other_scale: int
    returned_first: int
    hidden: int


@dataclass(frozen=True, slots=True)
class Offered:
    """What the page can be narrowed by: months, rounds by id, tools by key."""

    months: tuple[Month, ...]
    rounds: tuple[tuple[int, str], ...]
    tools: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class _Counted:
    version_id: int
    about: int | str
    auditor_grade: str | None
    moderator_grade: str | None
    n: int


def compared(user: User, wanted: Wanted, *, threshold: int) -> Comparison:
    """The comparison for this reader, in a fixed number of statements."""
    counted, bulk = _overall(user, wanted)
    tools = _tools({each.version_id for each in counted})
    scale = _main_scale(counted, tools)
    kept = [each for each in counted if _scale(tools[each.version_id]) == scale]
    keys = tuple(key for key, _ in scale)
    auditors = _by_auditor(kept, keys)
    sees_names = user.holds(Role.QA_MANAGER)
    shown = [each for each in auditors if sees_names or each.figures.n >= threshold]
    return Comparison(
        grades=scale,
        overall=_figures(kept, keys),
        auditors=tuple(shown) if sees_names else _without_names(shown),
        sections=_by_section(user, wanted, tools, scale),
        in_bulk=bulk,
        other_scale=sum(each.n for each in counted) - sum(each.n for each in kept),
        returned_first=_returned_first(user, wanted),
        hidden=len(auditors) - len(shown),
    )


def offered_to(user: User) -> Offered:
    """The months, rounds and tools that moderated audits have."""
    moderated = and_(in_reach_of(user), Audit.status == Status.MODERATED)
    first, last = session.execute(
        select(func.min(Audit.moderated_at), func.max(Audit.moderated_at)).where(moderated)
    ).one()
    rounds = select(Round.id, Round.title).where(
        select(Audit.id).where(moderated, Audit.round_id == Round.id).correlate(Round).exists()
    )
    versions = (
        select(ToolVersion.key, ToolVersion.title)
        .where(
            select(Audit.id)
            .where(moderated, Audit.tool_version_id == ToolVersion.id)
            .correlate(ToolVersion)
            .exists()
        )
        .order_by(ToolVersion.version)
    )
    titles = {row.key: row.title for row in session.execute(versions)}  # the newest version's
    return Offered(
        months=_months(first, last) if first and last else (),
        rounds=tuple((number, title) for number, title in session.execute(rounds.order_by(Round.id.desc()))),
        tools=tuple(titles.items()),
    )


def moderated(user: User, wanted: Wanted) -> Select[Audit]:
    """The audits behind the figures, each joined to the decision that ended its moderation."""
    ended = and_(Moderation.audit_id == Audit.id, Moderation.stands, Moderation.way.in_(DESK))
    query = select(Audit).join(Moderation, ended)
    return query.where(*_narrowed(user, wanted))


def _narrowed(user: User, wanted: Wanted) -> list[ColumnElement[bool]]:
    conditions = [in_reach_of(user), Audit.status == Status.MODERATED]
    if wanted.month:
        conditions.append(Audit.moderated_at >= wanted.month.since)
        conditions.append(Audit.moderated_at < wanted.month.until)
    if wanted.round_id is not None:
        conditions.append(Audit.round_id == wanted.round_id)
    if wanted.tool_key:
        versions = select(ToolVersion.id).where(ToolVersion.key == wanted.tool_key)
        conditions.append(Audit.tool_version_id.in_(versions))
    return conditions


def _overall(user: User, wanted: Wanted) -> tuple[list[_Counted], int]:
    """By version, auditor and pair of grades; and how many were agreed together."""
    columns = (
        Audit.tool_version_id,
        Audit.auditor_id,
        Moderation.auditor_grade,
        Moderation.moderator_grade,
        Moderation.way,
    )
    query = moderated(user, wanted).with_only_columns(*columns, func.count(), maintain_column_froms=True)
    rows = session.execute(query.group_by(*columns)).all()
    read = [_Counted(*row[:4], row[5]) for row in rows if row.way is Way.READ]
    return read, sum(row[5] for row in rows if row.way is Way.BULK)


def _by_section(
    user: User, wanted: Wanted, tools: Mapping[int, ToolDefinition], scale: Scale
) -> tuple[Compared, ...]:
    columns = (
        Audit.tool_version_id,
        SectionGrade.section_key,
        SectionGrade.auditor_grade,
        SectionGrade.moderator_grade,
    )
    query = (
        moderated(user, wanted)
        .join(SectionGrade, SectionGrade.audit_id == Audit.id)
        .where(
            Moderation.way == Way.READ,
            SectionGrade.auditor_grade.is_not(None),
            SectionGrade.moderator_grade.is_not(None),
        )
        .with_only_columns(*columns, func.count(), maintain_column_froms=True)
        .group_by(*columns)
    )
    groups: dict[tuple[str, str], list[_Counted]] = defaultdict(list)
    titles: dict[tuple[str, str], tuple[int, str, str]] = {}
    for row in session.execute(query):
        each = _Counted(*row)
        tool = tools[each.version_id]
        if _scale(tool) != scale:
            continue
        place = (tool.key, str(each.about))
        groups[place].append(each)
        titles[place] = max(
            titles.get(place, (0, "", "")), (tool.version, tool.section(place[1]).title, tool.title)
        )
    keys = tuple(key for key, _ in scale)
    is_one_tool = len({tool_key for tool_key, _ in groups}) == 1
    found = []
    for place, group in groups.items():
        _, section, tool_title = titles[place]
        name = section if is_one_tool else f"{section} ({tool_title})"
        found.append(Compared(name, _figures(group, keys), section_key=place[1], tool_key=place[0]))
    return tuple(sorted(found, key=lambda each: (-each.figures.n, each.name)))


def _by_auditor(counted: Sequence[_Counted], keys: tuple[str, ...]) -> list[Compared]:
    groups: dict[int, list[_Counted]] = defaultdict(list)
    for each in counted:
        groups[int(each.about)].append(each)
    names = dict(session.execute(select(User.id, User.name).where(User.id.in_(groups))).all())
    found = [Compared(names[number], _figures(group, keys), number) for number, group in groups.items()]
    return sorted(found, key=lambda each: (each.name, each.auditor_id))


def _without_names(rows: Sequence[Compared]) -> tuple[Compared, ...]:
    """By size, so that not even the order of the alphabet tells who it is."""
    by_size = sorted(rows, key=lambda each: (-each.figures.n, each.figures.mean_shift or 0))
    return tuple(Compared(f"Auditor {number}", each.figures) for number, each in enumerate(by_size, 1))


def _returned_first(user: User, wanted: Wanted) -> int:
    returned = (
        select(Moderation.id)
        .where(Moderation.audit_id == Audit.id, Moderation.decision == Decision.RETURNED)
        .correlate(Audit)
        .exists()
    )
    return session.scalar(select(func.count(Audit.id)).where(*_narrowed(user, wanted), returned)) or 0


def _tools(version_ids: set[int]) -> dict[int, ToolDefinition]:
    versions = session.scalars(select(ToolVersion).where(ToolVersion.id.in_(version_ids)))
    return {version.id: version.definition for version in versions}


def _main_scale(counted: Sequence[_Counted], tools: Mapping[int, ToolDefinition]) -> Scale:
    """The scale of most of the audits; of equals, the one that was counted first."""
    sizes: Counter[Scale] = Counter()
    for each in counted:
        sizes[_scale(tools[each.version_id])] += each.n
    return sizes.most_common(1)[0][0] if sizes else ()


def _scale(tool: ToolDefinition) -> Scale:
    return tuple((grade.key, grade.name) for grade in tool.grades)


def _figures(counted: Iterable[_Counted], keys: tuple[str, ...]) -> ModerationChanges:
    pairs = (repeat((each.auditor_grade or "", each.moderator_grade or ""), each.n) for each in counted)
    return moderation_changes(chain.from_iterable(pairs), keys)


def _months(first: datetime, last: datetime) -> tuple[Month, ...]:
    """From the last back to the first."""
    months = [month_of(in_london(last).date())]
    while months[-1] > month_of(in_london(first).date()) and len(months) < _MONTHS_OFFERED:
        months.append(months[-1].later(-1))
    return tuple(months)
