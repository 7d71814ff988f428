"""How was each section of an audit graded?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, select

from qa_app.db import session
from qa_app.domain.breakdowns import Breakdown, Picture, Tally, breakdown
from qa_app.domain.scales import scale_of
from qa_app.models.audits import Audit, SectionGrade

if TYPE_CHECKING:
    from qa_app.queries.figures.judgements import Judgements, Used
    from qa_app.queries.figures.subjects import Subject

Counts = dict[tuple[int, str, str], int]


def by_section(subject: Subject, found: Judgements) -> tuple[Breakdown, ...]:
    """Final grades of the sections, one table for each tool version. One statement."""
    alike = (Audit.tool_version_id, SectionGrade.section_key, SectionGrade.final_grade)
    rows = session.execute(
        select(*alike, func.count())
        .join(SectionGrade.audit.of_type(Audit))
        .where(subject.audited(), SectionGrade.final_grade.is_not(None))
        .group_by(*alike)
    )
    counts: Counts = {(tool_id, section, grade or ""): n for tool_id, section, grade, n in rows}
    return tuple(
        table for used in found.tools if (table := _table(used, counts, several=len(found.tools) > 1))
    )


def _table(used: Used, counts: Counts, *, several: bool) -> Breakdown | None:
    scale = scale_of(used.tool)
    tallies = [
        Tally(
            section.title,
            tuple(counts.get((used.tool_id, section.key, grade), 0) for grade in scale.keys),
        )
        for section in used.tool.sections
        if section.graded
    ]
    if not any(sum(tally.numbers) for tally in tallies):
        return None
    return breakdown(
        f"sections-{used.tool.key}-v{used.tool.version}",
        f"Sections: {used.label}" if several else "Grade of each section",
        definition=f"The final grade of each section. Tool: {used.label}, used in the audits counted here.",
        excluded="A section that was not relevant to the child has no grade and is left out of its row.",
        row_heading="Section",
        categories=scale.categories,
        tallies=tallies,
        total_heading="Graded",
        share_heading=scale.share_heading,
        picture=Picture.STACKED,
    )
