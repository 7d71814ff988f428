"""Which column of this sheet is which?

Headings are matched after normalising. What is missing, doubled or unknown is said once per column, not once
per row.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from qa_app.domain.cases import CaseProblem
from qa_app.imports.cells import found_in, text_of
from qa_app.imports.headers import normalised
from qa_app.imports.list_shapes import Field

if TYPE_CHECKING:
    from qa_app.imports.cells import Row
    from qa_app.imports.flag_rules import Rule
    from qa_app.imports.list_shapes import Column, ListShape


@dataclass(frozen=True, slots=True)
class Place:
    """Where a sheet's list begins, for problems: ``header_row`` counts from 1."""

    sheet: str
    list_number: int
    header_row: int

    def problem(
        self,
        message: str,
        *,
        row: int,
        column: str = "",
        index: int | None = None,
        found: str = "",
        serious: bool,
    ) -> CaseProblem:
        """A problem on this sheet; ``index`` is that of the column, from 0, when there is a cell to point at."""
        letter = "" if index is None else column_letter(index)
        return CaseProblem(
            sheet=self.sheet,
            list_number=self.list_number,
            row=row,
            column=column or letter,
            cell=f"{letter}{row}" if letter else "",
            found=found,
            message=message,
            serious=serious,
        )


@dataclass(frozen=True, slots=True)
class Matched:
    """The columns of one sheet that will be read: field → index, and the rules with the index of their column."""

    headings: tuple[str, ...]
    fields: dict[Field, int]
    rules: tuple[tuple[int, Rule], ...]
    problems: tuple[CaseProblem, ...]


def match_columns(shape: ListShape, header: Row, place: Place, *, name_unknown: bool = True) -> Matched:
    """Find every column of the shape in the header row; the first of two with the same heading is used."""
    headings = tuple(text_of(cell) for cell in header)
    keys = [normalised(cell) for cell in header]
    fields: dict[Field, int] = {}
    rules: list[tuple[int, Rule]] = []
    problems: list[CaseProblem] = []
    taken: set[int] = set()
    for column in shape.columns:
        places = [
            index for key in dict.fromkeys(column.keys) for index, each in enumerate(keys) if each == key
        ]
        taken.update(places)
        if not places:
            problems += _missing(column, place)
        elif isinstance(column.use, Field):
            fields[column.use] = places[0]
        else:
            rules.append((places[0], column.use))
        problems += [
            place.problem(
                "There is another column for the same thing. The first was read and this one was not.",
                row=place.header_row,
                column=headings[index],
                index=index,
                found=found_in(header[index]),
                serious=False,
            )
            for index in places[1:]
        ]
    if name_unknown:
        problems += _unknown(shape, header, keys, taken, place)
    return Matched(headings, fields, tuple(rules), tuple(problems))


def column_letter(index: int) -> str:
    """The spreadsheet's letters of a column counted from 0: 0 → A, 27 → AB."""
    letters = ""
    number = index + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def _missing(column: Column, place: Place) -> list[CaseProblem]:
    if not column.is_expected:
        return []
    serious = column.use is Field.REFERENCE
    if serious:
        message = "There is no such column, so the list was not read. Add the children's references and choose it again."
    elif column.use is Field.AGE:
        message = (
            "There is no such column. Age bands were worked out from dates of birth where there are any."
        )
    else:
        message = "There is no such column. The cases were taken without it."
    return [place.problem(message, row=place.header_row, column=column.heading, serious=serious)]


def _unknown(
    shape: ListShape, header: Row, keys: list[str], taken: set[int], place: Place
) -> list[CaseProblem]:
    known = shape.known
    return [
        place.problem(
            "This column is not one that is used. It was not read and is not kept.",
            row=place.header_row,
            column=found_in(cell),
            index=index,
            found=found_in(cell),
            serious=False,
        )
        for index, (cell, key) in enumerate(zip(header, keys, strict=True))
        if index not in taken and key and key not in known
    ]
