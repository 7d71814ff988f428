"""Which exercises has the council scheduled, and which cases were drawn for each?"""

from __future__ import annotations

import enum
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from qa_app.domain.cohorts import Cohort
from qa_app.domain.moderating import ModerationRules
from qa_app.domain.second_audits import SecondAuditRules
from qa_app.models.base import Row
from qa_app.models.cases import Case, CaseListImport
from qa_app.models.people import User
from qa_app.models.tools import ToolVersion


class RoundStatus(enum.StrEnum):
    """Draft until its sample is allocated; open while it is worked; closed when the QA manager says so."""

    DRAFT = "draft"
    OPEN = "open"
    CLOSED = "closed"

    @property
    def label(self) -> str:
        """The status as the page says it."""
        return self.value.capitalize()


class Round(Row):
    """One scheduled exercise: a theme, a tool version, a cohort, dates."""

    __tablename__ = "round"
    __table_args__ = (
        sa.CheckConstraint("period_start <= period_end", name="period_in_order"),
        sa.CheckConstraint("opens_on <= due_on", name="dates_in_order"),
    )

    title: Mapped[str]
    theme: Mapped[str]
    tool_version_id: Mapped[int] = mapped_column(sa.ForeignKey("tool_version.id"), index=True)
    period_start: Mapped[date]
    period_end: Mapped[date]
    opens_on: Mapped[date]
    due_on: Mapped[date]
    status: Mapped[RoundStatus] = mapped_column(default=RoundStatus.DRAFT)
    cohort_json: Mapped[str]
    moderation_json: Mapped[str]
    second_json: Mapped[str] = mapped_column(default="{}")
    moderation_seed: Mapped[int]
    created_by_id: Mapped[int] = mapped_column(sa.ForeignKey("user.id"))
    created_at: Mapped[datetime]
    once: Mapped[str | None] = mapped_column(unique=True)
    revision: Mapped[int] = mapped_column(default=1)

    tool_version: Mapped[ToolVersion] = relationship(lazy="raise_on_sql")
    created_by: Mapped[User] = relationship(lazy="raise_on_sql")
    sample: Mapped[Sample | None] = relationship(
        back_populates="round", lazy="raise_on_sql", cascade="all, delete-orphan"
    )
    exemptions: Mapped[list[Exemption]] = relationship(lazy="raise_on_sql", back_populates="round")

    __mapper_args__ = {"version_id_col": revision}  # SQLAlchemy reads it from the class

    @property
    def cohort(self) -> Cohort:
        """Which cases the round is about."""
        return Cohort.from_json(self.cohort_json)

    @property
    def moderation_rules(self) -> ModerationRules:
        """Which submitted audits a moderator must look at."""
        return ModerationRules.from_json(self.moderation_json)

    @property
    def second_rules(self) -> SecondAuditRules:
        """How many audits are made twice, and when two of them agree."""
        return SecondAuditRules.from_json(self.second_json)


class Sample(Row):
    """The draw of a round, with all that is needed to repeat it and to certify it."""

    __tablename__ = "sample"

    round_id: Mapped[int] = mapped_column(sa.ForeignKey("round.id"), unique=True)
    case_list_import_id: Mapped[int] = mapped_column(sa.ForeignKey("case_list_import.id"))
    sources: Mapped[list[dict[str, Any]]] = mapped_column(sa.JSON)
    """Each file that the lists of the cohort came from, with its hash, as it was at the draw."""
    cohort_description: Mapped[str]
    stratify_by: Mapped[str]
    method: Mapped[str]
    size: Mapped[int]
    per_stratum: Mapped[int | None]
    reserve_size: Mapped[int]
    excluded_if_audited_months: Mapped[int]
    excluded_if_closed: Mapped[bool] = mapped_column(default=False)
    seed: Mapped[int] = mapped_column(sa.BigInteger)
    algorithm: Mapped[str]
    frame_hash: Mapped[str]
    population: Mapped[int]
    strata: Mapped[list[dict[str, Any]]] = mapped_column(sa.JSON)
    exclusions: Mapped[list[dict[str, Any]]] = mapped_column(sa.JSON)
    drawn_by_id: Mapped[int] = mapped_column(sa.ForeignKey("user.id"))
    drawn_at: Mapped[datetime]
    once: Mapped[str | None] = mapped_column(unique=True)

    round: Mapped[Round] = relationship(back_populates="sample", lazy="raise_on_sql")
    case_list_import: Mapped[CaseListImport] = relationship(lazy="raise_on_sql")
    drawn_by: Mapped[User] = relationship(lazy="raise_on_sql")
    cases: Mapped[list[SampledCase]] = relationship(
        back_populates="sample",
        lazy="raise_on_sql",
        order_by="SampledCase.is_reserve, SampledCase.stratum, SampledCase.position",
        cascade="all, delete-orphan",
    )


class SampledCase(Row):
    """A case in a sample: drawn at once, or waiting in order in the reserve of its stratum."""

    __tablename__ = "sampled_case"
    __table_args__ = (sa.UniqueConstraint("sample_id", "case_id"),)

    sample_id: Mapped[int] = mapped_column(sa.ForeignKey("sample.id"), index=True)
    case_id: Mapped[int] = mapped_column(sa.ForeignKey("case.id"), index=True)
    stratum: Mapped[str]
    position: Mapped[int]
    is_reserve: Mapped[bool] = mapped_column(default=False)
    replaces_id: Mapped[int | None] = mapped_column(sa.ForeignKey("sampled_case.id"), unique=True)
    unsuitable_because: Mapped[str | None]
    unsuitable_at: Mapped[datetime | None]
    unsuitable_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user.id"))

    sample: Mapped[Sample] = relationship(back_populates="cases", lazy="raise_on_sql")
    case: Mapped[Case] = relationship(lazy="raise_on_sql")
    replaces: Mapped[SampledCase | None] = relationship(
        lazy="raise_on_sql", remote_side="SampledCase.id", foreign_keys=[replaces_id]
    )
    unsuitable_by: Mapped[User | None] = relationship(lazy="raise_on_sql", foreign_keys=[unsuitable_by_id])


class Exemption(Row):
    """That an auditor need not audit in a round, and why."""

    __tablename__ = "exemption"
    __table_args__ = (sa.UniqueConstraint("round_id", "auditor_id"),)

    round_id: Mapped[int] = mapped_column(sa.ForeignKey("round.id"), index=True)
    auditor_id: Mapped[int] = mapped_column(sa.ForeignKey("user.id"), index=True)
    because: Mapped[str]
    by_id: Mapped[int] = mapped_column(sa.ForeignKey("user.id"))
    at: Mapped[datetime]

    round: Mapped[Round] = relationship(back_populates="exemptions", lazy="raise_on_sql")
    auditor: Mapped[User] = relationship(lazy="raise_on_sql", foreign_keys=[auditor_id])
    by: Mapped[User] = relationship(lazy="raise_on_sql", foreign_keys=[by_id])
