"""How do the questions of a tool do, over the audits whose moderation ended in a period, and over its blind pairs?

A grade counts as overturned when the one that stands is another than the auditor's, or than one that stood before: a
decision that gives an auditor right against an earlier one says as much about the question as that one did. Audits that
were agreed unread are left out of that share.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, and_, case, func, literal, or_, select
from sqlalchemy.orm import aliased

from qa_app.db import session
from qa_app.domain.moderating import Way
from qa_app.domain.pair_agreement import what_can_be_compared
from qa_app.domain.question_health import QuestionHealth, Tallied, health
from qa_app.domain.questions import NOT_APPLICABLE, NOT_EVIDENCED
from qa_app.domain.replies import ReplyOutcome
from qa_app.domain.standing_questions import ABOVE_CAP_REASON, OVERALL, OVERALL_GRADE, OVERALL_RATIONALE
from qa_app.domain.workflow import Status
from qa_app.models.audits import Answer, Audit, SectionGrade
from qa_app.models.moderation import ModeratedSection, Moderation
from qa_app.models.pairs import Pair
from qa_app.models.replies import Reply, ReplyAbout
from qa_app.models.tools import ToolVersion
from qa_app.queries.audits import in_reach_of
from qa_app.queries.comparisons import ONE, OTHER, Wanted, is_complete, joined, narrowed

if TYPE_CHECKING:
    from collections.abc import Mapping

    from qa_app.domain.questions import Question
    from qa_app.domain.tools import Section, ToolDefinition
    from qa_app.models.people import User

_CHOSEN = {"judgement", "grade", "one_of", "many_of"}

Place = tuple[int, str]
"""A tool version's id and a question's key."""


@dataclass(frozen=True, slots=True)
class SectionHealth:
    """A section with its questions, in the order of the tool.

    ``replies`` asked for another look at its grade and were decided; in ``corrected`` of them the grade changed.
    """

    title: str
    questions: tuple[QuestionHealth, ...]
    replies: int = 0
    corrected: int = 0


@dataclass(frozen=True, slots=True)
class ToolHealth:
    """A tool's questions as its newest version in use asks them. ``versions`` are counted together: (version, audits)."""

    tool: ToolDefinition
    versions: tuple[tuple[int, int], ...]
    sections: tuple[SectionHealth, ...]

    @property
    def audits(self) -> int:
        """How many audits."""
        return sum(n for _, n in self.versions)

    @property
    def questions(self) -> tuple[QuestionHealth, ...]:
        """All of them, in the order of the tool."""
        return tuple(each for section in self.sections for each in section.questions)

    @property
    def to_look_at(self) -> tuple[QuestionHealth, ...]:
        """The questions that a rule would have rewritten or dropped, those with most reasons first."""
        return tuple(
            sorted((each for each in self.questions if each.reasons), key=lambda each: -len(each.reasons))
        )


def health_of(user: User, wanted: Wanted) -> ToolHealth | None:
    """The tool asked for, or the one that most audits used; None when none did. A fixed number of statements."""
    used = _used(user, wanted)
    if not used:
        return None
    versions, sizes = used
    newest = versions[max(versions, key=lambda each: versions[each].version)]
    audited = [*_audited(user, wanted), Audit.tool_version_id.in_(versions)]
    counted = _Counted(
        _answers(audited, versions),
        _lengths(audited, versions),
        _pairs(user, wanted, versions),
        _overturned(audited),
    )
    comparable = {each.key for each in what_can_be_compared(newest)}
    replies = _replies(audited)
    return ToolHealth(
        newest,
        tuple(sorted((versions[each].version, n) for each, n in sizes.items())),
        tuple(
            SectionHealth(
                section.title,
                tuple(
                    _health(section, question, versions, counted, can_be_compared=question.key in comparable)
                    for question in section.questions
                    if question.key != ABOVE_CAP_REASON
                ),
                *replies.get(section.key, (0, 0)),
            )
            for section in newest.all_sections
        ),
    )


@dataclass(frozen=True, slots=True)
class _Counted:
    """What the database counted: answers and lengths by place, (pairs, same) by place, (decided, changed) by section."""

    answers: Mapping[Place, Counter[str]]
    lengths: Mapping[Place, Counter[int]]
    pairs: Mapping[Place, tuple[int, int]]
    overturned: Mapping[str, tuple[int, int]]


