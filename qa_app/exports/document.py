"""What is handed over as PDF? The findings as a tagged document: title page, contents, then chapter by chapter.

Each chart is followed by its table. The same findings give the same bytes. The body is laid out before the contents,
which need its page numbers, and the pages of the contents are then moved to the front.
"""

from __future__ import annotations

from functools import partial
from io import BytesIO
from typing import TYPE_CHECKING

from qa_app.domain.chapters import chapters
from qa_app.exports.contents import contents_lines
from qa_app.exports.cover import draw_cover
from qa_app.exports.fonts import letters, lines, width
from qa_app.exports.manuscript import HEADING, Manuscript
from qa_app.exports.safe_text import printable
from qa_app.exports.style import INK_SOFT, LINE
from qa_app.exports.tagged_pdf.blocks import Words
from qa_app.exports.tagged_pdf.canvas import Ink, TaggedCanvas, colour
from qa_app.exports.tagged_pdf.flow import Column, Flow
from qa_app.exports.tagged_pdf.structure import Element

if TYPE_CHECKING:
    from qa_app.domain.findings import Findings

A4 = (595.28, 841.89)
_COLUMN = Column(left=56, top=776, bottom=76, room=483.28)
_FOOTER = Ink(8, 10, INK_SOFT)


def document(findings: Findings) -> bytes:
    """The findings as a PDF file."""
    guess = 1
    while True:
        file, took = _drawn(findings, contents_pages=guess)
        if took == guess:
            return file
        guess = took


def _drawn(findings: Findings, *, contents_pages: int) -> tuple[bytes, int]:
    """The file, numbered as if its contents took so many pages, and how many they took."""
    file = BytesIO()
    title, author = printable(findings.title), printable(findings.council)
    canvas = TaggedCanvas(file, page_size=A4, title=title, author=author, made=findings.made_at)
    draw_cover(canvas, findings, A4, _COLUMN.left, _COLUMN.room)
    canvas.showPage()

    heading = Words(Element("H2", canvas.root), ("Contents",), HEADING, keep_with_next=True)
    toc = Element("TOC", canvas.root)
    manuscript = Manuscript(canvas.root, _COLUMN.room)
    manuscript.add_findings(findings, chapters(findings))

    body = Flow(canvas, _COLUMN, partial(_furnish, findings=findings, later_by=contents_pages))
    body.place(manuscript.blocks)
    body.end_page()

    after_body = canvas.getPageNumber()
    pages = {key: page + contents_pages for key, page in canvas.bookmarked.items()}
    contents = Flow(canvas, _COLUMN, partial(_furnish, findings=findings, later_by=2 - after_body))
    contents.place((heading, *contents_lines(toc, manuscript.bookmarks, pages, _COLUMN.room)))
    contents.end_page()
    took = canvas.getPageNumber() - after_body
    canvas.move_last_pages(took, to=1)
    canvas.save()
    return file.getvalue(), took


def _furnish(canvas: TaggedCanvas, findings: Findings, later_by: int) -> None:
    """What every page has besides its words: whose it is, how it may be shared, its number."""
    left, right = _COLUMN.left, _COLUMN.left + _COLUMN.room
    number = f"Page {canvas.getPageNumber() + later_by}"
    mark = letters(findings.classification)
    name = lines(letters(f"{findings.council} \u00b7 {findings.title}"), _FOOTER.size, _COLUMN.room - 170)[0]
    with canvas.artifact("Pagination"):
        canvas.setStrokeColor(colour(LINE))
        canvas.setLineWidth(0.7)
        canvas.line(left, 54, right, 54)
        canvas.write((name,), left, 40, _FOOTER)
        canvas.write((mark,), left, 40, _FOOTER, right=right - width(number, _FOOTER.size) - 18)
        canvas.write((number,), left, 40, _FOOTER, right=right)
