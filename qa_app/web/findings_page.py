"""How are findings laid out on a page? The same chapters, tables and charts as in the workbook and the PDF.

Nothing is counted here: every word and number is one of the value's own (``domain.chapters``, ``domain.tables``).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from qa_app.domain.chapters import chapters, how_to_read
from qa_app.domain.figures import NONE_TO_COUNT, Share
from qa_app.domain.plain_text import blocks
from qa_app.domain.tables import MEANING, ColumnKind, shown
from qa_app.web.drawing import drawn

if TYPE_CHECKING:
    from qa_app.domain.chapters import Chapter, Part
    from qa_app.domain.figures import Figure
    from qa_app.domain.findings import Findings
    from qa_app.domain.plain_text import Bullets, Paragraph
    from qa_app.domain.tables import Table
    from qa_app.web.drawing import Drawn

_WIDE = 40
_LONG_BESIDE_CHART, _LONG_ALONE = 6, 12
"""Tables of more rows are folded away on the screen; print unfolds them."""
_SURE = "good-or-better"
_TILES = ("audited", "expected", "good-or-better", "unchanged", "concerns-raised", "actions-late")

Arguments = dict[str, Any]
"""What a macro is called with."""


@dataclass(frozen=True, slots=True)
class LaidPart:
    """A table with its words, and its chart for wide and for narrow screens.

    ``meanings`` says of each figure what it means: a last column that would not fit a telephone.
    """

    key: str
    title: str
    words: tuple[str, ...]
    chart: Drawn
    table: Arguments
    meanings: tuple[tuple[str, str], ...]
    is_long: bool


@dataclass(frozen=True, slots=True)
class LaidChapter:
    """A heading, paragraphs and lists, then parts."""

    key: str
    title: str
    words: tuple[Paragraph | Bullets, ...]
    parts: tuple[LaidPart, ...]
    is_written: bool


@dataclass(frozen=True, slots=True)
class LaidOut:
    """Everything that the page of findings shows."""

    findings: Findings
    tiles: tuple[Arguments, ...]
    chapters: tuple[LaidChapter, ...]
    how_to_read: tuple[Paragraph | Bullets, ...]


def laid_out(findings: Findings) -> LaidOut:
    """The findings in the order in which they are read."""
    return LaidOut(
        findings,
        tiles(findings),
        tuple(_chapter(each) for each in chapters(findings)),
        blocks(how_to_read(findings)),
    )


def tiles(findings: Findings) -> tuple[Arguments, ...]:
    """The few figures that are read first, for the macro ``stat_tiles``."""
    return tuple(_tile(findings.figure(key), findings.previous) for key in _TILES if _has(findings, key))


def told(findings: Findings) -> dict[str, tuple[Paragraph | Bullets, ...]]:
    """What the QA manager wrote, as paragraphs and lists."""
    return {
        "purpose": blocks(findings.narrative.purpose),
        "key_messages": blocks(findings.narrative.key_messages),
        "next_steps": blocks(findings.narrative.next_steps),
    }


def changes(published: Findings | None, now: Findings) -> Arguments | None:
    """The headline figures that a correction would change, for the macro ``table``; None when nothing differs."""
    if published is None:
        return None
    before = {figure.key: figure.value for figure in published.figures}
    rows = [
        (figure.name, shown(before[figure.key]), shown(figure.value))
        for figure in now.figures
        if figure.key in before and before[figure.key] != figure.value
    ]
    if not rows:
        return None
    return {
        "caption": "What a correction would change",
        "columns": ["Figure", {"text": "As published", "numeric": True}, {"text": "Now", "numeric": True}],
        "rows": rows,
    }


def _has(findings: Findings, key: str) -> bool:
    """Whether there is such a figure, and anything to say of it."""
    return any(figure.key == key and figure.value.shown != NONE_TO_COUNT for figure in findings.figures)


def _tile(figure: Figure, previous: str) -> Arguments:
    notes = []
    value = figure.value
    if isinstance(value, Share) and value.value is not None:
        among = f"{value.part.shown} of {value.of.shown}"
        notes.append(f"{among}; likely range {value.interval_shown}" if figure.key == _SURE else among)
    if figure.last is not None and previous:
        notes.append(f"{previous.partition(',')[0]}: {figure.last.shown}")
    return {"number": value.shown, "label": figure.name, "note": Markup("<br>").join(notes)}


def _chapter(chapter: Chapter) -> LaidChapter:
    return LaidChapter(
        chapter.key,
        chapter.title,
        blocks(chapter.words),
        tuple(_part(part) for part in chapter.parts),
        chapter.written,
    )


def _part(part: Part) -> LaidPart:
    return LaidPart(
        part.table.key,
        part.table.title,
        part.table.words,
        drawn(part.chart),
        _table(_without_meanings(part.table)),
        meanings=_meanings(part.table),
        is_long=len(part.table.rows) > (_LONG_BESIDE_CHART if part.chart else _LONG_ALONE),
    )


def _meanings(table: Table) -> tuple[tuple[str, str], ...]:
    if table.columns[-1].name != MEANING:
        return ()
    return tuple((shown(row[0]), shown(row[-1])) for row in table.rows)


def _without_meanings(table: Table) -> Table:
    if table.columns[-1].name != MEANING:
        return table
    return replace(table, columns=table.columns[:-1], rows=tuple(row[:-1] for row in table.rows))


def _table(table: Table) -> Arguments:
    rows = [[shown(cell) for cell in row] for row in table.rows]
    return {
        "caption": table.title,
        "columns": [
            {
                "text": column.name,
                "numeric": column.kind.is_numeric and column.kind is not ColumnKind.VALUE,
                "wide": column.width >= _WIDE,
            }
            for column in table.columns
        ],
        "rows": rows[:-1] if table.has_totals else rows,
        "foot": rows[-1] if table.has_totals else None,
    }