def _health(
    section: Section,
    question: Question,
    versions: Mapping[int, ToolDefinition],
    counted: _Counted,
    *,
    can_be_compared: bool,
) -> QuestionHealth:
    """Versions that ask it as another kind of question are left out of it."""
    answers: Counter[str] = Counter()
    lengths: Counter[int] = Counter()
    pairs = same = 0
    for version_id, tool in versions.items():
        if any(each.key == question.key and each.kind == question.kind for each in tool.all_questions):
            place = (version_id, question.key)
            answers += counted.answers.get(place, Counter())
            lengths += counted.lengths.get(place, Counter())
            more, alike = counted.pairs.get(place, (0, 0))
            pairs, same = pairs + more, same + alike
    standing = {
        section.grade_key,
        section.difference_key,
        section.relevance_key,
        OVERALL_GRADE,
        OVERALL_RATIONALE,
    }
    is_own = question.key in {section.grade_key, OVERALL_GRADE}
    decided, changed = counted.overturned.get(section.key, (0, 0))
    chosen = Counter({key: n for key, n in answers.items() if key and key != NOT_APPLICABLE})
    return health(
        question.key,
        question.text,
        question.kind,
        Tallied(
            answers.total(),
            chosen,
            answers[NOT_APPLICABLE] if question.kind == "judgement" else 0,
            answers[NOT_EVIDENCED] if question.kind == "judgement" else 0,
            pairs,
            same,
            decided,
            changed,
            lengths,
        ),
        is_grade_of_its_own=is_own,
        is_standing=question.key in standing,
        can_be_compared=can_be_compared,
    )


def _audited(user: User, wanted: Wanted) -> list[ColumnElement[bool]]:
    """That the moderation of an audit ended in the period, as conditions on ``Audit``."""
    conditions = [in_reach_of(user), Audit.status == Status.MODERATED]
    if wanted.since:
        conditions.append(Audit.moderated_at >= wanted.since.since)
    if wanted.until:
        conditions.append(Audit.moderated_at < wanted.until.until)
    if wanted.round_id is not None:
        conditions.append(Audit.round_id == wanted.round_id)
    return conditions


def _used(user: User, wanted: Wanted) -> tuple[dict[int, ToolDefinition], dict[int, int]] | None:
    """Version id → definition, and → audits, of the tool asked for or of the one that most audits used."""
    query = select(Audit.tool_version_id, func.count()).where(*_audited(user, wanted))
    sizes = dict(session.execute(query.group_by(Audit.tool_version_id)).all())
    found = session.scalars(
        select(ToolVersion).where(ToolVersion.id.in_(sizes)).order_by(ToolVersion.id)
    ).all()
    by_tool: Counter[str] = Counter()
    for version in found:
        by_tool[version.key] += sizes[version.id]
    key = wanted.tool_key or next((key for key, _ in by_tool.most_common(1)), "")
    versions = {version.id: version.definition for version in found if version.key == key}
    return (versions, {each: sizes[each] for each in versions}) if versions else None


def _answers(
    audited: list[ColumnElement[bool]], versions: Mapping[int, ToolDefinition]
) -> dict[Place, Counter[str]]:
    """Choices by question; what is typed is only counted, under ""."""
    chosen = {each.key for tool in versions.values() for each in tool.all_questions if each.kind in _CHOSEN}
    each = (
        select(
            Audit.tool_version_id.label("version_id"),
            Answer.question_key.label("key"),
            case((Answer.question_key.in_(chosen), Answer.value), else_=literal("")).label("value"),
        )
        .join(Answer.audit.of_type(Audit))
        .where(*audited, Answer.value != "")
        .subquery()
        .c
    )
    found: dict[Place, Counter[str]] = defaultdict(Counter)
    same = (each.version_id, each.key, each.value)
    for version_id, key, value, n in session.execute(select(*same, func.count()).group_by(*same)):
        found[version_id, key][value] += n
    return found


