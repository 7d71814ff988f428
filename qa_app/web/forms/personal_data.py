"""What does somebody say to decide on periods, to hold or restrict a case, to remove what is due, and to hand out what is held?"""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from flask_wtf import FlaskForm
from wtforms import BooleanField, HiddenField, RadioField
from wtforms.validators import InputRequired

from qa_app.domain.notices import NoticeKind
from qa_app.domain.retention import LONGEST, SHORTEST, RecordClass
from qa_app.services.holding import ABOUT_LIMIT, REASON_LIMIT
from qa_app.web.forms.choices import Checkboxes, offered, offered_with_hints
from qa_app.web.forms.text import Once, line, whole, words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from qa_app.domain.subject_access import Review

_KINDS = (
    (
        NoticeKind.HOLD,
        "Nothing of it is removed, however old, until the hold ends. For a court, an inquiry or a complaint.",
    ),
    (
        NoticeKind.RESTRICTION,
        "It is left out of new samples and of the rows of what is published, and marked wherever it is read.",
    ),
    (
        NoticeKind.CORRECTION,
        "What somebody says is wrong stands beside it. What was written stays, so that both can be read.",
    ),
)


def schedule_form(months: Mapping[RecordClass, int]) -> FlaskForm:
    """One number of months for each class that is removed."""
    fields = {
        each.value: whole(
            each.label,
            SHORTEST,
            LONGEST,
            hint=f"Months, counted from {each.ends_with}. {each.becomes} We propose {each.proposed_months}.",
        )
        for each in RecordClass
        if each.is_carried_out
    }
    form = type("ScheduleForm", (FlaskForm,), fields)
    return form(**{each.value: months[each] for each in RecordClass if each.is_carried_out})


class NoticeForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """Hold, restrict or correct."""

    kind = RadioField(
        "What do you want to record?",
        [InputRequired("Choose what you want to record")],
        choices=offered_with_hints((each.value, each.label, hint) for each, hint in _KINDS),
    )
    reference = line(
        "Case reference",
        hint="Exactly as the case list writes it. Leave it empty for a legal hold on everything.",
    )
    about = line(
        "What is the correction about?",
        limit=ABOUT_LIMIT,
        hint="Only for a correction. For example: “Audit 12, whether she was seen alone”.",
    )
    audit = line(
        "Number of the audit that it is about",
        limit=10,
        hint="Only for a correction of an audit, such as 12. The correction then stands on its page.",
    )
    reason = words(
        "Why, or what is wrong",
        required="Say why, or what is wrong",
        limit=REASON_LIMIT,
        hint="Who asked for it, when, and what was decided. It stays with the case.",
    )
    once = Once()

    @classmethod
    def fresh(cls, kind: str = "", reference: str = "") -> NoticeForm:
        """An empty one."""
        return cls(once=secrets.token_urlsafe(16), kind=kind or None, reference=reference)


class EndForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """End a hold or a restriction."""

    because = words("Why does it end?", required="Say why it ends", limit=REASON_LIMIT)


class RemovalForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """The second step of a removal."""

    is_sure = BooleanField(
        "I have looked at what goes, and it cannot be brought back",
        [InputRequired("Tick that you have looked at what goes")],
    )


class CaseForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """Which case somebody asks about."""

    reference = line(
        "Case reference", required="Enter a case reference", hint="Exactly as the case list writes it."
    )


class ReviewForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """What is taken out of what is handed out. ``seen`` is the fingerprint of what was reviewed."""

    out = Checkboxes("What is taken out")
    because = words(
        "Why does the rest stay in?",
        limit=REASON_LIMIT,
        hint="Needed when you take a tick away. For example: “It is the name of the person who asks.”",
        is_looked_through=False,
    )
    seen = HiddenField()

    @classmethod
    def of(cls, review: Review) -> ReviewForm:
        """Everything that is proposed, ticked."""
        form = cls(out=[each.key for each in review.proposed], seen=review.fingerprint)
        form.out.choices = offered((each.key, each.sentence) for each in review.proposed)
        return form
