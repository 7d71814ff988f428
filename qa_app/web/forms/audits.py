"""What does an auditor write down as a strength or an area for improvement?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_wtf import FlaskForm
from wtforms import HiddenField, RadioField, SelectField
from wtforms.validators import InputRequired

from qa_app.models.audits import FindingKind
from qa_app.services.finding import Noted
from qa_app.web.forms.choices import Checkboxes, offered
from qa_app.web.forms.text import Once, words

if TYPE_CHECKING:
    from qa_app.domain.tools import ToolDefinition

_WHOLE = ""


class FindingForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """A strength or an area for improvement, with the themes of the tool."""

    kind = RadioField(
        "What is it?",
        [InputRequired("Choose whether it is a strength or an area for improvement")],
        choices=offered((kind.value, kind.label) for kind in FindingKind),
    )
    text = words(
        "What did you find?",
        required="Write what you found",
        hint="One thing, with how you know it. Do not write names or addresses: it may be quoted in a report.",
    )
    themes = Checkboxes(
        "Which themes is it about?", description="Choose all that apply. Themes are counted each month."
    )
    section = SelectField("Which section does it belong to?")
    once = Once()
    revision = HiddenField(default="1")

    def offer(self, tool: ToolDefinition) -> None:
        """Offer the themes and sections of this tool."""
        self.themes.choices = offered((theme.key, theme.title) for theme in tool.themes)
        sections = [(section.key, section.title) for section in tool.sections]
        self.section.choices = offered([(_WHOLE, "The audit as a whole"), *sections])

    @property
    def noted(self) -> Noted:
        """What was written, as the use case wants it."""
        return Noted(
            FindingKind(self.kind.data),
            self.text.data,
            tuple(self.themes.data or ()),
            self.section.data or None,
        )


class RemoveForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """Nothing but the confirmation."""
