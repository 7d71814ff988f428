"""How does a certificate, or what is held about a case, become a tagged PDF? The same record gives the same bytes."""

from __future__ import annotations

from functools import partial
from io import BytesIO
from typing import TYPE_CHECKING

from qa_app.domain.plain_text import Bullets, blocks
from qa_app.exports.fonts import letters, lines, width
from qa_app.exports.manuscript import HEADING
from qa_app.exports.safe_text import printable
from qa_app.exports.style import BRAND, BRAND_DARK, INK, INK_SOFT, LINE, SURFACE
from qa_app.exports.tagged_pdf.blocks import Bookmark, Words
from qa_app.exports.tagged_pdf.canvas import Ink, TaggedCanvas, colour
from qa_app.exports.tagged_pdf.flow import Column, Flow
from qa_app.exports.tagged_pdf.structure import Element
from qa_app.exports.tagged_pdf.table import TableLook, table_block

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qa_app.domain.records import Record, RecordPart
    from qa_app.exports.tagged_pdf.flow import Block

_A4 = (595.28, 841.89)
_COLUMN = Column(left=56, top=776, bottom=76, room=483.28)
_TITLE = Ink(24, 31, BRAND_DARK, bold=True)
_OWNER = Ink(11, 15, INK_SOFT, bold=True)
_BODY = Ink(10.5, 16, INK)
_FOOTER = Ink(8, 10, INK_SOFT)
_LOOK = TableLook(ink=INK, heading=BRAND_DARK, rule=LINE, strong_rule=BRAND, shade=SURFACE)


def record_pdf(record: Record) -> bytes:
    """The record as a PDF file."""
    file = BytesIO()
    title, author = printable(record.title), printable(record.council)
    canvas = TaggedCanvas(file, page_size=_A4, title=title, author=author, made=record.made_at)
    flow = Flow(canvas, _COLUMN, partial(_furnish, record=record))
    flow.place(_blocks(canvas, record))
    flow.end_page()
    canvas.save()
    return file.getvalue()


def _blocks(canvas: TaggedCanvas, record: Record) -> Iterator[Block]:
    yield _words(canvas, "P", record.council, _OWNER)
    yield _words(canvas, "H1", record.title, _TITLE, space=4, bookmark=Bookmark("title", record.title, 0))
    yield from _text(canvas, record.lead)
    for number, part in enumerate(record.parts):
        yield _words(
            canvas, "H2", part.title, HEADING, space=26, bookmark=Bookmark(f"part-{number}", part.title, 0)
        )
        yield from _text(canvas, part.words)
        if part.rows:
            yield _table(canvas, part)


def _table(canvas: TaggedCanvas, part: RecordPart) -> Block:
    return table_block(
        canvas.root,
        list(part.columns),
        [list(row) for row in part.rows],
        to_right=[False] * len(part.columns),
        room=_COLUMN.room,
        look=_LOOK,
        strong_last=False,
        space_before=12,
    )


def _text(canvas: TaggedCanvas, text: str) -> Iterator[Block]:
    for block in blocks(text):
        for words in block.items if isinstance(block, Bullets) else (block.text,):
            yield _words(canvas, "P", words, _BODY, space=8)


def _words(
    canvas: TaggedCanvas, tag: str, text: str, ink: Ink, *, space: float = 0, bookmark: Bookmark | None = None
) -> Words:
    found = lines(letters(text), ink.size, _COLUMN.room, bold=ink.bold)
    return Words(Element(tag, canvas.root), found, ink, space, tag != "P" or ink is _OWNER, bookmark=bookmark)


def _furnish(canvas: TaggedCanvas, record: Record) -> None:
    left, right = _COLUMN.left, _COLUMN.left + _COLUMN.room
    number = f"Page {canvas.getPageNumber()}"
    mark = letters(record.classification)
    name = lines(letters(record.title), _FOOTER.size, _COLUMN.room - 170)[0]
    with canvas.artifact("Pagination"):
        canvas.setStrokeColor(colour(LINE))
        canvas.setLineWidth(0.7)
        canvas.line(left, 54, right, 54)
        canvas.write((name,), left, 40, _FOOTER)
        canvas.write((mark,), left, 40, _FOOTER, right=right - width(number, _FOOTER.size) - 18)
        canvas.write((number,), left, 40, _FOOTER, right=right)
