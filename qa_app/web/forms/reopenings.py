"""What does somebody say who opens an audit again, or who has to agree to it?"""

from __future__ import annotations

from datetime import timedelta

from flask_wtf import FlaskForm
from wtforms import HiddenField, RadioField
from wtforms.validators import InputRequired

from qa_app.clock import today
from qa_app.domain.reopenings import ReopenTo, WantedReopening
from qa_app.services.reopening import WORDS_LIMIT
from qa_app.web.forms.choices import offered
from qa_app.web.forms.fields import DatePartsField
from qa_app.web.forms.text import Once, words

USUAL_DAYS = 14
"""How long an auditor has, unless somebody chooses another day."""


class _ComingField(DatePartsField):
    """A day that is today or later, as it is when the form is sent."""

    def pre_validate(self, form: object) -> None:
        """Check against today."""
        self.earliest = today()
        super().pre_validate(form)


class ReopenForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """Reopen an audit, or ask for it."""

    to = RadioField(
        "Who takes it from here?",
        [InputRequired("Choose who takes it from here")],
        choices=offered((each.value, each.label) for each in ReopenTo),
    )
    due_on = _ComingField(
        "When does the auditor hand it in again?",
        called="The day",
        description="Only when it goes to the auditor.",
    )
    reason = words(
        "Why is it reopened, and what has to change?",
        required="Say why the audit is reopened, and what has to change",
        limit=WORDS_LIMIT,
        hint="It stays in the audit’s history. When it goes to the auditor, this is what they read.",
    )
    revision = HiddenField(default="0")
    once = Once()

    def wanted(self) -> WantedReopening:
        """What was entered, after validation."""
        return WantedReopening(ReopenTo(self.to.data), self.reason.data, self.due_on.data)

    def validate(self, extra_validators: object = None) -> bool:
        """The auditor needs a day."""
        is_valid: bool = super().validate(extra_validators)
        if is_valid and self.to.data == ReopenTo.AUDITOR.value and self.due_on.data is None:
            self.due_on.errors = ["Enter the day by which the auditor hands it in again"]
            return False
        return is_valid


def reopen_form(revision: int, once: str) -> ReopenForm:
    """The form, with the usual number of days for the auditor."""
    return ReopenForm(revision=str(revision), once=once, due_on=today() + timedelta(days=USUAL_DAYS))


class SecondPersonForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """Grant or refuse what somebody else asked for."""

    decision = RadioField(
        "Should it be reopened?",
        [InputRequired("Choose whether it should be reopened")],
        choices=offered([("grant", "Yes, reopen it"), ("refuse", "No, it stays signed off")]),
    )
    words = words(
        "Why?",
        required="Say why you decide so",
        limit=WORDS_LIMIT,
        hint="Whoever asked reads this, and it stays in the history.",
    )
    revision = HiddenField(default="0")
