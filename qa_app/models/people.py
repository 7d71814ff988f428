"""Who works here, in which team of which service, and whom do they manage or supervise?"""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

import sqlalchemy as sa
from flask_security import RoleMixin, UserMixin
from sqlalchemy.orm import Mapped, mapped_column, relationship

from qa_app.domain.exporting import ExportLevel, usual_level
from qa_app.domain.outsiders import Access
from qa_app.domain.policy import AUDITORS, Permission, Role, permissions_of
from qa_app.models.base import Base, Row

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qa_app.models.sign_ins import Passkey


class Service(Row):
    """A service area, the trunk of the council's tree. Never deleted, only closed."""

    __tablename__ = "service"

    name: Mapped[str] = mapped_column(unique=True)
    is_active: Mapped[bool] = mapped_column(default=True)
    teams: Mapped[list[Team]] = relationship(
        back_populates="service", lazy="raise_on_sql", order_by="Team.name"
    )


class Team(Row):
    """A team of a service. Never deleted, only closed: audits keep the team that the case had."""

    __tablename__ = "team"

    name: Mapped[str] = mapped_column(unique=True)
    service_id: Mapped[int] = mapped_column(sa.ForeignKey("service.id"), index=True)
    is_active: Mapped[bool] = mapped_column(default=True)
    service: Mapped[Service] = relationship(back_populates="teams", lazy="raise_on_sql")


class Worker(Row):
    """A person who holds cases, as the case list writes the name. Has no account by that alone."""

    __tablename__ = "worker"

    name: Mapped[str] = mapped_column(unique=True)


user_role = sa.Table(
    "user_role",
    Base.metadata,
    sa.Column("user_id", sa.ForeignKey("user.id"), primary_key=True),
    sa.Column("role_id", sa.ForeignKey("role.id"), primary_key=True),
)


class RoleRow(Row, RoleMixin):
    """A role as a row, because sign-in wants one; its meaning is ``domain.policy.Role``."""

    __tablename__ = "role"

    name: Mapped[str] = mapped_column(unique=True)
    is_second_factor_required: Mapped[bool] = mapped_column(default=False)


class User(Row, UserMixin):
    """A person with an account."""

    __tablename__ = "user"

    name: Mapped[str]
    email: Mapped[str] = mapped_column(unique=True)
    password: Mapped[str | None]
    active: Mapped[bool] = mapped_column(default=True)
    fs_uniquifier: Mapped[str] = mapped_column(unique=True)
    tf_primary_method: Mapped[str | None]
    tf_totp_secret: Mapped[str | None]
    mf_recovery_codes: Mapped[list[str] | None] = mapped_column(sa.JSON)
    fs_webauthn_user_handle: Mapped[str | None] = mapped_column(  # type: ignore[assignment]  # the mixin says str
        unique=True
    )
    team_id: Mapped[int | None] = mapped_column(sa.ForeignKey("team.id"), index=True)
    worker_id: Mapped[int | None] = mapped_column(sa.ForeignKey("worker.id"), unique=True)
    audit_capacity: Mapped[int | None]
    repeats_since: Mapped[datetime | None]
    """When the auditor opted in to repeats; None for whoever has not."""
    organisation: Mapped[str] = mapped_column(default="")
    """Who sends an external auditor; "" for the council's own people."""
    access_from: Mapped[date | None]
    access_until: Mapped[date | None]
    """The first and the last day of an external auditor's access; None for the council's own people."""
    own_export_level: Mapped[ExportLevel | None]
    """What an administrator gave this person; None for what their roles usually have."""
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime | None]
    deactivated_at: Mapped[datetime | None]
    revision: Mapped[int] = mapped_column(default=1)

    team: Mapped[Team | None] = relationship(lazy="raise_on_sql")
    worker: Mapped[Worker | None] = relationship(lazy="raise_on_sql")
    roles: Mapped[list[RoleRow]] = relationship(  # type: ignore[assignment]  # the mixin says list[RoleMixin]
        secondary=user_role, lazy="selectin", order_by=RoleRow.id
    )
    managements: Mapped[list[Management]] = relationship(
        lazy="raise_on_sql", cascade="all, delete-orphan", back_populates="user"
    )
    supervisions: Mapped[list[Supervision]] = relationship(
        lazy="raise_on_sql", cascade="all, delete-orphan", back_populates="user"
    )
    # Sign-in's library asks for it where it needs it, which no query of ours foresees.
    webauthn: Mapped[list[Passkey]] = relationship(  # type: ignore[assignment]  # the mixin's own class
        lazy="select", cascade="all, delete", order_by="Passkey.id"
    )

    __mapper_args__ = {"version_id_col": revision}

    @property
    def held_roles(self) -> frozenset[Role]:
        """The roles as the policy knows them."""
        return frozenset(Role(row.name) for row in self.roles)

    def holds(self, role: Role) -> bool:
        """Whether the person has this role."""
        return role in self.held_roles

    @property
    def audits(self) -> bool:
        """Whether the person is given audits."""
        return bool(self.held_roles & AUDITORS)

    @property
    def is_external(self) -> bool:
        """Whether the person is not of the council."""
        return self.holds(Role.EXTERNAL_AUDITOR)

    @property
    def access(self) -> Access:
        """From when until when they are let in."""
        return Access(self.access_from, self.access_until)

    @property
    def export_level(self) -> ExportLevel:
        """What the person may take away as a file. Nobody from outside takes anything."""
        if self.is_external:
            return ExportLevel.NONE
        return self.own_export_level or usual_level(self.held_roles)

    @property
    def permissions(self) -> frozenset[Permission]:
        """What the person's roles grant together."""
        return permissions_of(self.held_roles)

    def may(self, permission: Permission) -> bool:
        """Whether one of the person's roles grants this."""
        return permission in self.permissions

    def may_any(self, permissions: Sequence[Permission]) -> bool:
        """Whether one of the person's roles grants one of these."""
        return not self.permissions.isdisjoint(permissions)


class Management(Row):
    """That a person manages a team, or a whole service."""

    __tablename__ = "management"
    __table_args__ = (
        sa.CheckConstraint("(team_id IS NULL) <> (service_id IS NULL)", name="one_of_team_or_service"),
        sa.UniqueConstraint("user_id", "team_id", "service_id"),
    )

    user_id: Mapped[int] = mapped_column(sa.ForeignKey("user.id"), index=True)
    team_id: Mapped[int | None] = mapped_column(sa.ForeignKey("team.id"), index=True)
    service_id: Mapped[int | None] = mapped_column(sa.ForeignKey("service.id"), index=True)

    user: Mapped[User] = relationship(back_populates="managements", lazy="raise_on_sql")
    team: Mapped[Team | None] = relationship(lazy="raise_on_sql")
    service: Mapped[Service | None] = relationship(lazy="raise_on_sql")


class Supervision(Row):
    """That a person supervises (or has supervised) a worker: such cases are not theirs to audit."""

    __tablename__ = "supervision"
    __table_args__ = (sa.UniqueConstraint("user_id", "worker_id"),)

    user_id: Mapped[int] = mapped_column(sa.ForeignKey("user.id"), index=True)
    worker_id: Mapped[int] = mapped_column(sa.ForeignKey("worker.id"), index=True)
    since: Mapped[date | None]
    until: Mapped[date | None]

    user: Mapped[User] = relationship(back_populates="supervisions", lazy="raise_on_sql")
    worker: Mapped[Worker] = relationship(lazy="raise_on_sql")