def _lengths(
    audited: list[ColumnElement[bool]], versions: Mapping[int, ToolDefinition]
) -> dict[Place, Counter[int]]:
    """How long comments are, and answers in words, where anything was written."""
    in_words = {
        each.key
        for tool in versions.values()
        for each in tool.all_questions
        if each.kind in {"short_text", "long_text"}
    }
    text = case((Answer.question_key.in_(in_words), Answer.value), else_=Answer.comment)
    each = (
        select(
            Audit.tool_version_id.label("version_id"),
            Answer.question_key.label("key"),
            func.length(func.trim(text)).label("length"),
        )
        .join(Answer.audit.of_type(Audit))
        .where(*audited)
        .subquery()
        .c
    )
    same = (each.version_id, each.key, each.length)
    found: dict[Place, Counter[int]] = defaultdict(Counter)
    query = select(*same, func.count()).where(each.length > 0).group_by(*same)
    for version_id, key, length, n in session.execute(query):
        found[version_id, key][length] += n
    return found


def _pairs(
    user: User, wanted: Wanted, versions: Mapping[int, ToolDefinition]
) -> dict[Place, tuple[int, int]]:
    """How many blind pairs both answered, and how many of them alike."""
    same: tuple[Any, ...] = (Audit.tool_version_id, ONE.question_key)
    alike = func.sum(case((ONE.value == OTHER.value, 1), else_=0))
    rows = session.execute(
        joined(*same, func.count(), alike)
        .join(ONE, ONE.audit_id == Pair.audit_id)
        .join(OTHER, and_(OTHER.audit_id == Pair.second_id, OTHER.question_key == ONE.question_key))
        .where(*narrowed(user, wanted), is_complete(), Audit.tool_version_id.in_(versions))
        .group_by(*same)
    )
    return {(version_id, key): (n, alike) for version_id, key, n, alike in rows}


def _overturned(audited: list[ColumnElement[bool]]) -> dict[str, tuple[int, int]]:
    """Section → audits whose grade somebody looked at, and those in which it was overturned. Two statements."""
    looked_at = and_(Moderation.audit_id == Audit.id, Moderation.stands, Moderation.way != Way.BULK)
    before = select(ModeratedSection.id).join(Moderation, Moderation.id == ModeratedSection.moderation_id)
    was_otherwise = before.where(
        Moderation.audit_id == SectionGrade.audit_id,
        ModeratedSection.section_key == SectionGrade.section_key,
        ModeratedSection.moderator_grade != SectionGrade.final_grade,
    )
    is_changed = or_(
        SectionGrade.final_grade != SectionGrade.auditor_grade, was_otherwise.correlate(SectionGrade).exists()
    )
    stands = select(Moderation.audit_id).where(
        Moderation.audit_id == SectionGrade.audit_id, Moderation.stands, Moderation.way != Way.BULK
    )
    rows = session.execute(
        select(SectionGrade.section_key, func.count(), func.sum(case((is_changed, 1), else_=0)))
        .join(SectionGrade.audit.of_type(Audit))
        .where(*audited, SectionGrade.final_grade.is_not(None), stands.correlate(SectionGrade).exists())
        .group_by(SectionGrade.section_key)
    )
    found = {key: (n, changed) for key, n, changed in rows}
    earlier = aliased(Moderation)
    was_otherwise = select(earlier.id).where(
        earlier.audit_id == Audit.id, earlier.moderator_grade != Audit.final_grade
    )
    is_changed = or_(Audit.final_grade != Audit.auditor_grade, was_otherwise.correlate(Audit).exists())
    n, changed = session.execute(
        select(func.count(), func.sum(case((is_changed, 1), else_=0)))
        .select_from(Audit)
        .join(Moderation, looked_at)
        .where(*audited)
    ).one()
    return {**found, OVERALL: (n, changed or 0)}


def _replies(audited: list[ColumnElement[bool]]) -> dict[str, tuple[int, int]]:
    """Section → decided replies that were about its grade, and those by which it changed. One statement."""
    is_changed = ReplyAbout.before != ReplyAbout.after
    rows = session.execute(
        select(ReplyAbout.key, func.count(), func.sum(case((is_changed, 1), else_=0)))
        .join(Reply, Reply.id == ReplyAbout.reply_id)
        .join(Audit, Audit.id == Reply.audit_id)
        .where(*audited, ReplyAbout.asked, Reply.outcome.in_((ReplyOutcome.STANDS, ReplyOutcome.CHANGED)))
        .group_by(ReplyAbout.key)
    )
    return {key: (n, corrected) for key, n, corrected in rows}
