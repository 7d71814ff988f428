"""How do an auditor's blind grades lie against the other rater's and the final ones, and who may know?

The QA manager reads names. An auditor reads their own page. A director reads rows without names, and none of an auditor
with fewer pairs than the council's threshold. Everybody else finds nothing.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, case, func, literal, null, or_, select, union_all
from sqlalchemy.exc import NoResultFound

from qa_app.clock import in_london
from qa_app.db import session
from qa_app.domain.agreement import HALF_KNOWN_AT, severity
from qa_app.domain.grading_over_time import Graded
from qa_app.domain.pairs import SETTLED
from qa_app.domain.policy import AUDITORS, Role
from qa_app.domain.standing_questions import OVERALL_GRADE, grade_key
from qa_app.models.audits import Audit
from qa_app.models.pairs import Pair
from qa_app.models.people import RoleRow, User
from qa_app.queries.comparisons import ONE, OTHER, SECOND, ground, is_complete, joined, made_by, narrowed

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from sqlalchemy import Subquery

    from qa_app.domain.agreement import Severity
    from qa_app.queries.comparisons import Ground, Wanted


@dataclass(frozen=True, slots=True)
class Cell:
    """One auditor in one section: ``n`` pairs and the mean difference in grade steps, shrunk; None where not shown."""

    n: int | None
    shrunk: float | None


@dataclass(frozen=True, slots=True)
class AuditorRow:
    """One auditor. ``user_id`` is None where the reader may not know who it is. ``cells`` are in the order of sections."""

    name: str
    user_id: int | None
    other: Severity
    final: Severity | None
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Auditors:
    """All auditors with pairs, the severest first. ``sections`` are (key of its grade, title), of one tool only.

    ``hidden`` counts auditors whose rows are too small for this reader.
    """

    ground: Ground
    sections: tuple[tuple[str, str], ...]
    rows: tuple[AuditorRow, ...]
    hidden: int


@dataclass(frozen=True, slots=True)
class SectionRow:
    """One section of one tool in an auditor's pairs."""

    key: str
    title: str
    tool_key: str
    tool_title: str
    other: Severity


@dataclass(frozen=True, slots=True)
class OneAuditor:
    """Everything about one auditor. ``open`` counts their pairs that are locked and not settled yet."""

    user: User
    ground: Ground
    graded: tuple[Graded, ...]
    other: Severity | None
    final: Severity | None
    sections: tuple[SectionRow, ...]
    unsettled: int


def auditors(user: User, wanted: Wanted, *, threshold: int) -> Auditors:
    """All auditors that this reader may have a row of, in a fixed number of statements."""
    on = ground(user, wanted)
    sides = _sides(user, wanted, on)
    tool = on.only_tool
    sections = (
        tuple((grade_key(each.key), each.title) for each in tool.sections if each.graded) if tool else ()
    )
    differences = _differences(sides, on, (OVERALL_GRADE, *(key for key, _ in sections)))
    finals = _from_final(sides, on)
    sees_names = user.holds(Role.QA_MANAGER)
    overall = {person: counts for (person, key), counts in differences.items() if key == OVERALL_GRADE}
    shown = {person for person, counts in overall.items() if sees_names or counts.total() >= threshold}
    names = _names(shown) if sees_names else {}
    rows = [
        AuditorRow(
            names.get(person, ""),
            person if sees_names else None,
            other,
            severity(tuple(finals[person].elements())),
            tuple(
                _cell(differences.get((person, key), Counter()), 1 if sees_names else threshold)
                for key, _ in sections
            ),
        )
        for person in shown
        if (other := severity(tuple(overall[person].elements())))
    ]
    rows.sort(key=lambda row: (row.other.shrunk, -row.other.n, row.name))
    return Auditors(
        on,
        sections,
        tuple(rows) if sees_names else _without_names(rows),
        hidden=len(overall) - len(shown),
    )


def one_auditor(user: User, auditor_id: int, wanted: Wanted) -> OneAuditor:
    """An auditor for the QA manager, or oneself. NoResultFound for anybody else, and for who is no auditor.

    Of their own pairs auditors know those that are settled.
    """
    if not (user.holds(Role.QA_MANAGER) or auditor_id == user.id):
        raise NoResultFound
    on = ground(user, wanted, made_by(auditor_id))
    is_auditor = or_(User.roles.any(RoleRow.name.in_(AUDITORS)), literal(bool(on.used or on.other_scale)))
    person = session.scalars(select(User).where(User.id == auditor_id, is_auditor)).one()
    sides = _sides(user, wanted, on, auditor_id)
    graded = _graded(sides, on)
    finals = [each.from_final for each in graded if each.from_final is not None]
    return OneAuditor(
        person,
        on,
        graded,
        severity([each.from_other for each in graded]),
        severity(finals),
        _by_section(sides, on),
        unsettled=len(graded) - len(finals),
    )


