"""How far does an auditor agree with themselves, some weeks later, about the same case?

Only what was chosen at the first hand-in of each is compared, and only between two audits that asked the same: two
versions of a tool are counted apart, never mixed. Between the two the auditor read what a moderator said, so a difference
may be what they learned: how many grades a moderator had changed is said beside the figures.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from qa_app.domain.agreement import AT_LEAST, agreement, two_places
from qa_app.domain.questions import GradeQuestion
from qa_app.domain.ratings import pairs_of_ratings
from qa_app.domain.scales import Scale, scale_of
from qa_app.domain.standing_questions import OVERALL_GRADE
from qa_app.domain.statistics import Share, share, too_few

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from qa_app.domain.agreement import Agreement
    from qa_app.domain.questions import Question
    from qa_app.domain.tools import Section, ToolDefinition


class WhyNot(StrEnum):
    """Why a repeat is not compared with the earlier audit."""

    OTHER_VERSION = "other_version"
    CAME_BACK = "came_back"

    @property
    def sentence(self) -> str:
        """The reason in plain English."""
        return _WHY_NOT[self]


_WHY_NOT = {
    WhyNot.OTHER_VERSION: "The two were made with different versions of the tool, so nothing is compared.",
    WhyNot.CAME_BACK: "The earlier audit came back to its auditor while the repeat was open, so that they saw it.",
}


@dataclass(frozen=True, slots=True)
class Twice:
    """A case that one auditor judged twice. What was chosen each time is by question key.

    ``tool`` is that of the repeat. ``was_changed``: a moderator had changed a grade of the earlier audit.
    """

    repeat_id: int
    tool: ToolDefinition
    earlier: Mapping[str, str]
    again: Mapping[str, str]
    why_not: WhyNot | None = None
    was_changed: bool = False


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that was chosen at least once: keys, "" where it was not asked.

    ``steps`` is later minus earlier, of grades that were given both times.
    """

    section: Section
    question: Question
    earlier: str
    again: str
    steps: int | None = None

    @property
    def is_same(self) -> bool:
        """Whether the same was chosen both times."""
        return self.earlier == self.again

    @property
    def is_grade(self) -> bool:
        """Whether it is a grade, and not another choice."""
        return isinstance(self.question, GradeQuestion)


@dataclass(frozen=True, slots=True)
class Drift:
    """The mean of later minus earlier, in grade steps: above 0 the auditor has become more lenient.

    ``low`` and ``high`` are its 95 % interval; None for a single repeat.
    """

    n: int
    mean: float
    low: float | None
    high: float | None

    @property
    def words(self) -> str:
        """``0.20 grade steps higher than the first time (95% interval -0.10 to 0.50; this may be chance)``."""
        size = two_places(abs(self.mean))
        where = "Level with the first time"
        if size != "0.00":
            where = f"{size} grade steps {'higher' if self.mean > 0 else 'lower'} than the first time"
        if self.low is None or self.high is None:
            return f"{where} (1 repeat, too few for an interval)"
        sure = "" if self.low > 0 or self.high < 0 else "; this may be chance"
        return f"{where} (95% interval {two_places(self.low)} to {two_places(self.high)}{sure})"


@dataclass(frozen=True, slots=True)
class SectionTwice:
    """How the grades of one section compare, over ``n`` cases in which it was graded both times."""

    tool: str
    title: str
    n: int
    same: int
    within_one: int


@dataclass(frozen=True, slots=True)
class SelfAgreement:
    """All that is said of repeats on one scale of grades. Shares and ``agreement`` are of overall grades.

    ``answers`` is of all other choices that were asked both times; None without any. ``changed`` repeats are of audits of
    which a moderator had changed a grade.
    """

    scale: Scale
    n: int
    same: Share
    within_one: Share
    drift: Drift
    agreement: Agreement
    sections: tuple[SectionTwice, ...]
    answers: Share | None
    changed: int

    @property
    def too_few(self) -> str:
        """Why there is no coefficient yet, as a sentence; empty where there are enough repeats."""
        return too_few(self.n, AT_LEAST, "repeats") if self.n < AT_LEAST else ""


