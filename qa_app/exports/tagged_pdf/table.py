"""How is a table drawn so that it can be heard? Rows that break over pages, headings that belong to their cells.

Headings are repeated on every page for the eye, as artifacts; the ear hears them once. A row that is taller than a
page is broken within its cells.
"""

# ruff: noqa: D102 (what a block's methods do is said once, in flow.Block)
from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from qa_app.exports.fonts import letters, lines
from qa_app.exports.tagged_pdf.canvas import Ink, colour
from qa_app.exports.tagged_pdf.structure import Element
from qa_app.exports.tagged_pdf.widths import PAD, fit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qa_app.exports.tagged_pdf.canvas import TaggedCanvas

_PAD_Y = 3.5
_ROWS_TOGETHER = 2


@dataclass(frozen=True, slots=True)
class TableLook:
    """Colours of a table."""

    ink: str
    heading: str
    rule: str
    strong_rule: str
    shade: str


@dataclass(frozen=True, slots=True)
class _Row:
    cells: tuple[tuple[str, ...], ...]
    elements: tuple[Element, ...]
    is_strong: bool
    leading: float

    @property
    def height(self) -> float:
        return max(map(len, self.cells)) * self.leading + 2 * _PAD_Y

    def cut(self, depth: float) -> tuple[_Row, _Row]:
        """The lines that fit into the depth, and those left."""
        fitting = max(1, int((depth - 2 * _PAD_Y) // self.leading))
        first = tuple(cell[:fitting] for cell in self.cells)
        return replace(self, cells=first), replace(self, cells=tuple(cell[fitting:] for cell in self.cells))


@dataclass(frozen=True, slots=True)
class TableBlock:
    """A table, or what is left of it for the next page (``is_continued``)."""

    headings: _Row
    rows: tuple[_Row, ...]
    widths: tuple[float, ...]
    to_right: tuple[bool, ...]
    size: float
    look: TableLook
    is_continued: bool = False
    space_before: float = 0
    keep_with_next: bool = False

    def height(self, _room: float) -> float:
        return self.headings.height + sum(row.height for row in self.rows)

    def least(self, _room: float) -> float:
        return min(self.headings.height + sum(row.height for row in self.rows[:2]), 300)

    def split(self, _room: float, depth: float) -> tuple[TableBlock | None, TableBlock | None]:
        left = depth - self.headings.height
        for place, row in enumerate(self.rows):
            if row.height <= left + 0.01:
                left -= row.height
                continue
            before, after = self.rows[:place], self.rows[place:]
            if row.height > 300 and left > 60:
                head, tail = row.cut(left)
                before, after = (*before, head), (tail, *self.rows[place + 1 :])
            elif not before:
                return None, self
            elif len(after) == 1 and len(before) > _ROWS_TOGETHER:
                before, after = before[:-1], (before[-1], *after)
            return replace(self, rows=before), replace(self, rows=after, is_continued=True, space_before=0)
        return self, None

    def draw(self, canvas: TaggedCanvas, left: float, top: float, room: float) -> None:
        with canvas.artifact():
            self._paint_rules(canvas, left, top, room)
        if self.is_continued:
            with canvas.artifact():
                self._write_row(canvas, self.headings, left, top, marked=False)
        else:
            self._write_row(canvas, self.headings, left, top, marked=True)
        top -= self.headings.height
        for row in self.rows:
            self._write_row(canvas, row, left, top, marked=True)
            top -= row.height

    def _paint_rules(self, canvas: TaggedCanvas, left: float, top: float, room: float) -> None:
        canvas.setFillColor(colour(self.look.shade))
        canvas.rect(left, top - self.headings.height, room, self.headings.height, stroke=0, fill=1)
        top -= self.headings.height
        canvas.setStrokeColor(colour(self.look.strong_rule))
        canvas.setLineWidth(1)
        canvas.line(left, top, left + room, top)
        canvas.setLineWidth(0.5)
        for row in self.rows:
            if row.is_strong:
                canvas.rect(left, top - row.height, room, row.height, stroke=0, fill=1)
                canvas.line(left, top, left + room, top)
            top -= row.height
            canvas.setStrokeColor(colour(self.look.strong_rule if row.is_strong else self.look.rule))
            canvas.line(left, top, left + room, top)

    def _write_row(self, canvas: TaggedCanvas, row: _Row, left: float, top: float, *, marked: bool) -> None:
        is_heading = row is self.headings
        ink = Ink(
            self.size,
            row.leading,
            self.look.heading if is_heading else self.look.ink,
            row.is_strong or is_heading,
        )
        x = left
        for place, cell in enumerate(row.cells):
            right = x + self.widths[place] - PAD if self.to_right[place] else None
            baseline = top - _PAD_Y - row.leading * 0.5 - self.size * 0.36
            if is_heading:
                baseline -= row.height - 2 * _PAD_Y - len(cell) * row.leading
            if any(cell):
                if marked:
                    with canvas.marked(row.elements[place]):
                        canvas.write(cell, x + PAD, baseline, ink, right=right)
                else:
                    canvas.write(cell, x + PAD, baseline, ink, right=right)
            x += self.widths[place]


def table_block(
    parent: Element,
    headings: Sequence[str],
    rows: Sequence[Sequence[str]],
    *,
    to_right: Sequence[bool],
    room: float,
    look: TableLook,
    strong_last: bool = False,
    space_before: float = 0,
) -> TableBlock:
    """A Table element under the parent, and its block. The first column heads its row."""
    printed = [[letters(cell) for cell in row] for row in rows]
    named = [letters(heading) for heading in headings]
    size, widths = fit(named, printed, to_right, room)
    leading = round(size * 1.38, 2)
    table = Element("Table", parent)
    head = _row(Element("TR", Element("THead", table)), named, widths, size, leading, is_heading=True)
    body = Element("TBody", table)
    made = [
        _row(
            Element("TR", body),
            row,
            widths,
            size,
            leading,
            is_strong=strong_last and place == len(printed) - 1,
        )
        for place, row in enumerate(printed)
    ]
    return TableBlock(head, tuple(made), widths, tuple(to_right), size, look, space_before=space_before)


def _row(
    element: Element,
    cells: Sequence[str],
    widths: Sequence[float],
    size: float,
    leading: float,
    *,
    is_heading: bool = False,
    is_strong: bool = False,
) -> _Row:
    def cell_element(place: int) -> Element:
        if is_heading:
            return Element("TH", element, attributes="<</O /Table /Scope /Column>>")
        if place == 0:
            return Element("TH", element, attributes="<</O /Table /Scope /Row>>")
        return Element("TD", element)

    bold = is_heading or is_strong
    broken = tuple(
        lines(cell, size, widths[place] - 2 * PAD, bold=bold) if cell else ("",)
        for place, cell in enumerate(cells)
    )
    return _Row(broken, tuple(cell_element(place) for place in range(len(cells))), is_strong, leading)
