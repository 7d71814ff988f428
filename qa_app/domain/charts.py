"""What picture shows a breakdown? The same value is drawn on the page, in the PDF and by the workbook.

A chart is only ever another view of a table that stands beside it, so its alternative text says what it is, what
stands out, and where the numbers are. Hidden counts are drawn as one "not shown" piece of the bar.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from qa_app.domain.breakdowns import Breakdown, Category, Picture, Row, Tone
from qa_app.domain.figures import NONE_TO_COUNT, NOT_SHOWN, Count, Share

HIDDEN_PIECE = Category(NOT_SHOWN.capitalize(), Tone.FAINT)


@dataclass(frozen=True, slots=True)
class Mark:
    """One piece of a bar: its length in the chart's unit, its words, and the reach of its interval if it has one.

    A ``flag`` is a short word above the piece, which is then framed.
    """

    length: float
    label: str
    category: Category
    low: float | None = None
    high: float | None = None
    flag: str = ""


@dataclass(frozen=True, slots=True)
class Bar:
    """One group. ``aside`` is said at the end of the bar: its total, its share, or why it is empty."""

    name: str
    marks: tuple[Mark, ...]
    aside: str = ""


@dataclass(frozen=True, slots=True)
class Chart:
    """A picture in words and lengths. ``longest`` is the value at the end of the axis (1 for fractions)."""

    key: str
    picture: Picture
    title: str
    alt: str
    legend: tuple[Category, ...]
    bars: tuple[Bar, ...]
    longest: float
    axis: str


def chart_of(breakdown: Breakdown) -> Chart | None:
    """The picture that the breakdown asks for; None when it asks for none or there is nothing to draw.

    When most bars would say only that they are not shown, the shares that may be shown are drawn instead.
    """
    if breakdown.picture is None or breakdown.is_empty:
        return None
    if breakdown.picture is Picture.STACKED and _says_little(breakdown):
        return chart_of(replace(breakdown, picture=Picture.INTERVALS))
    bars = tuple(_bar(breakdown, row) for row in breakdown.rows)
    if not any(bar.marks for bar in bars):
        return None
    hides = any(mark.category is HIDDEN_PIECE for bar in bars for mark in bar.marks)
    return Chart(
        key=breakdown.key,
        picture=breakdown.picture,
        title=breakdown.title,
        alt=f"{_KIND[breakdown.picture]}. {_what_stands_out(breakdown)}The numbers are in the table that follows.",
        legend=_legend(breakdown) + ((HIDDEN_PIECE,) if hides else ()),
        bars=bars,
        longest=_longest(breakdown, bars),
        axis=_axis(breakdown),
    )


_KIND = {
    Picture.STACKED: "Bar chart in which each bar is divided by category",
    Picture.BARS: "Bar chart",
    Picture.INTERVALS: "Chart of shares, each a dot with a line for its likely range",
    Picture.MATRIX: "Grid of counts, darker where there are more",
}


def _says_little(breakdown: Breakdown) -> bool:
    hidden = sum(all(count.is_hidden or not count.value for count in row.counts) for row in breakdown.rows)
    return hidden * 2 > len(breakdown.rows) and any(
        row.share and row.share.is_hidden for row in breakdown.rows
    )


def _bar(breakdown: Breakdown, row: Row) -> Bar:
    if breakdown.picture is Picture.INTERVALS:
        return _interval(breakdown, row)
    if breakdown.picture is Picture.STACKED:
        return _stack(breakdown, row)
    marks = tuple(
        Mark(count.value or 0, count.shown, HIDDEN_PIECE if count.is_hidden else category)
        for category, count in zip(breakdown.categories, row.counts, strict=True)
    )
    return Bar(row.name, marks)


def _stack(breakdown: Breakdown, row: Row) -> Bar:
    pieces = [
        (category, count)
        for category, count in zip(breakdown.categories, row.counts, strict=True)
        if category.in_whole or category.in_part
    ]
    whole = _whole(row, pieces)
    if whole is None:
        return Bar(row.name, (Mark(1, NOT_SHOWN, HIDDEN_PIECE),))
    if whole == 0:
        return Bar(row.name, (), NONE_TO_COUNT)
    rest = whole - sum(count.value or 0 for _, count in pieces)
    marks: list[Mark] = []
    for category, count in pieces:
        if count.value:
            marks.append(Mark(count.value / whole, count.shown, category))
        elif count.is_hidden and rest:
            marks.append(Mark(rest / whole, NOT_SHOWN, HIDDEN_PIECE))
            rest = 0
    return Bar(row.name, tuple(marks), f"{whole:,}")


def _whole(row: Row, pieces: list[tuple[Category, Count]]) -> int | None:
    """How much the bar stands for; None when that is hidden."""
    if all(count.value is not None for _, count in pieces):
        return sum(count.value or 0 for _, count in pieces)
    if len(pieces) == len(row.counts) and row.total is not None:
        return row.total.value
    return row.share.of.value if row.share is not None else None


def _interval(breakdown: Breakdown, row: Row) -> Bar:
    share = row.share
    if share is None or share.value is None:
        return Bar(row.name, (), share.shown if share else "")
    mark = Mark(share.value, share.shown, Category(breakdown.share_heading, Tone.BLUE), share.low, share.high)
    return Bar(row.name, (mark,), f"{share.shown} of {share.of.shown}")


def _legend(breakdown: Breakdown) -> tuple[Category, ...]:
    if breakdown.picture is Picture.INTERVALS or len(breakdown.categories) == 1:
        return ()
    if breakdown.picture is Picture.STACKED:
        return tuple(category for category in breakdown.categories if category.in_whole or category.in_part)
    return breakdown.categories


def _longest(breakdown: Breakdown, bars: tuple[Bar, ...]) -> float:
    if breakdown.picture in {Picture.STACKED, Picture.INTERVALS}:
        return 1
    return max(1, *(mark.length for bar in bars for mark in bar.marks))


def _axis(breakdown: Breakdown) -> str:
    if breakdown.picture is Picture.INTERVALS:
        return breakdown.share_heading
    return "Share of each bar" if breakdown.picture is Picture.STACKED else "Number"


def _what_stands_out(breakdown: Breakdown) -> str:
    """A sentence on the highest and the lowest; empty when there are not two to compare."""
    shares = [(row.name, row.share) for row in breakdown.rows if row.share and row.share.value is not None]
    if len(shares) > 1:
        highest, lowest = max(shares, key=_fraction), min(shares, key=_fraction)
        return (
            f"{breakdown.share_heading}: highest for {highest[0]}, {highest[1].shown} of {highest[1].of.shown}; "
            f"lowest for {lowest[0]}, {lowest[1].shown} of {lowest[1].of.shown}. "
        )
    counts = [
        (count.value, f"{row.name}, {category.name}" if len(breakdown.categories) > 1 else row.name)
        for row in breakdown.rows
        for category, count in zip(breakdown.categories, row.counts, strict=True)
        if count.value
    ]
    if not counts:
        return ""
    most = max(counts, key=lambda pair: pair[0])
    return f"The largest number is {most[0]:,}: {most[1]}. "


def _fraction(named: tuple[str, Share]) -> float:
    return named[1].value or 0
