"""What did moderation change? Only audits that somebody read one by one; those agreed in bulk are counted apart."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from qa_app.db import session
from qa_app.domain.breakdowns import Breakdown, Category, Picture, Tally, breakdown
from qa_app.domain.figures import Count, Figure, Measure, share_of
from qa_app.domain.moderating import ChangeReason, Decision, Way
from qa_app.models.audits import Audit
from qa_app.models.moderation import Moderation
from qa_app.queries.figures.judgements import rank

if TYPE_CHECKING:
    from qa_app.queries.figures.judgements import Judgements, ScaleGroup
    from qa_app.queries.figures.subjects import Subject

_BULK = "Audits that were agreed in bulk are left out."
_EXCLUDED = (
    f"{_BULK} A moderator has seen the auditor’s grade, so this is not agreement between independent judges."
)


def figures(found: Judgements) -> tuple[Figure, ...]:
    """How often, and how far, moderation moved a grade."""
    same = moderated = shift = 0
    for group in found.groups:
        for (auditor, final), n in _pairs(group).items():
            moderated += n
            same += n if auditor == final else 0
            shift += n * (final - auditor)
    scale = found.groups[0].scale if found.groups else None
    ends = (
        f"{scale.names[0]} being 1 and {scale.names[-1]} {len(scale.names)}" if scale else "the worst being 1"
    )
    return (
        Figure(
            "unchanged",
            "Grades that moderation did not change",
            share_of(same, moderated),
            "Audits read by a moderator whose final overall grade is the auditor’s.",
            _BULK,
        ),
        Figure(
            "mean-shift",
            "Mean change by moderation",
            Measure(
                round(shift / moderated, 4) if moderated else None,
                "grades",
                Count(moderated),
                decimals=2,
                signed=True,
            ),
            f"Final grade less auditor’s grade in steps of the scale, {ends}. Below 0, moderation lowered grades.",
            _BULK,
        ),
        Figure(
            "agreed-in-bulk",
            "Audits agreed in bulk",
            Count(found.bulk),
            "Audits that no rule sent to a moderator. They keep the auditor’s grade.",
            protected=False,  # how the team worked, not what was found about a child
        ),
    )


def matrices(found: Judgements) -> tuple[Breakdown, ...]:
    """Auditor's grade against final grade, one table for each scale."""
    tables = []
    for place, group in enumerate(found.groups):
        pairs = _pairs(group)
        if not pairs:
            continue
        size = range(len(group.scale.names))
        tables.append(
            breakdown(
                f"moderation-{place + 1}" if place else "moderation",
                "Auditor’s grade and grade after moderation",
                definition="Audits read by a moderator: the auditor’s grade in rows, the grade after moderation in "
                f"columns. {group.words}",
                excluded=_EXCLUDED,
                row_heading="Auditor’s grade",
                categories=group.scale.categories,
                tallies=[
                    Tally(group.scale.names[row], tuple(pairs[row, column] for column in size))
                    for row in size
                ],
                total_heading="Audits",
                add_up_rows=True,
                picture=Picture.MATRIX,
            )
        )
    return tuple(tables)


def reasons(subject: Subject, threshold: int) -> tuple[Breakdown, ...]:
    """Why moderators changed overall grades. One statement; no table when nothing was changed."""
    rows = session.execute(
        select(Moderation.category, func.count())
        .join(Audit, Moderation.audit_id == Audit.id)
        .where(
            subject.audited(),
            Moderation.decision == Decision.CHANGED,
            Moderation.stands,
            Moderation.category.is_not(None),
            Moderation.moderator_grade != Moderation.auditor_grade,
        )
        .group_by(Moderation.category)
    )
    counts = dict(rows.all())
    if not counts:
        return ()
    return (
        breakdown(
            "moderation-reasons",
            "Why grades were changed",
            definition="The reason that the moderator chose when an overall grade was changed.",
            row_heading="Reason",
            categories=(Category("Audits"),),
            tallies=[
                Tally(reason.label, (counts[reason],))
                for reason in sorted(ChangeReason, key=lambda reason: -rank(counts.get(reason, 0), threshold))
                if reason in counts
            ],
            picture=Picture.BARS,
        ),
    )


def _pairs(group: ScaleGroup) -> Counter[tuple[int, int]]:
    """How many audits have each pair of auditor's and final grade, as places on the scale."""
    counts: Counter[tuple[int, int]] = Counter()
    for each in group.judged:
        if each.way is Way.READ:
            counts[group.scale.place(each.auditor), group.scale.place(each.final)] += each.n
    return counts
