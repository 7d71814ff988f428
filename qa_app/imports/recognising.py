"""Which of the lists is this sheet, and where does it begin?

By its name, else by the title above its headings, else by headings that only one list has.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from qa_app.imports.annex_a import LISTS, list_number
from qa_app.imports.cells import is_blank, text_of
from qa_app.imports.headers import LOOK_IN_ROWS, normalised, row_of_known
from qa_app.imports.list_shapes import Field

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qa_app.imports.cells import Row
    from qa_app.imports.list_shapes import ListShape
    from qa_app.imports.sheets import Sheet


@dataclass(frozen=True, slots=True)
class Recognised:
    """What a sheet is taken for. ``number`` None: not a list; ``header`` is an index, None when not found."""

    number: int | None
    header: int | None
    by: str


def first_rows(sheet: Sheet) -> list[Row]:
    """The rows among which the headings are looked for."""
    return list(islice(sheet.rows(), LOOK_IN_ROWS))


def recognise(name: str, rows: Sequence[Row]) -> Recognised:
    """The list that a sheet with this name and these first rows is."""
    number = list_number(name)
    if number is not None:
        return Recognised(number, _header_of(number, rows), "name")
    for row in rows[:3]:
        # A title stands alone in its row; Ofsted's guidance sheet names the lists beside other text.
        filled = [text_of(cell) for cell in row if not is_blank(cell)]
        number = list_number(filled[0]) if len(filled) == 1 else None
        if number is not None and (header := _header_of(number, rows)) is not None:
            return Recognised(number, header, "title")
    return _by_headings(rows)


def _header_of(number: int, rows: Sequence[Row]) -> int | None:
    if number not in LISTS:
        return None
    known = LISTS[number].known
    header = row_of_known(rows, known, at_least=2)
    return header if header is not None else row_of_known(rows, _reference_keys(LISTS[number]), at_least=1)


def _by_headings(rows: Sequence[Row]) -> Recognised:
    """The one list that shares most headings, when it has the reference and a heading with a use of its own."""
    scores: dict[int, tuple[int, int]] = {}
    for number, shape in LISTS.items():
        header = row_of_known(rows, shape.known, at_least=3)
        if header is None:
            continue
        keys = {normalised(cell) for cell in rows[header]}
        own = {key for column in shape.columns if not _is_common(column.use) for key in column.keys}
        if keys & own and keys & _reference_keys(shape):
            scores[number] = len(keys & shape.known), header
    if not scores:
        return Recognised(None, None, "")
    best = max(scores, key=lambda number: scores[number][0])
    tied = [number for number in scores if scores[number][0] == scores[best][0]]
    return Recognised(best, scores[best][1], "headings") if len(tied) == 1 else Recognised(None, None, "")


def _is_common(use: object) -> bool:
    return use in {Field.REFERENCE, Field.AGE, Field.BIRTH, Field.FAMILY, Field.TEAM, Field.WORKER}


def _reference_keys(shape: ListShape) -> frozenset[str]:
    return frozenset(key for column in shape.columns if column.use is Field.REFERENCE for key in column.keys)
