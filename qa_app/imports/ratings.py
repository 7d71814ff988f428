"""What stands in a table of ratings that somebody made in a spreadsheet, and everything that is wrong with it?

The first row has the raters' names, every column is a rater; then a row a case. An empty cell is "not rated". All
problems are told together, each with the row and column that the spreadsheet shows.
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from typing import TYPE_CHECKING

from qa_app.domain.ratings import table_of_ratings

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from qa_app.domain.ratings import Ratings, Row

MAX_CELLS = 1_000_000
MAX_GRADES = 100
MAX_BYTES = 64 * 2**20
_TELL = 50
_LONGEST = 40


@dataclass(frozen=True, slots=True)
class RatingsProblem:
    """What is wrong and what to do. ``row`` counts from 1 for the names; ``column`` is the rater's name or its number."""

    row: int | None
    column: str
    message: str

    @property
    def sentence(self) -> str:
        """The whole with its place, as the command line prints it."""
        place = ", ".join(
            part
            for part in (f"row {self.row:,}" if self.row else "", self.column and f"column {self.column}")
            if part
        )
        return f"{place[0].upper()}{place[1:]}: {self.message}" if place else self.message


@dataclass(frozen=True, slots=True)
class RatingsReading:
    """The raters in the file's order and their ratings, or problems; ``ratings`` is None exactly when there are some."""

    raters: tuple[str, ...]
    ratings: Ratings | None
    problems: tuple[RatingsProblem, ...]


def read_grades(text: str) -> tuple[str, ...]:
    """The scale's grades, worst to best, from comma-separated text; a name with a comma stands in quotation marks.

    Raises ValueError with a sentence for fewer than two or too many grades, an empty name, or one that is there twice.
    """
    try:
        grades = tuple(cell.strip() for cell in next(csv.reader([text], strict=True), []))
    except csv.Error:
        raise ValueError("A quotation mark is not closed.") from None
    if not 2 <= len(grades) <= MAX_GRADES:
        raise ValueError(f"Give between 2 and {MAX_GRADES} grades, worst to best, with commas between them.")
    if "" in grades:
        raise ValueError(f"Grade {grades.index('') + 1} has no name. Take out the extra comma.")
    twice = next((grade for grade in grades if grades.count(grade) > 1), None)
    if twice is not None:
        raise ValueError(f"The grade '{_short(twice)}' is there twice. Every grade needs a name of its own.")
    return grades


def read_ratings(content: bytes, grades: Sequence[str]) -> RatingsReading:
    """The table in a comma-separated UTF-8 file, with or without a byte order mark, on the scale of ``grades``.

    Semicolons and tabs are read too, where there is no comma in the row of names.

    Names of raters and grades are compared without the blanks around them. Blank lines are not rows. A whole number may
    be written as a decimal one (1.0), as programs write a column in which numbers are missing.
    """
    try:
        rows = _rows(content)
        _, names = next(rows)
        problems = _problems_of_names(names)
        cells: list[Row] = []
        place = {grade: position for position, grade in enumerate(grades, start=1)}
        place = {f"{grade}.0": position for grade, position in place.items() if grade.isdecimal()} | place
        for number, row in rows:
            if len(row) != len(names):
                problems.append(_ragged(number, len(row), len(names)))
                continue
            unknown = [column for column, cell in enumerate(row) if cell and cell not in place]
            problems += [_unknown(number, names, column, row[column], grades) for column in unknown]
            cells.append(
                tuple(None if column in unknown else place.get(cell) for column, cell in enumerate(row))
            )
    except _Unreadable as problem:
        return RatingsReading((), None, (RatingsProblem(None, "", str(problem)),))
    if problems:
        return RatingsReading(names, None, _told(problems))
    return RatingsReading(names, table_of_ratings(cells, scale=len(grades), raters=len(names)), ())


class _Unreadable(Exception):
    """The file has no rows and columns to speak of."""


def _rows(content: bytes) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Every row that is not blank, with its number and its cells without the blanks around them; at least one."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise _Unreadable(_NOT_TEXT) from None
    if "\x00" in text:
        raise _Unreadable(_NOT_TEXT)
    found = 0
    try:
        lines = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
        for number, row in enumerate(lines, start=1):
            cells = tuple(cell.strip() for cell in row)
            if len(cells) > 1 or any(cells):
                found += len(cells)
                if found > MAX_CELLS:
                    raise _Unreadable(_TOO_MANY)
                yield number, cells
    except csv.Error:
        raise _Unreadable(_BROKEN) from None
    if not found:
        raise _Unreadable(
            "The file is empty. Its first row has the raters’ names, then comes a row for each case."
        )


def _delimiter(text: str) -> str:
    """The comma; a semicolon or a tab where the names have one and no comma, as spreadsheets of some countries save it."""
    names = next((line for line in text.splitlines() if line.strip()), "")
    return next((each for each in ",;\t" if each in names), ",")


_NOT_TEXT = "The file is not UTF-8 text. Save the table as 'CSV UTF-8 (comma delimited)' and try again."
_TOO_MANY = f"The table has more than {MAX_CELLS:,} cells. Split it into smaller ones."
_BROKEN = "The file cannot be read as rows and columns; a quotation mark is probably not closed or stands inside a cell."


def _problems_of_names(names: tuple[str, ...]) -> list[RatingsProblem]:
    problems = []
    if len(names) < 2:
        problems.append(
            RatingsProblem(
                1, "", "there is 1 rater, and agreement needs at least 2. Put commas between the columns."
            )
        )
    for column, name in enumerate(names, start=1):
        if not name:
            problems.append(
                RatingsProblem(1, f"{column}", "the rater has no name. Give one, or take the column out.")
            )
        elif name in names[: column - 1]:
            first = names.index(name) + 1
            problems.append(
                RatingsProblem(
                    1,
                    f"{column}",
                    f"the rater '{_short(name)}' is in column {first} already. Rename one of the two.",
                )
            )
    return problems


def _ragged(number: int, cells: int, raters: int) -> RatingsProblem:
    has = "1 cell" if cells == 1 else f"{cells:,} cells"
    need = "1 rater" if raters == 1 else f"{raters:,} raters"
    return RatingsProblem(
        number, "", f"the row has {has} for {need}. Leave a cell empty where somebody did not rate."
    )


def _unknown(
    number: int, names: tuple[str, ...], column: int, cell: str, grades: Sequence[str]
) -> RatingsProblem:
    offered = (
        ", ".join(map(_short, grades))
        if len(grades) <= 10
        else f"{_short(grades[0])} to {_short(grades[-1])}"
    )
    where = f"{column + 1} ({_short(names[column])})" if names[column] else f"{column + 1}"
    return RatingsProblem(number, where, f"'{_short(cell)}' is not a grade of this scale ({offered}).")


def _told(problems: list[RatingsProblem]) -> tuple[RatingsProblem, ...]:
    """All of them, or the first and how many more there are."""
    if len(problems) <= _TELL:
        return tuple(problems)
    more = len(problems) - _TELL
    rest = "There is 1 more problem" if more == 1 else f"There are {more:,} more problems"
    return (*problems[:_TELL], RatingsProblem(None, "", f"{rest} like these."))


def _short(text: str) -> str:
    """The text in one line that can be printed anywhere."""
    shown = "".join(character if character.isprintable() else "?" for character in text)
    return shown if len(shown) <= _LONGEST else f"{shown[: _LONGEST - 1]}…"
