"""How is a chart painted into a PDF? The shapes of ``pictures``, with y turned to grow upwards."""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never

from qa_app.exports.fonts import width
from qa_app.exports.shapes import Area, Box, Dot, Label, Picture, Rule, Shape, Tile
from qa_app.exports.style import FILLS, Pattern
from qa_app.exports.tagged_pdf.canvas import Ink, colour

if TYPE_CHECKING:
    from qa_app.exports.style import Fill
    from qa_app.exports.tagged_pdf.canvas import TaggedCanvas

_STEP, _DOT = 4.6, 1.3


def paint(drawn: Picture, canvas: TaggedCanvas, left: float, bottom: float) -> None:
    """Paint the picture with its lower left corner there."""
    canvas.saveState()
    for shape in drawn.shapes:
        _paint(canvas, shape, left, bottom + drawn.high)
    canvas.restoreState()


def _paint(canvas: TaggedCanvas, shape: Shape, left: float, top: float) -> None:
    match shape:
        case Box():
            _box(canvas, shape, left + shape.x, top - shape.y - shape.high)
        case Tile():
            canvas.setFillColor(colour(shape.colour))
            canvas.setStrokeColor(colour(shape.edge))
            canvas.setLineWidth(0.7)
            canvas.rect(left + shape.x, top - shape.y - shape.high, shape.wide, shape.high, fill=1)
        case Rule():
            canvas.setStrokeColor(colour(shape.colour))
            canvas.setLineWidth(shape.thick)
            canvas.line(left + shape.x1, top - shape.y1, left + shape.x2, top - shape.y2)
        case Dot():
            canvas.setFillColor(colour(shape.colour))
            canvas.circle(left + shape.x, top - shape.y, shape.radius, stroke=0, fill=1)
        case Label():
            x = left + shape.x - shape.anchor * width(shape.text, shape.size, bold=shape.bold)
            canvas.write(
                (shape.text,), x, top - shape.y, Ink(shape.size, shape.size, shape.colour, shape.bold)
            )
        case Area():
            outline = canvas.beginPath()
            (x, y), *others = shape.corners
            outline.moveTo(left + x, top - y)
            for x, y in others:
                outline.lineTo(left + x, top - y)
            outline.close()
            canvas.setFillColor(colour(shape.colour))
            canvas.drawPath(outline, stroke=0, fill=1)
        case _:
            assert_never(shape)


def _box(canvas: TaggedCanvas, box: Box, x: float, y: float) -> None:
    fill = FILLS[box.tone]
    canvas.setFillColor(colour(fill.colour))
    if fill.pattern is not Pattern.SOLID:
        canvas.rect(x, y, box.wide, box.high, stroke=0, fill=1)
        canvas.saveState()
        outline = canvas.beginPath()
        outline.rect(x, y, box.wide, box.high)
        canvas.clipPath(outline, stroke=0, fill=0)
        _motif(canvas, fill, box, x, y)
        canvas.restoreState()
    canvas.setStrokeColor(colour(fill.edge))
    canvas.setLineWidth(0.6)
    canvas.rect(x, y, box.wide, box.high, stroke=1, fill=fill.pattern is Pattern.SOLID)


def _motif(canvas: TaggedCanvas, fill: Fill, box: Box, x: float, y: float) -> None:
    """The pattern over the whole box; the clip cuts it off at the edges."""
    canvas.setStrokeColor(colour(fill.pattern_colour))
    canvas.setLineWidth(1)
    if fill.pattern is Pattern.DOTS:
        canvas.setLineWidth(_DOT)
        canvas.setDash(_DOT, _STEP - _DOT)
        canvas.lines(_rows(box, x, y))
        return
    if fill.pattern is Pattern.LEVEL:
        canvas.lines(_rows(box, x, y))
        return
    lean = box.high if fill.pattern is Pattern.RISING else -box.high
    start = x - box.high if lean > 0 else x
    steps = range(int((box.wide + box.high) / _STEP) + 2)
    canvas.lines([(start + step * _STEP, y, start + step * _STEP + lean, y + box.high) for step in steps])


def _rows(box: Box, x: float, y: float) -> list[tuple[float, float, float, float]]:
    steps = range(1, int(box.high / _STEP) + 1)
    return [(x, y + step * _STEP, x + box.wide, y + step * _STEP) for step in steps]
