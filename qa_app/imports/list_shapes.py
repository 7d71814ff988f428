"""What is a list made of: which columns, with which use?"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from qa_app.imports.headers import normalised

if TYPE_CHECKING:
    from qa_app.domain.cases import CaseStatus
    from qa_app.imports.flag_rules import Rule


class Field(StrEnum):
    """What a column gives to a list entry."""

    REFERENCE = "reference"
    FAMILY = "family"
    STATUS = "status"
    TEAM = "team"
    WORKER = "worker"
    ADVISER = "adviser"
    AGE = "age"
    BIRTH = "birth"
    STARTED_ON = "started_on"
    ENDED_ON = "ended_on"
    LAST_SEEN_ON = "last_seen_on"
    REVIEWED_ON = "reviewed_on"


@dataclass(frozen=True, slots=True)
class Column:
    """A column with a use: a field, or a rule that raises flags. ``heading`` is Ofsted's wording."""

    heading: str
    use: Field | Rule
    also: tuple[str, ...] = ()
    is_expected: bool = True

    @property
    def keys(self) -> tuple[str, ...]:
        """The heading and its variants as they are compared."""
        return tuple(normalised(each) for each in (self.heading, *self.also))


@dataclass(frozen=True, slots=True)
class ListShape:
    """One of the lists: its columns with a use, its other known headings, and what its rows stand for."""

    number: int
    columns: tuple[Column, ...]
    not_used: tuple[str, ...]
    status: CaseStatus | None

    @property
    def known(self) -> frozenset[str]:
        """Every heading of the list, as compared."""
        used = {key for column in self.columns for key in column.keys}
        return frozenset(used | {normalised(each) for each in self.not_used})
