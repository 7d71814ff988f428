"""What a QA manager says about who audits what, by when."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_wtf import FlaskForm
from wtforms import HiddenField, RadioField, SelectField
from wtforms.validators import InputRequired

from qa_app.web.forms.choices import offered, offered_with_hints
from qa_app.web.forms.fields import DatePartsField
from qa_app.web.forms.text import words

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from qa_app.domain.conflicts import AvailableAuditor

_REASON_LIMIT = 2_000


class ConfirmForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """Do what the page shows; ``digest`` says which page that was."""

    digest = HiddenField()


class SwapForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """Hand one audit on, so that its auditor can take another case."""

    hand_on = HiddenField()
    to = HiddenField()
    because = HiddenField()


class MoveForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """Give an audit to somebody else."""

    to = RadioField("Who audits it now?", validators=[InputRequired("Choose who audits it now")])
    because = words(
        "Why is it moved?",
        required="Enter why the audit is moved",
        limit=_REASON_LIMIT,
        hint="Both auditors can read it in the audit’s history.",
    )
    revision = HiddenField()

    def place(self, auditors: Iterable[AvailableAuditor]) -> MoveForm:
        """Offer those who may take it, each with what they have already."""
        self.to.choices = offered_with_hints((str(each.user_id), each.name, _load(each)) for each in auditors)
        return self


class ExtendForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """Give an audit another due date."""

    due_on = DatePartsField("New due date", called="The new due date", required="Enter the new due date")
    because = words(
        "Why does the date change?",
        required="Enter why the date changes",
        limit=_REASON_LIMIT,
        hint="The auditor can read it in the audit’s history. The first date is kept.",
    )
    revision = HiddenField()

    def place(self, today: date) -> ExtendForm:
        """A date that has passed helps nobody."""
        self.due_on.earliest = today
        return self


class ExemptForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """Let an auditor off for a round."""

    auditor = SelectField("Auditor", validators=[InputRequired("Choose the auditor")])
    because = words("Why are they exempt?", required="Enter why the auditor is exempt", limit=_REASON_LIMIT)

    def place(self, auditors: Sequence[AvailableAuditor]) -> ExemptForm:
        """Offer those who are not exempt yet."""
        self.auditor.choices = offered(
            [("", "Choose an auditor"), *((str(each.user_id), each.name) for each in auditors)]
        )
        return self


class CloseForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """End a round in which every audit was handed in."""


class CloseEarlyForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """End a round in which some audits were not handed in."""

    because = words(
        "Why are the audits that were not handed in withdrawn?",
        required="Enter why the audits that were not handed in are withdrawn",
        limit=_REASON_LIMIT,
        hint="Each of them keeps this in its history.",
    )


def _load(auditor: AvailableAuditor) -> str:
    most = f", at most {auditor.capacity}" if auditor.capacity is not None else ""
    return f"Has {auditor.load} to do now{most}."
