"""What did one file of case lists hold, and what did it change, in figures?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pydantic import TypeAdapter

from qa_app.domain.case_changes import ChangeCounts, UnknownTeam  # noqa: TC001 (pydantic needs them)
from qa_app.domain.cases import LIST_TITLES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from qa_app.domain.case_changes import Changes
    from qa_app.domain.cases import CaseListReading


@dataclass(frozen=True, slots=True)
class ListSummary:
    """One list of the file. ``rows`` counts the rows that are not wholly empty, ``cases`` those that were taken."""

    list_number: int
    sheet: str
    header_row: int
    rows: int
    cases: int
    problems: int
    was_read: bool = True

    @property
    def title(self) -> str:
        """As "7: Child protection"."""
        return f"{self.list_number}: {LIST_TITLES[self.list_number]}"


@dataclass(frozen=True, slots=True)
class ImportSummary:
    """The figures of one import. ``changes`` are those of the preview until it is confirmed, then what was done."""

    lists: tuple[ListSummary, ...]
    changes: ChangeCounts
    unknown_teams: tuple[UnknownTeam, ...] = ()
    created_teams: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """As the database keeps it."""
        kept: dict[str, Any] = _SUMMARY.dump_python(self, mode="json")
        return kept

    @staticmethod
    def from_json(kept: Mapping[str, Any]) -> ImportSummary:
        """The summary that ``to_json`` wrote."""
        return _SUMMARY.validate_python(kept)


_SUMMARY = TypeAdapter(ImportSummary)


def summarise(reading: CaseListReading, found: Changes, created: tuple[str, ...] = ()) -> ImportSummary:
    """The figures of a reading and of what it changes."""
    lines = [
        ListSummary(
            list_number=each.list_number,
            sheet=each.sheet,
            header_row=each.header_row,
            rows=each.rows,
            cases=len(each.cases),
            problems=len(each.problems),
            was_read=was_read,
        )
        for lists, was_read in ((reading.lists, True), (reading.unread, False))
        for each in lists
    ]
    return ImportSummary(
        tuple(sorted(lines, key=lambda line: line.list_number)), found.counts, found.unknown_teams, created
    )
