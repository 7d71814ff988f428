"""How does an instance begin? Its tables, its council, its roles, its tools, its first administrator."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from sqlalchemy import select

from qa_app.db import session, use_case
from qa_app.domain.errors import NotPossible
from qa_app.domain.policy import Role
from qa_app.models.council import Council
from qa_app.models.people import RoleRow, User

if TYPE_CHECKING:
    from datetime import datetime


@use_case
def set_up_council(name: str) -> Council:
    """Make the council's one row and the roles, or leave those that are there. Safe to run twice."""
    known = set(session.scalars(select(RoleRow.name)))
    session.add_all(RoleRow(name=role.value) for role in Role if role.value not in known)
    council = session.get(Council, 1)
    if council is None:
        council = Council(id=1, name=name)
        session.add(council)
    return council


@use_case
def first_administrator(name: str, email: str, password_hash: str, *, at: datetime) -> User:
    """Make the first account.

    :raises NotPossible: when somebody has an account already.
    """
    if session.scalar(select(User.id).limit(1)) is not None:
        raise NotPossible("This instance has accounts already. An administrator can add more in the browser.")
    role = session.scalars(select(RoleRow).where(RoleRow.name == Role.ADMINISTRATOR.value)).one()
    user = User(
        name=name, email=email, password=password_hash, fs_uniquifier=secrets.token_hex(16), created_at=at
    )
    user.roles = [role]
    session.add(user)
    return user
