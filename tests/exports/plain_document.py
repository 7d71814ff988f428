"""The floor that our PDF is measured against: the same words, tables and bars in plain ReportLab, untagged.

Written the usual way (Platypus paragraphs, long tables, drawings), with the same font, so that the ratio says what
tagging costs. Only for ``make bench``.
"""

from __future__ import annotations

from functools import partial
from io import BytesIO
from xml.sax.saxutils import escape

from reportlab.graphics.shapes import Drawing, Rect, String
from reportlab.lib.colors import HexColor
from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import LongTable, PageBreak, Paragraph, SimpleDocTemplate, Spacer, TableStyle

from qa_app.domain.chapters import chapters, how_to_read
from qa_app.domain.plain_text import Bullets, blocks
from qa_app.domain.tables import shown
from qa_app.exports.fonts import font_name
from qa_app.exports.pictures import picture
from qa_app.exports.shapes import Box, Label
from qa_app.exports.style import FILLS, LINE

BODY = ParagraphStyle("body", fontName="OpenSans", fontSize=10.5, leading=16, spaceBefore=8)
CELL = ParagraphStyle("cell", fontName="OpenSans", fontSize=8, leading=11)
HEAD = ParagraphStyle("head", fontName="OpenSans-Bold", fontSize=8, leading=11)
TITLES = {
    level: ParagraphStyle(
        f"h{level}", fontName="OpenSans-Bold", fontSize=size, leading=size * 1.3, spaceBefore=20
    )
    for level, size in ((1, 29), (2, 20), (3, 12.5))
}


def plain_document(findings):
    """The findings as an untagged PDF."""
    font_name(bold=False), font_name(bold=True)
    file = BytesIO()
    template = SimpleDocTemplate(
        file, leftMargin=56, rightMargin=56, topMargin=66, bottomMargin=76, title=findings.title
    )
    furnish = partial(footer, findings.title)
    template.build(list(story(findings)), onFirstPage=furnish, onLaterPages=furnish)
    return file.getvalue()


def story(findings):
    yield title(findings.title, 1)
    yield PageBreak()
    for chapter in chapters(findings):
        yield title(chapter.title, 2)
        yield from words(chapter.words)
        for part in chapter.parts:
            yield title(part.table.title, 3)
            yield Paragraph(escape(" ".join(part.table.words)), CELL)
            if part.chart is not None and len(part.chart.bars) < 25:
                yield drawing(part.chart)
            yield Spacer(1, 12)
            yield table(part.table)
    yield from words(how_to_read(findings))


def title(text, level):
    return Paragraph(escape(text), TITLES[level])


def words(text):
    for block in blocks(text):
        for item in block.items if isinstance(block, Bullets) else (block.text,):
            yield Paragraph(escape(item), BODY)


def table(value):
    rows = [[Paragraph(escape(column.name), HEAD) for column in value.columns]]
    rows += [[Paragraph(escape(shown(cell)), CELL) for cell in row] for row in value.rows]
    first = 483 * 0.3
    widths = [first, *[(483 - first) / (len(value.columns) - 1)] * (len(value.columns) - 1)]
    made = LongTable(rows, colWidths=widths, repeatRows=1)
    made.setStyle(
        TableStyle(
            [("LINEBELOW", (0, 0), (-1, -1), 0.5, HexColor(LINE)), ("VALIGN", (0, 0), (-1, -1), "TOP")]
        )
    )
    return made


def drawing(chart):
    drawn = picture(chart, 483, 8.5)
    made = Drawing(483, drawn.high)
    for shape in drawn.shapes:
        if isinstance(shape, Box):
            y = drawn.high - shape.y - shape.high
            made.add(Rect(shape.x, y, shape.wide, shape.high, fillColor=HexColor(FILLS[shape.tone].colour)))
        elif isinstance(shape, Label):
            anchor = {0: "start", 0.5: "middle", 1: "end"}[shape.anchor]
            made.add(
                String(
                    shape.x,
                    drawn.high - shape.y,
                    shape.text,
                    fontName="OpenSans",
                    fontSize=8.5,
                    textAnchor=anchor,
                )
            )
    return made


def footer(name, canvas, template):
    canvas.setFont("OpenSans", 8)
    canvas.drawString(56, 40, name)
    canvas.drawRightString(539, 40, f"Page {template.page}")
