"""Which case is a record about? Found by following its references, whatever table it is in.

The ways are read from the tables' own foreign keys, so that a new table has its way as soon as it refers to something
that has one.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import inspect, select

from qa_app.models.base import Base
from qa_app.models.cases import Case

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Select
    from sqlalchemy.orm import Mapper, Session

_CASE = Case.__tablename__
Step = tuple[str, str]
"""A column, and the table that it leads to."""


@cache
def steps() -> dict[str, tuple[Step, ...]]:
    """Table → the columns that lead towards a case, the shortest way first. A table without any is not here."""
    far = {_CASE: 0}
    found: dict[str, tuple[Step, ...]] = {_CASE: ()}
    while True:
        nearer = {
            table.name: tuple(
                (key.parent.name, key.column.table.name)
                for key in sorted(
                    table.foreign_keys, key=lambda each: far.get(each.column.table.name, len(far))
                )
                if key.column.table.name in far and key.column.name == "id"
            )
            for table in Base.metadata.sorted_tables
            if table.name not in far
        }
        reached = {name: way for name, way in nearer.items() if way}
        if not reached:
            return found
        found.update(reached)
        far.update(dict.fromkeys(reached, len(found)))


@cache
def _columns_of(table: str) -> tuple[str, ...]:
    return ("reference",) if table == _CASE else tuple(column for column, _ in steps()[table])


@cache
def _asking(table: str) -> Select[Any]:
    columns = Base.metadata.tables[table].c
    return select(*(columns[name] for name in _columns_of(table)))


@cache
def _mapper_of(table: str) -> Mapper[Any] | None:
    mappers = (each for each in Base.registry.mappers if each.inherits is None)
    return next((each for each in mappers if each.local_table.name == table), None)  # type: ignore[attr-defined]  # a table


@dataclass(slots=True)
class CasePaths:
    """Follows references, in one transaction, asking for each record once."""

    session: Session
    _known: dict[tuple[str, int], str] = field(default_factory=dict)

    def of(self, record: Base) -> str:
        """The reference of the case that a record is about; "" for none."""
        table = record.__tablename__
        return self._follow(table, inspect(record).dict) if table in steps() else ""

    def at(self, table: str, number: int) -> str:
        """The same, of a record that is known by its number."""
        if table not in steps():
            return ""
        if (table, number) not in self._known:
            self._known[table, number] = self._follow(table, self._read(table, number))
        return self._known[table, number]

    def _follow(self, table: str, values: Mapping[str, Any]) -> str:
        if table == _CASE:
            return str(values.get("reference") or "")
        for column, target in steps()[table]:
            number = values.get(column)
            if number is not None:
                return self.at(target, number)
        return ""

    def _read(self, table: str, number: int) -> Mapping[str, Any]:
        """What is in the session already, or asked for: no more than the columns that lead on."""
        mapper = _mapper_of(table)
        wanted = _columns_of(table)
        if mapper is not None:
            loaded = self.session.identity_map.get(mapper.identity_key_from_primary_key((number,)))
            if loaded is not None and all(name in loaded.__dict__ for name in wanted):
                return {name: loaded.__dict__[name] for name in wanted}
        asked = _asking(table).where(Base.metadata.tables[table].c.id == number)
        row = self.session.execute(asked).mappings().one_or_none()
        return dict(row) if row else {}
