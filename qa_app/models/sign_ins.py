"""Who came in, by which way and from where? And what is remembered for minutes only?"""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from flask_security import WebAuthnMixin
from sqlalchemy.orm import Mapped, mapped_column, relationship

from qa_app.domain.sign_on import Way
from qa_app.models.base import Row
from qa_app.models.people import User


class Identity(Row):
    """That a person is this subject of this issuer. The address they have there is never asked."""

    __tablename__ = "identity"
    __table_args__ = (sa.UniqueConstraint("issuer", "subject"),)

    issuer: Mapped[str]
    subject: Mapped[str]
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("user.id"), unique=True)
    made_at: Mapped[datetime]
    last_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    """When their groups gave no access any more, so that a group given back lets them in again."""

    user: Mapped[User] = relationship(lazy="raise_on_sql")


class SignIn(Row):
    """One session at one device, from signing in to its end. The cookie holds the token, the row its SHA-256."""

    __tablename__ = "sign_in"

    user_id: Mapped[int] = mapped_column(sa.ForeignKey("user.id"), index=True)
    token_hash: Mapped[str] = mapped_column(unique=True)
    hangs_on: Mapped[str]
    """The person's ``fs_uniquifier`` when they signed in: another password or a deactivation ends the session."""
    way: Mapped[Way]
    device: Mapped[str]
    begun_at: Mapped[datetime] = mapped_column(index=True)
    used_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]

    user: Mapped[User] = relationship(lazy="raise_on_sql")


class EmergencyUse(Row):
    """That somebody came in through the break-glass account."""

    __tablename__ = "emergency_use"

    user_id: Mapped[int] = mapped_column(sa.ForeignKey("user.id"))
    at: Mapped[datetime] = mapped_column(index=True)
    device: Mapped[str]

    user: Mapped[User] = relationship(lazy="raise_on_sql")


class Passkey(Row, WebAuthnMixin):
    """A security key, or a device's own lock, as a person's second step. The names are the library's."""

    __tablename__ = "passkey"

    user_id: Mapped[int] = mapped_column(sa.ForeignKey("user.id", ondelete="CASCADE"), index=True)
    credential_id: Mapped[bytes] = mapped_column(sa.LargeBinary(1024), unique=True)
    public_key: Mapped[bytes]
    sign_count: Mapped[int] = mapped_column(default=0)
    transports: Mapped[list[str] | None] = mapped_column(sa.JSON)
    extensions: Mapped[str | None]
    backup_state: Mapped[bool] = mapped_column(default=False)
    device_type: Mapped[str]
    name: Mapped[str]
    usage: Mapped[str]
    lastuse_datetime: Mapped[datetime]


class Passing(Row):
    """What every worker of every machine must know for some minutes: tries counted, a sign-on that has begun."""

    __tablename__ = "passing"

    key: Mapped[str] = mapped_column(unique=True)
    number: Mapped[int] = mapped_column(default=0)
    words: Mapped[str] = mapped_column(default="")
    until: Mapped[datetime] = mapped_column(index=True)
