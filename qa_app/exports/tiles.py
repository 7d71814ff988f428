"""How are the first figures shown at a glance? As tiles above their table.

They are decoration: the table that follows says the same and more, and is what a screen reader reads.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from qa_app.exports.fonts import letters, lines, width
from qa_app.exports.style import BRAND, BRAND_DARK, INK, INK_SOFT, SURFACE
from qa_app.exports.tagged_pdf.canvas import Ink, colour

if TYPE_CHECKING:
    from qa_app.domain.figures import Figure
    from qa_app.exports.tagged_pdf.canvas import TaggedCanvas

_HIGH, _GAP, _PAD = 92.0, 10.0, 12.0
_NAME, _LAST = Ink(8.5, 11.5, INK), Ink(7.5, 10, INK_SOFT)


@dataclass(frozen=True, slots=True)
class Tiles:
    """A row of figures, each with its number large. ``previous`` names the earlier period ("" for none)."""

    figures: tuple[Figure, ...]
    previous: str
    space_before: float = 0
    keep_with_next: bool = True

    def height(self, _room: float) -> float:
        """See ``flow.Block``."""
        return _HIGH + 6

    least = height

    def split(self, _room: float, depth: float) -> tuple[Tiles | None, Tiles | None]:
        """See ``flow.Block``; tiles stay together."""
        return (self, None) if depth >= _HIGH else (None, self)

    def draw(self, canvas: TaggedCanvas, left: float, top: float, room: float) -> None:
        """See ``flow.Block``."""
        each = (room - _GAP * (len(self.figures) - 1)) / max(1, len(self.figures))
        with canvas.artifact():
            for place, figure in enumerate(self.figures):
                self._tile(canvas, figure, left + place * (each + _GAP), top, each)

    def _tile(self, canvas: TaggedCanvas, figure: Figure, x: float, top: float, wide: float) -> None:
        canvas.setFillColor(colour(SURFACE))
        canvas.rect(x, top - _HIGH, wide, _HIGH, stroke=0, fill=1)
        canvas.setFillColor(colour(BRAND))
        canvas.rect(x, top - 3, wide, 3, stroke=0, fill=1)
        number = letters(figure.value.shown)
        size = min(24.0, 24.0 * (wide - 2 * _PAD) / max(1, width(number, 24, bold=True)))
        canvas.write((number,), x + _PAD, top - 34, Ink(size, size, BRAND_DARK, bold=True))
        named = lines(letters(figure.name), _NAME.size, wide - 2 * _PAD)[:2]
        canvas.write(named, x + _PAD, top - 51, _NAME)
        if self.previous and figure.last is not None:
            last = lines(letters(f"{self.previous}: {figure.last.shown}"), _LAST.size, wide - 2 * _PAD)[:1]
            canvas.write(last, x + _PAD, top - _HIGH + 10, _LAST)
