"""What stands on a page besides tables? Words, list items, pictures, each tied to its element."""

# ruff: noqa: D102 (what a block's methods do is said once, in flow.Block)
from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from qa_app.exports.tagged_pdf.canvas import Ink, TaggedCanvas
    from qa_app.exports.tagged_pdf.structure import Element

_LINES_TOGETHER = 2


@dataclass(frozen=True, slots=True)
class Bookmark:
    """Where links and the outline lead."""

    key: str
    title: str
    level: int


@dataclass(frozen=True, slots=True)
class Words:
    """Lines of one element. ``bullet`` is the element of a list item's mark, drawn before the first line."""

    element: Element
    lines: tuple[str, ...]
    ink: Ink
    space_before: float = 0
    keep_with_next: bool = False
    indent: float = 0
    bullet: Element | None = None
    bookmark: Bookmark | None = None

    def height(self, _room: float) -> float:
        return len(self.lines) * self.ink.leading

    def least(self, _room: float) -> float:
        return min(_LINES_TOGETHER, len(self.lines)) * self.ink.leading

    def split(self, _room: float, depth: float) -> tuple[Words | None, Words | None]:
        fitting = int((depth + 0.01) // self.ink.leading)
        if fitting >= len(self.lines):
            return self, None
        if len(self.lines) - fitting == 1:
            fitting -= 1
        if fitting < min(_LINES_TOGETHER, len(self.lines)):
            return None, self
        rest = replace(self, lines=self.lines[fitting:], space_before=0, bullet=None, bookmark=None)
        return replace(self, lines=self.lines[:fitting]), rest

    def draw(self, canvas: TaggedCanvas, left: float, top: float, _room: float) -> None:
        baseline = top - self.ink.leading * 0.5 - self.ink.size * 0.36
        if self.bookmark is not None:
            canvas.bookmark(
                self.bookmark.key, self.bookmark.title, self.bookmark.level, top + self.ink.leading
            )
        if self.bullet is not None:
            with canvas.marked(self.bullet):
                canvas.write(("\u2022",), left + 2, baseline, self.ink)
        with canvas.marked(self.element):
            canvas.write(self.lines, left + self.indent, baseline, self.ink)


@dataclass(frozen=True, slots=True)
class Figure:
    """A picture: painted whole by ``paint(canvas, left, bottom)``."""

    element: Element
    depth: float
    paint: Callable[[TaggedCanvas, float, float], None]
    space_before: float = 0
    keep_with_next: bool = False

    def height(self, _room: float) -> float:
        return self.depth

    def least(self, _room: float) -> float:
        return self.depth

    def split(self, _room: float, depth: float) -> tuple[Figure | None, Figure | None]:
        return (self, None) if self.depth <= depth else (None, self)

    def draw(self, canvas: TaggedCanvas, left: float, top: float, room: float) -> None:
        bottom = top - self.depth
        self.element.attributes = (
            f"<</O /Layout /BBox [{left:.1f} {bottom:.1f} {left + room:.1f} {top:.1f}]>>"
        )
        with canvas.marked(self.element):
            self.paint(canvas, left, bottom)
