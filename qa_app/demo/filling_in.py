"""What would this auditor answer, question by question, about this case?

First the grades of the sections, from the team's and the auditor's tendencies; then answers that lead to such
grades, asked in the tool's order, with a comment wherever one is needed and here and there besides. The whole
is complete: ``domain.answers.unanswered`` finds nothing missing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from random import Random
from statistics import median
from typing import TYPE_CHECKING

from qa_app.demo import tendencies, voices_comments, voices_profiles, voices_rationales
from qa_app.demo.choosing import choose_many, choose_one
from qa_app.demo.tendencies import GRADES
from qa_app.domain.answers import Given
from qa_app.domain.conditions import holds
from qa_app.domain.grading import is_above_cap, limited
from qa_app.domain.standing_questions import (
    ABOVE_CAP_REASON,
    NOT_RELEVANT,
    OVERALL_GRADE,
    OVERALL_RATIONALE,
)

if TYPE_CHECKING:
    from datetime import date

    from qa_app.demo.voices import Setting, Voices
    from qa_app.domain.questions import Question
    from qa_app.domain.tools import ToolDefinition

# How often work of each grade earns yes, partly, no, not evidenced, not applicable.
_JUDGEMENTS = ("yes", "partly", "no", "not_evidenced", "not_applicable")
_ODDS = {
    "inadequate": (18, 32, 36, 12, 2),
    "requires_improvement": (46, 32, 10, 9, 3),
    "good": (77, 15, 2, 3, 3),
    "outstanding": (94, 3, 0, 1, 2),
}
# Without these an audit could not be graded well; where the work was not poor, they are answered for certain.
_MUST_BE_YES = frozenset({"safe-now", "decision-safe", "home-registered"})
_SHOULD_BE_YES = frozenset({"seen", "leaving-home"})
_COMMENTED = {"yes": 0.06, "partly": 0.45, "no": 0.5, "not_evidenced": 0.4, "not_applicable": 0.2}
_ABOVE_THE_LIMIT = 0.15
_ALIKE, _SELDOM_ALIKE = 0.8, 0.1
"""How often an auditor answers as the case itself has it, and not by luck of their own."""
_READ_DIFFERENTLY = frozenset(
    {"oversight-reflective", "daily-life", "plan-smart", "identity-acted", "views-count"}
)


@dataclass(frozen=True, slots=True)
class CaseSeen:
    """The case as an auditor has it: ``at`` is its ``tendencies.standing``, ``on`` the day of the audit.

    ``coached_on`` is the day on which the auditor was coached, None for one who never was.
    """

    team: str
    setting: Setting
    at: float
    on: date
    coached_on: date | None = None

    def severity_of(self, auditor: str) -> float:
        """How severe the auditor is on that day."""
        return tendencies.severity_of(auditor, on=self.on, coached_on=self.coached_on)


def fill_in(
    tool: ToolDefinition, case: CaseSeen, auditor: str, voices: Voices, rng: Random
) -> dict[str, Given]:
    """Complete answers to all that is asked, in the order in which it is asked."""
    severity = case.severity_of(auditor)
    grades = {
        section.key: tendencies.grade_for(case.team, auditor, section.key, rng, at=case.at, severity=severity)
        for section in tool.sections
    }
    return _Sheet(tool, case, grades, voices, rng).filled(auditor)


def part_of(answers: dict[str, Given], share: float) -> dict[str, Given]:
    """The first answers only, as of a draft that somebody has put aside."""
    return dict(list(answers.items())[: round(len(answers) * share)])


class _Sheet:
    """One audit being filled in."""

    def __init__(
        self, tool: ToolDefinition, case: CaseSeen, grades: dict[str, str], voices: Voices, rng: Random
    ) -> None:
        self._tool, self._case, self._grades = tool, case, grades
        self._voices, self._rng = voices, rng
        self._answers: dict[str, Given] = {}

    def filled(self, auditor: str) -> dict[str, Given]:
        for question in self._tool.all_questions:
            values = {key: given.value for key, given in self._answers.items()}
            if question.key == ABOVE_CAP_REASON or not (
                question.show_if is None or holds(question.show_if, values)
            ):
                continue
            if question.required or self._rng.random() < 0.6:
                self._answers[question.key] = self._given(question, auditor)
        if is_above_cap(self._tool, self._answers):
            reason = self._voices.pick(voices_rationales.ABOVE_CAP_REASONS)
            self._answers[ABOVE_CAP_REASON] = Given(reason)
        return self._answers

    def _given(self, question: Question, auditor: str) -> Given:
        section = self._tool.section_of(question.key).key
        match question.kind:
            case "judgement":
                return self._judgement(question, section)
            case "one_of" | "many_of":
                return self._choice(question)
            case "grade" if question.key == OVERALL_GRADE:
                value = self._overall(auditor)
            case "grade":
                value = self._grades.get(section, tendencies.GOOD)
            case "number":
                value = str(self._rng.choices((0, 1, 2, 3, 5), (40, 28, 18, 9, 5))[0])
            case "date":
                value = (self._case.on - timedelta(days=self._rng.randint(4, 60))).isoformat()
            case "short_text":
                value = self._voices.pick(voices_profiles.SHORT_LINES)
            case _:
                value = self._long_text(question.key, section)
        return Given(value)

    def _judgement(self, question: Question, section: str) -> Given:
        grade = self._grades.get(section, tendencies.GOOD)
        position = GRADES.index(grade)
        value = self._luck(question).choices(_JUDGEMENTS, _ODDS[grade])[0]
        if question.key in _MUST_BE_YES and (position >= 1 or value in {"not_evidenced", "not_applicable"}):
            value = "yes" if position >= 2 or self._rng.random() < 0.85 else "partly"
        elif question.key in _SHOULD_BE_YES and position >= 1 and value not in {"yes", "partly"}:
            value = "partly" if position == 1 else "yes"
        needed = value in question.comment_when
        spoken = needed or self._rng.random() < _COMMENTED[value]
        return Given(value, self._voices.comment(section, value) if spoken else "")

    def _luck(self, question: Question) -> Random:
        """Two who read the same record mostly find the same in it; some questions each reads in their own way."""
        often = _SELDOM_ALIKE if question.key in _READ_DIFFERENTLY else _ALIKE
        return Random(f"{self._case.at} {question.key}") if self._rng.random() < often else self._rng

    def _choice(self, question: Question) -> Given:
        chosen = (
            choose_many(question, self._rng)
            if question.kind == "many_of"
            else choose_one(question, self._case.setting, self._luck(question))
        )
        if chosen == NOT_RELEVANT:
            return Given(chosen, self._voices.pick(voices_comments.NOT_RELEVANT))
        needed = set(chosen.split("\n")) & set(question.comment_when)
        return Given(chosen, self._voices.pick(voices_comments.CHOSEN) if needed else "")

    def _long_text(self, key: str, section: str) -> str:
        grade = self._grades.get(section, tendencies.GOOD)
        if key == self._tool.section(section).difference_key:
            return self._voices.difference(section, grade, self._case.setting)
        if key == OVERALL_RATIONALE:
            return self._voices.rationale(self._answers[OVERALL_GRADE].value, self._case.setting)
        if "synopsis" in key:
            return self._voices.synopsis(self._case.setting)
        return self._voices.pick(_WORDS_FOR.get(key, voices_profiles.OTHER_WORDS))

    def _overall(self, auditor: str) -> str:
        """A best fit: never far from the middle of the sections, and nearly always within the tool's limits."""
        graded = [self._grades[s.key] for s in self._tool.sections if s.grade_key in self._answers]
        middle = median(GRADES.index(grade) for grade in graded)
        fitting = GRADES.index(
            tendencies.overall_for(
                auditor, self._rng, at=self._case.at, severity=self._case.severity_of(auditor)
            )
        )
        grade = GRADES[round(max(middle - 0.5, min(middle + 0.5, fitting)))]
        bold = self._rng.random() < _ABOVE_THE_LIMIT
        return grade if bold else limited(self._tool, grade, self._answers)


_WORDS_FOR = {
    "feedback-words": voices_profiles.FAMILY_WORDS,
    "reflection-proud": voices_profiles.PRACTITIONER_PROUD,
    "reflection-differently": voices_profiles.PRACTITIONER_DIFFERENTLY,
    "reflection-words": voices_profiles.PRACTITIONER_DIFFERENTLY,
    "seen-why-not": voices_profiles.WHY_NOT_SEEN,
}
