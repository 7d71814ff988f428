"""What does somebody say about an immediate concern?"""

from __future__ import annotations

from flask_wtf import FlaskForm
from wtforms import BooleanField, HiddenField
from wtforms.validators import InputRequired

from qa_app.clock import today
from qa_app.web.forms.fields import DatePartsField, in_words
from qa_app.web.forms.text import Once, words


class _NoticedField(DatePartsField):
    """A day that is not in the future, as it is when the form is sent."""

    def pre_validate(self, form: object) -> None:
        """Check against today."""
        self.latest = today()
        super().pre_validate(form)


class ConcernForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """Raise a concern."""

    what = words(
        "What worries you?",
        required="Write what worries you",
        hint="What you saw in the record, who may be at risk, and why it cannot wait. Do not write names.",
    )
    noticed_on = _NoticedField(
        "When did you notice it?",
        called="The day you noticed it",
        required="Enter the day on which you noticed it",
    )
    once = Once()

    @property
    def hint_for_day(self) -> str:
        """An example that is a real day."""
        return f"For example, {in_words(today())}"


class AcknowledgeForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """Take a concern on."""

    words = words(
        "What happens now?",
        required="Write what happens now",
        hint="Who has been spoken to, who sees the child and when. Do not write names of family members.",
    )
    revision = HiddenField(default="1")


class CloseForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """Close a concern."""

    words = words("What was done?", required="Write what was done", hint="And how you know that it worked.")
    is_child_safe = BooleanField(
        "I have made sure that the child is safe",
        [InputRequired("Confirm that the child is safe. A concern stays open until somebody has made sure.")],
    )
    revision = HiddenField(default="1")
