"""How does a section of a tool become a form, and what did its reader change?

The page carries a fingerprint of each answer as it was read. What comes back equal to it was not changed by its
reader, so a page that was open for long never overwrites, and never quarrels with, what it did not touch.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from hashlib import sha256
from typing import TYPE_CHECKING

from qa_app.domain import grading
from qa_app.domain.answers import Given
from qa_app.domain.conditions import IsAny
from qa_app.domain.questions import LONGEST_TEXT, DateQuestion, GradeQuestion, Option
from qa_app.domain.standing_questions import ABOVE_CAP_REASON, OVERALL, OVERALL_GRADE
from qa_app.domain.words import cleaned, on_one_line
from qa_app.services.answering import Typed
from qa_app.web.forms.conditions import sentence_for
from qa_app.web.forms.fields import PARTS, read_date

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from werkzeug.datastructures import MultiDict

    from qa_app.domain.questions import Question
    from qa_app.domain.tools import Section, ToolDefinition
    from qa_app.models.audits import AnyAudit

_NOTHING = Given("")
MINE, THEIRS = "mine", "theirs"
_NEVER = -1
"""A version that no answer has: it cannot be saved over anything."""


@dataclass(frozen=True, slots=True)
class Sent:
    """What a page sent back: what its reader changed, dates as they were typed, and choices not made yet."""

    typed: Mapping[str, Typed]
    parts: Mapping[str, tuple[str, str, str]] = field(default_factory=dict)
    undecided: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """One question as the page shows it."""

    question: Question
    given: Given
    version: int
    condition: str = ""
    errors: tuple[str, ...] = ()
    comment_errors: tuple[str, ...] = ()
    parts: tuple[str, str, str] | None = None


@dataclass(frozen=True, slots=True)
class SectionPage:
    """A section as the page shows it. ``known`` are answers elsewhere, for conditions; ``as_read`` see above."""

    section: Section
    entries: tuple[Entry, ...]
    known: Mapping[str, str]
    as_read: str

    @property
    def errors(self) -> list[tuple[str, str]]:
        """The error summary: where each is, and what it says."""
        return list(self._errors())

    def _errors(self) -> Iterator[tuple[str, str]]:
        for entry in self.entries:
            first = f"#{entry.question.key}{'-day' if isinstance(entry.question, DateQuestion) else ''}"
            yield from ((first, f"{text} (“{entry.question.text}”)") for text in entry.errors)
            at = f"#{entry.question.key}__comment"
            yield from ((at, f"{text} (“{entry.question.text}”)") for text in entry.comment_errors)


def answers_of(audit: AnyAudit) -> dict[str, Given]:
    """What is kept, as the rules know it."""
    return {row.question_key: Given(row.value, row.comment) for row in audit.answers}


def section_page(
    audit: AnyAudit, section: Section, *, sent: Sent | None = None, problems: Mapping[str, str] | None = None
) -> SectionPage:
    """The section with what is kept or, where that was refused, with what was typed and why it was refused."""
    tool, answers = audit.tool_version.definition, answers_of(audit)
    versions = {row.question_key: row.version for row in audit.answers}
    entries = []
    for question in _questions(tool, section, answers):
        key = question.key
        given, problem = answers.get(key, _NOTHING), (problems or {}).get(key, "")
        if problem and sent:
            given = sent.typed[key].given
        is_about_comment = len(given.comment) > LONGEST_TEXT >= len(given.value)
        entries.append(
            Entry(
                question,
                given,
                versions.get(key, 0),
                condition=sentence_for(question, section, tool),
                errors=(problem,) if problem and not is_about_comment else (),
                comment_errors=(problem,) if problem and is_about_comment else (),
                parts=_parts_typed(key, given, sent) if problem and sent else None,
            )
        )
    here = {entry.question.key for entry in entries}
    known = {key: given.value for key, given in answers.items() if key not in here}
    as_read = " ".join(f"{key}={_fingerprint(answers.get(key, _NOTHING))}" for key in sorted(here))
    return SectionPage(section, tuple(entries), known, as_read)


def read(section: Section, form: MultiDict[str, str]) -> Sent:
    """What the reader of a section's page changed. Fields of other sections are not looked at."""
    as_read = dict(pair.split("=", 1) for pair in form.get("as_read", "").split() if "=" in pair)
    typed: dict[str, Typed] = {}
    parts: dict[str, tuple[str, str, str]] = {}
    undecided = []
    to_choose = form.getlist("choose")
    for question in section.questions:
        key = question.key
        if f"{key}__version" not in form:
            continue
        if isinstance(question, DateQuestion) and f"{key}-day" in form:
            parts[key] = _parts(form, key)
        given = Given(_value(question, form), cleaned(form.get(f"{key}__comment", "")))
        choice = form.get(f"{key}__choice", "")
        if choice == THEIRS or as_read.get(key) == _fingerprint(given):
            continue
        version = version_from(form.get(f"{key}__version", ""))
        if key in to_choose and choice != MINE:
            undecided.append(key)
            version = _NEVER
        typed[key] = Typed(given, version)
    return Sent(typed, parts, tuple(undecided))


def date_value(parts: tuple[str, str, str]) -> str:
    """The value of a date that was typed as day, month and year; what makes no date is left for the rules to refuse."""
    day = read_date(parts)
    return day.isoformat() if day else "-".join(reversed(parts)) if any(parts) else ""


def version_from(text: object) -> int:
    """The version that a page says it read; 0 for what is no number."""
    said = str(text)
    return int(said) if said.isascii() and said.isdigit() and len(said) < 10 else 0


def _questions(tool: ToolDefinition, section: Section, answers: Mapping[str, Given]) -> Iterator[Question]:
    """The section's questions; why the grade is above the limit only where there is a limit."""
    for question in section.questions:
        if question.key != ABOVE_CAP_REASON:
            yield _folded(question) if section.key != OVERALL else question
            continue
        limit = grading.cap(tool, answers)
        if limit and limit != tool.grades[-1]:
            above = tuple(grade.key for grade in tool.grades[tool.grade_position(limit.key) :])
            yield question.model_copy(update={"show_if": IsAny(question=OVERALL_GRADE, values=above)})


def _folded(question: Question) -> Question:
    """A grade without its descriptors, which the page of a section folds away; the overall grade shows them."""
    if not isinstance(question, GradeQuestion):
        return question
    return question.model_copy(
        update={"scale": tuple(Option(key=each.key, text=each.text) for each in question.scale)}
    )


def _value(question: Question, form: MultiDict[str, str]) -> str:
    if isinstance(question, DateQuestion) and f"{question.key}-day" in form:
        return date_value(_parts(form, question.key))
    if question.kind == "many_of":
        return "\n".join(each for one in form.getlist(question.key) for each in one.split("\n") if each)
    text = form.get(question.key, "")
    return on_one_line(text) if question.kind in {"short_text", "number"} else cleaned(text)


def _parts_typed(key: str, given: Given, sent: Sent) -> tuple[str, str, str] | None:
    if key in sent.parts or given.value.count("-") != 2:
        return sent.parts.get(key)
    year, month, day = given.value.split("-")
    return day, month, year


def _parts(form: MultiDict[str, str], key: str) -> tuple[str, str, str]:
    day, month, year = (on_one_line(form.get(f"{key}-{part}", ""))[:20] for part in PARTS)
    return day, month, year


def _fingerprint(given: Given) -> str:
    return sha256(f"{given.value}\0{given.comment}".encode()).hexdigest()[:12]
