"""What does a moderator say of a submitted audit, and which part of the queue do they want?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wtforms import Form, HiddenField, RadioField, SelectField
from wtforms.validators import InputRequired

from qa_app.domain.moderating import Decision
from qa_app.domain.standing_questions import OVERALL
from qa_app.queries.moderation import Wanted
from qa_app.web.forms.choices import offered
from qa_app.web.forms.numbers import number_from
from qa_app.web.forms.regrading import RegradingForm, grade_fields
from qa_app.web.forms.text import words

if TYPE_CHECKING:
    from qa_app.models.audits import Audit
    from qa_app.queries.moderation import Choices


class DecisionForm(RegradingForm):
    """A moderator's decision. ``for_audit`` adds the grades of the audit."""

    decision = RadioField(
        "Your decision",
        [InputRequired("Choose whether you agree the grades, change them or return the audit")],
        choices=offered((each.value, each.label) for each in Decision),
    )
    needed = words(
        "What does the auditor need to do?",
        hint="Say which answer, and what is missing. The auditor reads this on the audit’s page.",
    )
    feedback = words(
        "Feedback to the auditor",
        hint="What was done well, and what to do differently. Only the auditor and quality assurance read it.",
    )
    revision = HiddenField(default="0")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.needed.flags.optional = False  # it depends on the decision, so the label does not say it

    @classmethod
    def for_audit(cls, audit: Audit) -> DecisionForm:
        """The form with the audit's overall grade and the grades of its sections."""
        given = {OVERALL: audit.auditor_grade or ""}
        given |= {row.section_key: row.auditor_grade or "" for row in audit.section_grades}
        fields = grade_fields(audit.tool_version.definition, given, "the auditor’s grade")
        made: DecisionForm = type("AuditDecisionForm", (cls,), fields)(revision=audit.revision)
        return made

    def complaints(self) -> list[tuple[str, str]]:
        """Fields that do not go with the decision, each with what to do."""
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
        if decision is Decision.CHANGED and not self.is_changed:
            found.append(("decision", "Change at least one grade, or agree the grades"))
        elif decision is Decision.CHANGED:
            found += self.unexplained(
                differs_from="the auditor’s", explain="Explain the change to the auditor in your own words"
            )
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
