"""Which grades does somebody change, and what do they say about each?

Moderation and another look ask for the same: a grade, a reason and words for each place that changes. What a place is
called and what its grade is now is put in by whoever makes the form.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask_wtf import FlaskForm
from wtforms import SelectField

from qa_app.domain.moderating import ChangeReason
from qa_app.domain.regrading import Changes, GradeChange
from qa_app.domain.standing_questions import OVERALL
from qa_app.web.forms.choices import offered
from qa_app.web.forms.text import words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from qa_app.domain.tools import Section, ToolDefinition

REASONS = [("", "Choose a reason"), *((each.value, each.label) for each in ChangeReason)]
"""Every reason for changing a grade, none chosen."""


def title_of(tool: ToolDefinition, key: str) -> str:
    """What the place of a grade is called: ``overall``, or a section by its key."""
    return "Overall grade" if key == OVERALL else tool.section(key).title


def grade_fields(tool: ToolDefinition, given: Mapping[str, str], whose: str) -> dict[str, Any]:
    """The fields for the grades ``given`` (place → key of the grade that it has now, which is ``whose``)."""
    fields: dict[str, Any] = {"tool": tool, "given": given}
    for key, present in given.items():
        about = "the overall grade" if key == OVERALL else f"the grade of “{title_of(tool, key)}”"
        named = (
            (each.key, f"{each.name} ({whose})" if each.key == present else each.name) for each in tool.grades
        )
        fields[f"grade_{key}"] = SelectField(title_of(tool, key), choices=offered(named), default=present)
        fields[f"category_{key}"] = SelectField(
            f"Reason for changing {about}", choices=offered(REASONS), default=""
        )
        fields[f"because_{key}"] = words(f"Why {about} changes, in your own words")
    return fields


class RegradingForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """The grades of one audit. A subclass has the decision, and is made for an audit with ``grade_fields``."""

    above_cap_because = words("Why does the overall grade stay above the cap?")

    tool: ToolDefinition
    given: Mapping[str, str]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self._fields.items():
            if name.startswith("because_"):
                field.flags.optional = False  # it depends on the decision, so the label does not say it

    @property
    def sections(self) -> tuple[Section, ...]:
        """The graded sections, in the order of the tool."""
        return tuple(each for each in self.tool.sections if each.key in self.given)

    @property
    def is_changed(self) -> bool:
        """Whether any grade differs from the one it has now."""
        return any(self.is_different(key) for key in self.given)

    def is_different(self, key: str) -> bool:
        """Whether this grade differs from the one it has now, or something was written about it."""
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

    def unexplained(self, *, differs_from: str, explain: str) -> list[tuple[str, str]]:
        """Fields of changed places that lack something, each with what to do; two of the sentences are the caller's."""
        found = []
        for key in self.given:
            if not self.is_different(key):
                continue
            if self[f"grade_{key}"].data == self.given[key]:
                found.append((f"grade_{key}", f"Choose a grade that differs from {differs_from}"))
            if not self[f"category_{key}"].data:
                found.append((f"category_{key}", "Choose the reason why the grade changes"))
            if not self[f"because_{key}"].data:
                found.append((f"because_{key}", explain))
        return found

    def validate(self, extra_validators: object = None) -> bool:
        """What is filled in must belong to the decision: nobody's words are dropped silently."""
        if not super().validate(extra_validators):
            return False
        complaints = self.complaints()
        for name, message in complaints:
            self[name].errors = [message]
        return not complaints

    def complaints(self) -> list[tuple[str, str]]:
        """Fields that do not go with the decision, each with what to do."""
        raise NotImplementedError
