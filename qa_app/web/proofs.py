"""What proves who somebody is, and how often does it?

A password must not be easy to guess. A code of an authenticator app counts once, wherever it was used. Recovery codes
are kept as passwords are: whoever reads the database cannot use them, and they are shown when they are made only.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import g
from flask_security import MfRecoveryCodesUtil, PasswordUtil, Totp
from flask_security.utils import hash_password, verify_password
from passlib.exc import UsedTokenError

from qa_app.db import see_anew
from qa_app.domain.passwords import problem_with
from qa_app.web import passing

if TYPE_CHECKING:
    from passlib.totp import TotpMatch

    from qa_app.models.people import User

_TAKEN_FOR = 10 * 60
"""Seconds for which every worker remembers that a code was taken: longer than a code of an app is good for."""


class Passwords(PasswordUtil):
    """What may be a password is one rule, on a page and in a command."""

    def validate(self, password: str, is_register: bool, **kwargs: Any) -> tuple[list[str] | None, str]:
        """Why not, and the password as it is kept."""
        del is_register
        normal: str = self.normalize(password)
        user: User = kwargs["user"]
        problem = problem_with(normal, about=(user.name, user.email, g.council.name))
        return [problem] if problem else None, normal


class CodesOnce(Totp):
    """Codes of authenticator apps, none of which counts twice (RFC 6238, section 5.2)."""

    def set_last_counter(self, user: User, tmatch: TotpMatch) -> None:  # type: ignore[override]
        """Take the code.

        :raises UsedTokenError: when it was taken before, here or by another worker at this moment.
        """
        if not _is_first(f"code {user.id} {tmatch.counter}"):
            raise UsedTokenError(expire_time=tmatch.expire_time)


class RecoveryCodes(MfRecoveryCodesUtil):
    """Codes for the day without the second factor, kept as hashes. Each counts once."""

    def get_recovery_codes(self, user: User) -> list[str]:  # type: ignore[override]
        """None can be shown again."""
        del user
        return []

    def check_recovery_code(self, user: User, code: str) -> bool:  # type: ignore[override]
        """Take the code, if it is one of theirs and nobody takes it at this moment."""
        kept = _kept_as(user, code)
        return kept is not None and _is_first(f"recovery {user.id} {kept}")

    def delete_recovery_code(self, user: User, code: str) -> bool:  # type: ignore[override]
        """It was used. A new list: the library's own way changes the old one, which is then not saved."""
        used = _kept_as(user, code)
        user.mf_recovery_codes = [each for each in user.mf_recovery_codes or [] if each != used]
        return used is not None

    def _encrypt_codes(self, codes: list[str]) -> list[str]:
        return [hash_password(code) for code in codes]


def _kept_as(user: User, code: str) -> str | None:
    said = code.strip().lower()
    return next((each for each in user.mf_recovery_codes or [] if verify_password(said, each)), None)


def _is_first(key: str) -> bool:
    times = passing.count(key, 1, seconds=_TAKEN_FOR)
    see_anew()
    return times == 1
