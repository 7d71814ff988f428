"""Which cases does the council hold, by its own lists?

A case is a reference with a team, a worker, an age band and what each list says of it: dates and flags that cohorts
need. No name, address or date of birth of a child has a column here.
"""

from __future__ import annotations

import enum
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from qa_app.domain.cases import AgeBand, Flag
from qa_app.domain.import_summaries import ImportSummary
from qa_app.models.base import Row
from qa_app.models.people import Team, User, Worker


class ImportState(enum.StrEnum):
    """Where an upload has got to. ``COLUMNS``: somebody must say first what its columns are."""

    COLUMNS = "columns"
    PREVIEW = "preview"
    CONFIRMED = "confirmed"
    DISCARDED = "discarded"


class CaseListImport(Row):
    """One file of case lists: what it was, what it held, what was wrong, what it changed."""

    __tablename__ = "case_list_import"

    file_name: Mapped[str]
    sha256: Mapped[str] = mapped_column(index=True)
    state: Mapped[ImportState] = mapped_column(default=ImportState.PREVIEW)
    rows: Mapped[int] = mapped_column(default=0)
    cases: Mapped[int] = mapped_column(default=0)
    problems: Mapped[int] = mapped_column(default=0)
    upload: Mapped[str | None]
    """The name under which the file waits in the instance folder for its columns; None once it was read."""
    reading_json: Mapped[str | None] = mapped_column(deferred=True)
    """The reading that was previewed, minimised; None when confirmed or discarded."""
    summary: Mapped[dict[str, Any] | None]
    uploaded_at: Mapped[datetime]
    uploaded_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user.id"))
    confirmed_at: Mapped[datetime | None]
    confirmed_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user.id"))
    revision: Mapped[int] = mapped_column(default=1)

    uploaded_by: Mapped[User | None] = relationship(lazy="raise_on_sql", foreign_keys=[uploaded_by_id])
    confirmed_by: Mapped[User | None] = relationship(lazy="raise_on_sql", foreign_keys=[confirmed_by_id])

    __mapper_args__ = {"version_id_col": revision}  # SQLAlchemy reads it from the class

    @property
    def contents(self) -> ImportSummary | None:
        """The figures of the file, once it was read."""
        return ImportSummary.from_json(self.summary) if self.summary else None


class ImportProblem(Row):
    """One thing in a file that was not as expected, as ``domain.cases.CaseProblem`` says it."""

    __tablename__ = "import_problem"
    __table_args__ = (sa.Index("ix_import_problem_import", "import_id", "is_serious", "id"),)

    import_id: Mapped[int] = mapped_column(sa.ForeignKey("case_list_import.id", ondelete="CASCADE"))
    sheet: Mapped[str]
    list_number: Mapped[int | None]
    row: Mapped[int | None]
    column: Mapped[str]
    cell: Mapped[str]
    found: Mapped[str]
    message: Mapped[str]
    is_serious: Mapped[bool]


class ColumnMappingRow(Row):
    """How the columns of one kind of file were understood last time, found again by its headers."""

    __tablename__ = "column_mapping"

    fingerprint: Mapped[str] = mapped_column(unique=True)
    mapping_json: Mapped[str]
    saved_at: Mapped[datetime]


class Case(Row):
    """A reference in the council's case system."""

    __tablename__ = "case"

    reference: Mapped[str] = mapped_column(unique=True)
    family: Mapped[str] = mapped_column(default="")
    age_band: Mapped[AgeBand | None]
    team_id: Mapped[int | None] = mapped_column(sa.ForeignKey("team.id"), index=True)
    worker_id: Mapped[int | None] = mapped_column(sa.ForeignKey("worker.id"), index=True)
    is_open: Mapped[bool] = mapped_column(default=True, index=True)
    first_import_id: Mapped[int] = mapped_column(sa.ForeignKey("case_list_import.id"))
    last_import_id: Mapped[int] = mapped_column(sa.ForeignKey("case_list_import.id"))
    closed_at: Mapped[datetime | None]
    removed_at: Mapped[datetime | None]
    """Of a case that stands in for one that was removed: audits need a case, and this one is nobody's."""

    team: Mapped[Team | None] = relationship(lazy="raise_on_sql")
    worker: Mapped[Worker | None] = relationship(lazy="raise_on_sql")
    entries: Mapped[list[CaseEntry]] = relationship(
        back_populates="case", lazy="raise_on_sql", order_by="CaseEntry.list_number, CaseEntry.id"
    )


class CaseEntry(Row):
    """What one list says of one case: one row of the latest file that held that list, in the order of its rows.

    Team and worker are the list's own words; the case carries what they were understood to be.
    """

    __tablename__ = "case_entry"
    __table_args__ = (
        sa.Index("ix_case_entry_list_status", "list_number", "status"),
        sa.Index("ix_case_entry_list_ended", "list_number", "ended_on"),
    )

    case_id: Mapped[int] = mapped_column(sa.ForeignKey("case.id"), index=True)
    list_number: Mapped[int]
    team: Mapped[str] = mapped_column(default="")
    worker: Mapped[str] = mapped_column(default="")
    status: Mapped[str] = mapped_column(default="")
    started_on: Mapped[date | None]
    ended_on: Mapped[date | None]
    last_seen_on: Mapped[date | None]
    reviewed_on: Mapped[date | None]

    case: Mapped[Case] = relationship(back_populates="entries", lazy="raise_on_sql")
    flags: Mapped[list[CaseFlag]] = relationship(lazy="raise_on_sql", cascade="all, delete-orphan")

    @property
    def flag_set(self) -> frozenset[Flag]:
        """The flags as the rules know them."""
        return frozenset(row.flag for row in self.flags)


class CaseFlag(Row):
    """One thing that a list says yes to, such as 'not seen alone'."""

    __tablename__ = "case_flag"
    __table_args__ = (sa.UniqueConstraint("entry_id", "flag"),)

    entry_id: Mapped[int] = mapped_column(sa.ForeignKey("case_entry.id", ondelete="CASCADE"), index=True)
    flag: Mapped[Flag]
