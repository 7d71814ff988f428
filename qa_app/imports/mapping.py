"""How is a sheet read that is not one of Ofsted's lists?

A person says once which heading stands for what, and which list the rows belong to; the mapping is
remembered under the fingerprint of the headings, so that next month's file needs no question.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pydantic import TypeAdapter

from qa_app.domain.cases import LIST_TITLES, Flag
from qa_app.imports.annex_a import LISTS
from qa_app.imports.flag_rules import yes_or_number
from qa_app.imports.headers import fingerprint, normalised
from qa_app.imports.list_shapes import Column, Field, ListShape

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qa_app.imports.flag_rules import Rule


@dataclass(frozen=True, slots=True)
class Target:
    """One thing that a column can stand for. ``key`` is a Field's or a Flag's value."""

    key: str
    label: str
    is_required: bool = False


TARGETS: tuple[Target, ...] = (
    Target(Field.REFERENCE.value, "Child's reference", is_required=True),
    Target(Field.TEAM.value, "Team"),
    Target(Field.WORKER.value, "Worker"),
    Target(Field.STATUS.value, "Status"),
    Target(Field.AGE.value, "Age in years"),
    Target(Field.BIRTH.value, "Date of birth (used for the age band only, never kept)"),
    Target(Field.FAMILY.value, "Family or sibling group"),
    Target(Field.STARTED_ON.value, "Start date"),
    Target(Field.ENDED_ON.value, "End date"),
    Target(Field.LAST_SEEN_ON.value, "Date last seen or visited"),
    Target(Field.REVIEWED_ON.value, "Date of last review"),
    *(Target(flag.value, f"{flag.label} (yes or no, or a number)") for flag in Flag),
)

_SYNONYMS: dict[Field, tuple[str, ...]] = {
    Field.REFERENCE: (
        *("child unique id", "child id", "child reference", "child ref", "person id", "client id", "case id"),
        *(
            "case reference",
            "case ref",
            "case number",
            "unique id",
            "mosaic id",
            "liquidlogic id",
            "eclipse id",
        ),
        *("local id", "reference", "ref", "id"),
    ),
    Field.TEAM: ("allocated team", "team name", "responsible team", "current team", "team"),
    Field.WORKER: (
        *("allocated worker", "allocated social worker", "social worker", "key worker", "lead worker"),
        *("case worker", "lead professional", "worker name", "worker"),
    ),
    Field.STATUS: ("case status", "plan type", "case type", "current status", "status"),
    Field.AGE: ("age in years", "age of child", "current age", "age"),
    Field.BIRTH: ("date of birth", "birth date", "dob"),
    Field.FAMILY: ("family identifier", "family id", "sibling group", "household id", "family"),
    Field.STARTED_ON: ("start date", "date started", "started", "open date", "date opened", "opened"),
    Field.ENDED_ON: (
        "end date",
        "date ended",
        "ended",
        "closure date",
        "date closed",
        "close date",
        "closed",
    ),
    Field.LAST_SEEN_ON: (
        "date last seen",
        "last seen",
        "last visit date",
        "date of last visit",
        "last visit",
    ),
    Field.REVIEWED_ON: ("date of last review", "last review date", "last review", "review date"),
}
_USUAL_LIST = 6


@dataclass(frozen=True, slots=True)
class ColumnMapping:
    """Which heading stands for which target, for sheets with these headings. ``columns``: (target, heading)."""

    list_number: int
    columns: tuple[tuple[str, str], ...]
    fingerprint: str

    def heading_for(self, target: str) -> str:
        """The heading chosen for a target, or ""."""
        return next((heading for key, heading in self.columns if key == target), "")

    def complaints(self) -> tuple[str, ...]:
        """Why this mapping cannot be used yet, as sentences; empty when it can."""
        known = {target.key for target in TARGETS}
        found = []
        if self.list_number not in LIST_TITLES:
            found.append("Choose which list the rows belong to.")
        if not self.heading_for(Field.REFERENCE):
            found.append("Choose the column that holds the child's reference.")
        if len({target for target, _ in self.columns} & known) < len(self.columns):
            found.append("Choose each thing once, from those that are offered.")
        return tuple(found)

    def shape(self) -> ListShape:
        """The mapping as a list that can be read; the headings that were not chosen need no remark."""
        columns = tuple(Column(heading, _use(target)) for target, heading in self.columns if heading)
        return ListShape(self.list_number, columns, (), LISTS[self.list_number].status)

    def to_json(self) -> str:
        """To be remembered under the fingerprint."""
        return _MAPPING.dump_json(self).decode()

    @staticmethod
    def from_json(text: str) -> ColumnMapping:
        """The mapping that ``to_json`` wrote."""
        return _MAPPING.validate_json(text)


_MAPPING = TypeAdapter(ColumnMapping)


def suggest_mapping(headers: Sequence[str]) -> ColumnMapping:
    """A first guess, for a person to correct: the list that shares most headings, and the likely columns.

    ``headers`` is the whole header row, blanks included, since the fingerprint is made of it.
    """
    keys = {normalised(heading): heading for heading in reversed(headers) if normalised(heading)}
    shared = {number: len(_distinctive(shape) & keys.keys()) for number, shape in LISTS.items()}
    number = max(shared, key=lambda each: (shared[each], each == _USUAL_LIST))
    columns = []
    free = dict(keys)
    for field, synonyms in _SYNONYMS.items():
        own = [key for column in LISTS[number].columns if column.use is field for key in column.keys]
        if (key := _best(free, [*own, *synonyms])) is not None:
            columns.append((field.value, free.pop(key)))
    return ColumnMapping(number, tuple(columns), fingerprint(headers))


def _best(keys: dict[str, str], wanted: Sequence[str]) -> str | None:
    exact = next((key for key in wanted if key in keys), None)
    if exact is not None:
        return exact
    within = (key for each in wanted if len(each) > 3 for key in keys if f" {each} " in f" {key} ")
    return next(within, None)


def _distinctive(shape: ListShape) -> frozenset[str]:
    """The headings of a list that few others have."""
    elsewhere = [LISTS[number].known for number in LISTS if number != shape.number]
    return frozenset(key for key in shape.known if sum(key in known for known in elsewhere) < 2)


def _use(target: str) -> Field | Rule:
    if target in set(Field):
        return Field(target)
    flag = Flag(target)
    return yes_or_number(3 if flag is Flag.MANY_PLACEMENTS else 1, flag)
