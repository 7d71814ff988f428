"""Whose password is enough, and what is everybody else told?

The library's own forms, with one rule more: who comes through the council's sign-on comes that way only. A refusal by
this rule looks, and takes as long, as any other.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from flask_security import ForgotPasswordForm, LoginForm, VerifyForm

from qa_app.domain.sign_on import Way
from qa_app.web.signed_in import coming_by, may_use_password

if TYPE_CHECKING:
    from qa_app.models.people import User

_NO = "no"
"""Any message: the library puts its general one in its place."""


_ELSEWHERE = "Prove who you are with your council account."


class SignInForm(LoginForm):
    """E-mail address and password."""

    def validate(self, **kwargs: Any) -> bool:
        """Whether they go together, and are enough."""
        if not super().validate(**kwargs):
            return False
        if not may_use_password(cast("User", self.user)):
            self.user_authenticated = False
            self.email.errors = [*self.email.errors, _NO]
            return False
        coming_by(Way.PASSWORD)
        return True


class ForgottenForm(ForgotPasswordForm):
    """An e-mail address, to which a link is sent if there is such an account."""

    def validate(self, **kwargs: Any) -> bool:
        """Whether a link is sent."""
        if not super().validate(**kwargs):
            return False
        if not may_use_password(cast("User", self.user)):
            self.email.errors = [*self.email.errors, _NO]
            return False
        return True


class ProofForm(VerifyForm):
    """The password once more."""

    def validate(self, **kwargs: Any) -> bool:
        """Whether it is right, and proves something."""
        user = cast("User", self.user)
        if user.password is None:  # the library would compare with it all the same
            self.password.errors = [_ELSEWHERE]
            return False
        if not super().validate(**kwargs):
            return False
        if not may_use_password(user):
            self.password.errors = [*self.password.errors, _ELSEWHERE]
            return False
        return True
