"""How does a session begin and end?

The cookie alone lets nobody in: each session is a row, so that its owner, an administrator or a deactivation can end
it at once, wherever the device is.
"""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from sqlalchemy import select, update

from qa_app.consequences.history import record
from qa_app.consequences.messages import in_words, message
from qa_app.db import session, use_case
from qa_app.domain.happenings import Happening
from qa_app.domain.sign_on import hash_of
from qa_app.models.sign_ins import EmergencyUse, SignIn
from qa_app.queries import sign_ins

if TYPE_CHECKING:
    from datetime import datetime

    from qa_app.domain.sign_on import Way
    from qa_app.models.people import User


@use_case
def begin(
    user: User, *, way: Way, device: str, instead_of: str | None, is_emergency: bool, at: datetime
) -> str:
    """Begin a session and return the token for its cookie, which is kept nowhere.

    ``instead_of`` is the token that the browser sent: that session ends. Every administrator is told when it
    ``is_emergency``: when the break-glass account was used.
    """
    if instead_of:
        session.execute(
            update(SignIn)
            .where(SignIn.token_hash == hash_of(instead_of), SignIn.ended_at.is_(None))
            .values(ended_at=at)
        )
    token = secrets.token_urlsafe(32)
    session.add(
        SignIn(
            user_id=user.id,
            token_hash=hash_of(token),
            hangs_on=user.fs_uniquifier,
            way=way,
            device=device,
            begun_at=at,
            used_at=at,
        )
    )
    if is_emergency:
        _tell_of_emergency(user, device, at=at)
    return token


@use_case
def note_use(sign_in: SignIn, *, at: datetime) -> None:
    """Remember that a session was used. Not for each request: the list of sessions says it to some minutes."""
    session.execute(update(SignIn).where(SignIn.id == sign_in.id).values(used_at=at))


@use_case
def end(sign_in: SignIn, *, by: User, at: datetime) -> None:
    """End one session. Ending it twice ends it once."""
    held = session.scalars(
        select(SignIn)
        .where(SignIn.id == sign_in.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()
    if held.ended_at is None:
        held.ended_at = at
        record(Happening.SESSION_ENDED, by=by, at=at, on=by, details={"device": held.device})


@use_case
def end_all_of(user: User, *, but: SignIn | None = None, by: User, at: datetime) -> int:
    """End every session of somebody, except perhaps the present one, and say how many there were."""
    ended = (
        update(SignIn)
        .where(SignIn.user_id == user.id, SignIn.ended_at.is_(None), SignIn.id != (but.id if but else 0))
        .values(ended_at=at)
        .returning(SignIn.id)
    )
    number = len(session.scalars(ended).all())
    if number:
        record(Happening.SESSION_ENDED, by=by, at=at, on=user, details={"sessions": number})
    return number


def _tell_of_emergency(user: User, device: str, *, at: datetime) -> None:
    session.add(EmergencyUse(user_id=user.id, at=at, device=device))
    record(Happening.BREAK_GLASS_USED, by=user, at=at, on=user, details={"device": device})
    for each in sign_ins.administrators():
        message(
            f"break-glass:{user.id}:{at.timestamp()}:{each.id}",
            each.email,
            "The break-glass account was used",
            f"Somebody signed in with the password of the break-glass account ({user.name}) on {in_words(at)}, "
            f"from {device}. This account is for when the council’s sign-on is down. If nobody told you of it, "
            "end its sessions on its page under People, change its password, and find out who it was.\n",
            at=at,
        )
