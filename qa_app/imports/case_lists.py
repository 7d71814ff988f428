"""What does a council's case list say, and what in it could not be used?

The one door for case lists: Annex A workbooks (.xlsx, .xls, .ods), and any sheet or CSV with a mapping.
Nothing is saved here; the reading is shown first and confirmed by a person.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from itertools import islice
from typing import TYPE_CHECKING, TypedDict

from qa_app.domain.cases import CaseListReading, CaseProblem, ReadList
from qa_app.domain.errors import BadFile
from qa_app.imports.annex_a import LISTS, list_number
from qa_app.imports.cells import text_of
from qa_app.imports.columns import Place, match_columns
from qa_app.imports.file_kinds import renamed
from qa_app.imports.headers import fingerprint, row_of_any
from qa_app.imports.list_shapes import Field
from qa_app.imports.recognising import first_rows, recognise
from qa_app.imports.rows import ListReader
from qa_app.imports.sheets import open_sheets

if TYPE_CHECKING:
    from datetime import date

    from qa_app.imports.list_shapes import ListShape
    from qa_app.imports.mapping import ColumnMapping
    from qa_app.imports.sheets import Sheet


@dataclass(frozen=True, slots=True)
class SheetHeaders:
    """The headings of a sheet, for a person to match: never anything from its rows.

    ``headers`` is the whole row with its blanks, as ``suggest_mapping`` wants it. ``header_row`` counts from 1.
    """

    sheet: str
    header_row: int
    headers: tuple[str, ...]
    fingerprint: str
    list_number: int | None


def read_case_list(
    content: bytes, file_name: str, mapping: ColumnMapping | None = None, *, on: date
) -> CaseListReading:
    """Every list in the file, as cases and problems; ``on`` is the day of the import.

    With a mapping, the sheets whose headings have its fingerprint are read, and no others. BadFile when the
    file is no spreadsheet, not safe to open, or has no sheet for the mapping.
    """
    if mapping and (complaints := mapping.complaints()):
        raise BadFile(" ".join(complaints))
    kind, sheets = open_sheets(content, file_name)
    problems = [_about_file(message) for message in [renamed(kind, file_name)] if message]
    lists: list[ReadList] = []
    unread: list[ReadList] = []
    for sheet in sheets:
        outcome = (
            _read_mapped(sheet, mapping, on)
            if mapping
            else _read_sheet(sheet, {x.list_number for x in lists}, on)
        )
        if isinstance(outcome, CaseProblem):
            problems.append(outcome)
        elif any(
            problem.serious and problem.row in {None, outcome.header_row} for problem in outcome.problems
        ):
            unread.append(outcome)
        else:
            lists.append(outcome)
            if not outcome.rows:
                problems.append(
                    _about_sheet(sheet, "The list has headings but no rows.", outcome.list_number)
                )
    if mapping and not lists:
        raise BadFile(
            "No sheet of this file has the headings that were matched. Choose the file again, and match its columns."
        )
    if not lists and not unread:
        problems.append(
            _about_file(
                "No sheet was recognised as one of lists 1 to 9. Name the sheets 'List 1' to 'List 9', or match "
                "the columns by hand.",
                serious=True,
            )
        )
    digest = hashlib.sha256(content).hexdigest()
    return CaseListReading(file_name, digest, tuple(lists), tuple(problems), tuple(unread))


def headers_of(content: bytes, file_name: str) -> tuple[SheetHeaders, ...]:
    """The headings of every visible sheet that has some, for the mapping step; BadFile as above."""
    found = []
    for sheet in open_sheets(content, file_name)[1]:
        rows = [] if sheet.is_hidden else first_rows(sheet)
        recognised = recognise(sheet.name, rows)
        index = recognised.header if recognised.header is not None else row_of_any(rows)
        if index is not None:
            headers = tuple(text_of(cell) for cell in rows[index])
            found.append(
                SheetHeaders(sheet.name, index + 1, headers, fingerprint(headers), recognised.number)
            )
    return tuple(found)


class ProblemAsJson(TypedDict):
    """One problem, for ``--json``."""

    row: int | None
    column: str
    found: str
    message: str


class ListAsJson(TypedDict):
    """One list, for ``--json``; ``header_row`` is None when no headings were found."""

    list: int
    sheet: str
    header_row: int | None
    rows: int
    cases: int
    problems: list[ProblemAsJson]


class FileProblemAsJson(TypedDict):
    """A problem of the file as a whole or of a sheet that was not read, for ``--json``."""

    sheet: str
    list: int | None
    message: str


class ReadingAsJson(TypedDict):
    """What ``qa import-cases FILE --dry-run --json`` prints."""

    file: str
    sha256: str
    lists: list[ListAsJson]
    problems: list[FileProblemAsJson]


def reading_as_json(reading: CaseListReading) -> ReadingAsJson:
    """The reading without its cases. Rows count from 1 as the spreadsheet's do."""
    every = sorted((*reading.lists, *reading.unread), key=lambda each: each.list_number)
    return {
        "file": reading.file_name,
        "sha256": reading.sha256,
        "lists": [
            {
                "list": each.list_number,
                "sheet": each.sheet,
                "header_row": each.header_row or None,
                "rows": each.rows,
                "cases": len(each.cases),
                "problems": [
                    {"row": it.row, "column": it.column, "found": it.found, "message": it.message}
                    for it in each.problems
                ],
            }
            for each in every
        ],
        "problems": [
            {"sheet": it.sheet, "list": it.list_number, "message": it.message} for it in reading.problems
        ],
    }


