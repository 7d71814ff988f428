"""What does somebody say who signs an audit off, and which of those that are ready do they want to see?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_wtf import FlaskForm
from wtforms import Form, HiddenField, SelectField

from qa_app.services.signing_off import REASON_LIMIT
from qa_app.web.forms.choices import offered
from qa_app.web.forms.numbers import number_from
from qa_app.web.forms.text import words

if TYPE_CHECKING:
    from collections.abc import Iterable


class SignOffForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """Sign one audit off."""

    because = words(
        "Why is it signed off before the days for a reply are over?",
        limit=REASON_LIMIT,
        hint="For example, the auditor and the manager have both said that they will not ask for another look.",
    )
    revision = HiddenField(default="0")


class ReadyFilter(Form):
    """Which round. Sent with the address, so it changes nothing."""

    round = SelectField("Round")

    def place(self, rounds: Iterable[tuple[int, str]]) -> ReadyFilter:
        """Offer the rounds that have something to sign off."""
        self.round.choices = offered([("", "Any round"), *((str(number), title) for number, title in rounds)])
        return self

    @property
    def round_id(self) -> int | None:
        """The round that was asked for; None for all, and for what is no number."""
        return number_from(self.round.data)
