"""What does a moderator say of a submitted audit, and which part of the queue do they want?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask_wtf import FlaskForm
from wtforms import Form, HiddenField, RadioField, SelectField
from wtforms.validators import InputRequired

from qa_app.domain.moderating import ChangeReason, Decision
from qa_app.domain.regrading import Changes, GradeChange
from qa_app.queries.moderation import Wanted
from qa_app.web.forms.choices import offered
from qa_app.web.forms.numbers import number_from
from qa_app.web.forms.text import words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from qa_app.domain.tools import Section, ToolDefinition
    from qa_app.models.audits import Audit
    from qa_app.queries.moderation import Choices

_REASONS = [("", "Choose a reason"), *((each.value, each.label) for each in ChangeReason)]
_OVERALL = "overall"


def _grade(label: str, tool: ToolDefinition, given: str) -> SelectField:
    choices = (
        (each.key, f"{each.name} (the auditor’s grade)" if each.key == given else each.name)
        for each in tool.grades
    )
    return SelectField(label, choices=offered(choices), default=given)


def _category(about: str) -> SelectField:
    return SelectField(f"Reason for changing {about}", choices=offered(_REASONS), default="")


class DecisionForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """A moderator's decision. ``for_audit`` adds the grades of the audit."""

    decision = RadioField(
        "Your decision",
        [InputRequired("Choose whether you agree the grades, change them or return the audit")],
        choices=offered((each.value, each.label) for each in Decision),
    )
    above_cap_because = words("Why does the overall grade stay above the cap?")
    needed = words(
        "What does the auditor need to do?",
        hint="Say which answer, and what is missing. The auditor reads this on the audit’s page.",
    )
    feedback = words(
        "Feedback to the auditor",
        hint="What was done well, and what to do differently. Only the auditor and quality assurance read it.",
    )
    revision = HiddenField(default="0")

    tool: ToolDefinition
    given: Mapping[str, str]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self._fields.items():
            if name == "needed" or name.startswith("because_"):
                field.flags.optional = False  # it depends on the decision, so the label does not say it

    @classmethod
    def for_audit(cls, audit: Audit) -> DecisionForm:
        """The form with the audit's overall grade and the grades of its sections."""
        tool = audit.tool_version.definition
        given = {_OVERALL: audit.auditor_grade or ""}
        given |= {row.section_key: row.auditor_grade or "" for row in audit.section_grades}
        fields: dict[str, Any] = {"tool": tool, "given": given}
        for key, grade in given.items():
            about = "the overall grade" if key == _OVERALL else f"the grade of “{tool.section(key).title}”"
            label = "Overall grade" if key == _OVERALL else tool.section(key).title
            fields[f"grade_{key}"] = _grade(label, tool, grade)
            fields[f"category_{key}"] = _category(about)
            fields[f"because_{key}"] = words(f"Why {about} changes, in your own words")
        made: DecisionForm = type("AuditDecisionForm", (cls,), fields)(revision=audit.revision)
        return made

    @property
    def sections(self) -> tuple[Section, ...]:
        """The graded sections, in the order of the tool."""
        return tuple(each for each in self.tool.sections if each.key in self.given)

    @property
    def is_changed(self) -> bool:
        """Whether any grade differs from the auditor's."""
        return any(self.is_different(key) for key in self.given)

    def is_different(self, key: str) -> bool:
        """Whether this grade differs from the auditor's, or something was written about it."""
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
        overall = changed.pop(_OVERALL, None)
        return Changes(overall, changed, self.above_cap_because.data)

    def validate(self, extra_validators: object = None) -> bool:
        """The parts that are filled in must belong to the decision: nobody's words are dropped silently."""
        if not super().validate(extra_validators):
            return False
        complaints = [*self._complaints()]
        for name, message in complaints:
            self[name].errors = [message]
        return not complaints

    def _complaints(self) -> list[tuple[str, str]]:
        decision = Decision(self.decision.data)
        found: list[tuple[str, str]] = []
        if decision is not Decision.CHANGED and self.is_changed:
            found.append(("decision", "You changed a grade: choose to change grades, or put the grade back"))
        if decision is not Decision.RETURNED and self.needed.data:
            found.append(
                (
                    "needed",
                    "You wrote what the auditor needs to do: choose to return the audit, or move the words",
                )
            )
        if decision is Decision.RETURNED and not self.needed.data:
            found.append(("needed", "Say what the auditor needs to do"))
        if decision is Decision.CHANGED:
            found += self._unexplained()
        return found

    def _unexplained(self) -> list[tuple[str, str]]:
        if not self.is_changed:
            return [("decision", "Change at least one grade, or agree the grades")]
        found = []
        for key in self.given:
            if not self.is_different(key):
                continue
            if self[f"grade_{key}"].data == self.given[key]:
                found.append((f"grade_{key}", "Choose a grade that differs from the auditor’s"))
            if not self[f"category_{key}"].data:
                found.append((f"category_{key}", "Choose the reason why the grade changes"))
            if not self[f"because_{key}"].data:
                found.append((f"because_{key}", "Explain the change to the auditor in your own words"))
        return found


class QueueFilter(Form):
    """Which part of the queue is shown. Sent with the address, so it changes nothing."""

    round = SelectField("Round")
    auditor = SelectField("Auditor")
    grade = SelectField("Grade")

    def place(self, choices: Choices) -> QueueFilter:
        """Offer the rounds, auditors and grades of the waiting audits."""
        self.round.choices = offered([("", "Any round"), *((str(n), name) for n, name in choices.rounds)])
        self.auditor.choices = offered(
            [("", "Any auditor"), *((str(n), name) for n, name in choices.auditors)]
        )
        self.grade.choices = offered([("", "Any grade"), *choices.grades])
        return self

    def wanted(self) -> Wanted:
        """What was asked for; what makes no sense is as if it had not been asked."""
        grades = {choice.value for choice in self.grade.choices or ()}  # type: ignore[union-attr]  # ours
        return Wanted(
            round_id=number_from(self.round.data),
            auditor_id=number_from(self.auditor.data),
            grade=self.grade.data if self.grade.data in grades else "",
        )
