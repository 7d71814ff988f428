"""What did a transaction change? Noticed from what is flushed and executed, so that nobody has to remember to say it.

Small facts (numbers, dates, statuses, yes and no) are kept as they were and are. Texts are kept as fingerprints: the
history shows no content of an audit. Names and settings of the council itself are no content and stay readable.
"""

from __future__ import annotations

import enum
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy import inspect
from sqlalchemy.orm.attributes import get_history
from sqlalchemy.orm.base import NO_VALUE

from qa_app.domain.fingerprints import fingerprint
from qa_app.domain.happenings import Happening
from qa_app.models.base import Base
from qa_app.models.case_paths import steps
from qa_app.models.sealing import Note, gather

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sqlalchemy.orm import InstanceState, Mapper, ORMExecuteState, Session

NOTICED = "noticed"
"""An execution option of statements whose use case records by itself what they change."""

_NOT_KEPT = frozenset(
    {"command_run", "emergency_use", "history", "history_head", "job", "outbox_message", "passing", "sign_in"}
)
"""Tables that tell of work, not of what was decided: messages, progress of jobs; and sign-ins and commands, which have lines
of their own."""
_OPEN_TABLES = frozenset({"council", "service", "team", "role"})
_OPEN_COLUMNS = frozenset({"sha256", "findings_sha256", "period_key", "audience"})
_SECRET = frozenset(
    {
        "password",
        "tf_totp_secret",
        "mf_recovery_codes",
        "fs_uniquifier",
        "fs_webauthn_user_handle",
        "credential_id",
        "public_key",
        "once",
    }
)
_JUDGED = frozenset({("finding", "kind"), ("audit", "is_above_cap")})
"""What an auditor found, although it is no text."""
_SAID_ELSEWHERE = frozenset({"id", "revision", "by_id", "at", "created_at", "changed_at"})
_PERMISSIONS = frozenset({"management", "user_role"})
_MOST = 60


class Acting(NamedTuple):
    """Who acts, and when: what use cases are given as ``by`` and ``at``."""

    by_id: int | None
    at: datetime


@dataclass(frozen=True, slots=True)
class Noticing:
    """Makes notes of changes, for one transaction."""

    session: Session
    acting: Acting
    key: bytes

    def flushed(self) -> None:
        """Everything that the present flush wrote."""
        session = self.session
        for each in session.new:
            self._note(each, Happening.ADDED, self._values(inspect(each)))
        for each in session.dirty:
            changes = self._changes(inspect(each))
            if changes:
                self._note(each, Happening.CHANGED, changes)
        for each in session.deleted:
            self._note(each, Happening.REMOVED, {})

    def executed(
        self, table: str, what: Happening, rows: int, columns: Iterable[str], about: tuple[str, int] | None
    ) -> None:
        """A statement that went round the records, by its table, and by the record that all its rows belong to."""
        details: dict[str, str | int | None] = {"rows": rows}
        named = ", ".join(sorted(set(columns) - {"id"}))
        if named:
            details["columns"] = named
        self._gather(
            Note(
                _what(what, table),
                self.acting.by_id,
                self.acting.at,
                kind=table,
                details=details,
                about=about,
            )
        )

    def _note(self, each: Base, what: Happening, details: Mapping[str, str | int | None]) -> None:
        table = each.__tablename__
        if table in _NOT_KEPT:
            return
        found = _what(what, table)
        if "roles" in details or (table == "user" and "active" in details):
            found = Happening.PERMISSIONS_CHANGED
        if found is not what:
            details = {"did": what.value, **details}
        self._gather(Note(found, self.acting.by_id, self.acting.at, on=each, details=details))

    def _gather(self, note: Note) -> None:
        gather(self.session, note)

    def _values(self, state: InstanceState[Any]) -> dict[str, str | int | None]:
        found: dict[str, str | int | None] = {}
        for name, column in _columns(state.mapper):
            value = state.dict.get(name)
            if name in _SAID_ELSEWHERE or value is None or value is False or value == "":
                continue
            found[name] = self._said(state, column, value)
        roles = state.dict.get("roles")
        if roles:
            found["roles"] = _names(roles)
        return found

    def _changes(self, state: InstanceState[Any]) -> dict[str, str | int | None]:
        found: dict[str, str | int | None] = {}
        columns = dict(_columns(state.mapper))
        for name, old in state.committed_state.items():
            column = columns.get(name)
            if column is None:
                found.update(_related(state, name))
                continue
            new = state.dict.get(name)
            if name in _SAID_ELSEWHERE or old == new:
                continue
            before = "unknown" if old is NO_VALUE else self._said(state, column, old)
            found[name] = f"{before} → {self._said(state, column, new)}"
        return found

    def _said(self, state: InstanceState[Any], column: sa.Column[Any], value: Any) -> str:
        table, name = column.table.name, column.name
        if name in _SECRET:
            return "set" if value else "not set"
        if value is None:
            return "none"
        if not isinstance(value, str | list | dict | tuple) or isinstance(value, enum.Enum):
            if (table, name) not in _JUDGED:
                return _plain(value)
            value = _plain(value)
        if table in _OPEN_TABLES or name in _OPEN_COLUMNS:
            return str(value)
        text = value if isinstance(value, str) else json.dumps(value, sort_keys=True, default=str)
        number = state.dict.get("id", "")
        return fingerprint(text, where=f"{table}.{number}.{name}", key=self.key)


