"""What shapes make up a chart? Boxes, lines, dots and words, laid out once and painted as SVG and as PDF.

Lengths are in the unit of the width that is asked for; y grows downwards. Words are measured in the PDF's font and
the page's font is near enough.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from qa_app.domain.breakdowns import Picture as Kind
from qa_app.exports.fonts import letters, lines, width
from qa_app.exports.matrices import matrix
from qa_app.exports.shapes import Box, Dot, Label, Picture, Rule, Shape
from qa_app.exports.style import BRAND, BRAND_DARK, BRAND_TINT, FILLS, INK, INK_SOFT, LINE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qa_app.domain.charts import Bar, Chart, Mark


def picture(chart: Chart, wide: float, size: float) -> Picture:
    """The chart laid out in a width, with words of that size."""
    if chart.picture is Kind.MATRIX:
        return matrix(chart, wide, size)
    return _Bars(chart, wide, size).picture()


class _Bars:
    """Horizontal bars with their names on the left and what is said aside on the right."""

    def __init__(self, chart: Chart, wide: float, size: float) -> None:
        self.chart, self.wide, self.size = chart, wide, size
        self.names = [letters(bar.name) for bar in chart.bars]
        longest = max((width(name, size) for name in self.names), default=0)
        self.left = min(longest, wide * 0.36) + size
        asides = max((width(bar.aside, size, bold=True) for bar in chart.bars), default=0)
        self.right = wide - (asides + size if asides else size * 0.5)
        if chart.picture is Kind.BARS:
            self.right = wide - size * 3.2
        self.room = self.right - self.left
        per_bar = max((len(bar.marks) for bar in chart.bars), default=1) if chart.picture is Kind.BARS else 1
        self.thick = size * (1.35 if per_bar > 1 else 2.0)
        self.tall = self.thick * per_bar
        has_flags = any(mark.flag for bar in chart.bars for mark in bar.marks)
        self.above = size * 1.1 if has_flags else 0.0

    def picture(self) -> Picture:
        shapes: list[Shape] = []
        legend, y = _legend(self.chart, self.wide, self.size)
        shapes += legend
        top = y
        body: list[Shape] = []
        for name, bar in zip(self.names, self.chart.bars, strict=True):
            named = lines(name, self.size, self.left - self.size)
            high = max(len(named) * self.size * 1.3, self.tall)
            y += self.above
            body += self._named(named, y + high / 2)
            body += self._bar(bar, y + (high - self.tall) / 2)
            if bar.aside:
                soft = not bar.marks
                body.append(
                    Label(
                        self.left if soft else self.wide,
                        y + high / 2 + self.size * 0.36,
                        bar.aside,
                        self.size,
                        INK_SOFT if soft else INK,
                        0 if soft else 1,
                        not soft,
                    )
                )
            y += high + self.size * 0.85
        shapes += self._grid(top - self.size * 0.3, y - self.size * 0.4)
        y += self.size * (1.3 if self.chart.longest == 1 else 0)
        return Picture(self.wide, y, (*shapes, *body))

    def _named(self, named: tuple[str, ...], middle: float) -> Iterator[Shape]:
        first = middle - (len(named) - 1) * self.size * 0.65 + self.size * 0.36
        for place, line in enumerate(named):
            yield Label(self.left - self.size, first + place * self.size * 1.3, line, self.size, INK, 1)

    def _grid(self, top: float, bottom: float) -> Iterator[Shape]:
        if self.chart.picture is Kind.BARS:
            yield Rule(self.left, top, self.left, bottom, INK_SOFT, 0.8)
            return
        for quarter in range(5):
            x = self.left + self.room * quarter / 4
            yield Rule(x, top, x, bottom, LINE, 0.7)
            yield Label(x, bottom + self.size * 1.2, f"{quarter * 25}%", self.size * 0.85, INK_SOFT, 0.5)

    def _bar(self, bar: Bar, y: float) -> Iterator[Shape]:
        if self.chart.picture is Kind.STACKED:
            return self._stack(bar, y)
        if self.chart.picture is Kind.INTERVALS:
            return self._interval(bar, y)
        return self._side_by_side(bar, y)

    def _stack(self, bar: Bar, y: float) -> Iterator[Shape]:
        x = self.left
        for mark in bar.marks:
            wide = mark.length * self.room
            yield Box(x, y, wide, self.tall, mark.category.tone)
            yield from self._within(mark, x, y, wide)
            x += wide
        x = self.left
        for mark in bar.marks:  # after all boxes, so that none covers a frame
            wide = mark.length * self.room
            if mark.flag:
                yield from self._flag(mark.flag, x, y, wide)
            x += wide

    def _flag(self, words: str, x: float, y: float, wide: float) -> Iterator[Shape]:
        thick = self.size * 0.2
        ends = (
            (x, y, x + wide, y),
            (x + wide, y, x + wide, y + self.tall),
            (x + wide, y + self.tall, x, y + self.tall),
        )
        for x1, y1, x2, y2 in (*ends, (x, y + self.tall, x, y)):
            yield Rule(x1, y1, x2, y2, INK, thick)
        yield Label(x + wide / 2, y - self.size * 0.4, words, self.size * 0.9, INK, 0.5, bold=True)

    def _within(self, mark: Mark, x: float, y: float, wide: float) -> Iterator[Shape]:
        if width(mark.label, self.size, bold=True) + self.size * 0.4 <= wide:
            ink = FILLS[mark.category.tone].ink
            middle = y + self.tall / 2 + self.size * 0.36
            yield Label(x + wide / 2, middle, mark.label, self.size, ink, 0.5, bold=True)

    def _interval(self, bar: Bar, y: float) -> Iterator[Shape]:
        for mark in bar.marks:
            middle = y + self.tall / 2
            if mark.low is not None and mark.high is not None:
                low, high = self.left + mark.low * self.room, self.left + mark.high * self.room
                yield Rule(low, middle, high, middle, BRAND_TINT, self.size * 0.7)
                for end in (low, high):
                    yield Rule(end, middle - self.size * 0.5, end, middle + self.size * 0.5, BRAND, 1.2)
                yield Rule(low, middle, high, middle, BRAND, 1.2)
            yield Dot(self.left + mark.length * self.room, middle, self.size * 0.48, BRAND_DARK)

    def _side_by_side(self, bar: Bar, y: float) -> Iterator[Shape]:
        for place, mark in enumerate(bar.marks):
            top = y + place * self.thick
            wide = mark.length / self.chart.longest * self.room
            if mark.length:
                yield Box(self.left, top + self.thick * 0.08, wide, self.thick * 0.84, mark.category.tone)
            middle = top + self.thick / 2 + self.size * 0.34
            yield Label(
                self.left + wide + self.size * 0.4,
                middle,
                mark.label,
                self.size,
                INK,
                0,
                bold=bool(mark.length),
            )


def _legend(chart: Chart, room: float, size: float) -> tuple[list[Shape], float]:
    """Swatches with their words, and where the space below them begins."""
    shapes: list[Shape] = []
    x, y, swatch = 0.0, 0.0, size * 1.2
    for category in chart.legend:
        name = letters(category.name)
        wide = swatch + size * 0.5 + width(name, size) + size * 1.6
        if x and x + wide - size * 1.6 > room:
            x, y = 0.0, y + size * 1.9
        shapes += [
            Box(x, y, swatch, swatch, category.tone),
            Label(x + swatch + size * 0.5, y + size * 0.98, name, size, INK),
        ]
        x += wide
    if chart.picture is Kind.INTERVALS:
        words = f"{letters(chart.axis)}: dot, with a line for its likely range"
        shapes.append(Label(0, y + size * 0.98, words, size, INK_SOFT))
        return shapes, y + size * 2.5
    return shapes, y + (size * 2.7 if chart.legend else size * 0.4)
