"""How does a figure become rows and columns? One uniform shape, so that every renderer draws every table alike.

A table never stands without words: its title, what its numbers mean, and what was left out of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING

from qa_app.domain.figures import Coefficient, Count, Figure, Measure, Share

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qa_app.domain.breakdowns import Breakdown, Row

MEANING = "What it means"
"""The heading of the column that explains each main figure."""

Cell = Count | Share | Measure | Coefficient | str | int | float | date | None


class ColumnKind(StrEnum):
    """What the cells below a heading are. VALUE: a count, share or measure, each row its own."""

    TEXT = "text"
    COUNT = "count"
    SHARE = "share"
    VALUE = "value"
    NUMBER = "number"
    DATE = "date"
    YES_NO = "yes or no"

    @property
    def is_numeric(self) -> bool:
        """Whether the column is aligned to the right."""
        return self in {ColumnKind.COUNT, ColumnKind.SHARE, ColumnKind.VALUE, ColumnKind.NUMBER}


@dataclass(frozen=True, slots=True)
class Column:
    """A heading and what stands below it. ``width`` is a rough number of characters."""

    name: str
    kind: ColumnKind = ColumnKind.TEXT
    width: int = 12


@dataclass(frozen=True, slots=True)
class Table:
    """Rows below columns. The first column names the row; ``has_totals`` when the last row adds up the others."""

    key: str
    title: str
    words: tuple[str, ...]
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    has_totals: bool = False


def shown(cell: Cell) -> str:
    """What a reader sees in the cell, the same on page and in PDF."""
    match cell:
        case None:
            return ""
        case str():
            return cell
        case Share() | Coefficient():
            return f"{cell.shown} ({cell.interval_shown})" if cell.interval_shown else cell.shown
        case Count() | Measure():
            return cell.shown
        case date():
            return f"{cell.day} {cell:%B %Y}"
        case _:
            return f"{cell:,}"


def table_of(breakdown: Breakdown) -> Table:
    """Group, larger group if any, one count per category, total and share where the breakdown has them."""
    columns = [Column(breakdown.row_heading, width=30)]
    if breakdown.within_heading:
        columns.append(Column(breakdown.within_heading, width=24))
    columns += [Column(category.name, ColumnKind.COUNT) for category in breakdown.categories]
    if breakdown.total_heading:
        columns.append(Column(breakdown.total_heading, ColumnKind.COUNT))
    elif breakdown.share_heading:
        columns.append(Column("Out of", ColumnKind.COUNT))
    if breakdown.share_heading:
        columns.append(Column(breakdown.share_heading, ColumnKind.SHARE, width=20))
    rows = [*breakdown.rows, *([breakdown.totals] if breakdown.totals else [])]
    words = [breakdown.definition, breakdown.excluded]
    if breakdown.share_heading:
        words.append(_share_words(breakdown))
    return Table(
        key=breakdown.key,
        title=breakdown.title,
        words=tuple(filter(None, words)),
        columns=tuple(columns),
        rows=tuple(_cells(breakdown, row) for row in rows),
        has_totals=breakdown.totals is not None,
    )


def table_of_figures(
    figures: Sequence[Figure],
    now: str,
    before: str,
    *,
    key: str = "main-figures",
    title: str = "Main figures",
) -> Table:
    """Figures, this period beside the last (whose column is left out when there is no last period)."""
    columns = [Column("Figure", width=30), Column(now, ColumnKind.VALUE, width=20)]
    if before:
        columns.append(Column(before, ColumnKind.VALUE, width=20))
    columns.append(Column(MEANING, width=60))
    return Table(
        key=key,
        title=title,
        words=(
            f"{now} beside {before}." if before else f"{now}. There is no earlier period to compare with.",
        ),
        columns=tuple(columns),
        rows=tuple(
            (
                figure.name,
                figure.value,
                *([figure.last if figure.last is not None else "not published"] if before else []),
                " ".join(filter(None, (figure.definition, figure.excluded))),
            )
            for figure in figures
        ),
    )


def _cells(breakdown: Breakdown, row: Row) -> tuple[Cell, ...]:
    whole = row.share.of if row.share is not None and not breakdown.total_heading else row.total
    return (
        row.name,
        *([row.within] if breakdown.within_heading else []),
        *row.counts,
        *([whole] if breakdown.total_heading or breakdown.share_heading else []),
        *([row.share] if breakdown.share_heading else []),
    )


def _share_words(breakdown: Breakdown) -> str:
    parts = " or ".join(category.name for category in breakdown.categories if category.in_part)
    left_out = " and ".join(
        category.name for category in breakdown.categories if not (category.in_part or category.in_whole)
    )
    tail = f", leaving out {left_out}" if left_out else ""
    return f"{breakdown.share_heading} is {parts} as a share of the row{tail}, with its 95% likely range."
