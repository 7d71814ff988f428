"""What did moderators decide, and why?"""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from qa_app.domain.moderating import ChangeReason, Decision, Way
from qa_app.domain.pairs import Taken
from qa_app.models.audits import Audit
from qa_app.models.base import Row
from qa_app.models.people import User


class Moderation(Row):
    """One decision on one submitted audit. Its words and grades are never overwritten.

    With ``pair_id`` it was made beside a blind second audit, whose grade is ``second_grade``. ``by`` is None where the
    round's rule agreed the two and nobody had to.
    """

    __tablename__ = "moderation"

    audit_id: Mapped[int] = mapped_column(sa.ForeignKey("audit.id"), index=True)
    pair_id: Mapped[int | None] = mapped_column(sa.ForeignKey("pair.id"), index=True)
    by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user.id"), index=True)
    at: Mapped[datetime] = mapped_column(index=True)
    decision: Mapped[Decision]
    auditor_grade: Mapped[str]
    second_grade: Mapped[str | None]
    moderator_grade: Mapped[str | None]
    taken: Mapped[Taken | None]
    category: Mapped[ChangeReason | None]
    because: Mapped[str] = mapped_column(default="")
    feedback: Mapped[str] = mapped_column(default="")
    way: Mapped[Way] = mapped_column(default=Way.READ)
    stands: Mapped[bool] = mapped_column(default=False)
    """Whether this is the decision that the audit's final grades come from: true of one of a moderated audit."""
    feedback_read_at: Mapped[datetime | None]

    audit: Mapped[Audit] = relationship(lazy="raise_on_sql")
    by: Mapped[User | None] = relationship(lazy="raise_on_sql")
    sections: Mapped[list[ModeratedSection]] = relationship(
        lazy="raise_on_sql", cascade="all, delete-orphan", order_by="ModeratedSection.id"
    )


class ModeratedSection(Row):
    """A section grade that a moderator changed, or on which two audits differed, with the reason."""

    __tablename__ = "moderated_section"

    moderation_id: Mapped[int] = mapped_column(sa.ForeignKey("moderation.id", ondelete="CASCADE"), index=True)
    section_key: Mapped[str]
    auditor_grade: Mapped[str | None]
    second_grade: Mapped[str | None]
    moderator_grade: Mapped[str | None]
    taken: Mapped[Taken | None]
    category: Mapped[ChangeReason | None]
    because: Mapped[str] = mapped_column(default="")
