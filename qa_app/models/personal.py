"""What was decided about personal data: words that may stay, periods, holds, restrictions, what was removed, what was given out?"""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from qa_app.domain.notices import NoticeKind
from qa_app.domain.retention import RecordClass
from qa_app.models.base import Row
from qa_app.models.cases import Case
from qa_app.models.people import User


class AcceptedWords(Row):
    """That something in these words does not identify anybody, or may stay, and why. ``sha256`` is of the whole text.

    Other words are looked at again, and so is the same thing in other words.
    """

    __tablename__ = "accepted_words"
    __table_args__ = (sa.UniqueConstraint("sha256", "mark"),)

    sha256: Mapped[str]
    mark: Mapped[str]
    kind: Mapped[str]
    text: Mapped[str]
    because: Mapped[str]
    by_id: Mapped[int] = mapped_column(sa.ForeignKey("user.id"))
    at: Mapped[datetime]

    by: Mapped[User] = relationship(lazy="raise_on_sql")


class RetentionPeriod(Row):
    """How many months after its end records of one class are kept, where the council decided otherwise than we propose."""

    __tablename__ = "retention_period"

    record_class: Mapped[RecordClass] = mapped_column(unique=True)
    months: Mapped[int]
    set_by_id: Mapped[int] = mapped_column(sa.ForeignKey("user.id"))
    set_at: Mapped[datetime]


class CaseNotice(Row):
    """A legal hold, a restriction, or a correction. A hold without a case holds everything. Never deleted, only ended.

    ``about`` says in words what a correction is about; ``audit_id`` which audit, if one.
    """

    __tablename__ = "case_notice"
    __table_args__ = (sa.Index("ix_case_notice_kind_ended", "kind", "ended_at"),)

    kind: Mapped[NoticeKind]
    case_id: Mapped[int | None] = mapped_column(sa.ForeignKey("case.id"), index=True)
    audit_id: Mapped[int | None] = mapped_column(sa.ForeignKey("audit.id"), index=True)
    about: Mapped[str] = mapped_column(default="")
    words: Mapped[str]
    by_id: Mapped[int] = mapped_column(sa.ForeignKey("user.id"))
    at: Mapped[datetime]
    ended_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user.id"))
    ended_at: Mapped[datetime | None]
    ended_because: Mapped[str] = mapped_column(default="")
    once: Mapped[str | None] = mapped_column(unique=True)

    case: Mapped[Case | None] = relationship(lazy="raise_on_sql")
    by: Mapped[User] = relationship(lazy="raise_on_sql", foreign_keys=[by_id])
    ended_by: Mapped[User | None] = relationship(lazy="raise_on_sql", foreign_keys=[ended_by_id])


class Disposal(Row):
    """One carrying out of the retention schedule. ``content`` is what its certificate says, ``sha256`` its fingerprint.

    One that was interrupted has no end: the next carrying out goes on with it.
    """

    __tablename__ = "disposal"

    by_id: Mapped[int] = mapped_column(sa.ForeignKey("user.id"))
    started_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    periods: Mapped[dict[str, Any]]
    content: Mapped[str] = mapped_column(default="")
    sha256: Mapped[str] = mapped_column(default="")

    by: Mapped[User] = relationship(lazy="raise_on_sql")


class Anonymised(Row):
    """That one record has nobody in it any more, since when, and by which disposal."""

    __tablename__ = "anonymised"
    __table_args__ = (sa.UniqueConstraint("record_class", "record_id"),)

    disposal_id: Mapped[int] = mapped_column(sa.ForeignKey("disposal.id"), index=True)
    record_class: Mapped[RecordClass]
    record_id: Mapped[int]
    at: Mapped[datetime]


class SubjectAccess(Row):
    """That everything about a case was given out, by whom, with which redactions, and the fingerprint of the file.

    ``redactions`` are counts and reasons, never the words.
    """

    __tablename__ = "subject_access"

    case_id: Mapped[int] = mapped_column(sa.ForeignKey("case.id"), index=True)
    by_id: Mapped[int] = mapped_column(sa.ForeignKey("user.id"))
    at: Mapped[datetime]
    redacted: Mapped[int]
    left: Mapped[int]
    because: Mapped[str]
    sha256: Mapped[str]

    case: Mapped[Case] = relationship(lazy="raise_on_sql")
    by: Mapped[User] = relationship(lazy="raise_on_sql")
