"""What is said about a calibration exercise: what is graded, by whom, until when, and what the group agreed?"""

from __future__ import annotations

import re
from datetime import datetime, time
from typing import TYPE_CHECKING, Any

from flask_wtf import FlaskForm
from wtforms import HiddenField, RadioField, SelectField
from wtforms.validators import InputRequired, StopValidation

from qa_app.clock import LONDON, in_london
from qa_app.web.forms.choices import Checkboxes, offered, offered_with_hints
from qa_app.web.forms.fields import DatePartsField
from qa_app.web.forms.text import Once, line, words

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from qa_app.domain.calibration import Place
    from qa_app.domain.tools import ToolDefinition
    from qa_app.models.calibration import Exercise, ExerciseCase, ReferenceGrade
    from qa_app.models.tools import ToolVersion
    from qa_app.queries.candidates import Candidate

NOT_RELEVANT = "not_relevant"
_REASON_LIMIT = 2_000
_TIME = re.compile(r"(\d{1,2})(?:[:.](\d{2}))?\s*(am|pm)?", re.ASCII | re.IGNORECASE)


class ExerciseForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """What an exercise is called and with which tool it is graded."""

    title = line(
        "Title",
        required="Enter a title for the exercise",
        hint="For example, Calibration in November. The auditors read it in the e-mail that invites them.",
    )
    tool = SelectField("Audit tool", validators=[InputRequired("Choose the audit tool")])
    once = Once()
    revision = HiddenField(default="0")

    def place(self, tools: Sequence[ToolVersion]) -> ExerciseForm:
        """Offer the tool versions."""
        self.tool.choices = offered([("", "Choose a tool"), *((str(each.id), each.label) for each in tools)])
        return self


class CaseForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """A case of the council, by its reference."""

    reference = line(
        "Reference of a case",
        required="Enter the reference of a case",
        hint="As it stands on the case list.",
    )


class VignetteForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """A made-up case."""

    title = line("Title", required="Enter a title", hint="For example, Two visits in March.")
    text = words(
        "What is on the record?",
        required="Write what the auditors need to know of the case",
        hint="A made-up child, with what an auditor would find on the record. Never write about a real family.",
    )
    once = Once()
    revision = HiddenField(default="0")


class ConfirmForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """Do what the page says to what it showed."""

    revision = HiddenField(default="0")


class PeopleForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """Who grades."""

    auditors = Checkboxes("Auditors")
    revision = HiddenField(default="0")

    def place(self, people: Iterable[Candidate]) -> PeopleForm:
        """Offer those who may grade something, each with why they cannot grade the rest."""
        self.auditors.choices = offered_with_hints(
            (str(each.auditor.user_id), each.auditor.name, " ".join(each.why_not.values()))
            for each in people
            if each.can_join
        )
        return self


class ReleaseForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """When an exercise is released."""

    day = DatePartsField("Day", called="The day of the release", required="Enter the day of the release")
    at = line(
        "Time", required="Enter the time of the release", limit=20, hint="For example, 2:00pm or 14:00."
    )
    revision = HiddenField(default="0")

    def validate_at(self, field: Any) -> None:
        """A time of the day."""
        if field.data and time_from(field.data) is None:
            raise StopValidation("Enter a time, like 2:00pm or 14:00")

    @property
    def moment(self) -> datetime:
        """What was entered, on London's clock."""
        return datetime.combine(self.day.data, time_from(self.at.data) or time(), LONDON)


class ReasonForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """Why something is done that concerns others."""

    because = words("Why?", required="Enter the reason", limit=_REASON_LIMIT)
    revision = HiddenField(default="0")


class ReferenceForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """What the group agreed for one section, or for the case as a whole. ``seen``: the grade that was shown."""

    grade = RadioField("Reference grade", [InputRequired("Choose the reference grade")])
    rationale = words(
        "Why is this the right grade?",
        required="Write why this is the right grade",
        hint="What the group weighed. Auditors who practise will read it beside their own grade.",
    )
    seen = HiddenField(default="0")

    def place(self, tool: ToolDefinition, place: Place) -> ReferenceForm:
        """Offer the grades of the tool, and that an optional section is not relevant."""
        choices = [(each.key, each.name, each.descriptor) for each in reversed(tool.grades)]
        if place.is_optional:
            choices.append(
                (NOT_RELEVANT, "Not relevant here", "The group agreed that the section does not apply.")
            )
        self.grade.choices = offered_with_hints(choices)
        return self

    @property
    def grade_key(self) -> str | None:
        """The key of the grade; None for a section that is not relevant."""
        return None if self.grade.data == NOT_RELEVANT else self.grade.data


class NotesForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """What was said in the room."""

    notes = words(
        "Notes from the room",
        hint="What the group found out about its grading, and what it will do differently. Everybody who took part reads "
        "this: do not write who graded what.",
    )
    revision = HiddenField(default="0")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.notes.flags.optional = False  # saving nothing takes the notes back, which the label need not say


def exercise_of(exercise: Exercise) -> dict[str, str]:
    """What the form of a draft begins with."""
    return {
        "title": exercise.title,
        "tool": str(exercise.tool_version_id) if exercise.tool_version.is_offered else "",
        "revision": str(exercise.revision),
    }


def vignette_of(each: ExerciseCase) -> dict[str, str]:
    """What the form of a vignette begins with."""
    return {"title": each.title, "text": each.text, "revision": str(each.revision)}


def release_of(exercise: Exercise) -> dict[str, Any]:
    """What the form of the release begins with."""
    if exercise.releases_at is None:
        return {"at": "2:00pm", "revision": str(exercise.revision)}
    local = in_london(exercise.releases_at)
    half = "am" if local.hour < 12 else "pm"
    return {
        "day": local.date(),
        "at": f"{local.hour % 12 or 12}:{local:%M}{half}",
        "revision": str(exercise.revision),
    }


def reference_of(latest: ReferenceGrade | None) -> dict[str, str]:
    """What the form of a reference grade begins with."""
    if latest is None:
        return {}
    return {
        "grade": latest.grade or NOT_RELEVANT,
        "rationale": latest.rationale,
        "seen": str(latest.id),
    }


def time_from(text: str) -> time | None:
    """The time of the day that somebody wrote: ``2pm``, ``2:00 pm``, ``14.00``; None when it is none."""
    found = _TIME.fullmatch(text.strip())
    if not found:
        return None
    hour, minute, half = int(found[1]), int(found[2] or 0), (found[3] or "").lower()
    if minute > 59 or (half and not 1 <= hour <= 12) or hour > 23 or not (half or found[2]):
        return None
    return time(hour % 12 + (12 if half == "pm" else 0) if half else hour, minute)
