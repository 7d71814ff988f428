"""What do the rows of a list become?

Each row that is not wholly empty becomes a case or exactly one serious problem; fields that cannot be used
stay empty with a problem of their own. Dates of birth live in local variables here and nowhere else.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from qa_app.domain.cases import ONE_ROW_PER_CHILD, CaseProblem, CaseStatus, Flag, ListedCase
from qa_app.imports import cells, dates
from qa_app.imports.columns import column_letter
from qa_app.imports.list_shapes import Field
from qa_app.imports.statuses import status_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from qa_app.domain.cases import AgeBand
    from qa_app.imports.cells import Cell, Row
    from qa_app.imports.columns import Matched, Place

_DATE_FIELDS = (Field.STARTED_ON, Field.ENDED_ON, Field.LAST_SEEN_ON, Field.REVIEWED_ON)
_TOTALS = frozenset({"total", "totals", "grand total", "end", "end of list", "count"})
_LEFT_EMPTY = "The field was left empty and the case was taken."


@dataclass(slots=True)
class ListReader:
    """Reads the rows of one list one by one, remembering the children seen so far."""

    place: Place
    matched: Matched
    status: CaseStatus | None
    on: date
    keeps_own_statuses: bool = False
    rows: int = 0
    cases: list[ListedCase] = field(default_factory=list)
    problems: list[CaseProblem] = field(default_factory=list)
    _seen: dict[str, int] = field(default_factory=dict)

    def read(self, rows: Iterable[Row], *, take: bool) -> None:
        """Take every row under the header, or only count them; ``rows`` begins with the row after it."""
        named = {index for index, heading in enumerate(self.matched.headings) if heading}
        unnamed: set[int] = set()
        for number, row in enumerate(rows, start=self.place.header_row + 1):
            if all(cells.is_blank(cell) for cell in row):
                continue
            self.rows += 1
            if not take:
                continue
            self._take(number, row)
            if len(row) > len(named):
                unnamed.update(i for i, cell in enumerate(row) if i not in named and not cells.is_blank(cell))
        for index in sorted(unnamed):
            message = "This column has no heading. It was not read and is not kept."
            self.problems.append(
                self.place.problem(message, row=self.place.header_row, index=index, serious=False)
            )

    def _take(self, number: int, row: Row) -> None:
        index = self.matched.fields[Field.REFERENCE]
        cell = _at(row, index)
        reference, complaint = cells.reference(cell)
        if reference is None:
            # A date in the place of a reference may be a date of birth that slipped one column.
            shown = "(a date)" if isinstance(cell, date) else cell
            self._say(number, index, shown, f"{complaint}. The row was not taken.", serious=True)
        elif reference.casefold() == self.matched.headings[index].casefold():
            self._say(
                number, index, cell, "The headings stand here again. The row was not taken.", serious=True
            )
        elif reference.casefold() in _TOTALS:
            self._say(number, index, cell, "This looks like a total. The row was not taken.", serious=True)
        elif reference in self._seen and self.place.list_number in ONE_ROW_PER_CHILD:
            self._say(
                number,
                index,
                cell,
                f"The child is already in row {self._seen[reference]}, and this list has one row per child. "
                f"Row {self._seen[reference]} was kept and row {number} was not taken.",
                serious=True,
            )
        else:
            self._seen.setdefault(reference, number)
            self.cases.append(self._case(number, row, reference))

    def _case(self, number: int, row: Row, reference: str) -> ListedCase:
        started, ended, seen, reviewed = (self._day(number, row, each) for each in _DATE_FIELDS)
        if started and ended and ended < started:
            index = self.matched.fields[Field.ENDED_ON]
            message = "This date is before the start date. Both dates were kept."
            self._say(number, index, _at(row, index), message)
        flags = self._flags(number, row)
        # A plan is only missed for a child who is still in care.
        if ended:
            flags -= {Flag.NO_PERMANENCE_PLAN}
        return ListedCase(
            list_number=self.place.list_number,
            row=number,
            reference=reference,
            team=self._name(number, row, Field.TEAM),
            worker=self._name(number, row, Field.WORKER) or self._name(number, row, Field.ADVISER),
            age_band=self._age_band(number, row),
            family=self._name(number, row, Field.FAMILY),
            status=self._status(number, row, reviewed, flags),
            started_on=started,
            ended_on=ended,
            last_seen_on=seen,
            reviewed_on=reviewed,
            flags=flags,
        )

    def _day(self, number: int, row: Row, which: Field) -> date | None:
        index = self.matched.fields.get(which)
        if index is None or (cell := _at(row, index)) == "":
            return None
        value, complaint = dates.day(cell, self.on)
        if complaint:
            self._say(number, index, cell, f"{complaint}. {_LEFT_EMPTY}")
        return value

    def _name(self, number: int, row: Row, which: Field) -> str:
        index = self.matched.fields.get(which)
        if index is None or (cell := _at(row, index)) == "":
            return ""
        value, complaint = cells.name(cell)
        if complaint:
            self._say(number, index, cell, f"{complaint}. {_LEFT_EMPTY}")
        return value or ""

    def _age_band(self, number: int, row: Row) -> AgeBand | None:
        """From the age; from the date of birth when there is no usable age. Only the band leaves here."""
        band, complaint, index = None, "", self.matched.fields.get(Field.AGE)
        if index is not None:
            band, complaint = cells.years_of_age(_at(row, index))
        birth_index = self.matched.fields.get(Field.BIRTH)
        if band is None and birth_index is not None:
            band, birth_complaint = dates.age_from_birth(_at(row, birth_index), self.on)
            if birth_complaint:
                index, complaint = birth_index, birth_complaint
        if complaint and index is not None:
            outcome = (
                "The age band was worked out from the date of birth"
                if band
                else "The age band was left empty"
            )
            self._say(number, index, "(not shown)", f"{complaint}. {outcome} and the case was taken.")
        return band

    def _status(self, number: int, row: Row, reviewed: date | None, flags: frozenset[Flag]) -> str:
        index = self.matched.fields.get(Field.STATUS)
        if index is not None and not cells.is_blank(cell := _at(row, index)):
            known, complaint = status_of(cell)
            own, own_complaint = (
                cells.name(cell) if complaint and self.keeps_own_statuses else (None, complaint)
            )
            if own_complaint:
                self._say(number, index, cell, f"{own_complaint}. {_LEFT_EMPTY}")
            return known or own or self.status or ""
        # A referral is over with no further action, an enquiry with its conference or without need of one.
        if self.place.list_number == 3 and Flag.NO_FURTHER_ACTION in flags:
            return CaseStatus.CLOSED
        if self.place.list_number == 5 and (reviewed or Flag.NO_CONFERENCE in flags):
            return CaseStatus.CLOSED
        return self.status or ""

    def _flags(self, number: int, row: Row) -> frozenset[Flag]:
        raised: frozenset[Flag] = frozenset()
        for index, rule in self.matched.rules:
            cell = _at(row, index)
            flags, complaint = rule(cell)
            raised |= flags
            if complaint:
                self._say(
                    number, index, cell, f"{complaint}. The answer was not used and the case was taken."
                )
        return raised

    def _say(self, number: int, index: int, cell: Cell, message: str, *, serious: bool = False) -> None:
        letter = column_letter(index)
        self.problems.append(
            self.place.problem(
                message,
                row=number,
                column=self.matched.headings[index] or letter,
                index=index,
                found=cells.found_in(cell),
                serious=serious,
            )
        )


def _at(row: Row, index: int) -> Cell:
    return row[index] if index < len(row) else ""
