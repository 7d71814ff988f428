"""Which exemplars may a person read, and which stand beside the grades of an audit?

Auditors read those in use whose audit still has the grade that they are an exemplar of; QA managers, who curate, read all.
Nobody reads an extract from a case that they still have to judge, and none is shown on any audit of the case that it
comes from: it is without names, but whoever has read the record would know it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import ColumnElement, and_, bindparam, func, not_, or_, select
from sqlalchemy.exc import NoResultFound
from sqlalchemy.orm import joinedload, selectinload

from qa_app.db import session
from qa_app.domain.exemplars import SHOWN, sections_for
from qa_app.domain.policy import Permission
from qa_app.domain.standing_questions import OVERALL
from qa_app.domain.workflow import Status
from qa_app.models.audits import AnyAudit, SectionGrade
from qa_app.models.exemplars import Exemplar
from qa_app.models.people import User
from qa_app.models.tools import ToolVersion
from qa_app.queries.audits import is_blind_to, is_still_judged_by, visible_to
from qa_app.queries.paging import Page, page_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from qa_app.domain.tools import Grade, Section, ToolDefinition


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which exemplars are asked for; nothing given, all in use. Keys."""

    tool_key: str = ""
    section_key: str = ""
    grade_key: str = ""
    is_retired: bool = False


@dataclass(frozen=True, slots=True)
class Choices:
    """What the list can be narrowed by: keys with names."""

    tools: tuple[tuple[str, str], ...]
    sections: tuple[tuple[str, str], ...]
    grades: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Described:
    """An exemplar in the words of the newest version of its tool that has its section and grade.

    ``position`` of ``scale``: where the grade stands, 1 the worst. ``is_asked``: the newest version has both.
    ``is_still_so``: the audit that it comes from, if it does from one, still has that grade.
    """

    exemplar: Exemplar
    tool: str
    section: str
    grade: str
    position: int
    scale: int
    is_asked: bool
    is_still_so: bool


@dataclass(frozen=True, slots=True)
class Extract:
    """All of an exemplar that is shown where a grade is chosen."""

    text: str
    because: str


@dataclass(frozen=True, slots=True)
class GradedSection:
    """A section of a moderated audit that has a final grade: an exemplar of that grade can be made from it."""

    section: Section
    grade: Grade


def in_reach_of(user: User) -> ColumnElement[bool]:
    """That a person may read the exemplar, as a condition on ``Exemplar``."""
    tells_nothing = not_(_is_of_audit(is_blind_to(user)))
    if user.may(Permission.EXEMPLARS_CURATE):
        return tells_nothing
    return and_(tells_nothing, Exemplar.retired_at.is_(None), _is_still_so())


def shown_beside(user: User, audit: AnyAudit, section_key: str) -> Mapping[str, Sequence[Extract]]:
    """Grade key → the newest exemplars of it, for the page on which this audit's auditor grades a section.

    The audit needs its tool version. One statement.
    """
    asked = {
        "tool_key": audit.tool_version.key,
        "section_key": section_key,
        "user_id": user.id,
        "case_id": audit.case_id,
    }
    found: dict[str, list[Extract]] = {}
    for grade_key, text, because in session.execute(_BESIDE, asked):
        of_grade = found.setdefault(grade_key, [])
        if len(of_grade) < SHOWN:
            of_grade.append(Extract(text, because))
    return found


def matching(user: User, wanted: Wanted, *, page: int = 1) -> Page[Exemplar]:
    """Exemplars by tool, section and grade, the newest of each first, 50 a page."""
    query = select(Exemplar).where(
        in_reach_of(user),
        Exemplar.retired_at.is_not(None) if wanted.is_retired else Exemplar.retired_at.is_(None),
    )
    for column, key in (
        (Exemplar.tool_key, wanted.tool_key),
        (Exemplar.section_key, wanted.section_key),
        (Exemplar.grade_key, wanted.grade_key),
    ):
        if key:
            query = query.where(column == key)
    order = (Exemplar.tool_key, Exemplar.section_key, Exemplar.grade_key, Exemplar.id.desc())
    return page_of(query.order_by(*order), page)


