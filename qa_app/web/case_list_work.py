"""How is an uploaded case list read, and a preview made true, while their pages are left?

Each function returns work for ``background.start``. Addresses are made before the work begins, because there is no
request where it runs; who asked is loaded again there, because "whoever is signed in" is nobody outside a request.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from flask import url_for
from pydantic import TypeAdapter

from qa_app.clock import now, today
from qa_app.domain.errors import BadFile
from qa_app.imports.case_lists import SheetHeaders, headers_of, read_case_list
from qa_app.imports.mapping import ColumnMapping
from qa_app.models.cases import ImportState
from qa_app.queries import imports, people
from qa_app.services import importing
from qa_app.web import uploads

if TYPE_CHECKING:
    from collections.abc import Mapping

    from qa_app.domain.cases import CaseListReading
    from qa_app.models.cases import CaseListImport
    from qa_app.models.people import User
    from qa_app.web.background import Report, Work

SHEETS = TypeAdapter(tuple[SheetHeaders, ...])
"""How the headings of a file are kept while it waits for its columns."""

_ADDRESS_OF_NONE = 0


def read_upload(upload: str, file_name: str, *, by: User) -> Work:
    """Read a file and show what it would change; or, when it is not known, ask what its columns are."""
    show = url_for("imports.show", import_id=_ADDRESS_OF_NONE)
    columns = url_for("imports.columns", import_id=_ADDRESS_OF_NONE)
    by_id = by.id

    def work(report: Report) -> str:
        report(0, 2, f"Reading {file_name}")
        try:
            content = uploads.read(upload)
            reading = _read(content, file_name)
            if reading is None:
                waiting = importing.wait_for_columns(
                    upload,
                    file_name,
                    hashlib.sha256(content).hexdigest(),
                    SHEETS.dump_json(headers_of(content, file_name)).decode(),
                    by=people.one(by_id),
                    at=now(),
                )
                return _with_id(columns, waiting)
        except BaseException:
            uploads.forget(upload)
            raise
        uploads.forget(upload)
        return _with_id(show, _preview(reading, report, by=people.one(by_id)))

    return work


def read_mapped(waiting: CaseListImport, mapping: ColumnMapping, *, by: User) -> Work:
    """Read a file that waited, now that its columns are known."""
    show = url_for("imports.show", import_id=_ADDRESS_OF_NONE)
    upload, file_name, waiting_id, by_id = waiting.upload or "", waiting.file_name, waiting.id, by.id

    def work(report: Report) -> str:
        report(0, 2, f"Reading {file_name}")
        reading = read_case_list(uploads.read(upload), file_name, mapping, on=today())
        row = _preview(reading, report, by=people.one(by_id), waiting_id=waiting_id)
        uploads.forget(upload)
        return _with_id(show, row)

    return work


def confirm(row: CaseListImport, create_teams: Mapping[str, int], *, by: User) -> Work:
    """Make a preview true."""
    show, import_id, by_id = url_for("imports.show", import_id=row.id), row.id, by.id

    def work(report: Report) -> str:
        report(0, 1, "Saving the cases")
        importing.confirm(import_id, create_teams=create_teams, by=people.one(by_id), at=now())
        return show

    return work


def _read(content: bytes, file_name: str) -> CaseListReading | None:
    """The reading; None when nobody has said yet what the columns of this file are.

    :raises BadFile: when it has no row of headings at all.
    """
    reading = read_case_list(content, file_name, on=today())
    if reading.lists:
        return reading
    sheets = headers_of(content, file_name)
    if not sheets:
        raise BadFile(
            "No row of headings was found in this file. Put a heading above each column, and upload it again."
        )
    remembered = imports.mapping_for([sheet.fingerprint for sheet in sheets])
    if remembered is None:
        return None
    return read_case_list(content, file_name, ColumnMapping.from_json(remembered), on=today())


def _preview(
    reading: CaseListReading, report: Report, *, by: User, waiting_id: int | None = None
) -> CaseListImport:
    report(1, 2, "Comparing it with the cases that are known")
    return importing.preview(reading, waiting_id=waiting_id, by=by, at=now())


def _with_id(address: str, row: CaseListImport) -> str:
    changed_nothing = "?again=1" if row.state is ImportState.CONFIRMED else ""
    return address.replace(f"/{_ADDRESS_OF_NONE}", f"/{row.id}") + changed_nothing
