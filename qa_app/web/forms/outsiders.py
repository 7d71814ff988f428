"""What is said about people from outside, and by them?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_wtf import FlaskForm
from wtforms import BooleanField, HiddenField
from wtforms.validators import InputRequired

from qa_app.services.admitting import STATEMENT_LIMIT
from qa_app.web.forms.text import words

if TYPE_CHECKING:
    from qa_app.models.outsiders import ConfidentialityStatement


class StatementForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """The council's words. ``seen`` is the version that the writer began from."""

    text = words(
        "The statement",
        required="Write the words of the statement",
        limit=STATEMENT_LIMIT,
        hint="As plain text; an empty line begins a paragraph.",
    )
    seen = HiddenField(default="0")


class PromiseForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """Accept it. ``number`` is the version that was read."""

    is_accepted = BooleanField(
        "I have read this and will keep to it",
        [InputRequired("Tick the box to accept the statement. Without it nothing else is shown to you.")],
    )
    number = HiddenField(default="0")


def statement_form_for(newest: ConfidentialityStatement | None) -> StatementForm:
    """The form, filled with the words that hold."""
    if newest is None:
        return StatementForm()
    return StatementForm(text=newest.text, seen=str(newest.number))
