"""What a QA manager writes beside the figures, and says when publishing them."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from flask_wtf import FlaskForm
from wtforms import IntegerField, SubmitField
from wtforms.validators import InputRequired, NumberRange
from wtforms.widgets import HiddenInput

from qa_app.services.accepting import REASON_LIMIT
from qa_app.services.narrating import NEW, Written
from qa_app.web.forms.choices import Checkboxes, offered
from qa_app.web.forms.text import Once, words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qa_app.domain.publishable_words import Unsettled
    from qa_app.models.publications import Narrative, Publication

_PLAIN = "Plain text. Leave a line empty between paragraphs; begin a line with “- ” for a point of a list."


class Number(IntegerField):
    """A whole number that the page carries along unseen."""

    widget = HiddenInput()

    def carry(self, number: int) -> None:
        """Another number than the one that was posted."""
        self.data, self.raw_data = number, None


def _carried() -> Number:
    return Number(validators=[InputRequired(), NumberRange(0, 1_000_000)])


class NarrativeForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """The words that go before and after the figures."""

    purpose = words(
        "Purpose",
        hint="Why did you look, at whom, and how? Two or three sentences for somebody who was not there.",
    )
    key_messages = words(
        "Key messages",
        hint=f"What should a director remember? Three to five points. {_PLAIN}",
    )
    next_steps = words("Next steps", hint="Who does what by when because of this?")
    revision = _carried()
    save = SubmitField("Save")

    def written(self) -> Written:
        """What was typed."""
        return Written(self.purpose.data, self.key_messages.data, self.next_steps.data)


class PublicationForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """Publish what was checked. ``seen`` is the newest publication, ``narrative`` the revision of the words."""

    seen = _carried()
    narrative = _carried()
    once = Once(validators=[InputRequired()])
    publish = SubmitField("Publish")

    @property
    def note(self) -> str:
        """What it corrects; nothing for the first publication."""
        return ""


class CorrectionForm(PublicationForm):
    """The same for another publication of what was published before."""

    change_note = words(
        "What does this correction change, and why?",
        required="Say what this correction changes",
        hint="Readers see this at the beginning. For example: “2 audits that were moderated late are counted now.”",
        limit=2_000,
    )

    @property
    def note(self) -> str:
        """What it corrects."""
        return self.change_note.data


class AcceptingForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """What in the words can stay, and why."""

    stays = Checkboxes("What can stay?", [InputRequired("Choose what can stay")])
    because = words(
        "Why can they stay?",
        required="Say why they can stay",
        limit=REASON_LIMIT,
        hint="For example: “Grace is a period here, not a person.” It is kept with your name.",
        is_looked_through=False,
    )

    def place(self, found: Sequence[Unsettled]) -> AcceptingForm:
        """Offer what was found."""
        self.stays.choices = offered((each.key, each.hit.sentence) for each in found)
        return self


def narrative_form(written: Narrative | None) -> NarrativeForm:
    """Filled with what is written already."""
    if written is None:
        return NarrativeForm(revision=NEW)
    return NarrativeForm(
        purpose=written.purpose,
        key_messages=written.key_messages,
        next_steps=written.next_steps,
        revision=written.revision,
    )


def publication_form(earlier: Sequence[Publication], written: Narrative | None) -> PublicationForm:
    """For the next publication of a month or a round."""
    kind = CorrectionForm if earlier else PublicationForm
    return kind(
        seen=earlier[0].number if earlier else 0,
        narrative=written.revision if written else NEW,
        once=secrets.token_urlsafe(16),
    )
