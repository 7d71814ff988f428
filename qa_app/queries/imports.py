"""Which files of case lists came in, what was wrong with them, and which is the source of each list now?"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import false, select
from sqlalchemy.orm import joinedload

from qa_app.db import session
from qa_app.domain.cases import LIST_TITLES, CaseProblem
from qa_app.domain.errors import StepNotAllowed
from qa_app.domain.policy import Permission
from qa_app.models.cases import CaseListImport, ColumnMappingRow, ImportProblem, ImportState
from qa_app.queries.paging import Page, page_of

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from sqlalchemy import Select

    from qa_app.models.people import User

_LOOK_BACK = 200
"""Files. A list that nobody sent in the last two hundred is too old to draw from."""


@dataclass(frozen=True, slots=True)
class ListSource:
    """The file that a list came from last."""

    list_number: int
    import_id: int
    file_name: str
    sha256: str
    confirmed_at: datetime

    def to_json(self) -> dict[str, Any]:
        """As a sample keeps it."""
        return {**asdict(self), "confirmed_at": self.confirmed_at.isoformat()}

    @staticmethod
    def from_json(kept: Mapping[str, Any]) -> ListSource:
        """The source that ``to_json`` wrote."""
        return ListSource(**{**kept, "confirmed_at": datetime.fromisoformat(kept["confirmed_at"])})


def history(user: User, number: int = 1) -> Page[CaseListImport]:
    """Every file that was uploaded, the newest first, with who did it."""
    query = _visible_to(user).options(
        joinedload(CaseListImport.uploaded_by), joinedload(CaseListImport.confirmed_by)
    )
    return page_of(query.order_by(CaseListImport.id.desc()), number)


def one(user: User, import_id: int) -> CaseListImport:
    """One import with the people who made it. NoResultFound when there is none for this person."""
    return session.scalars(
        _visible_to(user)
        .where(CaseListImport.id == import_id)
        .options(joinedload(CaseListImport.uploaded_by), joinedload(CaseListImport.confirmed_by))
    ).one()


def one_waiting(user: User, import_id: int) -> CaseListImport:
    """An import whose file waits for its columns. NoResultFound when it waits no longer."""
    return session.scalars(
        _visible_to(user).where(CaseListImport.id == import_id, CaseListImport.state == ImportState.COLUMNS)
    ).one()


def headings_of(waiting: CaseListImport) -> str:
    """The headings of a file that waits for its columns, as JSON; nothing of what stands under them."""
    return session.scalar(select(CaseListImport.reading_json).where(CaseListImport.id == waiting.id)) or "[]"


def one_to_confirm(user: User, import_id: int) -> CaseListImport:
    """A preview. NoResultFound when there is none for this person.

    :raises StepNotAllowed: when it was confirmed or discarded already.
    """
    row = one(user, import_id)
    if row.state is not ImportState.PREVIEW:
        whom = f" by {row.confirmed_by.name}" if row.confirmed_by else ""
        raise StepNotAllowed(f"This import was {row.state.value} already{whom}. Nothing was changed again.")
    return row


def latest(user: User) -> CaseListImport | None:
    """The import that was confirmed last."""
    return session.scalars(
        _visible_to(user)
        .where(CaseListImport.state == ImportState.CONFIRMED)
        .order_by(CaseListImport.confirmed_at.desc(), CaseListImport.id.desc())
        .limit(1)
    ).one_or_none()


def problems_of(
    user: User, import_id: int, number: int = 1, *, serious_only: bool = False
) -> Page[ImportProblem]:
    """What was wrong with a file, the serious first, then in the order of the file."""
    return page_of(_problems(user, import_id, serious_only=serious_only), number)


def all_problems_of(user: User, import_id: int) -> list[CaseProblem]:
    """The same without pages, as the rules know them, for a file to download."""
    return [
        CaseProblem(
            sheet=each.sheet,
            list_number=each.list_number,
            row=each.row,
            column=each.column,
            cell=each.cell,
            found=each.found,
            message=each.message,
            serious=each.is_serious,
        )
        for each in session.scalars(_problems(user, import_id))
    ]


def serious_problems(user: User, import_id: int) -> int:
    """How many problems mean that rows or lists were left out."""
    return problems_of(user, import_id, serious_only=True).total


def mapping_for(fingerprints: Collection[str]) -> str | None:
    """The mapping that was remembered for headings with one of these fingerprints, as JSON."""
    return session.scalars(
        select(ColumnMappingRow.mapping_json)
        .where(ColumnMappingRow.fingerprint.in_(fingerprints))
        .order_by(ColumnMappingRow.saved_at.desc(), ColumnMappingRow.id.desc())
        .limit(1)
    ).one_or_none()


def sources(lists: Collection[int] = ()) -> tuple[ListSource, ...]:
    """The latest file of each of these lists (of all lists when none is named), by list."""
    wanted = set(lists or LIST_TITLES)
    found: dict[int, ListSource] = {}
    rows = session.scalars(
        select(CaseListImport)
        .where(CaseListImport.state == ImportState.CONFIRMED)
        .order_by(CaseListImport.confirmed_at.desc(), CaseListImport.id.desc())
        .limit(_LOOK_BACK)
    )
    for row in rows:
        for each in row.contents.lists if row.contents else ():
            if each.was_read and each.list_number in wanted and row.confirmed_at:
                found.setdefault(
                    each.list_number,
                    ListSource(each.list_number, row.id, row.file_name, row.sha256, row.confirmed_at),
                )
        if found.keys() >= wanted:
            break
    return tuple(found[number] for number in sorted(found))


def _visible_to(user: User) -> Select[CaseListImport]:
    query = select(CaseListImport)
    return query if user.may_any([Permission.CASES_READ, Permission.CASES_IMPORT]) else query.where(false())


def _problems(user: User, import_id: int, *, serious_only: bool = False) -> Select[ImportProblem]:
    visible = _visible_to(user).with_only_columns(CaseListImport.id)
    query = select(ImportProblem).where(
        ImportProblem.import_id == import_id, ImportProblem.import_id.in_(visible)
    )
    if serious_only:
        query = query.where(ImportProblem.is_serious)
    return query.order_by(ImportProblem.is_serious.desc(), ImportProblem.id)
