"""What exactly was signed off, can it still be trusted, and what changed between two times?

The content of an audit at its sign-off is one canonical JSON text: sorted keys, no spaces, UTF-8. Its SHA-256 is kept
beside it, so that anybody can check with a pocket tool that nothing was altered since.
"""

from __future__ import annotations

import json
from collections.abc import Mapping  # noqa: TC003  # pydantic reads it at run time
from dataclasses import dataclass, field
from hashlib import sha256
from typing import TYPE_CHECKING, ClassVar

from pydantic import ConfigDict, TypeAdapter

from qa_app.domain.answers import text_of
from qa_app.domain.standing_questions import OVERALL

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qa_app.domain.tools import ToolDefinition

NOTHING = "–"


@dataclass(frozen=True, slots=True)
class FrozenAnswer:
    """One answer: the value as it is kept, and its comment."""

    value: str
    comment: str = ""


@dataclass(frozen=True, slots=True)
class FrozenGrade:
    """The auditor's grade and the final one, as keys of the scale; None for what was not graded."""

    auditor: str | None
    final: str | None


@dataclass(frozen=True, slots=True)
class FrozenFinding:
    """A strength or an area for improvement. ``kind`` is its label, ``section`` a key, ``themes`` keys."""

    kind: str
    text: str
    section: str | None = None
    themes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FrozenDecision:
    """The decision that stands: how it came about, by whom (a name, "" for a rule), when (ISO 8601), and its words."""

    way: str
    by: str
    at: str
    category: str = ""
    because: str = ""
    feedback: str = ""
    sections: Mapping[str, str] = field(default_factory=dict)
    """Key of section → why its grade is another than the auditor's."""


@dataclass(frozen=True, slots=True)
class FrozenAudit:
    """All that was signed off. Answers by question key, grades by section key or ``overall``, findings by number."""

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")

    audit: int
    case: str
    round: str
    tool: str
    auditor: str
    submitted_at: str
    answers: Mapping[str, FrozenAnswer]
    grades: Mapping[str, FrozenGrade]
    findings: Mapping[str, FrozenFinding]
    decision: FrozenDecision

    def to_json(self) -> str:
        """The canonical text."""
        content = _FROZEN.dump_python(self, mode="json")
        return json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))

    @classmethod
    def from_json(cls, text: str) -> FrozenAudit:
        """The content back again."""
        return _FROZEN.validate_json(text)


_FROZEN = TypeAdapter(FrozenAudit)


def fingerprint(text: str) -> str:
    """SHA-256 of a content's text, as 64 hexadecimal digits."""
    return sha256(text.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that is not as it was: what, and the words before and after, ``NOTHING`` for what was not there."""

    what: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Changes:
    """The difference between two contents of one audit, by kind, each in the order of the tool."""

    grades: tuple[Change, ...]
    answers: tuple[Change, ...]
    findings: tuple[Change, ...]
    decision: tuple[Change, ...]

    def __bool__(self) -> bool:
        return bool(self.grades or self.answers or self.findings or self.decision)


def changes_between(before: FrozenAudit, after: FrozenAudit, tool: ToolDefinition) -> Changes:
    """What differs, in the words that people read."""
    return Changes(
        grades=tuple(_grades(before, after, tool)),
        answers=tuple(_answers(before, after, tool)),
        findings=tuple(_findings(before, after, tool)),
        decision=tuple(_decision(before.decision, after.decision, tool)),
    )


def _grades(before: FrozenAudit, after: FrozenAudit, tool: ToolDefinition) -> Iterator[Change]:
    places = [(OVERALL, "Overall grade"), *((each.key, each.title) for each in tool.sections if each.graded)]
    for key, title in places:
        old, new = (content.grades.get(key, FrozenGrade(None, None)) for content in (before, after))
        for whose, one, other in (("auditor", old.auditor, new.auditor), ("final", old.final, new.final)):
            if one != other:
                yield Change(f"{title}, {whose}", _grade(tool, one), _grade(tool, other))


def _answers(before: FrozenAudit, after: FrozenAudit, tool: ToolDefinition) -> Iterator[Change]:
    for question in tool.all_questions:
        old, new = (content.answers.get(question.key, FrozenAnswer("")) for content in (before, after))
        if old.value != new.value:
            yield Change(
                question.text,
                text_of(question, old.value) or NOTHING,
                text_of(question, new.value) or NOTHING,
            )
        if old.comment != new.comment:
            yield Change(f"Comment on “{question.text}”", old.comment or NOTHING, new.comment or NOTHING)


def _findings(before: FrozenAudit, after: FrozenAudit, tool: ToolDefinition) -> Iterator[Change]:
    for number in sorted(before.findings.keys() | after.findings.keys(), key=int):
        old, new = before.findings.get(number), after.findings.get(number)
        if old != new:
            kind = (new or old or FrozenFinding("", "")).kind
            yield Change(kind, _finding(tool, old), _finding(tool, new))


def _decision(before: FrozenDecision, after: FrozenDecision, tool: ToolDefinition) -> Iterator[Change]:
    for what, one, other in (
        ("How it was decided", before.way, after.way),
        ("Decided by", before.by, after.by),
        ("Reason", before.category, after.category),
        ("In the moderator’s words", before.because, after.because),
        ("Feedback", before.feedback, after.feedback),
    ):
        if one != other:
            yield Change(what, one or NOTHING, other or NOTHING)
    for key in dict.fromkeys([*before.sections, *after.sections]):
        one, other = before.sections.get(key, ""), after.sections.get(key, "")
        if one != other:
            yield Change(f"Why “{tool.section(key).title}”", one or NOTHING, other or NOTHING)


def _grade(tool: ToolDefinition, key: str | None) -> str:
    return tool.grade(key).name if key else NOTHING


def _finding(tool: ToolDefinition, finding: FrozenFinding | None) -> str:
    if finding is None:
        return NOTHING
    titles = {theme.key: theme.title for theme in tool.themes}
    themes = ", ".join(titles.get(key, key) for key in finding.themes)
    return f"{finding.text}\n({themes})" if themes else finding.text
