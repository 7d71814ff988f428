"""Which grades were given, by which tool, in which team, and how were they moderated?

One GROUP BY answers all of it: what is counted by grade, service and team, and what moderation changed, is this one
table folded in different directions, so that those figures cannot disagree.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import and_, func, select
from sqlalchemy.orm import undefer

from qa_app.db import session
from qa_app.domain.moderating import Way
from qa_app.domain.scales import Scale, scale_of
from qa_app.models.audits import Audit
from qa_app.models.moderation import Moderation
from qa_app.models.people import Service, Team
from qa_app.models.tools import ToolVersion

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from qa_app.domain.tools import ToolDefinition
    from qa_app.queries.figures.subjects import Subject

NOT_KNOWN = "Team not known"


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A team and the service that it stands in."""

    service: str
    team: str


@dataclass(frozen=True, slots=True)
class Judged:
    """``n`` audits that are alike in all of this. Grades are keys of the tool's scale."""

    tool_id: int
    place: Place
    auditor: str
    final: str
    way: Way
    n: int


@dataclass(frozen=True, slots=True)
class Used:
    """A tool version and how many audits used it."""

    tool_id: int
    tool: ToolDefinition
    n: int

    @property
    def label(self) -> str:
        """``Safety check, version 2``."""
        return f"{self.tool.title}, version {self.tool.version}"


@dataclass(frozen=True, slots=True)
class ScaleGroup:
    """The tools that share a scale, with their audits: overall grades are counted together within it only."""

    scale: Scale
    tools: tuple[Used, ...]
    judged: tuple[Judged, ...]

    @property
    def n(self) -> int:
        """How many audits."""
        return sum(each.n for each in self.judged)

    @property
    def words(self) -> str:
        """Which tools are counted, so that nothing is joined silently."""
        if len(self.tools) == 1:
            return f"Tool: {self.tools[0].label}."
        named = "; ".join(f"{used.label} ({used.n:,})" for used in self.tools)
        return f"Tools that share the scale {self.scale.words}, counted together: {named}."


@dataclass(frozen=True, slots=True)
class Judgements:
    """All audits of the subject. ``groups`` and ``tools`` leave out those with too few audits to say anything."""

    n: int
    groups: tuple[ScaleGroup, ...]
    tools: tuple[Used, ...]
    too_few: tuple[Used, ...]
    bulk: int

    @property
    def left_out(self) -> str:
        """A sentence about the tools that had too few audits; empty when there are none."""
        if not self.too_few:
            return ""
        named = "; ".join(used.label for used in self.too_few)
        return f"Left out, because too few audits used them to say anything without pointing at a child: {named}."


def judgements(subject: Subject, threshold: int) -> Judgements:
    """Three statements. Below ``threshold`` audits a tool's figures, and a scale's, are left out altogether.

    Hiding single numbers is not enough for a tool that was used twice: the zeros of its tables, and the difference to
    the figures of all tools, would tell the rest.
    """
    counted = _counted(subject)
    sizes: Counter[int] = Counter()
    for each in counted:
        sizes[each.tool_id] += each.n
    used = _used(sizes)
    by_scale: dict[Scale, list[Used]] = {}
    for each_used in used:
        by_scale.setdefault(scale_of(each_used.tool), []).append(each_used)
    groups = [_group(scale, members, counted) for scale, members in by_scale.items()]
    groups.sort(key=lambda group: (-group.n, group.scale.names))
    kept = [group for group in groups if group.n >= threshold]
    return Judgements(
        n=sum(sizes.values()),
        groups=tuple(kept),
        tools=tuple(each for each in used if each.n >= threshold),
        too_few=tuple(each for each in used if each.n < threshold),
        bulk=sum(each.n for each in counted if each.way is Way.BULK),
    )


def rank(n: int, threshold: int) -> int:
    """Where a count stands in an order of counts: the small ones are alike, or their places would tell their sizes."""
    return 1 if 0 < n < threshold else n


def places(team_ids: Collection[int | None]) -> Mapping[int | None, Place]:
    """Each team and its service today. A team that was not known has a place too."""
    rows = session.execute(
        select(Team.id, Service.name, Team.name).join(Team.service).where(Team.id.in_(filter(None, team_ids)))
    )
    found: dict[int | None, Place] = {None: Place(NOT_KNOWN, NOT_KNOWN)}
    return found | {team_id: Place(service, team) for team_id, service, team in rows}


def _counted(subject: Subject) -> tuple[Judged, ...]:
    ended = and_(Moderation.audit_id == Audit.id, Moderation.stands)
    alike = (Audit.tool_version_id, Audit.team_id, Audit.auditor_grade, Audit.final_grade, Moderation.way)
    rows = session.execute(
        select(*alike, func.count())
        .select_from(Audit)
        .outerjoin(Moderation, ended)
        .where(subject.audited())
        .group_by(*alike)
    ).all()
    where = places({row.team_id for row in rows})
    return tuple(
        Judged(tool_id, where[team_id], auditor or "", final or "", way or Way.READ, n)
        for tool_id, team_id, auditor, final, way, n in rows
    )


def _used(sizes: Mapping[int, int]) -> tuple[Used, ...]:
    versions = session.scalars(
        select(ToolVersion)
        .where(ToolVersion.id.in_(sizes))
        .options(undefer(ToolVersion.definition_json))
        .order_by(ToolVersion.title, ToolVersion.version)
    )
    return tuple(Used(version.id, version.definition, sizes[version.id]) for version in versions)


def _group(scale: Scale, members: list[Used], counted: tuple[Judged, ...]) -> ScaleGroup:
    ids = {used.tool_id for used in members}
    return ScaleGroup(scale, tuple(members), tuple(each for each in counted if each.tool_id in ids))