def _sides(user: User, wanted: Wanted, on: Ground, auditor_id: int | None = None) -> Subquery:
    """Every complete pair twice: as its first auditor sees it, and as its second does."""
    conditions = [*narrowed(user, wanted), is_complete()]
    versions = [each.version_id for each in on.used]
    is_settled = Pair.status.in_(SETTLED)
    final = case((is_settled, Audit.final_grade), else_=null())

    def side(own: Any, other: Any, person: Any) -> Any:
        query = joined(
            person.label("auditor_id"),
            own.label("own_id"),
            other.label("other_id"),
            Audit.tool_version_id.label("version_id"),
            Pair.id.label("pair_id"),
            Pair.locked_at.label("locked_at"),
            final.label("final"),
        ).where(*conditions, Audit.tool_version_id.in_(versions))
        return query if auditor_id is None else query.where(person == auditor_id)

    return union_all(
        side(Pair.audit_id, Pair.second_id, Audit.auditor_id),
        side(Pair.second_id, Pair.audit_id, SECOND.auditor_id),
    ).subquery("side")


def _chosen_by_both(sides: Subquery, keys: Sequence[str]) -> tuple[Any, Any]:
    """Conditions that join what both chose for these questions to the sides."""
    return (
        and_(ONE.audit_id == sides.c.own_id, ONE.question_key.in_(keys)),
        and_(OTHER.audit_id == sides.c.other_id, OTHER.question_key == ONE.question_key),
    )


def _differences(sides: Subquery, on: Ground, keys: Sequence[str]) -> dict[tuple[int, str], Counter[int]]:
    """(auditor, question) → how often own grade minus the other's was so many steps. One statement."""
    own, other = _chosen_by_both(sides, keys)
    same = (sides.c.auditor_id, ONE.question_key, ONE.value, OTHER.value)
    rows = session.execute(
        select(*same, func.count()).select_from(sides).join(ONE, own).join(OTHER, other).group_by(*same)
    )
    found: dict[tuple[int, str], Counter[int]] = defaultdict(Counter)
    for person, key, mine, theirs, n in rows:
        found[person, key][_steps(on, mine, theirs)] += n
    return found


def _from_final(sides: Subquery, on: Ground) -> dict[int, Counter[int]]:
    """Auditor → how often the own overall grade minus the final one was so many steps. One statement."""
    same = (sides.c.auditor_id, ONE.value, sides.c.final)
    rows = session.execute(
        select(*same, func.count())
        .select_from(sides)
        .join(ONE, and_(ONE.audit_id == sides.c.own_id, ONE.question_key == OVERALL_GRADE))
        .where(sides.c.final.is_not(None))
        .group_by(*same)
    )
    found: dict[int, Counter[int]] = defaultdict(Counter)
    for person, mine, final, n in rows:
        found[person][_steps(on, mine, final)] += n
    return found


def _graded(sides: Subquery, on: Ground) -> tuple[Graded, ...]:
    """One auditor's pairs by overall grade, the oldest first. One statement."""
    own, other = _chosen_by_both(sides, (OVERALL_GRADE,))
    rows = session.execute(
        select(sides.c.locked_at, ONE.value, OTHER.value, sides.c.final)
        .select_from(sides)
        .join(ONE, own)
        .join(OTHER, other)
        .order_by(sides.c.locked_at, sides.c.pair_id)
    )
    return tuple(
        Graded(
            in_london(at).date(),
            _steps(on, mine, theirs),
            None if final is None else _steps(on, mine, final),
        )
        for at, mine, theirs, final in rows
    )


def _by_section(sides: Subquery, on: Ground) -> tuple[SectionRow, ...]:
    """One auditor's sections, tool by tool in the tool's order. One statement."""
    tools = {each.version_id: each.tool for each in on.used}
    keys = {grade_key(each.key) for tool in tools.values() for each in tool.sections if each.graded}
    own, other = _chosen_by_both(sides, tuple(keys))
    same = (sides.c.version_id, ONE.question_key, ONE.value, OTHER.value)
    rows = session.execute(
        select(*same, func.count()).select_from(sides).join(ONE, own).join(OTHER, other).group_by(*same)
    )
    counts: dict[tuple[str, str], Counter[int]] = defaultdict(Counter)
    for version_id, key, mine, theirs, n in rows:
        counts[tools[version_id].key, key][_steps(on, mine, theirs)] += n
    found: dict[tuple[str, str], SectionRow] = {}
    for tool in sorted(tools.values(), key=lambda tool: (tool.title, -tool.version)):
        for section in tool.sections:
            place = (tool.key, grade_key(section.key))
            other_ = severity(tuple(counts[place].elements())) if section.graded else None
            if other_ and place not in found:
                found[place] = SectionRow(place[1], section.title, tool.key, tool.title, other_)
    return tuple(found.values())


def _steps(on: Ground, mine: str, theirs: str) -> int:
    return on.scale.place(mine) - on.scale.place(theirs)


def _cell(counts: Counter[int], least: int) -> Cell:
    n = counts.total()
    if n < least:
        return Cell(0 if not n else None, None)
    mean = sum(step * times for step, times in counts.items()) / n
    return Cell(n, mean * n / (n + HALF_KNOWN_AT))


def _names(people: Iterable[int]) -> Mapping[int, str]:
    return dict(session.execute(select(User.id, User.name).where(User.id.in_(people))).all())


def _without_names(rows: Sequence[AuditorRow]) -> tuple[AuditorRow, ...]:
    return tuple(
        AuditorRow(f"Auditor {number}", None, row.other, row.final, row.cells)
        for number, row in enumerate(rows, 1)
    )