def _read_sheet(sheet: Sheet, already: set[int], on: date) -> ReadList | CaseProblem:
    named = list_number(sheet.name)
    if named is not None and named not in LISTS:
        return _about_sheet(sheet, f"List {named} holds no cases to audit, so it was not read.", named)
    if sheet.is_hidden:
        message = "The sheet is hidden, so it was not read. Unhide it in the workbook if it should be."
        return _about_sheet(sheet, message, named, serious=named is not None)
    recognised = recognise(sheet.name, first_rows(sheet))
    number = recognised.number
    if number is None or number not in LISTS:
        return _about_sheet(sheet, "The sheet is not one of lists 1 to 9, so it was not read.", number)
    if number in already:
        message = f"Another sheet was already read as list {number}, so this one was not."
        return _about_sheet(sheet, message, number, serious=True)
    if recognised.header is None:
        message = (
            "No row of headings was found in the first 15 rows, so the list was not read. Put Ofsted's headings, "
            "beginning with 'Child Unique ID', above the children."
        )
        problem = CaseProblem(sheet.name, number, None, "", "", "", message, serious=True)
        return ReadList(number, sheet.name, 0, 0, (), (problem,))
    reading = _read_list(sheet, LISTS[number], recognised.header, on)
    return reading if recognised.by == "name" else _with_remark(reading, recognised.by)


def _read_mapped(sheet: Sheet, mapping: ColumnMapping, on: date) -> ReadList | CaseProblem:
    for index, row in enumerate(first_rows(sheet)):
        if not sheet.is_hidden and fingerprint([text_of(cell) for cell in row]) == mapping.fingerprint:
            return _read_list(sheet, mapping.shape(), index, on, mapped=True)
    return _about_sheet(
        sheet, "The sheet has other headings than those that were matched, so it was not read.", None
    )


def _read_list(sheet: Sheet, shape: ListShape, header: int, on: date, *, mapped: bool = False) -> ReadList:
    rows = sheet.rows()
    heading_row = next(islice(rows, header, None))
    place = Place(sheet.name, shape.number, header + 1)
    matched = match_columns(shape, heading_row, place, name_unknown=not mapped)
    reader = ListReader(place, matched, shape.status, on, keeps_own_statuses=mapped)
    reader.read(rows, take=Field.REFERENCE in matched.fields)
    problems = (*matched.problems, *reader.problems)
    return ReadList(shape.number, sheet.name, header + 1, reader.rows, tuple(reader.cases), problems)


def _with_remark(reading: ReadList, by: str) -> ReadList:
    message = (
        f"The sheet was taken for list {reading.list_number} because of its {by}. Check that this is right."
    )
    remark = CaseProblem(reading.sheet, reading.list_number, reading.header_row, "", "", "", message)
    return replace(reading, problems=(remark, *reading.problems))


def _about_sheet(sheet: Sheet, message: str, number: int | None, *, serious: bool = False) -> CaseProblem:
    return CaseProblem(sheet.name, number, None, "", "", "", message, serious=serious)


def _about_file(message: str, *, serious: bool = False) -> CaseProblem:
    return CaseProblem("", None, None, "", "", "", message, serious=serious)
