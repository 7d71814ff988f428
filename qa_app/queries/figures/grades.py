"""How were cases graded overall: by auditors, in the end, by service and by team?"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, TypeVar

from qa_app.domain.breakdowns import Breakdown, Picture, Tally, breakdown
from qa_app.domain.figures import Count, Figure, share_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from qa_app.queries.figures.judgements import Judged, Judgements, Place, ScaleGroup
    from qa_app.queries.figures.subjects import Subject

T = TypeVar("T")

_FINAL = "The final overall grade of each moderated audit."
_AS_AT = (
    "A case counts for the team that it had when it was given to its auditor, and for the service in which that team "
    "stands now."
)


def audited(found: Judgements, subject: Subject) -> Figure:
    """How many audits everything else is about."""
    return Figure(
        "audited",
        "Audits moderated",
        Count(found.n),
        f"Audits whose moderation ended {subject.within}, London time."
        if subject.month
        else "Audits of this round whose moderation has ended.",
        "An audit that still waits for a moderator has no final grade and is left out.",
    )


def good_or_better(found: Judgements) -> Figure:
    """The headline share, over every scale that is counted."""
    headings = dict.fromkeys(group.scale.share_heading for group in found.groups)
    meant = dict.fromkeys(" or ".join(group.scale.good_names) for group in found.groups)
    good = of = 0
    for group in found.groups:
        good += sum(
            each.n for each in group.judged if group.scale.place(each.final) >= group.scale.first_good
        )
        of += group.n
    return Figure(
        "good-or-better",
        " / ".join(headings) or "Good or better",
        share_of(good, of),
        f"Audits whose final overall grade is {' / '.join(meant) or 'Good or Outstanding'}, as a share of the "
        "audits moderated, with the range in which the true share probably lies (95% Wilson interval).",
        _left_out_of(found),
    )


def overall(found: Judgements) -> tuple[Breakdown, ...]:
    """Auditor's and final grade, one table for each scale."""
    return tuple(
        breakdown(
            _key("grades", place),
            "Overall grade",
            definition=f"The grade that the auditor gave, and the final grade after moderation. {group.words}",
            excluded=found.left_out if place == 0 else "",
            row_heading="Grade",
            categories=group.scale.categories,
            tallies=(
                Tally("Auditor’s grade", _numbers(group, lambda each: each.auditor)),
                Tally("Final grade", _numbers(group, lambda each: each.final)),
            ),
            total_heading="Audits",
            share_heading=group.scale.share_heading,
            picture=Picture.STACKED,
        )
        for place, group in enumerate(found.groups)
    )


def by_service(found: Judgements) -> tuple[Breakdown, ...]:
    """Final grades of each service."""
    return tuple(
        breakdown(
            _key("grades-by-service", place),
            "Final grade by service",
            definition=f"{_FINAL} {_AS_AT} {group.words}",
            row_heading="Service",
            categories=group.scale.categories,
            tallies=[
                Tally(service, numbers)
                for service, numbers in _grouped(group, lambda where: where.service).items()
            ],
            total_heading="Audits",
            share_heading=group.scale.share_heading,
            add_up_rows=True,
            picture=Picture.STACKED,
        )
        for place, group in enumerate(found.groups)
    )


def by_team(found: Judgements) -> tuple[Breakdown, ...]:
    """Final grades of each team, within its service."""
    return tuple(
        breakdown(
            _key("grades-by-team", place),
            "Final grade by team",
            definition=f"{_FINAL} {_AS_AT} {group.words}",
            row_heading="Team",
            within_heading="Service",
            categories=group.scale.categories,
            tallies=[
                Tally(where.team, numbers, within=where.service)
                for where, numbers in _grouped(group, lambda where: where).items()
            ],
            total_heading="Audits",
            share_heading=group.scale.share_heading,
            add_up_rows=True,
            picture=Picture.INTERVALS,
        )
        for place, group in enumerate(found.groups)
    )


def _left_out_of(found: Judgements) -> str:
    counted = {used.tool_id for group in found.groups for used in group.tools}
    gone = [used.label for used in found.too_few if used.tool_id not in counted]
    return f"Too few audits on a scale of their own: {'; '.join(gone)}." if gone else ""


def _key(key: str, place: int) -> str:
    return f"{key}-{place + 1}" if place else key


def _numbers(group: ScaleGroup, grade: Callable[[Judged], str]) -> tuple[int, ...]:
    counts: Counter[str] = Counter()
    for each in group.judged:
        counts[grade(each)] += each.n
    return tuple(counts[key] for key in group.scale.keys)


def _grouped(group: ScaleGroup, by: Callable[[Place], T]) -> dict[T, tuple[int, ...]]:
    """Numbers by final grade for each group of places, in the order of services and teams."""
    counts: dict[T, Counter[str]] = {}
    for each in sorted(group.judged, key=lambda each: each.place):
        counts.setdefault(by(each.place), Counter())[each.final] += each.n
    return {name: tuple(found[key] for key in group.scale.keys) for name, found in counts.items()}
