"""How did auditors grade against others before and after they were coached?

Only what was chosen blind and locked at the first hand-in of both audits of a pair is compared, and the pair's grade as it
was decided. Pairs made with two versions of a tool, and grades of another scale than most, are counted and left out.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import datetime  # noqa: TC003  # what a field is must be known at run time
from statistics import median_low
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from qa_app.db import session
from qa_app.domain.coaching_effect import Effect, Graded, Together, effect, together
from qa_app.domain.pairs import PairStatus
from qa_app.domain.scales import Scale, scale_of
from qa_app.domain.standing_questions import OVERALL_GRADE
from qa_app.models.audits import AnyAudit, LockedAnswer
from qa_app.models.coaching import Coaching
from qa_app.models.pairs import Pair
from qa_app.models.people import User
from qa_app.models.tools import ToolVersion
from qa_app.queries import coaching, pairs

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from qa_app.domain.months import Month


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which period is looked at, by months; None is open at that end."""

    first: Month | None = None
    last: Month | None = None


@dataclass(frozen=True, slots=True)
class Coached:
    """One auditor with what became of their grading. ``entries`` 0 is somebody who had no coaching in the period."""

    auditor_id: int
    name: str
    since: datetime
    entries: int
    effect: Effect


@dataclass(frozen=True, slots=True)
class Programme:
    """Everything that the page says. ``parted_at`` is the moment that parts before from after where nobody was coached."""

    coached: tuple[Coached, ...]
    others: tuple[Coached, ...]
    coached_together: Together
    others_together: Together
    parted_at: datetime | None
    scale: Scale | None
    pairs: int
    two_versions: int
    other_scale: int


class _Pair(NamedTuple):
    id: int
    first_id: int
    second_id: int
    first_at: datetime
    second_at: datetime
    first_tool: int
    second_tool: int
    first: str
    second: str
    final: str | None


class _First(NamedTuple):
    since: datetime
    entries: int


def programme(user: User, wanted: Wanted) -> Programme:
    """Who was coached in the period, and how they and the others graded before and after. Four statements."""
    firsts = _first_coachings(user, wanted)
    found = _pairs(user, wanted)
    tools = _scales({each.first_tool for each in found})
    same_version = [each for each in found if each.first_tool == each.second_tool]
    scale = _main_scale(same_version, tools)
    kept = [each for each in same_version if tools[each.first_tool] == scale]
    by_auditor = _by_auditor(kept, scale)
    parted_at = median_low(sorted(first.since for first in firsts.values())) if firsts else None
    people = _names({*firsts, *by_auditor})
    coached = [
        Coached(
            number,
            people[number],
            first.since,
            first.entries,
            effect(by_auditor.get(number, []), first.since),
        )
        for number, first in firsts.items()
    ]
    others = [
        Coached(number, people[number], parted_at, 0, effect(graded, parted_at))
        for number, graded in by_auditor.items()
        if parted_at is not None and number not in firsts
    ]
    return Programme(
        coached=_in_order(coached),
        others=_in_order(others),
        coached_together=together((by_auditor.get(each.auditor_id, []), each.since) for each in coached),
        others_together=together((by_auditor[each.auditor_id], each.since) for each in others),
        parted_at=parted_at,
        scale=scale,
        pairs=len(kept),
        two_versions=len(found) - len(same_version),
        other_scale=len(same_version) - len(kept),
    )


def first_and_last(user: User) -> tuple[datetime, datetime] | None:
    """When the first and the last of what can be compared or was written happened; None when there is nothing."""
    entries = select(func.min(Coaching.at), func.max(Coaching.at)).where(coaching.in_reach_of(user))
    locked = select(func.min(Pair.locked_at), func.max(Pair.locked_at)).where(pairs.in_reach_of(user))
    moments = [
        each for query in (entries, locked) for each in session.execute(query).one() if each is not None
    ]
    return (min(moments), max(moments)) if moments else None


def _first_coachings(user: User, wanted: Wanted) -> Mapping[int, _First]:
    query = select(Coaching.auditor_id, func.min(Coaching.at), func.count()).where(coaching.in_reach_of(user))
    if wanted.first:
        query = query.where(Coaching.at >= wanted.first.since)
    if wanted.last:
        query = query.where(Coaching.at < wanted.last.until)
    rows = session.execute(query.group_by(Coaching.auditor_id))
    return {auditor_id: _First(since, entries) for auditor_id, since, entries in rows}


def _pairs(user: User, wanted: Wanted) -> Sequence[_Pair]:
    """Pairs of which both are locked, with both overall grades and the one that became final, as keys."""
    first, second = aliased(AnyAudit), aliased(AnyAudit)
    one, other = aliased(LockedAnswer), aliased(LockedAnswer)
    query = (
        select(
            Pair.id,
            first.auditor_id,
            second.auditor_id,
            first.locked_at,
            second.locked_at,
            first.tool_version_id,
            second.tool_version_id,
            one.value,
            other.value,
            second.final_grade,
        )
        .join(first, Pair.audit_id == first.id)
        .join(second, Pair.second_id == second.id)
        .join(one, (one.audit_id == first.id) & (one.question_key == OVERALL_GRADE))
        .join(other, (other.audit_id == second.id) & (other.question_key == OVERALL_GRADE))
        .where(Pair.locked_at.is_not(None), Pair.status != PairStatus.CALLED_OFF, pairs.in_reach_of(user))
        .order_by(Pair.id)
    )
    if wanted.first:
        query = query.where(Pair.locked_at >= wanted.first.since)
    if wanted.last:
        query = query.where(Pair.locked_at < wanted.last.until)
    return [_Pair._make(row) for row in session.execute(query)]


def _scales(version_ids: set[int]) -> Mapping[int, Scale]:
    versions = session.scalars(select(ToolVersion).where(ToolVersion.id.in_(version_ids)))
    return {version.id: scale_of(version.definition) for version in versions}


def _main_scale(found: Sequence[_Pair], tools: Mapping[int, Scale]) -> Scale | None:
    """The scale of most pairs; of equals, the one that came first."""
    sizes = Counter(tools[each.first_tool] for each in found)
    return sizes.most_common(1)[0][0] if sizes else None


def _by_auditor(found: Sequence[_Pair], scale: Scale | None) -> Mapping[int, list[Graded]]:
    """Each pair once for each of its two auditors."""
    graded: dict[int, list[Graded]] = defaultdict(list)
    if scale is None:
        return graded
    for each in found:
        first, second = scale.place(each.first), scale.place(each.second)
        final = scale.place(each.final) if each.final else None
        for auditor_id, at, own, others in (
            (each.first_id, each.first_at, first, second),
            (each.second_id, each.second_at, second, first),
        ):
            from_final = own - final if final is not None else None
            graded[auditor_id].append(Graded(each.id, at, own - others, from_final))
    return graded


def _names(ids: set[int]) -> Mapping[int, str]:
    return dict(session.execute(select(User.id, User.name).where(User.id.in_(ids))).all())


def _in_order(found: Sequence[Coached]) -> tuple[Coached, ...]:
    return tuple(sorted(found, key=lambda each: (each.name, each.auditor_id)))
