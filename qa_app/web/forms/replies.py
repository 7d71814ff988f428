"""What does somebody say who asks for another look, and what does a moderator decide who looks again?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask_wtf import FlaskForm
from wtforms import HiddenField, RadioField, SelectField
from wtforms.validators import InputRequired

from qa_app.domain.moderating import ChangeReason
from qa_app.domain.regrading import Changes, GradeChange
from qa_app.domain.replies import ReplyOutcome
from qa_app.domain.standing_questions import OVERALL
from qa_app.web.forms.choices import Checkboxes, offered, offered_with_hints
from qa_app.web.forms.text import Once, words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from qa_app.domain.tools import Section, ToolDefinition
    from qa_app.models.audits import Audit
    from qa_app.models.replies import Reply

_REASONS = [("", "Choose a reason"), *((each.value, each.label) for each in ChangeReason)]


def final_grades(audit: Audit) -> dict[str, str]:
    """Key of section, or ``overall`` → the final grade (a key), in the order of the tool; what has none is left out."""
    rows = {row.section_key: row.final_grade for row in audit.section_grades}
    sections = ((section.key, rows.get(section.key)) for section in audit.tool_version.definition.sections)
    return {key: grade for key, grade in ((OVERALL, audit.final_grade), *sections) if grade}


def _auditors_grades(audit: Audit) -> dict[str, str]:
    """What a form about an audit that was reopened meanwhile is filled in with, so that typed words keep their place."""
    sections = {row.section_key: row.auditor_grade for row in audit.section_grades}
    return {key: grade for key, grade in {OVERALL: audit.auditor_grade, **sections}.items() if grade}


def title_of(tool: ToolDefinition, key: str) -> str:
    """What the place of a grade is called."""
    return "Overall grade" if key == OVERALL else tool.section(key).title


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


class OutcomeForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
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
    above_cap_because = words("Why does the overall grade stay above the cap?")
    words = words(
        "What you decided and why",
        required="Write what you decided and why",
        hint="Whoever asked, the auditor and the team’s manager read this.",
    )
    revision = HiddenField(default="0")
    audit_revision = HiddenField(default="0")

    tool: ToolDefinition
    given: Mapping[str, str]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self._fields.items():
            if name.startswith("because_"):
                field.flags.optional = False  # it depends on the decision, so the label does not say it

    @classmethod
    def for_reply(cls, reply: Reply) -> OutcomeForm:
        """The form with the grades that hold now."""
        audit = reply.audit
        tool, given = audit.tool_version.definition, final_grades(audit) or _auditors_grades(audit)
        fields: dict[str, Any] = {"tool": tool, "given": given}
        for key, grade in given.items():
            title = title_of(tool, key)
            about = "the overall grade" if key == OVERALL else f"the grade of “{title}”"
            fields[f"grade_{key}"] = SelectField(title, choices=_grades(tool, grade), default=grade)
            fields[f"category_{key}"] = SelectField(
                f"Reason for changing {about}", choices=offered(_REASONS), default=""
            )
            fields[f"because_{key}"] = words(f"Why {about} changes, in your own words")
        made: OutcomeForm = type("ReplyOutcomeForm", (cls,), fields)(
            revision=reply.revision, audit_revision=audit.revision
        )
        return made

    @property
    def sections(self) -> tuple[Section, ...]:
        """The graded sections, in the order of the tool."""
        return tuple(each for each in self.tool.sections if each.key in self.given)

    @property
    def is_changed(self) -> bool:
        """Whether any grade differs from what holds now."""
        return any(self.is_different(key) for key in self.given)

    def is_different(self, key: str) -> bool:
        """Whether this grade differs from what holds now, or something was written about it."""
        return bool(
            self[f"grade_{key}"].data != self.given[key]
            or self[f"because_{key}"].data
            or self[f"category_{key}"].data
        )

    def changes(self) -> Changes:
        """What was changed, after validation."""
        changed = {
            key: GradeChange(
                self[f"grade_{key}"].data,
                ChangeReason(category) if (category := self[f"category_{key}"].data) else None,
                self[f"because_{key}"].data,
            )
            for key in self.given
            if self.is_different(key)
        }
        overall = changed.pop(OVERALL, None)
        return Changes(overall, changed, self.above_cap_because.data)

    def validate(self, extra_validators: object = None) -> bool:
        """What is filled in must belong to the outcome: nobody's words are dropped silently."""
        if not super().validate(extra_validators):
            return False
        complaints = self._complaints()
        for name, message in complaints:
            self[name].errors = [message]
        return not complaints

    def _complaints(self) -> list[tuple[str, str]]:
        if self.outcome.data == ReplyOutcome.STANDS.value:
            if self.is_changed:
                return [("outcome", "You changed a grade: choose that grades change, or put the grade back")]
            return []
        if not self.is_changed:
            return [("outcome", "Change at least one grade, or let the grades stand")]
        found = []
        for key in self.given:
            if not self.is_different(key):
                continue
            if self[f"grade_{key}"].data == self.given[key]:
                found.append((f"grade_{key}", "Choose a grade that differs from the one it has now"))
            if not self[f"category_{key}"].data:
                found.append((f"category_{key}", "Choose the reason why the grade changes"))
            if not self[f"because_{key}"].data:
                found.append((f"because_{key}", "Explain the change in your own words"))
        return found


def _grades(tool: ToolDefinition, present: str) -> list[Any]:
    named = (
        (each.key, f"{each.name} (as it is now)" if each.key == present else each.name)
        for each in tool.grades
    )
    return offered(named)
