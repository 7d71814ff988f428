"""What is written down of a conversation about grading, and which part of the log or of time is asked for?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_wtf import FlaskForm
from wtforms import Form, HiddenField, SelectField
from wtforms.validators import InputRequired

from qa_app.domain.coaching import Conversation, Standing
from qa_app.domain.months import month_named
from qa_app.queries.coaching import Wanted
from qa_app.queries.coaching_effect import Wanted as WantedPeriod
from qa_app.services.coaching import TOPIC_LIMIT
from qa_app.web.forms.choices import offered
from qa_app.web.forms.fields import DatePartsField
from qa_app.web.forms.numbers import number_from
from qa_app.web.forms.text import Once, line, words

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from qa_app.domain.months import Month
    from qa_app.models.people import User


class CoachingForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """One entry of the log."""

    auditor = SelectField("Auditor", [InputRequired("Choose the auditor")])
    topic = line("What was it about?", required="Say what it was about", limit=TOPIC_LIMIT)
    notes = words(
        "What did you talk about?",
        required="Write down what you talked about",
        hint="The auditor reads this too. Write about grading, not about the family: no names.",
    )
    next_step = words("Which next step did you agree?", required="Say which next step you agreed")
    next_on = DatePartsField(
        "When is the next step done?", called="The day", required="Enter the day of the next step"
    )
    once = Once()
    revision = HiddenField(default="0")

    def place(self, auditors: Sequence[User]) -> CoachingForm:
        """Offer the people whom it can be about; the only one is chosen already."""
        people = [(str(each.id), each.name) for each in auditors]
        self.auditor.choices = offered(people if len(people) == 1 else [("", "Choose an auditor"), *people])
        return self

    def conversation(self) -> Conversation:
        """What was entered, after validation."""
        return Conversation(self.topic.data, self.notes.data, self.next_step.data, self.next_on.data)


class AnswerForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """What the auditor says to it."""

    words = words(
        "Your answer",
        required="Write your answer",
        hint="Do you see it the same way? What will you do? It can be given once and stays as it is.",
    )
    revision = HiddenField(default="0")


class LogFilter(Form):
    """Which entries. Sent with the address, so it changes nothing."""

    auditor = SelectField("Auditor")
    standing = SelectField(
        "Where it is", choices=offered([("", "Any"), *((each.value, each.label) for each in Standing)])
    )

    def place(self, auditors: Iterable[tuple[int, str]]) -> LogFilter:
        """Offer the auditors who have an entry."""
        self.auditor.choices = offered(
            [("", "Any auditor"), *((str(number), name) for number, name in auditors)]
        )
        return self

    def wanted(self) -> Wanted:
        """What was asked for; what makes no sense is as if it had not been asked."""
        said = self.standing.data
        return Wanted(number_from(self.auditor.data), Standing(said) if said in set(Standing) else None)


class PeriodFilter(Form):
    """From which month to which. Sent with the address, so it changes nothing."""

    first = SelectField("From")
    last = SelectField("Until the end of")

    def place(self, months: Sequence[Month]) -> PeriodFilter:
        """Offer these months, the newest first."""
        named = [(each.key, each.name) for each in months]
        self.first.choices = offered([("", "The beginning"), *named])
        self.last.choices = offered([("", "Today"), *named])
        return self

    def wanted(self) -> WantedPeriod:
        """What was asked for; what makes no sense is as if it had not been asked."""
        return WantedPeriod(month_named(self.first.data or ""), month_named(self.last.data or ""))
