"""Which audits were declared finished, by whom, and with which content?"""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from qa_app.models.audits import Audit
from qa_app.models.base import Row
from qa_app.models.people import User


class SignOff(Row):
    """One sign-off of one audit with all that was signed, which never changes. The first of an audit is number 1.

    ``content`` is the canonical text of ``domain.frozen_audits``, ``sha256`` its fingerprint. ``because`` says why it was
    signed off before the days for a reply were over; ``voided_at`` when reopening undid it.
    """

    __tablename__ = "sign_off"
    __table_args__ = (sa.UniqueConstraint("audit_id", "number"),)

    audit_id: Mapped[int] = mapped_column(sa.ForeignKey("audit.id"), index=True)
    number: Mapped[int]
    by_id: Mapped[int] = mapped_column(sa.ForeignKey("user.id"))
    at: Mapped[datetime] = mapped_column(index=True)
    because: Mapped[str] = mapped_column(default="")
    content: Mapped[str]
    sha256: Mapped[str]
    voided_at: Mapped[datetime | None]

    audit: Mapped[Audit] = relationship(lazy="raise_on_sql")
    by: Mapped[User] = relationship(lazy="raise_on_sql")
