"""How far do blind auditors agree, where do they differ, and which pairs were left out?

The database counts: five thousand pairs on four grades are sixteen counts. The number of statements is the same for ten
pairs and for ten thousand.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, func, select

from qa_app.db import session
from qa_app.domain.pair_agreement import About, Compared, LeftOut, PairsAlike, compared
from qa_app.domain.scales import scale_of
from qa_app.domain.standing_questions import grade_key
from qa_app.models.audits import Audit
from qa_app.models.pairs import Pair
from qa_app.queries.comparisons import (
    ONE,
    OTHER,
    SECOND,
    ground_of,
    is_complete,
    joined,
    left_out,
    narrowed,
    with_answers,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import ColumnElement

    from qa_app.models.people import User
    from qa_app.queries.comparisons import Ground, Used, Wanted


@dataclass(frozen=True, slots=True)
class SectionCompared:
    """One section's figures. ``tool_key`` and ``tool_title`` say whose section it is."""

    tool_key: str
    tool_title: str
    compared: Compared


@dataclass(frozen=True, slots=True)
class Found:
    """Everything that the page says. ``compared`` is None where there is no pair to compare.

    ``left_out`` counts pairs by reason, in the order of the reasons, none of them 0.
    """

    ground: Ground
    compared: Compared | None
    sections: tuple[SectionCompared, ...]
    left_out: tuple[tuple[LeftOut, int], ...]


def agreement_of(user: User, wanted: Wanted) -> Found:
    """The figures for this reader."""
    conditions = narrowed(user, wanted)
    on = ground_of(conditions, wanted.about)
    figures, reasons = pairs_compared(on, conditions)
    return Found(
        on,
        figures,
        sections_compared(on, conditions),
        tuple((reason, reasons[reason]) for reason in LeftOut if reasons[reason]),
    )


def sections_compared(on: Ground, conditions: Sequence[ColumnElement[bool]]) -> tuple[SectionCompared, ...]:
    """Every graded section of the tools that are counted, in their order. One statement."""
    used = [each for each in on.used if scale_of(each.tool) == on.grades]
    counts = _counted_by_section(used, conditions)
    found: dict[tuple[str, str], SectionCompared] = {}
    for each in sorted(
        used, key=lambda each: (each.tool.title, -each.tool.version)
    ):  # the newest names a section
        tool = each.tool
        for section in tool.sections:
            place = (tool.key, grade_key(section.key))
            if section.graded and place not in found and place in counts:
                about = About(place[1], section.title, is_section=True)
                figures = compared(about, on.grades, counts[place])
                found[place] = SectionCompared(tool.key, tool.title, figures)
    return tuple(found.values())


def named_sections(sections: Sequence[SectionCompared]) -> list[tuple[str, Compared]]:
    """Each section with a name that says whose it is where tools are counted together."""
    several = len({each.tool_key for each in sections}) > 1
    return [
        (
            f"{each.compared.about.title} ({each.tool_title})" if several else each.compared.about.title,
            each.compared,
        )
        for each in sections
    ]


def pairs_compared(
    on: Ground, conditions: Sequence[ColumnElement[bool]]
) -> tuple[Compared | None, Counter[LeftOut]]:
    """The figures of the pairs that can be compared, None without any, and the others by reason. One statement."""
    rows = with_answers(
        joined(
            left_out(on).label("left_out"),
            ONE.value.label("first"),
            OTHER.value.label("second"),
            (Audit.auditor_id > SECOND.auditor_id).label("is_turned"),
            Audit.auditor_id.label("first_id"),
            SECOND.auditor_id.label("second_id"),
        ),
        on.about.key,
    ).where(*conditions)
    each = rows.subquery().c
    same = (each.left_out, each.first, each.second, each.is_turned)
    groups = session.execute(
        select(
            *same,
            func.count().label("n"),
            func.count(each.first_id.distinct()),
            func.count(each.second_id.distinct()),
            func.min(each.first_id),
            func.min(each.second_id),
        ).group_by(*same)
    ).all()
    reasons: Counter[LeftOut] = Counter()
    alike, people, is_one_each = [], set(), True
    for reason, first, second, is_turned, n, firsts, seconds, first_id, second_id in groups:
        if reason:
            reasons[LeftOut(reason)] += n
            continue
        alike.append(PairsAlike(first, second, n, is_turned))
        is_one_each = is_one_each and firsts == seconds == 1
        people |= {first_id, second_id}
    same_two = is_one_each and len(people) == 2
    return compared(on.about, on.scale, alike, are_by_the_same_two=same_two) if alike else None, reasons


def _counted_by_section(
    used: Sequence[Used], conditions: Sequence[ColumnElement[bool]]
) -> dict[tuple[str, str], list[PairsAlike]]:
    """(tool key, key of the section's grade) → pairs alike."""
    tools = {each.version_id: each.tool for each in used}
    keys = {grade_key(each.key) for tool in tools.values() for each in tool.sections if each.graded}
    same: tuple[Any, ...] = (Audit.tool_version_id, ONE.question_key, ONE.value, OTHER.value)
    rows = session.execute(
        joined(*same, func.count())
        .join(ONE, and_(ONE.audit_id == Pair.audit_id, ONE.question_key.in_(keys)))
        .join(OTHER, and_(OTHER.audit_id == Pair.second_id, OTHER.question_key == ONE.question_key))
        .where(*conditions, is_complete(), Audit.tool_version_id.in_(tools))
        .group_by(*same)
    )
    found: dict[tuple[str, str], list[PairsAlike]] = defaultdict(list)
    for version_id, key, first, second, n in rows:
        found[tools[version_id].key, key].append(PairsAlike(first, second, n))
    return found
