"""How is the list of contents drawn? Each line a link to its chapter or table, with its page number."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from qa_app.exports.fonts import letters, lines, width
from qa_app.exports.style import BRAND_DARK, INK, INK_SOFT, LINE
from qa_app.exports.tagged_pdf.canvas import Ink, colour
from qa_app.exports.tagged_pdf.structure import Element

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qa_app.exports.tagged_pdf.blocks import Bookmark
    from qa_app.exports.tagged_pdf.canvas import TaggedCanvas

_CHAPTER, _TABLE = Ink(10.5, 15, BRAND_DARK, bold=True), Ink(10, 14, INK)
_NUMBER_ROOM = 44.0


@dataclass(frozen=True, slots=True)
class ContentsLine:
    """One line. ``item`` is its TOCI element."""

    item: Element
    lines: tuple[str, ...]
    bookmark: Bookmark
    page: int
    space_before: float
    keep_with_next: bool = False

    @property
    def ink(self) -> Ink:
        """Chapters stand out from their tables."""
        return _TABLE if self.bookmark.level else _CHAPTER

    def height(self, _room: float) -> float:
        """See ``flow.Block``."""
        return len(self.lines) * self.ink.leading

    least = height

    def split(self, room: float, depth: float) -> tuple[ContentsLine | None, ContentsLine | None]:
        """See ``flow.Block``; a line is never broken over pages."""
        return (self, None) if self.height(room) <= depth else (None, replace(self, space_before=0))

    def draw(self, canvas: TaggedCanvas, left: float, top: float, room: float) -> None:
        """See ``flow.Block``."""
        ink, indent = self.ink, _indent(self.bookmark)
        baseline = top - ink.leading * 0.5 - ink.size * 0.36
        last = baseline - (len(self.lines) - 1) * ink.leading
        end = left + indent + width(self.lines[-1], ink.size, bold=ink.bold) + 6
        number = str(self.page)
        start = left + room - width(number, ink.size, bold=ink.bold) - 6
        with canvas.artifact():
            canvas.setStrokeColor(colour(LINE if start - end < 1 else INK_SOFT))
            canvas.setLineWidth(0.4)
            canvas.setDash(0.8, 3)
            if start > end:
                canvas.line(end, last + 1, start, last + 1)
            canvas.setDash()
        link = Element("Link", Element("Reference", self.item))
        with canvas.marked(link):
            canvas.write(self.lines, left + indent, baseline, ink)
            canvas.write((number,), left, last, ink, right=left + room)
        words = f"{self.bookmark.title}, page {number}"
        canvas.link(link, (left, top - self.height(room), left + room, top), self.bookmark.key, words)


def contents_lines(
    toc: Element, bookmarks: Sequence[Bookmark], pages: dict[str, int], room: float
) -> tuple[ContentsLine, ...]:
    """A line for each bookmark under the TOC element; page 0 where the page is not known yet."""
    return tuple(
        ContentsLine(
            item=Element("TOCI", toc),
            lines=lines(
                letters(one.title),
                (_TABLE if one.level else _CHAPTER).size,
                room - _indent(one) - _NUMBER_ROOM,
                bold=not one.level,
            ),
            bookmark=one,
            page=pages.get(one.key, 0),
            space_before=2.5 if one.level else 9,
        )
        for one in bookmarks
    )


def _indent(bookmark: Bookmark) -> float:
    return 16.0 * bookmark.level
