"""What do people from outside promise, in which words, and who has promised it?"""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from qa_app.models.base import Row
from qa_app.models.people import User


class ConfidentialityStatement(Row):
    """One version of the council's own words. It is never changed: new words are a new version, and the newest counts."""

    __tablename__ = "confidentiality_statement"

    number: Mapped[int] = mapped_column(unique=True)
    text: Mapped[str]
    by_id: Mapped[int] = mapped_column(sa.ForeignKey("user.id"))
    at: Mapped[datetime]

    by: Mapped[User] = relationship(lazy="raise_on_sql")


class Acceptance(Row):
    """That an external auditor accepted a version."""

    __tablename__ = "acceptance"
    __table_args__ = (sa.UniqueConstraint("user_id", "statement_id"),)

    user_id: Mapped[int] = mapped_column(sa.ForeignKey("user.id"), index=True)
    statement_id: Mapped[int] = mapped_column(sa.ForeignKey("confidentiality_statement.id"), index=True)
    at: Mapped[datetime]
