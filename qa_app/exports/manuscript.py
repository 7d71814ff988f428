"""What blocks make up the body of the PDF? Chapters as headings, words, pictures and tables, in reading order."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from qa_app.domain.chapters import how_to_read
from qa_app.domain.plain_text import Bullets, blocks
from qa_app.domain.tables import shown
from qa_app.exports.fonts import letters, lines
from qa_app.exports.painting import paint
from qa_app.exports.pictures import picture
from qa_app.exports.style import BRAND, BRAND_DARK, INK, INK_SOFT, LINE, SURFACE
from qa_app.exports.tagged_pdf.blocks import Bookmark, Figure, Words
from qa_app.exports.tagged_pdf.canvas import Ink
from qa_app.exports.tagged_pdf.structure import Element
from qa_app.exports.tagged_pdf.table import TableBlock, TableLook, table_block
from qa_app.exports.tiles import Tiles

if TYPE_CHECKING:
    from qa_app.domain.chapters import Chapter, Part
    from qa_app.domain.charts import Chart
    from qa_app.domain.findings import Findings

HEADING = Ink(20, 26, BRAND_DARK, bold=True)
_SUBHEADING = Ink(12.5, 17, BRAND, bold=True)
_BODY = Ink(10.5, 16, INK)
_NOTE = Ink(9, 13, INK_SOFT)
_LOOK = TableLook(ink=INK, heading=BRAND_DARK, rule=LINE, strong_rule=BRAND, shade=SURFACE)
_TALLEST = 560.0
_CHART_SIZE = 8.5


class Manuscript:
    """Blocks and bookmarks of the body, with their elements under ``root``."""

    def __init__(self, root: Element, room: float) -> None:
        self.blocks: list[Words | Figure | TableBlock | Tiles] = []
        self.bookmarks: list[Bookmark] = []
        self._root = root
        self._room = room

    def add_findings(self, findings: Findings, chapters: tuple[Chapter, ...]) -> None:
        """Every chapter, then how to read the figures."""
        for chapter in chapters:
            self._heading(chapter.key, chapter.title)
            if chapter.key == "main-figures":
                self.blocks.append(Tiles(findings.figures[:4], findings.previous, space_before=8))
            self._text(chapter.words, _BODY)
            if chapter.parts and chapter.words:
                self.blocks[-1] = replace(self.blocks[-1], keep_with_next=True)
            for part in chapter.parts:
                self._part(part, chapter)
        self._heading("how-to-read", "How to read the figures")
        self._text(how_to_read(findings), _BODY)

    def _heading(self, key: str, title: str) -> None:
        self._words("H2", title, HEADING, space=34, bookmark=Bookmark(f"chapter-{key}", title, 0))

    def _part(self, part: Part, chapter: Chapter) -> None:
        table = part.table
        if table.title != chapter.title:
            bookmark = Bookmark(f"table-{table.key}", table.title, 1)
            self._words("H3", table.title, _SUBHEADING, space=22, bookmark=bookmark)
        self._words("P", " ".join(table.words), _NOTE, space=6, keep_with_next=True)
        if part.chart is not None:
            self._chart(part.chart)
        self.blocks.append(
            table_block(
                self._root,
                [column.name for column in table.columns],
                [[shown(cell) for cell in row] for row in table.rows],
                to_right=[column.kind.is_numeric for column in table.columns],
                room=self._room,
                look=_LOOK,
                strong_last=table.has_totals,
                space_before=14,
            )
        )

    def _chart(self, chart: Chart) -> None:
        whole = picture(chart, self._room, _CHART_SIZE)
        pieces = int(whole.high // _TALLEST) + 1
        size = -(-len(chart.bars) // pieces)
        for number in range(pieces):
            bars = chart.bars[number * size : (number + 1) * size]
            if not bars:
                continue
            drawn = whole if pieces == 1 else picture(replace(chart, bars=bars), self._room, _CHART_SIZE)
            alt = chart.alt if pieces == 1 else f"{chart.alt} Part {number + 1} of {pieces}."
            element = Element("Figure", self._root, alt=f"{chart.title}. {alt}")
            self.blocks.append(Figure(element, drawn.high, partial(paint, drawn), space_before=14))

    def _text(self, text: str, ink: Ink) -> None:
        for block in blocks(text):
            if not isinstance(block, Bullets):
                self._words("P", block.text, ink, space=8)
                continue
            listed = Element("L", self._root, attributes="<</O /List /ListNumbering /Disc>>")
            for item in block.items:
                one = Element("LI", listed)
                bullet, body = Element("Lbl", one), Element("LBody", one)
                found = lines(letters(item), ink.size, self._room - 16)
                self.blocks.append(Words(body, found, ink, space_before=5, indent=16, bullet=bullet))

    def _words(
        self,
        tag: str,
        text: str,
        ink: Ink,
        *,
        space: float,
        bookmark: Bookmark | None = None,
        keep_with_next: bool = False,
    ) -> None:
        found = lines(letters(text), ink.size, self._room, bold=ink.bold)
        block = Words(
            Element(tag, self._root),
            found,
            ink,
            space,
            keep_with_next or bookmark is not None,
            bookmark=bookmark,
        )
        self.blocks.append(block)
        if bookmark is not None:
            self.bookmarks.append(bookmark)
