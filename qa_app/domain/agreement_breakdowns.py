"""How is agreement published? As tables of counts (how far apart, first against second) and as a few figures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qa_app.domain.agreement_words import DEFINITIONS, WHAT, in_plain_words
from qa_app.domain.breakdowns import Breakdown, Category, Picture, Tally, Tone, breakdown
from qa_app.domain.figures import Coefficient, Count, Figure

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from qa_app.domain.agreement import Estimate
    from qa_app.domain.pair_agreement import Compared

_DOMINATES = (
    "One grade dominates here: alpha is then low even where two people mostly agree, and AC2 stays high. Read them side "
    "by side."
)
_APART = (
    Category("Same grade", Tone.BEST, in_part=True),
    Category("One step apart", Tone.FAIR),
    Category("Two steps or more", Tone.WORST),
)


def by_distance(
    rows: Sequence[tuple[str, Compared]], *, words: str, excluded: str = "", protected: bool = False
) -> Breakdown:
    """Pairs by how far apart they are: the overall grade, then each section."""
    return breakdown(
        "agreement",
        "How far apart two auditors are",
        definition=f"Pairs of blind audits of the same case, by how far apart the two first grades are. {words}".strip(),
        excluded=excluded,
        row_heading="What was graded",
        categories=_APART,
        tallies=[
            Tally(name, (each.apart[0], each.figures.pairs - each.apart[0] - each.further, each.further))
            for name, each in rows
        ],
        total_heading="Pairs",
        share_heading="Exact agreement",
        picture=Picture.STACKED,
        protected=protected,
    )


def first_against_second(found: Compared) -> Breakdown:
    """First auditor's grade in rows, second's in columns."""
    return breakdown(
        "first-against-second",
        "First auditor against second",
        definition=f"{found.about.title}: what the first auditor chose in rows, the second in columns.",
        row_heading="First auditor",
        categories=tuple(Category(name) for name in found.scale.names),
        tallies=[Tally(name, row) for name, row in zip(found.scale.names, found.matrix, strict=True)],
        total_heading="All",
        add_up_rows=True,
        picture=Picture.MATRIX,
        protected=False,
    )


def published_figures(found: Compared) -> tuple[Figure, ...]:
    """What findings say of pairs in numbers. Kappa is left to the consistency page: it is for two people."""
    return tuple(_figures(found))


def _figures(found: Compared) -> Iterator[Figure]:
    n = Count(found.figures.pairs)
    yield Figure(
        "agreement-pairs",
        "Pairs of blind audits",
        n,
        "Cases audited twice by two people who did not know of each other, whose final grade belongs to this period.",
    )
    yield Figure(
        "agreement-difference",
        "First auditor minus second, in grade steps",
        _coefficient(found.difference, n),
        "The mean of the first auditor’s grade minus the second’s. The first is whoever was given the case first; with "
        "many auditors it should be near 0.",
    )
    for key in ("alpha_ordinal", "ac2_quadratic"):
        estimate: Estimate = getattr(found.figures, key)
        words = in_plain_words(key, estimate)
        yield Figure(
            f"agreement-{key.partition('_')[0]}",
            WHAT[key],
            _coefficient(estimate, n),
            f"{words[0].upper()}{words[1:]}. {DEFINITIONS[key]}" if words else DEFINITIONS[key],
            _DOMINATES if found.figures.one_grade_dominates else "",
        )


def _coefficient(estimate: Estimate, n: Count) -> Coefficient:
    return Coefficient(estimate.value, estimate.low, estimate.high, n, estimate.reason or "")
