"""Why does a repeat end without being handed in?"""

from __future__ import annotations

from flask_wtf import FlaskForm

from qa_app.services.repeating import NOTE_LIMIT
from qa_app.web.forms.text import words


class WithdrawForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """The reason."""

    because = words(
        "Why is it withdrawn?",
        required="Say why the repeat is withdrawn",
        limit=NOTE_LIMIT,
        hint="What was typed is kept with it, and compared with nothing.",
    )
