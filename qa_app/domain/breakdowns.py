"""How many of each kind, in each group? The one shape of every table of counts that is published.

A breakdown is rows of counts (teams, questions, the auditor's grade) over categories (grades, answers, RAG). A row may
have a total and a share, a breakdown may have a totals row; ``breakdown`` works them out from plain numbers, so that
nobody adds up twice. Charts and tables are views of this value (``domain.charts``, ``domain.tables``).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from qa_app.domain.figures import Count, Share, share_of

if TYPE_CHECKING:
    from collections.abc import Sequence

ALL = "All"


class Tone(StrEnum):
    """What a category means, for whoever chooses its colour and pattern. The word is always shown beside it."""

    WORST = "worst"
    POOR = "poor"
    FAIR = "fair"
    BEST = "best"
    BLUE = "blue"
    GREEN = "green"
    AMBER = "amber"
    RED = "red"
    PLAIN = "plain"
    FAINT = "faint"


class Picture(StrEnum):
    """Which chart shows the breakdown best."""

    STACKED = "stacked"
    BARS = "bars"
    INTERVALS = "intervals"
    MATRIX = "matrix"


@dataclass(frozen=True, slots=True)
class Category:
    """One column of counts. ``counts_towards`` says whether it is the share's part, only its whole, or neither."""

    name: str
    tone: Tone = Tone.PLAIN
    in_part: bool = False
    in_whole: bool = True


@dataclass(frozen=True, slots=True)
class Row:
    """One group: its counts in the order of the categories. ``within`` is the larger group (a team's service)."""

    name: str
    counts: tuple[Count, ...]
    total: Count | None = None
    share: Share | None = None
    within: str = ""


@dataclass(frozen=True, slots=True)
class Breakdown:
    """Counts of one thing by group and category, in words as well as in numbers."""

    key: str
    title: str
    definition: str
    row_heading: str
    categories: tuple[Category, ...]
    rows: tuple[Row, ...]
    totals: Row | None = None
    excluded: str = ""
    within_heading: str = ""
    total_heading: str = ""
    share_heading: str = ""
    picture: Picture | None = None
    protected: bool = True

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to show."""
        return not self.rows

    def row(self, name: str) -> Row:
        """The row of that name. KeyError when there is none."""
        for row in self.rows:
            if row.name == name:
                return row
        raise KeyError(name)


@dataclass(frozen=True, slots=True)
class Tally:
    """One row's plain numbers, before anything is worked out."""

    name: str
    numbers: tuple[int, ...]
    within: str = ""


def breakdown(
    key: str,
    title: str,
    *,
    definition: str,
    row_heading: str,
    categories: Sequence[Category],
    tallies: Sequence[Tally],
    excluded: str = "",
    within_heading: str = "",
    total_heading: str = "",
    share_heading: str = "",
    add_up_rows: bool = False,
    picture: Picture | None = None,
    protected: bool = True,
) -> Breakdown:
    """Rows with their totals and shares worked out.

    A ``total_heading`` asks for a total in each row, a ``share_heading`` for the share of the categories that are
    ``in_part`` among those ``in_whole``, and ``add_up_rows`` for a totals row named "All": only for rows that share
    nothing (an audit has one team, but many sections). ``protected`` counts are counts of children's cases: small
    ones are hidden. Raises ValueError for a row that does not have one number per category, none of them negative.
    """
    columns = tuple(categories)

    def row(tally: Tally) -> Row:
        if len(tally.numbers) != len(columns) or min(tally.numbers, default=0) < 0:
            raise ValueError(f"{key}: {tally.name} needs {len(columns)} numbers, none negative")
        return Row(
            name=tally.name,
            counts=tuple(Count(number) for number in tally.numbers),
            total=Count(sum(tally.numbers)) if total_heading else None,
            share=_share(columns, tally.numbers) if share_heading else None,
            within=tally.within,
        )

    whole = tuple(map(sum, zip(*(tally.numbers for tally in tallies), strict=True)))
    return Breakdown(
        key=key,
        title=title,
        definition=definition,
        row_heading=row_heading,
        categories=columns,
        rows=tuple(row(tally) for tally in tallies),
        totals=row(Tally(ALL, whole)) if add_up_rows and tallies else None,
        excluded=excluded,
        within_heading=within_heading,
        total_heading=total_heading,
        share_heading=share_heading,
        picture=picture,
        protected=protected,
    )


def _share(categories: tuple[Category, ...], numbers: Sequence[int]) -> Share:
    pairs = tuple(zip(categories, numbers, strict=True))
    return share_of(
        sum(number for category, number in pairs if category.in_part),
        sum(number for category, number in pairs if category.in_part or category.in_whole),
    )
