"""How are figures with intervals drawn? As dots one below the other, or as a line along the time with a band around it."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from qa_app.exports.fonts import letters, lines, width
from qa_app.exports.shapes import Area, Dot, Label, Picture, Rule, Shape
from qa_app.exports.style import BRAND, BRAND_DARK, BRAND_TINT, INK, INK_SOFT, LINE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from qa_app.domain.dot_charts import Dot as Figure
    from qa_app.domain.dot_charts import DotChart

_TALL = 15
"""How tall the picture of a course is, in lines of words."""


def dot_picture(chart: DotChart, wide: float, size: float) -> Picture:
    """The chart laid out in a width, with words of that size."""
    return _along(chart, wide, size) if chart.is_over_time else _down(chart, wide, size)


def _down(chart: DotChart, wide: float, size: float) -> Picture:
    """One row a figure, its name on the left, its words on the right."""
    names = [letters(dot.name) for dot in chart.dots]
    left = min(max(width(name, size) for name in names), wide * 0.34) + size
    aside = max(width(letters(dot.label), size) for dot in chart.dots if dot.value is not None) + size
    right = wide - min(aside, wide * 0.3)

    def x(value: float) -> float:
        return left + (value - chart.low) / (chart.high - chart.low) * (right - left)

    caption = tuple(_caption(f"{chart.axis}: dot, with a line for its likely range", wide, size))
    top = size * (0.6 + 1.3 * len(caption))
    y, body = top, list[Shape]()
    for name, dot in zip(names, chart.dots, strict=True):
        named = lines(name, size, left - size)
        high = max(len(named) * size * 1.3, size * 1.7)
        middle = y + high / 2
        first = middle - (len(named) - 1) * size * 0.65 + size * 0.36
        body += [
            Label(left - size, first + place * size * 1.3, line, size, INK, 1)
            for place, line in enumerate(named)
        ]
        if dot.value is None:
            body.append(Label(left, middle + size * 0.36, letters(dot.label), size, INK_SOFT))
        else:
            body += _whiskers(dot, x, middle, size)
            body.append(Dot(x(dot.value), middle, size * 0.42, BRAND_DARK))
            body.append(Label(wide, middle + size * 0.36, letters(dot.label), size, INK, 1, bold=True))
        y += high + size * 0.6
    grid: list[Shape] = [*caption]
    for tick, number in zip(chart.ticks, _numbers(chart), strict=True):
        strong = tick == 0
        grid.append(
            Rule(x(tick), top - size * 0.2, x(tick), y, INK_SOFT if strong else LINE, 1.1 if strong else 0.7)
        )
        grid.append(Label(x(tick), y + size * 1.1, number, size * 0.85, INK_SOFT, 0.5))
    return Picture(wide, y + size * 1.6, (*grid, *body))


def _whiskers(dot: Figure, x: Callable[[float], float], middle: float, size: float) -> Iterator[Shape]:
    if dot.low is None or dot.high is None:
        return
    low, high = x(dot.low), x(dot.high)
    yield Rule(low, middle, high, middle, BRAND_TINT, size * 0.6)
    for end in (low, high):
        yield Rule(end, middle - size * 0.42, end, middle + size * 0.42, BRAND, 1.2)
    yield Rule(low, middle, high, middle, BRAND, 1.2)


def _along(chart: DotChart, wide: float, size: float) -> Picture:
    """Time from left to right. A period without a figure breaks the line."""
    left = max(width(number, size * 0.85) for number in _numbers(chart)) + size
    caption = tuple(_caption(f"{chart.axis}: line, with a band for its likely range", wide, size))
    top = size * (0.9 + 1.3 * len(caption))
    bottom = top + size * _TALL
    step = (wide - left - size) / len(chart.dots)

    def y(value: float) -> float:
        return bottom - (value - chart.low) / (chart.high - chart.low) * (bottom - top)

    places = [left + step * (place + 0.5) for place in range(len(chart.dots))]
    shapes: list[Shape] = [*caption]
    for tick, number in zip(chart.ticks, _numbers(chart), strict=True):
        strong = tick == 0
        shapes.append(
            Rule(left, y(tick), wide - size, y(tick), INK_SOFT if strong else LINE, 1.1 if strong else 0.7)
        )
        shapes.append(Label(left - size * 0.5, y(tick) + size * 0.3, number, size * 0.85, INK_SOFT, 1))
    stations = list(zip(places, chart.dots, strict=True))
    for (x1, one), (x2, two) in pairwise(stations):
        if None not in {one.low, one.high, two.low, two.high}:
            corners = ((x1, one.low), (x2, two.low), (x2, two.high), (x1, one.high))
            shapes.append(Area(tuple((x, y(value or 0)) for x, value in corners), BRAND_TINT))
    for (x1, one), (x2, two) in pairwise(stations):
        if one.value is not None and two.value is not None:
            shapes.append(Rule(x1, y(one.value), x2, y(two.value), BRAND, 2))
    for x, dot in stations:
        if dot.value is None:
            continue
        if dot.low is not None and dot.high is not None:
            shapes.append(Rule(x, y(dot.low), x, y(dot.high), BRAND, 1.2))
        shapes.append(Dot(x, y(dot.value), size * 0.4, BRAND_DARK))
    shapes += _names_below(stations, bottom, step, size)
    return Picture(wide, bottom + size * 4.6, tuple(shapes))


def _names_below(
    stations: list[tuple[float, Figure]], bottom: float, step: float, size: float
) -> Iterator[Shape]:
    """Every name, or every second, third … where there is no room for all."""
    room = (
        max(width(word, size * 0.85) for _, dot in stations for word in letters(dot.name).split())
        + size * 0.5
    )
    every = max(1, int(-(-room // step)))
    for x, dot in stations[::every]:
        for number, line in enumerate(lines(letters(dot.name), size * 0.85, max(step * every, room))[:3]):
            yield Label(x, bottom + size * (1.3 + number * 1.1), line, size * 0.85, INK_SOFT, 0.5)


def _caption(words: str, wide: float, size: float) -> Iterator[Shape]:
    """What the axis measures, above the chart, in as many lines as it takes."""
    for place, line in enumerate(lines(letters(words), size, wide)):
        yield Label(0, size * (1 + 1.3 * place), line, size, INK_SOFT)


def _numbers(chart: DotChart) -> tuple[str, ...]:
    """What stands at the ticks: ``50%``, or ``+0.5`` with a sign where numbers may be below 0; a true minus sign."""
    if chart.is_of_shares:
        return tuple(f"{round(tick * 100)}%" for tick in chart.ticks)
    sign = "+" if chart.low < 0 else ""
    return tuple(f"{tick:{sign}g}".replace("-", "\u2212") if tick else "0" for tick in chart.ticks)
