"""What does a QA manager write to make, change or retire an exemplar, and which are asked for?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_wtf import FlaskForm
from wtforms import BooleanField, Form, HiddenField, RadioField, SelectField
from wtforms.validators import InputRequired, Length

from qa_app.domain.exemplars import TEXT_LIMIT, sections_for
from qa_app.queries.exemplars import Wanted
from qa_app.services.exemplifying import REASON_LIMIT, SOURCE_LIMIT, Curated
from qa_app.web.forms.choices import offered, offered_with_hints
from qa_app.web.forms.text import Once, Words, clean, line, words

if TYPE_CHECKING:
    from qa_app.domain.tools import ToolDefinition
    from qa_app.queries.exemplars import Choices

_ANY = ""
_STATES = (("", "In use"), ("retired", "Retired"))


class _Written(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """The words of an exemplar, and what is said about warnings. ``seen`` stands for the warnings that the page showed."""

    text = words(
        "Extract",
        required="Write the extract",
        limit=TEXT_LIMIT,
        hint="What was done and how it is known, short enough to read while choosing a grade. Nobody may be recognised: "
        "leave out names, places, dates and whatever only one family could have lived through.",
        is_looked_through=False,  # saving looks through it, and asks
    )
    because = words(
        "Why is it a good example of this grade?",
        required="Write why it is a good example",
        limit=REASON_LIMIT,
        hint="What makes it this grade and not the one above or below. Auditors read this with the extract.",
        is_looked_through=False,
    )
    seen = HiddenField()
    is_looked_at = BooleanField("I have looked at these")
    stays_because = Words(  # needed with the tick, so it is not called optional
        "Why can they stay?",
        [Length(max=REASON_LIMIT, message=f"Use {REASON_LIMIT:,} characters or fewer")],
        filters=[clean],
        description="Kept with the exemplar. Only QA managers read it.",
        is_looked_through=False,
    )
    once = Once()
    revision = HiddenField(default="1")

    @property
    def is_warned(self) -> bool:
        """Whether the page that was sent had shown warnings."""
        return bool(self.seen.data)

    def curated(self, section_key: str, grade_key: str = "", source: str = "") -> Curated:
        """What was written, as the use case wants it."""
        return Curated(
            section_key=section_key,
            grade_key=grade_key,
            text=self.text.data,
            because=self.because.data,
            source=source,
            seen=str(self.seen.data or "") if self.is_looked_at.data else "",
            stays_because=self.stays_because.data or "",
        )


class ExtractForm(_Written):
    """An exemplar from an audit: its section and grade are those of the audit."""


class HandForm(_Written):
    """An exemplar that comes from no audit."""

    section = SelectField("Section")
    grade = RadioField("Grade", [InputRequired("Choose the grade that it is an example of")])
    source = line(
        "Where is it from?",
        limit=SOURCE_LIMIT,
        hint="Such as the vignette of a calibration. Only QA managers read it.",
    )

    def offer(self, tool: ToolDefinition, *, only: str = "") -> HandForm:
        """Offer the graded sections, or ``only`` the one with this key, and the grades of this tool."""
        sections = [(each.key, each.title) for each in sections_for(tool)]
        self.section.choices = offered([(only, only)] if only else sections)
        self.grade.choices = offered_with_hints(
            (each.key, each.name, each.descriptor) for each in reversed(tool.grades)
        )
        return self


class ToolForm(Form):
    """For which tool an exemplar is written."""

    tool = RadioField("For which tool is it?")


class RetireForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """Why an exemplar is shown no more."""

    because = words("Why is it retired?", required="Say why it is retired", limit=REASON_LIMIT)
    revision = HiddenField(default="1")


class ExemplarFilter(Form):
    """Tool, section, grade and whether it is in use. Sent with the address, so it changes nothing."""

    tool = SelectField("Tool")
    section = SelectField("Section")
    grade = SelectField("Grade")
    status = SelectField("Status", choices=offered(_STATES))

    def place(self, choices: Choices) -> ExemplarFilter:
        """Offer what there are exemplars of."""
        self.tool.choices = offered([(_ANY, "Any tool"), *choices.tools])
        self.section.choices = offered([(_ANY, "Any section"), *choices.sections])
        self.grade.choices = offered([(_ANY, "Any grade"), *choices.grades])
        return self

    def wanted(self) -> Wanted:
        """What was asked for; what is not offered is as if it had not been asked."""
        return Wanted(
            tool_key=_offered(self.tool),
            section_key=_offered(self.section),
            grade_key=_offered(self.grade),
            is_retired=self.status.data == "retired",
        )


def _offered(field: SelectField) -> str:
    keys = {choice.value for choice in field.choices or ()}  # type: ignore[union-attr]  # ours
    return field.data if field.data in keys else _ANY