def choices_for(user: User) -> Choices:
    """The tools, sections and grades that exemplars within reach have, in use or retired."""
    columns = (Exemplar.tool_key, Exemplar.section_key, Exemplar.grade_key)
    rows = session.execute(select(*columns).where(in_reach_of(user)).distinct().order_by(*columns)).all()
    versions = _versions({tool_key for tool_key, *_ in rows})
    tools: dict[str, str] = {}
    sections: dict[str, str] = {}
    grades: dict[str, tuple[int, str]] = {}
    for tool_key, section_key, grade_key in rows:
        tool = _with_both(versions[tool_key], section_key, grade_key)
        tools[tool_key] = tool.title
        sections.setdefault(section_key, tool.section(section_key).title)
        grades.setdefault(grade_key, (tool.grade_position(grade_key), tool.grade(grade_key).name))
    return Choices(
        tools=_by_name(tools),
        sections=_by_name(sections),
        grades=tuple((key, name) for key, (_, name) in sorted(grades.items(), key=lambda each: each[1])),
    )


def described(exemplars: Sequence[Exemplar]) -> dict[int, Described]:
    """Exemplar id → the exemplar in words, in two statements."""
    versions = _versions({each.tool_key for each in exemplars})
    still_so = select(Exemplar.id).where(Exemplar.id.in_([each.id for each in exemplars]), _is_still_so())
    so = set(session.scalars(still_so)) if exemplars else set()
    return {each.id: _described(each, versions[each.tool_key], each.id in so) for each in exemplars}


def number_to_look_at(user: User) -> int:
    """How many exemplars in use are not shown because their audit has another grade by now."""
    query = select(func.count(Exemplar.id)).where(
        in_reach_of(user), Exemplar.retired_at.is_(None), not_(_is_still_so())
    )
    return session.scalar(query) or 0


def one(user: User, exemplar_id: int) -> Exemplar:
    """With everything that its page shows. NoResultFound for what the person may not see."""
    return session.scalars(
        select(Exemplar)
        .where(Exemplar.id == exemplar_id, in_reach_of(user))
        .options(
            joinedload(Exemplar.audit).options(
                joinedload(AnyAudit.case), selectinload(AnyAudit.section_grades)
            ),
            joinedload(Exemplar.made_by).lazyload(User.roles),
            joinedload(Exemplar.changed_by).lazyload(User.roles),
            joinedload(Exemplar.retired_by).lazyload(User.roles),
        )
    ).one()


def source(user: User, audit_id: int) -> AnyAudit:
    """The audit from which an exemplar can be made: within reach, moderated, with a final grade. With its words."""
    return session.scalars(
        visible_to(user)
        .where(
            AnyAudit.id == audit_id,
            AnyAudit.status == Status.MODERATED,
            AnyAudit.final_grade.is_not(None),
        )
        .options(
            joinedload(AnyAudit.tool_version),
            joinedload(AnyAudit.case),
            selectinload(AnyAudit.answers),
            selectinload(AnyAudit.section_grades),
        )
    ).one()


def graded_sections(audit: AnyAudit) -> tuple[GradedSection, ...]:
    """The sections of an audit that have a final grade, in the order of the tool, the overall judgement last."""
    tool = audit.tool_version.definition
    finals = {row.section_key: row.final_grade for row in audit.section_grades} | {OVERALL: audit.final_grade}
    return tuple(
        GradedSection(section, tool.grade(grade))
        for section in sections_for(tool)
        if (grade := finals.get(section.key))
    )


