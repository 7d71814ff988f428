"""How does agreement look as tables of counts? How far apart pairs are, and first against second."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qa_app.domain.breakdowns import Breakdown, Category, Picture, Tally, Tone, breakdown

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qa_app.domain.comparing import Compared

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
        "How far apart two blind auditors are",
        definition=f"Pairs of blind audits of the same case, by how far apart the two first grades are. {words}".strip(),
        excluded=excluded,
        row_heading="What was graded",
        categories=_APART,
        tallies=[
            Tally(name, (each.apart[0], each.figures.pairs - each.apart[0] - each.further, each.further))
            for name, each in rows
        ],
        total_heading="Pairs",
        share_heading="Same grade: share",
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
