"""What does the first page of the PDF look like? A band in the council's colour with the title, and whose it is."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from qa_app.exports.fonts import letters, lines
from qa_app.exports.style import BRAND, BRAND_TINT, INK, INK_SOFT, LINE, PAPER
from qa_app.exports.tagged_pdf.canvas import Ink, colour
from qa_app.exports.tagged_pdf.structure import Element

if TYPE_CHECKING:
    from qa_app.domain.findings import Findings
    from qa_app.exports.tagged_pdf.canvas import TaggedCanvas

_LONDON = ZoneInfo("Europe/London")
_BAND = 0.62
_TITLE = Ink(29, 38, PAPER, bold=True)
_COUNCIL = Ink(13, 16, PAPER, bold=True)
_SUBTITLE = Ink(16, 22, BRAND_TINT)
_NAME = Ink(9, 15, INK_SOFT)
_FACT = Ink(11.5, 17, INK)


def draw_cover(
    canvas: TaggedCanvas, findings: Findings, size: tuple[float, float], left: float, room: float
) -> None:
    """Draw the title page; the page is left open."""
    wide, high = size
    band = high * _BAND
    with canvas.artifact("Background"):
        canvas.setFillColor(colour(BRAND))
        canvas.rect(0, high - band, wide, band, stroke=0, fill=1)
        _mark(canvas, left, high - 96)
    council = Element("P", canvas.root)
    with canvas.marked(council):
        canvas.write(_within(findings.council, _COUNCIL, room - 60, 1), left + 52, high - 78, _COUNCIL)
    title = _within(findings.title, _TITLE, room, 7)
    depth = len(title) * _TITLE.leading
    top = high - band + 96 + depth
    with canvas.marked(Element("H1", canvas.root)):
        canvas.write(title, left, top - _TITLE.size, _TITLE)
    period = findings.period
    days = f"{period.first.day} {period.first:%B %Y} to {period.last.day} {period.last:%B %Y}"
    with canvas.marked(Element("P", canvas.root)):
        canvas.write((days,), left, top - depth - 22, _SUBTITLE)
    _facts(canvas, findings, left, high - band - 58, room)


def _facts(canvas: TaggedCanvas, findings: Findings, left: float, y: float, room: float) -> None:
    made = findings.made_at.astimezone(_LONDON)
    facts = [
        ("Classification", findings.classification),
        ("For", findings.audience.value.capitalize()),
        ("Made", f"{made.day} {made:%B %Y at %H:%M}"),
    ]
    for name, words in facts:
        with canvas.artifact():
            canvas.setStrokeColor(colour(LINE))
            canvas.setLineWidth(0.7)
            canvas.line(left, y - 14, left + room, y - 14)
        fact = Element("P", canvas.root)
        with canvas.marked(fact):
            canvas.write((name,), left, y, _NAME)
        with canvas.marked(fact):
            canvas.write(_within(words, _FACT, room - 130, 1), left + 130, y, _FACT)
        y -= 32


def _within(text: str, ink: Ink, room: float, most: int) -> tuple[str, ...]:
    """The text in at most so many lines; a text that is cut says so. All of the title is in the document's properties."""
    found = lines(letters(text), ink.size, room - ink.size, bold=ink.bold)
    return found if len(found) <= most else (*found[: most - 1], f"{found[most - 1]}\u2026")


def _mark(canvas: TaggedCanvas, x: float, y: float) -> None:
    """The product's mark: a sheet with a tick, as on the pages (``web/static/mark.svg``)."""
    canvas.saveState()
    canvas.translate(x - 10, y + 40)
    canvas.scale(1.1, -1.1)
    canvas.setLineCap(1)
    canvas.setLineJoin(1)
    canvas.setStrokeColor(colour(BRAND_TINT))
    canvas.setLineWidth(2.5)
    sheet = canvas.beginPath()
    sheet.moveTo(29, 20.5)
    sheet.lineTo(29, 28)
    sheet.curveTo(29, 29.7, 27.7, 31, 26, 31)
    sheet.lineTo(14, 31)
    sheet.curveTo(12.3, 31, 11, 29.7, 11, 28)
    sheet.lineTo(11, 12)
    sheet.curveTo(11, 10.3, 12.3, 9, 14, 9)
    sheet.lineTo(23, 9)
    canvas.drawPath(sheet)
    canvas.setStrokeColor(colour(PAPER))
    canvas.setLineWidth(4)
    tick = canvas.beginPath()
    tick.moveTo(16, 18.5)
    tick.lineTo(21, 23.5)
    tick.lineTo(32, 11)
    canvas.drawPath(tick)
    canvas.restoreState()