def execution(state: ORMExecuteState, noticing: Noticing) -> Any:
    """Run a statement that writes, and note what it did; None for one that is none of our business."""
    table = getattr(getattr(state.statement, "table", None), "name", "")
    if table in _NOT_KEPT or state.execution_options.get(NOTICED):
        return None
    result = state.invoke_statement()
    sent = state.parameters
    several: list[Mapping[str, Any]] = [*sent] if isinstance(sent, Sequence) else [sent] if sent else []
    columns: Iterable[str] = several[0] if several else ()
    if state.is_insert:
        what, rows = Happening.ADDED, max(len(several), 1)
    elif state.is_update:
        what = Happening.CHANGED
        rows = len(several) if isinstance(sent, Sequence) else _rows_of(result)
        columns = columns if isinstance(sent, Sequence) else _set_by(state.statement)
    else:
        what, rows, columns = Happening.REMOVED, _rows_of(result), ()
    if rows:
        noticing.executed(table, what, rows, columns, _owner(table, several) if state.is_insert else None)
    return result


def _owner(table: str, rows: list[Mapping[str, Any]]) -> tuple[str, int] | None:
    """The record that all these rows belong to, when it is one."""
    for column, target in steps().get(table, ()):
        found = {row.get(column) for row in rows}
        if len(found) == 1 and (number := found.pop()) is not None:
            return target, number
    return None


def _rows_of(result: Any) -> int:
    return int(result.rowcount)


def _set_by(statement: Any) -> list[str]:
    values = getattr(statement, "_values", None) or {}
    return [getattr(column, "name", str(column)) for column in values]


def _what(what: Happening, table: str) -> Happening:
    if table in _PERMISSIONS:
        return Happening.PERMISSIONS_CHANGED
    if table in _OPEN_TABLES:
        return Happening.SETTINGS_CHANGED
    if table == "publication" and what is Happening.ADDED:
        return Happening.PUBLISHED
    return what


_COLUMNS: dict[Any, list[tuple[str, sa.Column[Any]]]] = {}


def _columns(mapper: Mapper[Any]) -> list[tuple[str, sa.Column[Any]]]:
    """Attribute → column, found once for each class."""
    if mapper not in _COLUMNS:
        _COLUMNS[mapper] = [
            (each.key, each.columns[0])
            for each in mapper.column_attrs
            if isinstance(each.columns[0], sa.Column)
        ]
    return _COLUMNS[mapper]


def _related(state: InstanceState[Any], name: str) -> dict[str, str]:
    """A change of what a record is joined with through a table between, by names or by numbers."""
    relationship = state.mapper.relationships.get(name)
    if relationship is None or relationship.secondary is None:
        return {}  # the rows at the other end say it themselves
    history = get_history(state.obj(), name)
    if not history.has_changes():
        return {}
    kept = list(history.unchanged or ())
    before, after = [*kept, *history.deleted], [*kept, *history.added]
    return {name: f"{_names(before)} → {_names(after)}"}


def _names(rows: Iterable[Any]) -> str:
    """Roles by their names, other records by their numbers."""
    said = [row.name if row.__tablename__ in _OPEN_TABLES else str(row.id) for row in rows]
    return ", ".join(sorted(said)[:_MOST]) or "none"


def _plain(value: Any) -> str:
    if isinstance(value, enum.Enum):
        return str(value.value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value.isoformat() if isinstance(value, date | datetime) else str(value)
