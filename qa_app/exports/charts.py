"""How is a chart put on a page? As SVG made by the server, with words for those who cannot see it.

One image to a screen reader (role, title, description); the table beside it has the numbers. No script, no style
attribute and nothing fetched, so that the strictest content security policy holds. Colours are presentation
attributes; every tone also has a class (``chart-worst``) for a council's own style sheet.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never
from xml.sax.saxutils import escape, quoteattr

from qa_app.domain.dot_charts import DotChart
from qa_app.exports.dot_pictures import dot_picture
from qa_app.exports.pictures import picture
from qa_app.exports.safe_text import printable
from qa_app.exports.shapes import Area, Box, Dot, Label, Rule, Shape, Tile
from qa_app.exports.style import FILLS, Fill, Pattern

if TYPE_CHECKING:
    from qa_app.domain.breakdowns import Tone
    from qa_app.domain.charts import Chart

_ANCHORS = {0: "", 0.5: ' text-anchor="middle"', 1: ' text-anchor="end"'}
_STEP = 7


def svg(chart: Chart | DotChart, *, wide: int = 720, size: float = 13) -> str:
    """The chart as one ``<svg>`` element, ``wide`` units across with words of ``size``.

    Ids begin with the chart's key, which is unique on a page. Make a second one of 340 units for narrow screens.
    """
    drawn = dot_picture(chart, wide, size) if isinstance(chart, DotChart) else picture(chart, wide, size)
    key = f"chart-{chart.key}-{wide}"
    tones = sorted({shape.tone for shape in drawn.shapes if isinstance(shape, Box)})
    patterns = "".join(_pattern(key, tone) for tone in tones if FILLS[tone].pattern is not Pattern.SOLID)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="chart" role="img" viewBox="0 0 {wide} {_n(drawn.high)}" '
        f"width={quoteattr(str(wide))} height={quoteattr(_n(drawn.high))} "
        f'aria-labelledby={quoteattr(f"{key}-title {key}-desc")} preserveAspectRatio="xMinYMin meet">'
        f"<title id={quoteattr(f'{key}-title')}>{_text(chart.title)}</title>"
        f"<desc id={quoteattr(f'{key}-desc')}>{_text(chart.alt)}</desc>"
        f"{f'<defs>{patterns}</defs>' if patterns else ''}{''.join(_shape(key, one) for one in drawn.shapes)}</svg>"
    )


def _shape(key: str, shape: Shape) -> str:
    match shape:
        case Box():
            return _box(key, shape)
        case Tile():
            return f'<rect {_area(shape)} fill="{shape.colour}" stroke="{shape.edge}"/>'
        case Rule():
            ends = f'x1="{_n(shape.x1)}" y1="{_n(shape.y1)}" x2="{_n(shape.x2)}" y2="{_n(shape.y2)}"'
            return f'<line {ends} stroke="{shape.colour}" stroke-width="{_n(shape.thick)}"/>'
        case Dot():
            return f'<circle cx="{_n(shape.x)}" cy="{_n(shape.y)}" r="{_n(shape.radius)}" fill="{shape.colour}"/>'
        case Label():
            bold = ' font-weight="700"' if shape.bold else ""
            return (
                f'<text x="{_n(shape.x)}" y="{_n(shape.y)}" font-size="{_n(shape.size)}" fill="{shape.colour}"'
                f"{_ANCHORS[shape.anchor]}{bold}>{_text(shape.text)}</text>"
            )
        case Area():
            corners = " ".join(f"{_n(x)},{_n(y)}" for x, y in shape.corners)
            return f'<polygon points="{corners}" fill="{shape.colour}"/>'
        case _:
            assert_never(shape)


def _box(key: str, box: Box) -> str:
    fill = FILLS[box.tone]
    plain = f'<rect class="chart-{box.tone}" {_area(box)} fill="{fill.colour}"'
    if fill.pattern is Pattern.SOLID:
        return f'{plain} stroke="{fill.edge}" stroke-width="0.8"/>'
    return (
        f'{plain}/><rect {_area(box)} fill="url(#{key}-{box.tone})" stroke="{fill.edge}" stroke-width="0.8"/>'
    )


def _pattern(key: str, tone: Tone) -> str:
    fill = FILLS[tone]
    return (
        f'<pattern id="{key}-{tone}" width="{_STEP}" height="{_STEP}" patternUnits="userSpaceOnUse">'
        f"{_motif(fill)}</pattern>"
    )


def _motif(fill: Fill) -> str:
    if fill.pattern is Pattern.DOTS:
        return f'<circle cx="2" cy="2" r="1.2" fill="{fill.pattern_colour}"/>'
    path = {
        Pattern.RISING: f"M-1 {_STEP + 1}L{_STEP + 1} -1M-1 1L1 -1M{_STEP - 1} {_STEP + 1}L{_STEP + 1} {_STEP - 1}",
        Pattern.FALLING: f"M-1 -1L{_STEP + 1} {_STEP + 1}M-1 {_STEP - 1}L1 {_STEP + 1}M{_STEP - 1} -1L{_STEP + 1} 1",
        Pattern.LEVEL: f"M0 {_STEP / 2}H{_STEP}",
    }[fill.pattern]
    return f'<path d="{path}" stroke="{fill.pattern_colour}" stroke-width="1.4" fill="none"/>'


def _area(shape: Box | Tile) -> str:
    return f'x="{_n(shape.x)}" y="{_n(shape.y)}" width="{_n(shape.wide)}" height="{_n(shape.high)}"'


def _text(text: str) -> str:
    return escape(printable(text))


def _n(number: float) -> str:
    return f"{number:.1f}".removesuffix(".0")
