"""How is a grid of counts drawn? Darker where there are more, with the diagonal, where both agree, outlined."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qa_app.domain.breakdowns import Tone
from qa_app.domain.charts import HIDDEN_PIECE
from qa_app.exports.fonts import letters, lines, width
from qa_app.exports.shapes import Box, Label, Picture, Shape, Tile
from qa_app.exports.style import BRAND, BRAND_DARK, INK, LINE, PAPER

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qa_app.domain.charts import Chart, Mark


def matrix(chart: Chart, wide: float, size: float) -> Picture:
    """The grid in a width, with words of that size."""
    names = [letters(bar.name) for bar in chart.bars]
    left = min(max(width(name, size, bold=True) for name in names), wide * 0.3) + size
    columns = max(len(bar.marks) for bar in chart.bars)
    cell = min((wide - left) / columns, size * 11)
    high = size * 3.2
    shapes: list[Shape] = []
    headed = [
        lines(letters(category.name), size, cell - size * 0.4)
        for category in chart.legend
        if category != HIDDEN_PIECE
    ]
    top = max(map(len, headed), default=1) * size * 1.3 + size * 0.6
    for place, heading in enumerate(headed):
        for number, line in enumerate(heading):
            y = top - size * 0.6 - (len(heading) - 1 - number) * size * 1.3
            shapes.append(Label(left + cell * (place + 0.5), y, line, size, INK, 0.5, bold=True))
    for row, bar in enumerate(chart.bars):
        y = top + row * high
        named = lines(names[row], size, left - size, bold=True)
        for number, line in enumerate(named):
            at = y + high / 2 + size * 0.36 + (number - (len(named) - 1) / 2) * size * 1.3
            shapes.append(Label(left - size, at, line, size, INK, 1, bold=True))
        for column, mark in enumerate(bar.marks):
            shapes += _cell(
                mark, chart.longest, (left + column * cell, y, cell, high), size, agrees=row == column
            )
    return Picture(wide, top + len(chart.bars) * high + size * 0.5, tuple(shapes))


def _cell(
    mark: Mark, longest: float, area: tuple[float, float, float, float], size: float, *, agrees: bool
) -> Iterator[Shape]:
    x, y, wide, high = area
    strength = mark.length / longest if longest else 0
    dark = strength > 0.55
    gap = 1.5
    if mark.label and not mark.label[0].isdigit():
        yield Box(x + gap, y + gap, wide - 2 * gap, high - 2 * gap, Tone.FAINT)
    else:
        edge = BRAND_DARK if agrees else LINE
        yield Tile(
            x + gap, y + gap, wide - 2 * gap, high - 2 * gap, _blend(PAPER, BRAND, strength * 0.92), edge
        )
    colour = PAPER if dark else INK
    yield Label(
        x + wide / 2, y + high / 2 + size * 0.36, mark.label, size, colour, 0.5, bold=bool(mark.length)
    )


def _blend(light: str, dark: str, share: float) -> str:
    def part(at: int) -> int:
        first, last = int(light[at : at + 2], 16), int(dark[at : at + 2], 16)
        return round(first + (last - first) * share)

    return f"#{part(1):02x}{part(3):02x}{part(5):02x}"