def offered_tools() -> Sequence[ToolVersion]:
    """The newest offered version of every tool, by title: for these an exemplar can be written by hand."""
    query = select(ToolVersion).where(ToolVersion.is_offered).order_by(ToolVersion.version)
    newest = {version.key: version for version in session.scalars(query)}
    return sorted(newest.values(), key=lambda version: (version.title, version.key))


def newest_of(tool_key: str) -> ToolVersion:
    """The newest version of a tool, offered if one is. NoResultFound for a tool that there is not."""
    query = select(ToolVersion).where(ToolVersion.key == tool_key)
    order = (ToolVersion.is_offered.desc(), ToolVersion.version.desc())
    found = session.scalars(query.order_by(*order).limit(1)).one_or_none()
    if found is None:
        raise NoResultFound
    return found


def _is_still_so() -> ColumnElement[bool]:
    """That the audit it comes from, if from one, has that final grade: a decision can be changed later."""
    of_section = select(SectionGrade.id).where(
        SectionGrade.audit_id == Exemplar.audit_id,
        SectionGrade.section_key == Exemplar.section_key,
        SectionGrade.final_grade == Exemplar.grade_key,
    )
    of_whole = select(AnyAudit.id).where(
        AnyAudit.id == Exemplar.audit_id,
        AnyAudit.final_grade == Exemplar.grade_key,
        Exemplar.section_key == OVERALL,
    )
    return or_(
        Exemplar.audit_id.is_(None),
        of_section.correlate(Exemplar).exists(),
        of_whole.correlate(Exemplar).exists(),
    )


def _is_of_audit(which: ColumnElement[bool]) -> ColumnElement[bool]:
    """That it comes from an audit of which this is true."""
    return select(AnyAudit.id).where(AnyAudit.id == Exemplar.audit_id, which).correlate(Exemplar).exists()


# Asked whenever a section is opened: putting the statement together costs more than asking it, so it is done once.
_BESIDE = (
    select(Exemplar.grade_key, Exemplar.text, Exemplar.because)
    .where(
        Exemplar.tool_key == bindparam("tool_key"),
        Exemplar.section_key == bindparam("section_key"),
        Exemplar.retired_at.is_(None),
        _is_still_so(),
        not_(
            _is_of_audit(
                or_(is_still_judged_by(bindparam("user_id")), AnyAudit.case_id == bindparam("case_id"))
            )
        ),
    )
    .order_by(Exemplar.made_at.desc(), Exemplar.id.desc())
)


def _versions(keys: Iterable[str]) -> dict[str, list[ToolDefinition]]:
    """Tool key → its versions, offered ones first, the newest first."""
    found: dict[str, list[ToolDefinition]] = {key: [] for key in keys}
    query = select(ToolVersion).where(ToolVersion.key.in_(found))
    for version in session.scalars(query.order_by(ToolVersion.is_offered.desc(), ToolVersion.version.desc())):
        found[version.key].append(version.definition)
    return found


def _described(exemplar: Exemplar, versions: Sequence[ToolDefinition], is_still_so: bool) -> Described:
    tool = _with_both(versions, exemplar.section_key, exemplar.grade_key)
    return Described(
        exemplar=exemplar,
        tool=tool.title,
        section=tool.section(exemplar.section_key).title,
        grade=tool.grade(exemplar.grade_key).name,
        position=tool.grade_position(exemplar.grade_key),
        scale=len(tool.grades),
        is_asked=tool is versions[0],
        is_still_so=is_still_so,
    )


def _with_both(versions: Sequence[ToolDefinition], section_key: str, grade_key: str) -> ToolDefinition:
    return next(tool for tool in versions if has_both(tool, section_key, grade_key))


def has_both(tool: ToolDefinition, section_key: str, grade_key: str) -> bool:
    """Whether a tool has a graded section and a grade with these keys."""
    is_section = any(section.key == section_key for section in sections_for(tool))
    return is_section and any(grade.key == grade_key for grade in tool.grades)


def _by_name(names: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    return tuple(sorted(names.items(), key=lambda each: (each[1], each[0])))
