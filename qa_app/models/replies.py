"""Who asked for another look at a moderated audit, why, and what came of it?"""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from qa_app.domain.replies import AskedAs, ReplyOutcome
from qa_app.models.audits import Audit
from qa_app.models.base import Row
from qa_app.models.moderation import Moderation
from qa_app.models.people import User


class Reply(Row):
    """One person's request to look again at a decision, and what somebody independent decided.

    ``moderation_id`` is the decision that it is about, ``outcome_id`` the one that took its place, if one did. One that
    was overtaken was decided by nobody. Nothing of it is overwritten.
    """

    __tablename__ = "reply"
    __table_args__ = (sa.Index("ix_reply_outcome_asked", "outcome", "asked_at"),)

    audit_id: Mapped[int] = mapped_column(sa.ForeignKey("audit.id"), index=True)
    moderation_id: Mapped[int] = mapped_column(sa.ForeignKey("moderation.id"))
    by_id: Mapped[int] = mapped_column(sa.ForeignKey("user.id"), index=True)
    asked_as: Mapped[AskedAs]
    asked_at: Mapped[datetime]
    reasons: Mapped[str]
    decided_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user.id"), index=True)
    decided_at: Mapped[datetime | None]
    outcome: Mapped[ReplyOutcome | None]
    words: Mapped[str] = mapped_column(default="")
    outcome_id: Mapped[int | None] = mapped_column(sa.ForeignKey("moderation.id"))
    once: Mapped[str | None] = mapped_column(unique=True)
    revision: Mapped[int] = mapped_column(default=1)

    audit: Mapped[Audit] = relationship(lazy="raise_on_sql")
    moderation: Mapped[Moderation] = relationship(lazy="raise_on_sql", foreign_keys=[moderation_id])
    decision: Mapped[Moderation | None] = relationship(lazy="raise_on_sql", foreign_keys=[outcome_id])
    by: Mapped[User] = relationship(lazy="raise_on_sql", foreign_keys=[by_id])
    decided_by: Mapped[User | None] = relationship(lazy="raise_on_sql", foreign_keys=[decided_by_id])
    about: Mapped[list[ReplyAbout]] = relationship(
        lazy="raise_on_sql", cascade="all, delete-orphan", order_by="ReplyAbout.id"
    )

    __mapper_args__ = {"version_id_col": revision}  # SQLAlchemy reads it from the class


class ReplyAbout(Row):
    """One grade that a reply is about, by key of section or ``overall``; ``before`` and ``after`` once it is decided.

    ``asked``: the reply named it; otherwise only the outcome changed it.
    """

    __tablename__ = "reply_about"
    __table_args__ = (sa.UniqueConstraint("reply_id", "key"),)

    reply_id: Mapped[int] = mapped_column(sa.ForeignKey("reply.id", ondelete="CASCADE"), index=True)
    key: Mapped[str]
    asked: Mapped[bool]
    before: Mapped[str | None]
    after: Mapped[str | None]
