"""How does a council's case list become our cases? Read, shown with all that is wrong with it, then confirmed."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from sqlalchemy import insert, select

from qa_app.db import session, use_case
from qa_app.domain.case_changes import changes, folded
from qa_app.domain.cases import CaseListReading
from qa_app.domain.errors import NotPossible, StepNotAllowed
from qa_app.domain.import_summaries import summarise
from qa_app.models.bulk_cases import write_changes
from qa_app.models.cases import CaseListImport, ColumnMappingRow, ImportProblem, ImportState
from qa_app.models.council import Council
from qa_app.models.people import Service, Team
from qa_app.queries import known_cases

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from qa_app.domain.case_changes import Changes
    from qa_app.domain.cases import CaseProblem
    from qa_app.models.people import User


@use_case
def wait_for_columns(
    upload: str,
    file_name: str,
    sha256: str,
    sheets_json: str,
    *,
    by: User | None,
    at: datetime,
) -> CaseListImport:
    """Record that a file waits, under the name ``upload``, until somebody says what its columns are.

    ``sheets_json`` is what its headings are, for the page that asks; nothing of its rows.
    """
    row = CaseListImport(
        file_name=file_name,
        sha256=sha256,
        state=ImportState.COLUMNS,
        upload=upload,
        reading_json=sheets_json,
        uploaded_at=at,
        uploaded_by_id=by.id if by else None,
    )
    session.add(row)
    return row


@use_case
def remember_mapping(fingerprint: str, mapping_json: str, *, at: datetime) -> None:
    """Understand the next file with the same headings in the same way."""
    row = session.scalars(
        select(ColumnMappingRow).where(ColumnMappingRow.fingerprint == fingerprint)
    ).one_or_none()
    if row is None:
        row = ColumnMappingRow(fingerprint=fingerprint)
        session.add(row)
    row.mapping_json, row.saved_at = mapping_json, at


@use_case
def preview(
    reading: CaseListReading, *, waiting_id: int | None = None, by: User | None, at: datetime
) -> CaseListImport:
    """Keep a reading until it is confirmed, with its problems and what it would change.

    A file that was imported before and would change nothing gives that earlier, confirmed import back.
    ``waiting_id`` is the import that waited for its columns. ``by`` is None for the command line.

    :raises NotPossible: when the file has no list that could be read.
    """
    if not reading.lists:
        sentences = dict.fromkeys(problem.message for problem in reading.all_problems if problem.serious)
        raise NotPossible(
            " ".join(["Nothing in this file could be read as a case list.", *list(sentences)[:3]])
        )
    row = session.get_one(CaseListImport, waiting_id) if waiting_id else CaseListImport()
    found = _compare(reading)
    earlier = session.scalars(
        select(CaseListImport)
        .where(CaseListImport.sha256 == reading.sha256, CaseListImport.state == ImportState.CONFIRMED)
        .order_by(CaseListImport.id.desc())
        .limit(1)
    ).one_or_none()
    if earlier and found.is_nothing:
        if waiting_id:
            row.state, row.upload = ImportState.DISCARDED, None
        return earlier
    row.file_name, row.sha256, row.state, row.upload = (
        reading.file_name,
        reading.sha256,
        ImportState.PREVIEW,
        None,
    )
    row.rows = sum(each.rows for each in reading.lists)
    row.cases = len(reading.cases)
    row.problems = len(reading.all_problems)
    row.reading_json = _without_problems(reading).to_json()
    row.summary = summarise(reading, found).to_json()
    row.uploaded_at, row.uploaded_by_id = at, by.id if by else None
    session.add(row)
    session.flush()
    _keep_problems(row.id, reading.all_problems)
    return row


@use_case
def confirm(
    import_id: int, *, create_teams: Mapping[str, int] | None = None, by: User | None, at: datetime
) -> CaseListImport:
    """Make the preview true: all of it or nothing. ``create_teams``: unknown team's name → id of its service.

    :raises StepNotAllowed: when somebody confirmed or discarded it before.
    :raises NotPossible: when a team is to be created in a service that does not exist.
    """
    session.scalars(select(Council.id).with_for_update()).one_or_none()  # one import at a time
    row = session.get_one(CaseListImport, import_id, populate_existing=True)
    _refuse_unless_preview(row)
    reading = CaseListReading.from_json(row.reading_json or "")
    created = _create(create_teams or {})
    found = _compare(reading)
    write_changes(session(), found, import_id=row.id, at=at)
    row.summary = _with_problem_counts(row, summarise(reading, found, created).to_json())
    row.state, row.confirmed_at, row.confirmed_by_id = ImportState.CONFIRMED, at, by.id if by else None
    row.reading_json = None
    return row


@use_case
def discard(import_id: int, *, by: User | None, at: datetime) -> CaseListImport:
    """Forget a preview. Nothing of it was saved as a case.

    :raises StepNotAllowed: when it was confirmed or discarded before.
    """
    del by, at
    row = session.get_one(CaseListImport, import_id, populate_existing=True)
    _refuse_unless_preview(row, ImportState.COLUMNS)
    row.state, row.reading_json, row.upload = ImportState.DISCARDED, None, None
    return row


def _compare(reading: CaseListReading) -> Changes:
    return changes(known_cases.states(), known_cases.entries(), reading.lists, known_cases.team_names())


def _refuse_unless_preview(row: CaseListImport, *also: ImportState) -> None:
    if row.state in {ImportState.PREVIEW, *also}:
        return
    happened = {
        ImportState.CONFIRMED: "This import was confirmed already. Its cases are saved.",
        ImportState.DISCARDED: "This import was discarded. Upload the file again to import it.",
        ImportState.COLUMNS: "Say first what the columns of this file are.",
    }
    raise StepNotAllowed(happened[row.state])


def _create(teams: Mapping[str, int]) -> tuple[str, ...]:
    known = known_cases.team_names()
    made = []
    for name, service_id in sorted(teams.items()):
        name = " ".join(name.split())  # noqa: PLW2901  # the same name, tidied
        if not name or folded(name) in known:
            continue  # somebody else made it in the meantime
        if session.get(Service, service_id) is None:
            raise NotPossible(f"Choose the service that the team {name} belongs to.")
        session.add(Team(name=name, service_id=service_id))
        made.append(name)
    session.flush()
    return tuple(made)


def _without_problems(reading: CaseListReading) -> CaseListReading:
    """The problems have a table of their own; what is kept of the reading is only its cases."""
    return replace(
        reading,
        lists=tuple(replace(each, problems=()) for each in reading.lists),
        unread=tuple(replace(each, problems=()) for each in reading.unread),
        problems=(),
    )


def _with_problem_counts(row: CaseListImport, summary: dict[str, object]) -> dict[str, object]:
    """The reading that was kept has no problems; how many each list had stands in the preview's summary."""
    kept = row.summary or {}
    return {**summary, "lists": kept.get("lists", [])}


def _keep_problems(import_id: int, problems: tuple[CaseProblem, ...]) -> None:
    if not problems:
        return
    session.execute(
        insert(ImportProblem),
        [
            {
                "import_id": import_id,
                "sheet": each.sheet,
                "list_number": each.list_number,
                "row": each.row,
                "column": each.column,
                "cell": each.cell,
                "found": each.found,
                "message": each.message,
                "is_serious": each.serious,
            }
            for each in problems
        ],
    )
