"""How are blocks laid onto pages? Down the page, then on to the next, with headings kept with what they head."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from qa_app.exports.tagged_pdf.canvas import TaggedCanvas


class Block(Protocol):
    """Something that stands on a page. All lengths are in points."""

    @property
    def space_before(self) -> float:
        """How much is left empty above it, unless it begins a page."""

    @property
    def keep_with_next(self) -> bool:
        """Whether it may not stand last on a page."""

    def height(self, room: float, /) -> float:
        """How tall it is in that width."""

    def least(self, room: float, /) -> float:
        """How much of it must stand together at its beginning."""

    def split(self, room: float, depth: float, /) -> tuple[Block | None, Block | None]:
        """What fits into the depth, and what is left for the next page; nothing fits: (None, itself)."""

    def draw(self, canvas: TaggedCanvas, left: float, top: float, room: float, /) -> None:
        """Paint it with its upper left corner there."""


@dataclass(frozen=True, slots=True)
class Column:
    """Where on a page blocks stand."""

    left: float
    top: float
    bottom: float
    room: float

    @property
    def depth(self) -> float:
        """How much fits on a page."""
        return self.top - self.bottom


class Flow:
    """Places blocks one after another; ``furnish`` draws what every page has (footer) when it begins."""

    def __init__(self, canvas: TaggedCanvas, column: Column, furnish: Callable[[TaggedCanvas], None]) -> None:
        self._canvas = canvas
        self._column = column
        self._furnish = furnish
        self._down: float | None = None

    def place(self, blocks: Iterable[Block]) -> None:
        """Lay the blocks out; the last page stays open."""
        waiting: list[Block] = []
        for block in blocks:
            waiting.append(block)
            if not block.keep_with_next:
                self._place_together(waiting)
                waiting = []
        self._place_together(waiting)

    def end_page(self) -> None:
        """Whatever follows begins on a new page."""
        if self._down is not None:
            self._canvas.showPage()
            self._down = None

    def _place_together(self, blocks: list[Block]) -> None:
        """A chain of headings with the beginning of what they head."""
        room = self._column.room
        needed = sum(block.space_before + block.height(room) for block in blocks[:-1])
        needed += sum(block.space_before + block.least(room) for block in blocks[-1:])
        if self._down is not None and needed > self._down - self._column.bottom:
            self.end_page()
        for block in blocks:
            self._place(block)

    def _place(self, block: Block) -> None:
        rest: Block | None = block
        while rest is not None:
            at_top = self._down is None
            down = self._begin() if self._down is None else self._down - rest.space_before
            part, left = rest.split(self._column.room, down - self._column.bottom)
            if part is None and at_top:
                part, left = rest, None
            if part is not None:
                part.draw(self._canvas, self._column.left, down, self._column.room)
                self._down = down - part.height(self._column.room)
            if left is not None:
                self.end_page()
            rest = left

    def _begin(self) -> float:
        self._furnish(self._canvas)
        self._down = self._column.top
        return self._column.top
