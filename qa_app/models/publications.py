"""Which findings were published, and exactly which files were made from them?"""

from __future__ import annotations

import enum
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from qa_app.models.base import Row
from qa_app.models.people import User


class Audience(enum.StrEnum):
    """For whom a version is: the full one, or the board's without case rows."""

    FULL = "full"
    BOARD = "board"


class Narrative(Row):
    """What the QA manager writes for a period before publishing: purpose, key messages, next steps."""

    __tablename__ = "narrative"

    period_key: Mapped[str] = mapped_column(unique=True)
    purpose: Mapped[str] = mapped_column(default="")
    key_messages: Mapped[str] = mapped_column(default="")
    next_steps: Mapped[str] = mapped_column(default="")
    saved_by_id: Mapped[int] = mapped_column(sa.ForeignKey("user.id"))
    saved_at: Mapped[datetime]
    revision: Mapped[int] = mapped_column(default=1)

    saved_by: Mapped[User] = relationship(lazy="raise_on_sql")

    __mapper_args__ = {"version_id_col": revision}  # SQLAlchemy reads it from the class


class Publication(Row):
    """One frozen set of findings of a month ("2026-10") or a round ("round-3"). A correction is a new one."""

    __tablename__ = "publication"
    __table_args__ = (sa.UniqueConstraint("period_key", "number"),)

    period_key: Mapped[str] = mapped_column(index=True)
    number: Mapped[int]
    title: Mapped[str]
    change_note: Mapped[str] = mapped_column(default="")
    findings_json: Mapped[str] = mapped_column(deferred=True)
    board_json: Mapped[str] = mapped_column(deferred=True)
    findings_sha256: Mapped[str]
    published_by_id: Mapped[int] = mapped_column(sa.ForeignKey("user.id"))
    published_at: Mapped[datetime] = mapped_column(index=True)
    once: Mapped[str | None] = mapped_column(unique=True)

    published_by: Mapped[User] = relationship(lazy="raise_on_sql")
    files: Mapped[list[PublishedFile]] = relationship(
        lazy="raise_on_sql", cascade="all, delete-orphan", order_by="PublishedFile.id"
    )


class PublishedFile(Row):
    """One file of a publication, by its place under ``instance/published`` and its hash."""

    __tablename__ = "published_file"
    __table_args__ = (sa.UniqueConstraint("publication_id", "audience", "kind"),)

    publication_id: Mapped[int] = mapped_column(sa.ForeignKey("publication.id"), index=True)
    audience: Mapped[Audience]
    kind: Mapped[str]
    path: Mapped[str]
    sha256: Mapped[str]
    size: Mapped[int]
