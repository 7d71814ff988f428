"""How are a hundred thousand changes of cases written at once? In bulk, within the transaction of the import."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, insert, select, update

from qa_app.models.base import Base
from qa_app.models.cases import Case, CaseEntry, CaseFlag
from qa_app.models.people import Team, Worker

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from sqlalchemy.orm import Session

    from qa_app.domain.case_changes import CaseState, Changes
    from qa_app.domain.cases import ListedCase

# Tables, not classes: rows that nobody will hold need no objects.
_CASES, _ENTRIES, _FLAGS = (
    Base.metadata.tables[mapped.__tablename__] for mapped in (Case, CaseEntry, CaseFlag)
)


def write_changes(session: Session, found: Changes, *, import_id: int, at: datetime) -> None:
    """Make cases and entries what the comparison says."""
    team_ids = dict(session.execute(select(Team.name, Team.id)).all())
    worker_ids = _workers(session, {state.worker for state in (*found.new, *found.changed)} - {""})

    def columns(state: CaseState) -> dict[str, object]:
        return {
            "age_band": state.age_band,
            "family": state.family,
            "team_id": team_ids.get(state.team),
            "worker_id": worker_ids.get(state.worker),
            "is_open": state.is_open,
            "last_import_id": import_id,
        }

    if found.new:
        session.execute(
            insert(_CASES),
            [
                {"reference": state.reference, "first_import_id": import_id, **columns(state)}
                for state in found.new
            ],
        )
    ids = dict(session.execute(select(Case.reference, Case.id)).all())
    was_open = set(session.scalars(select(Case.id).where(Case.is_open))) if found.changed else set()
    if found.changed:
        session.execute(
            update(Case),
            [{"id": ids[state.reference], **columns(state)} for state in found.changed],
        )
        closed = [
            {"id": ids[state.reference], "closed_at": None if state.is_open else at}
            for state in found.changed
            if state.is_open or ids[state.reference] in was_open
        ]
        if closed:
            session.execute(update(Case), closed)
    _replace_lists(session, found, ids)


def _replace_lists(session: Session, found: Changes, ids: dict[str, int]) -> None:
    numbers = found.counts.lists
    if not numbers:
        return
    gone = select(CaseEntry.id).where(CaseEntry.list_number.in_(numbers))
    session.execute(delete(CaseFlag).where(CaseFlag.entry_id.in_(gone)))
    session.execute(delete(CaseEntry).where(CaseEntry.list_number.in_(numbers)))
    if not found.entries:
        return
    # Plain inserts are four times faster than those that give their ids back. The ids grow in the order of the file,
    # so the same order finds them again; it also decides between entries that are alike otherwise.
    session.execute(insert(_ENTRIES), [_columns_of(entry, ids) for entry in found.entries])
    made = session.scalars(
        select(CaseEntry.id).where(CaseEntry.list_number.in_(numbers)).order_by(CaseEntry.id)
    )
    flags = [
        {"entry_id": entry_id, "flag": flag}
        for entry_id, entry in zip(made, found.entries, strict=True)
        for flag in sorted(entry.flags)
    ]
    if flags:
        session.execute(insert(_FLAGS), flags)


def _columns_of(entry: ListedCase, ids: dict[str, int]) -> dict[str, object]:
    return {
        "case_id": ids[entry.reference],
        "list_number": entry.list_number,
        "team": entry.team,
        "worker": entry.worker,
        "status": entry.status,
        "started_on": entry.started_on,
        "ended_on": entry.ended_on,
        "last_seen_on": entry.last_seen_on,
        "reviewed_on": entry.reviewed_on,
    }


def _workers(session: Session, names: Iterable[str]) -> dict[str, int]:
    """Name → id of every worker, after making those who are new."""
    known = dict(session.execute(select(Worker.name, Worker.id)).all())
    new = sorted(set(names) - known.keys())
    if new:
        session.execute(insert(Worker), [{"name": name} for name in new])
        known = dict(session.execute(select(Worker.name, Worker.id)).all())
    return known
