"""What does somebody say who asks for another look, and what does a moderator decide who looks again?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_wtf import FlaskForm
from wtforms import HiddenField, RadioField
from wtforms.validators import InputRequired

from qa_app.domain.replies import ReplyOutcome
from qa_app.domain.standing_questions import OVERALL
from qa_app.web.forms.choices import Checkboxes, offered, offered_with_hints
from qa_app.web.forms.regrading import RegradingForm, grade_fields, title_of
from qa_app.web.forms.text import Once, words

if TYPE_CHECKING:
    from qa_app.models.audits import Audit
    from qa_app.models.replies import Reply


def final_grades(audit: Audit) -> dict[str, str]:
    """Key of section, or ``overall`` → the final grade (a key), in the order of the tool; what has none is left out."""
    rows = {row.section_key: row.final_grade for row in audit.section_grades}
    sections = ((section.key, rows.get(section.key)) for section in audit.tool_version.definition.sections)
    return {key: grade for key, grade in ((OVERALL, audit.final_grade), *sections) if grade}


def _auditors_grades(audit: Audit) -> dict[str, str]:
    """What a form about an audit that was reopened meanwhile is filled in with, so that typed words keep their place."""
    sections = {row.section_key: row.auditor_grade for row in audit.section_grades}
    return {key: grade for key, grade in {OVERALL: audit.auditor_grade, **sections}.items() if grade}


class AskForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """Ask for another look."""

    about = Checkboxes(
        "Which grades should be looked at again?",
        [InputRequired("Choose at least one grade that should be looked at again")],
        description="Choose all that apply.",
    )
    reasons = words(
        "Why?",
        required="Say why the grades should be looked at again",
        hint="Point to what is in the record, and to what the decision left out or read differently. Do not write names "
        "of family members.",
    )
    once = Once()

    def place(self, audit: Audit) -> AskForm:
        """Offer the grades that the audit has, each with its name."""
        tool = audit.tool_version.definition
        self.about.choices = offered_with_hints(
            (key, title_of(tool, key), f"Graded {tool.grade(grade).name}")
            for key, grade in final_grades(audit).items()
        )
        return self


class OutcomeForm(RegradingForm):
    """What a moderator decides about a reply. ``for_reply`` adds the grades of the audit as they are now."""

    outcome = RadioField(
        "What do you decide?",
        [InputRequired("Choose whether the grades stand or change")],
        choices=offered(
            [
                (ReplyOutcome.STANDS.value, "The grades stand"),
                (ReplyOutcome.CHANGED.value, "One or more grades change"),
            ]
        ),
    )
    words = words(
        "What you decided and why",
        required="Write what you decided and why",
        hint="Whoever asked, the auditor and the team’s manager read this.",
    )
    revision = HiddenField(default="0")
    audit_revision = HiddenField(default="0")

    @classmethod
    def for_reply(cls, reply: Reply) -> OutcomeForm:
        """The form with the grades that hold now."""
        audit = reply.audit
        given = final_grades(audit) or _auditors_grades(audit)
        fields = grade_fields(audit.tool_version.definition, given, "as it is now")
        made: OutcomeForm = type("ReplyOutcomeForm", (cls,), fields)(
            revision=reply.revision, audit_revision=audit.revision
        )
        return made

    def complaints(self) -> list[tuple[str, str]]:
        """Fields that do not go with the outcome, each with what to do."""
        if self.outcome.data == ReplyOutcome.STANDS.value:
            if self.is_changed:
                return [("outcome", "You changed a grade: choose that grades change, or put the grade back")]
            return []
        if not self.is_changed:
            return [("outcome", "Change at least one grade, or let the grades stand")]
        return self.unexplained(
            differs_from="the one it has now", explain="Explain the change in your own words"
        )