@dataclass(frozen=True, slots=True)
class Repeated:
    """Figures for each scale that occurs, the most used first, and how many repeats are left out for which reason."""

    by_scale: tuple[SelfAgreement, ...]
    left_out: tuple[tuple[WhyNot, int], ...]

    @property
    def n(self) -> int:
        """How many repeats are compared."""
        return sum(each.n for each in self.by_scale)


def self_agreement(repeats: Iterable[Twice]) -> Repeated:
    """Figures over these repeats, of one auditor or of several."""
    by_scale: dict[Scale, list[Twice]] = {}
    left_out: Counter[WhyNot] = Counter()
    for each in repeats:
        if each.why_not:
            left_out[each.why_not] += 1
        else:
            by_scale.setdefault(scale_of(each.tool), []).append(each)
    figures = [_figures(scale, alike) for scale, alike in by_scale.items()]
    return Repeated(
        tuple(sorted(figures, key=lambda each: (-each.n, each.scale.names))), tuple(sorted(left_out.items()))
    )


def differences(twice: Twice) -> tuple[Difference, ...]:
    """Everything that was chosen at least once, in the order of the tool, those that differ and those that do not."""
    tool = twice.tool
    found = []
    for section in tool.all_sections:
        for question in section.questions:
            earlier, again = twice.earlier.get(question.key, ""), twice.again.get(question.key, "")
            if not earlier and not again:
                continue
            steps = None
            if isinstance(question, GradeQuestion) and earlier and again:
                steps = tool.grade_position(again) - tool.grade_position(earlier)
            found.append(Difference(section, question, earlier, again, steps))
    return tuple(found)


def _figures(scale: Scale, repeats: Sequence[Twice]) -> SelfAgreement:
    overall, by_section, answers = [], {}, []  # type: ignore[var-annotated]  # filled below
    for twice in repeats:
        for each in differences(twice):
            if each.question.key == OVERALL_GRADE:
                overall.append(each)
            elif each.question.key == each.section.grade_key and each.steps is not None:
                by_section.setdefault((twice.tool.title, each.section.title), []).append(each.steps)
            elif each.earlier and each.again:
                answers.append(each.is_same)
    steps = [each.steps for each in overall if each.steps is not None]
    pairs = [(scale.place(each.again) + 1, scale.place(each.earlier) + 1) for each in overall]
    return SelfAgreement(
        scale=scale,
        n=len(steps),
        same=_share(steps.count(0), len(steps)),
        within_one=_share(sum(abs(step) <= 1 for step in steps), len(steps)),
        drift=_drift(steps),
        agreement=agreement(pairs_of_ratings(pairs, scale=len(scale.keys))),
        sections=tuple(_section(*entry) for entry in sorted(by_section.items())),
        answers=share(sum(answers), len(answers)),
        changed=sum(twice.was_changed for twice in repeats),
    )


def _section(titles: tuple[str, str], steps: Sequence[int]) -> SectionTwice:
    return SectionTwice(
        *titles,
        len(steps),
        steps.count(0),
        sum(abs(step) <= 1 for step in steps),
    )


def _drift(steps: Sequence[int]) -> Drift:
    from qa_app.domain.agreement import RESAMPLES, SEED  # noqa: PLC0415  # as below
    from qa_app.domain.resampling import interval_of_mean  # noqa: PLC0415  # numpy is slow to load

    bounds = interval_of_mean(steps, seed=SEED, resamples=RESAMPLES)
    low, high = bounds or (None, None)
    return Drift(len(steps), sum(steps) / len(steps), low, high)


def _share(k: int, n: int) -> Share:
    found = share(k, n)
    if found is None:
        raise ValueError("every audit that was handed in has an overall grade")
    return found
