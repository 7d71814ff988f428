"""What does a moderator decide about two audits of one case that differ?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask_wtf import FlaskForm
from wtforms import HiddenField, RadioField, SelectField
from wtforms.validators import InputRequired

from qa_app.domain.moderating import ChangeReason
from qa_app.domain.pair_decisions import PairDecision, TakenGrade
from qa_app.domain.pairs import Grades, Taken
from qa_app.domain.standing_questions import OVERALL
from qa_app.web.forms.choices import offered
from qa_app.web.forms.regrading import REASONS
from qa_app.web.forms.text import words

if TYPE_CHECKING:
    from collections.abc import Iterable

    from qa_app.domain.tools import ToolDefinition


class ReturnForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """Send one of the two back to its auditor."""

    audit = RadioField("Which audit goes back?", [InputRequired("Choose which audit goes back")])
    needed = words(
        "What does the auditor need to do?",
        required="Say what the auditor needs to do",
        hint="Say which answer, and what is missing. Say nothing of the other audit: its auditor must not know of it yet.",
    )
    seen = HiddenField()

    def place(self, choices: Iterable[tuple[int, str]]) -> ReturnForm:
        """Offer the two audits by id, each with how the page calls it."""
        self.audit.choices = offered((str(number), name) for number, name in choices)
        return self


class PairDecisionForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """Every grade on which two audits differ, and any other that is to change. ``for_grades`` adds the grades."""

    above_cap_because = words("Why does the overall grade stay above the limit?")
    feedback = words(
        "Feedback to both auditors",
        hint="What each saw that the other did not, and what to do alike from now on. Both of them read it.",
    )
    seen = HiddenField()

    tool: ToolDefinition
    keys: tuple[str, ...]
    differing: frozenset[str]

    @classmethod
    def for_grades(cls, tool: ToolDefinition, first: Grades, second: Grades) -> PairDecisionForm:
        """The form for these two; sections in the order of the tool, the overall grade first."""
        keys = (OVERALL, *(each.key for each in tool.sections if first[each.key] or second[each.key]))
        differing = frozenset(key for key in keys if first[key] != second[key])
        fields: dict[str, Any] = {"tool": tool, "keys": keys, "differing": differing}
        for key in keys:
            title = place_in_words(tool, key)
            fields[f"taken_{key}"] = _taken(tool, title, first[key], second[key])
            fields[f"grade_{key}"] = SelectField(
                f"Another grade for {title}", choices=offered([("", "None"), *_grades(tool)]), default=""
            )
            fields[f"category_{key}"] = SelectField(
                f"Reason for the decision about {title}", choices=offered(REASONS), default=""
            )
            fields[f"because_{key}"] = words(f"Your decision about {title}, in your own words")
        made: PairDecisionForm = type("MadePairDecisionForm", (cls,), fields)()
        for key in differing:
            for name in ("category", "because"):
                made[
                    f"{name}_{key}"
                ].flags.optional = False  # it has to be given, so the label does not say it
        return made

    def decision(self) -> PairDecision:
        """What was decided, after validation."""
        return PairDecision(
            {key: self._item(key) for key in self.keys if self._is_decided(key)}, self.above_cap_because.data
        )

    def validate(self, extra_validators: object = None) -> bool:
        """Every difference is answered, with a reason: nobody's words are dropped silently."""
        if not super().validate(extra_validators):
            return False
        complaints = [each for key in self.keys for each in self._complaints(key)]
        for name, message in complaints:
            self[name].errors = [message]
        return not complaints

    def _is_decided(self, key: str) -> bool:
        names = ("taken", "grade", "category", "because")
        return key in self.differing or any(self[f"{name}_{key}"].data for name in names)

    def _chosen(self, key: str) -> Taken | None:
        said = self[f"taken_{key}"].data
        return Taken(said) if said in set(Taken) else None

    def _item(self, key: str) -> TakenGrade:
        category = self[f"category_{key}"].data
        return TakenGrade(
            self._chosen(key) or Taken.OTHER,
            ChangeReason(category) if category else None,
            self[f"because_{key}"].data,
            self[f"grade_{key}"].data or None,
        )

    def _complaints(self, key: str) -> list[tuple[str, str]]:
        if not self._is_decided(key):
            return []
        title, found = place_in_words(self.tool, key), []
        taken, grade = self._chosen(key), self[f"grade_{key}"].data
        if key in self.differing and not taken:
            found.append((f"taken_{key}", f"Choose the grade of {title}"))
        if (taken is Taken.OTHER or key not in self.differing) and not grade:
            found.append((f"grade_{key}", f"Choose which other grade {title} gets"))
        if taken in {Taken.FIRST, Taken.SECOND} and grade:
            found.append(
                (
                    f"taken_{key}",
                    f"You chose another grade of {title} too: choose one of the two, or take it back",
                )
            )
        if not self[f"category_{key}"].data:
            found.append((f"category_{key}", f"Choose the reason for your decision about {title}"))
        if not self[f"because_{key}"].data:
            found.append((f"because_{key}", f"Explain your decision about {title} in your own words"))
        return found


class PanelForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """One moderator's own grades, before they see the other's. ``for_grades`` adds the grades."""

    because = words("Why do you grade like this?", required="Say why you grade like this")
    seen = HiddenField()

    keys: tuple[str, ...]

    @classmethod
    def for_grades(cls, tool: ToolDefinition, first: Grades, second: Grades) -> PanelForm:
        """The overall grade and the sections on which the two differ; the rest is not in question."""
        keys = (OVERALL, *(each.key for each in tool.sections if first[each.key] != second[each.key]))
        fields: dict[str, Any] = {"keys": keys}
        for key in keys:
            title = "Overall grade" if key == OVERALL else tool.section(key).title
            about = place_in_words(tool, key)
            fields[f"grade_{key}"] = RadioField(
                title, [InputRequired(f"Choose your grade of {about}")], choices=offered(_grades(tool))
            )
        made: PanelForm = type("MadePanelForm", (cls,), fields)()
        return made

    def grades(self) -> Grades:
        """What was graded, after validation."""
        sections = {key: self[f"grade_{key}"].data for key in self.keys if key != OVERALL}
        return Grades(self[f"grade_{OVERALL}"].data, sections)


def place_in_words(tool: ToolDefinition, key: str) -> str:
    """A grade's place in words, within a sentence."""
    return "the overall grade" if key == OVERALL else f"“{tool.section(key).title}”"


def _taken(tool: ToolDefinition, title: str, first: str | None, second: str | None) -> RadioField:
    words_of = [tool.grade(key).name if key else "Not graded" for key in (first, second)]
    choices = [
        (Taken.FIRST.value, f"The first: {words_of[0]}"),
        (Taken.SECOND.value, f"The second: {words_of[1]}"),
        (Taken.OTHER.value, "Another grade"),
    ]
    return RadioField(f"Which grade for {title}?", choices=offered(choices), validate_choice=False)


def _grades(tool: ToolDefinition) -> list[tuple[str, str]]:
    return [(each.key, each.name) for each in tool.grades]
