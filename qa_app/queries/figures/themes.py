"""Which themes run through what auditors found, as strengths and as areas for improvement?

What is counted is audits, not findings: three remarks about one child are one child.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, select

from qa_app.db import session
from qa_app.domain.breakdowns import Breakdown, Category, Picture, Tally, Tone, breakdown
from qa_app.models.audits import Audit, Finding, FindingKind, FindingTheme
from qa_app.queries.figures.judgements import rank

if TYPE_CHECKING:
    from qa_app.queries.figures.judgements import Judgements
    from qa_app.queries.figures.subjects import Subject

_CATEGORIES = (Category("Strength", Tone.BEST), Category("Area for improvement", Tone.POOR))
_NO_THEME = "No theme was chosen"


def by_theme(subject: Subject, found: Judgements, threshold: int) -> tuple[Breakdown, ...]:
    """One table, most often an area for improvement first. One statement; nothing when nothing was tagged."""
    alike = (Audit.tool_version_id, FindingTheme.theme_key, Finding.kind)
    rows = session.execute(
        select(*alike, func.count(Finding.audit_id.distinct()))
        .select_from(Finding)
        .join(Finding.audit.of_type(Audit))
        .outerjoin(FindingTheme, FindingTheme.finding_id == Finding.id)
        .where(subject.audited())
        .group_by(*alike)
    )
    titles = {
        (used.tool_id, theme.key): theme.title
        for used in (*found.tools, *found.too_few)
        for theme in used.tool.themes
    }
    counts: dict[str, dict[FindingKind, int]] = {}
    for tool_id, theme_key, kind, n in rows:
        title = titles.get((tool_id, theme_key), theme_key) if theme_key else _NO_THEME
        counted = counts.setdefault(title, dict.fromkeys(FindingKind, 0))
        counted[kind] += n
    if not counts:
        return ()
    order = sorted(counts, key=lambda title: _rank(title, counts[title], threshold))
    joined = len(found.tools) + len(found.too_few) > 1
    return (
        breakdown(
            "themes",
            "Themes of what auditors found",
            definition="In how many audits the theme was noted as a strength, and in how many as an area for improvement."
            + (" Themes of the same name in several tools are counted together." if joined else ""),
            excluded="One audit can carry a theme as both, and several themes: the numbers do not add up to audits.",
            row_heading="Theme",
            categories=_CATEGORIES,
            tallies=[
                Tally(title, (counts[title][FindingKind.STRENGTH], counts[title][FindingKind.IMPROVEMENT]))
                for title in order
            ],
            picture=Picture.BARS,
        ),
    )


def _rank(title: str, counted: dict[FindingKind, int], threshold: int) -> tuple[bool, int, int, str]:
    return (
        title == _NO_THEME,
        -rank(counted[FindingKind.IMPROVEMENT], threshold),
        -rank(counted[FindingKind.STRENGTH], threshold),
        title,
    )
