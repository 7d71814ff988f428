"""What would the PDF cost without tags? The same paragraphs and tables by reportlab's own page layout.

Neither charts, contents, bookmarks nor marks are drawn: what ours does besides is in the ratio.
"""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import LongTable, PageBreak, Paragraph, SimpleDocTemplate, TableStyle

from qa_app.domain.chapters import chapters, how_to_read
from qa_app.domain.plain_text import Bullets, blocks
from qa_app.domain.tables import shown
from qa_app.exports.fonts import font_name

if TYPE_CHECKING:
    from reportlab.platypus import Flowable

    from qa_app.domain.findings import Findings
    from qa_app.domain.tables import Table

_ROOM = 483.0


class PlainDocument:
    """The findings as plain flowables."""

    def __init__(self) -> None:
        regular, bold = font_name(bold=False), font_name(bold=True)
        self._title = ParagraphStyle("title", fontName=bold, fontSize=28, leading=34)
        self._heading = ParagraphStyle(
            "h2", fontName=bold, fontSize=20, leading=26, spaceBefore=34, keepWithNext=1
        )
        self._subheading = ParagraphStyle("h3", self._heading, fontSize=12.5, leading=17, spaceBefore=22)
        self._body = ParagraphStyle("body", fontName=regular, fontSize=10.5, leading=16, spaceBefore=8)
        self._note = ParagraphStyle("note", self._body, fontSize=9, leading=13, keepWithNext=1)
        self._cell = ParagraphStyle("cell", fontName=regular, fontSize=8.5, leading=11)
        self._look = TableStyle(
            [
                ("FONT", (0, 0), (-1, -1), regular, 8.5, 11),
                ("FONT", (0, 0), (-1, 0), bold, 8.5, 11),
                ("LINEBELOW", (0, 0), (-1, -1), 0.5, colors.lightgrey),
                ("VALIGN", (0, 0), (-1, -1), "TOP"),
            ]
        )

    def made(self, findings: Findings) -> bytes:
        file = BytesIO()
        template = SimpleDocTemplate(
            file, pagesize=A4, leftMargin=56, rightMargin=56, topMargin=66, bottomMargin=76
        )
        template.build(self._story(findings))
        return file.getvalue()

    def _story(self, findings: Findings) -> list[Flowable]:
        story: list[Flowable] = [
            Paragraph(escape(findings.title), self._title),
            Paragraph(escape(findings.council), self._body),
            PageBreak(),
        ]
        for chapter in chapters(findings):
            story += [Paragraph(escape(chapter.title), self._heading), *self._text(chapter.words)]
            for part in chapter.parts:
                story.append(Paragraph(escape(part.table.title), self._subheading))
                story.append(Paragraph(escape(" ".join(part.table.words)), self._note))
                story.append(self._table(part.table))
        return [*story, *self._text(how_to_read(findings))]

    def _text(self, text: str) -> list[Flowable]:
        return [
            Paragraph(escape(line), self._body)
            for block in blocks(text)
            for line in (block.items if isinstance(block, Bullets) else (block.text,))
        ]

    def _table(self, table: Table) -> Flowable:
        wide = [column.width for column in table.columns]
        widths = [_ROOM * each / sum(wide) for each in wide]
        headings = [Paragraph(escape(column.name), self._cell) for column in table.columns]
        rows = [
            [
                shown(cell) if column.kind.is_numeric else Paragraph(escape(shown(cell)), self._cell)
                for column, cell in zip(table.columns, row, strict=True)
            ]
            for row in table.rows
        ]
        return LongTable([headings, *rows], colWidths=widths, repeatRows=1, style=self._look)
