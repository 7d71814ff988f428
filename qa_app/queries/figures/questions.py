"""What was answered to each question? Compliance (was it done) and quality (how well) are never put together.

Not applicable leaves the denominator. Not evidenced stays in it, as a column of its own: the record ought to have
shown it. Dates, numbers and words are not counted; the list of audits holds them.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from qa_app.db import session
from qa_app.domain.breakdowns import Breakdown, Category, Picture, Tally, Tone, breakdown
from qa_app.domain.questions import JUDGEMENTS, NOT_APPLICABLE
from qa_app.domain.scales import scale_of
from qa_app.domain.standing_questions import OVERALL
from qa_app.models.audits import Answer, Audit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qa_app.domain.questions import Question
    from qa_app.queries.figures.judgements import Judgements, Used
    from qa_app.queries.figures.subjects import Subject

_TONES = {"yes": Tone.BEST, "partly": Tone.POOR, "no": Tone.WORST, "not_evidenced": Tone.PLAIN}
_CATEGORIES = tuple(
    Category(
        each.text,
        _TONES.get(each.key, Tone.FAINT),
        in_part=each.key == "yes",
        in_whole=each.key != NOT_APPLICABLE,
    )
    for each in JUDGEMENTS
)
_TITLES = {"compliance": "Compliance: was it done?", "quality": "Quality: how well was it done?"}
_COUNTED = {"judgement", "grade", "one_of", "many_of"}

Counts = dict[tuple[int, str], Counter[str]]


def by_question(subject: Subject, found: Judgements) -> tuple[Breakdown, ...]:
    """Tables of each tool version: compliance, quality, questions graded on the scale, choices. One statement."""
    counts = _counts(subject, found)
    several = len(found.tools) > 1
    return tuple(table for used in found.tools for table in _tables(used, counts, several=several))


def _counts(subject: Subject, found: Judgements) -> Counts:
    keys = {question.key for used in found.tools for question in _countable(used)}
    if not keys:
        return {}
    alike = (Audit.tool_version_id, Answer.question_key, Answer.value)
    rows = session.execute(
        select(*alike, func.count())
        .join(Answer.audit.of_type(Audit))
        .where(subject.audited(), Answer.question_key.in_(keys), Answer.value != "")
        .group_by(*alike)
    )
    counts: Counts = {}
    for tool_id, key, value, n in rows:
        counted = counts.setdefault((tool_id, key), Counter())
        for choice in value.split("\n"):
            counted[choice] += n
    return counts


def _countable(used: Used) -> list[Question]:
    """Questions of the tool's own that have choices; section and overall grades have tables of their own."""
    standing = {key for each in used.tool.sections for key in (each.grade_key, each.relevance_key)}
    return [
        question
        for section in used.tool.all_sections
        if section.key != OVERALL
        for question in section.questions
        if question.kind in _COUNTED and question.key not in standing
    ]


def _tables(used: Used, counts: Counts, *, several: bool) -> list[Breakdown]:
    asked = [question for question in _countable(used) if (used.tool_id, question.key) in counts]
    tables = []
    for measure, title in _TITLES.items():
        some = [each for each in asked if each.kind == "judgement" and each.measure == measure]
        if some:
            tables.append(_judged(used, some, counts, measure, f"{title} {used.label}" if several else title))
    if graded := [each for each in asked if each.kind == "grade"]:
        tables.append(_graded(used, graded, counts, several=several))
    if chosen := [each for each in asked if each.kind in {"one_of", "many_of"}]:
        tables.append(_chosen(used, chosen, counts, several=several))
    return tables


def _judged(used: Used, some: Sequence[Question], counts: Counts, measure: str, title: str) -> Breakdown:
    return breakdown(
        f"{measure}-{used.tool.key}-v{used.tool.version}",
        title,
        definition=f"How auditors answered. Tool: {used.label}.",
        excluded="Audits in which the question did not arise are left out of its row.",
        row_heading="Question",
        categories=_CATEGORIES,
        tallies=_tallies(used, some, counts, tuple(each.key for each in JUDGEMENTS)),
        share_heading="Met",
        picture=Picture.STACKED,
    )


def _graded(used: Used, some: Sequence[Question], counts: Counts, *, several: bool) -> Breakdown:
    scale = scale_of(used.tool)
    return breakdown(
        f"graded-{used.tool.key}-v{used.tool.version}",
        f"Questions answered with a grade: {used.label}" if several else "Questions answered with a grade",
        definition=f"The grade that the auditor gave. Moderators change section and overall grades only. Tool: {used.label}.",
        row_heading="Question",
        categories=scale.categories,
        tallies=_tallies(used, some, counts, scale.keys),
        total_heading="Audits",
        share_heading=scale.share_heading,
        picture=Picture.STACKED,
    )


def _chosen(used: Used, some: Sequence[Question], counts: Counts, *, several: bool) -> Breakdown:
    return breakdown(
        f"choices-{used.tool.key}-v{used.tool.version}",
        f"Other questions: {used.label}" if several else "Other questions",
        definition=f"How many audits chose each answer. Tool: {used.label}.",
        excluded="Where several answers could be chosen, one audit counts in several rows.",
        row_heading="Answer",
        within_heading="Question",
        categories=(Category("Audits"),),
        tallies=[
            Tally(choice.text, (counts[used.tool_id, question.key][choice.key],), within=question.text)
            for question in some
            for choice in question.choices
        ],
    )


def _tallies(used: Used, some: Sequence[Question], counts: Counts, keys: tuple[str, ...]) -> list[Tally]:
    return [
        Tally(question.text, tuple(counts[used.tool_id, question.key][key] for key in keys))
        for question in some
    ]
