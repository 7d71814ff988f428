"""What is kept in the history that no other use case does: sign-ins, views, files handed out, commands.

Each is a short transaction of its own. A view that cannot be recorded is not shown.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from qa_app.consequences.history import record
from qa_app.db import session, use_case
from qa_app.domain.happenings import Happening
from qa_app.models.people import User
from qa_app.models.sealing import Note, gather

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

ONCE_IN = timedelta(minutes=15)
"""Whoever opens the same page of the same record again within it has viewed it once."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A page that was asked for: its endpoint, and the table and number of the record that it is about."""

    page: str
    kind: str = ""
    on_id: int | None = None

    @property
    def details(self) -> dict[str, str | int | None]:
        """What the line says besides."""
        return {"page": self.page}


def _note(what: Happening, seen: Seen, *, by: User | None, at: datetime) -> None:
    about = (seen.kind, seen.on_id) if seen.on_id is not None else None
    gather(
        session(),
        Note(
            what.value,
            by.id if by else None,
            at,
            kind=seen.kind,
            on_id=seen.on_id,
            details=seen.details,
            about=about,
        ),
    )


@use_case
def seen(what: Happening, page: Seen, *, by: User, at: datetime) -> None:
    """That somebody viewed a page, or was refused it."""
    _note(what, page, by=by, at=at)


@use_case
def exported(page: Seen, name: str, sha256: str, size: int, *, by: User, at: datetime) -> None:
    """That a file was handed out: its name, its hash and how many bytes it has."""
    record(
        Happening.EXPORTED,
        by=by,
        at=at,
        details={"page": page.page, "file": name, "sha256": sha256, "bytes": size},
    )


@use_case
def signed(what: Happening, details: dict[str, str | int | None], *, by: User | None, at: datetime) -> None:
    """That somebody came in, went out, or changed how they prove who they are."""
    record(what, by=by, at=at, on=by, details=details)


@use_case
def sign_in_refused(email: str, page: str, *, at: datetime) -> None:
    """That a sign-in was refused, on the account that was tried. What was typed is not kept: it may be a password."""
    typed = email.strip().lower()
    tried = session.scalars(select(User).where(func.lower(User.email) == typed)).one_or_none()
    details: dict[str, str | int | None] = {"page": page, "account": "known" if tried else "unknown"}
    record(Happening.SIGN_IN_REFUSED, by=tried, at=at, on=tried, details=details)


@use_case
def command_run(name: str, options: Sequence[str], account: str, *, at: datetime) -> None:
    """That a command was run, by which account of the machine."""
    details: dict[str, str | int | None] = {"command": name, "account": account}
    if options:
        details["options"] = ", ".join(sorted(options))
    record(Happening.COMMAND, by=None, at=at, details=details)
