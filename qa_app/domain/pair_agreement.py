"""What of two blind audits is compared, and why is a pair left out?

Only what has an order is compared: grades of a tool's scale, and the answers no, partly and yes to a judgement. Not
applicable and not evidenced are no grades, so a pair with one of them is counted apart, like every other that cannot be
compared: each has one reason, the first that holds, so that the reasons add up to the pairs that were left out.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from qa_app.domain.agreement import agreement_of_pairs, mean_difference
from qa_app.domain.questions import GradeQuestion, JudgementQuestion
from qa_app.domain.ratings import counts_of_ratings
from qa_app.domain.scales import Scale, scale_of
from qa_app.domain.standing_questions import OVERALL_GRADE, grade_key
from qa_app.domain.statistics import share

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from qa_app.domain.agreement import Agreement, Estimate
    from qa_app.domain.ratings import Ratings
    from qa_app.domain.statistics import Share
    from qa_app.domain.tools import ToolDefinition

JUDGED = Scale(("no", "partly", "yes"), ("No", "Partly", "Yes"))
"""The answers to a judgement that have an order, worst to best."""


class Apart(StrEnum):
    """How far the two grades of a pair are from each other. The value is what addresses say."""

    ANY = ""
    SAME = "same"
    WITHIN_ONE = "within-one"
    FURTHER = "further"


class LeftOut(StrEnum):
    """Why a pair is not compared. The value is what addresses say."""

    CALLED_OFF = "called-off"
    WAITING_FOR_BOTH = "waiting-for-both"
    WAITING_FOR_ONE = "waiting-for-one"
    OTHER_VERSIONS = "other-versions"
    NOT_LOCKED = "not-locked"
    OTHER_SCALE = "other-scale"
    NOT_IN_TOOL = "not-in-tool"
    BY_NEITHER = "by-neither"
    BY_ONE = "by-one"
    NOT_APPLICABLE = "not-applicable"
    NOT_EVIDENCED = "not-evidenced"

    @property
    def sentence(self) -> str:
        """Why, as it stands beside the number of pairs."""
        return _SENTENCES[self]


_SENTENCES = {
    LeftOut.CALLED_OFF: "The second audit was called off.",
    LeftOut.WAITING_FOR_BOTH: "Neither audit has been handed in yet.",
    LeftOut.WAITING_FOR_ONE: "One of the two has not been handed in yet, or was returned and has not come back.",
    LeftOut.OTHER_VERSIONS: "The two were made with different versions of the tool, so they are not compared.",
    LeftOut.NOT_LOCKED: "One of the two was first handed in before first answers were locked, so what it said then is "
    "not known.",
    LeftOut.OTHER_SCALE: "The tool has another scale of grades. Choose the tool to see them.",
    LeftOut.NOT_IN_TOOL: "That version of the tool does not ask this.",
    LeftOut.BY_NEITHER: "Neither answered this: the section was not relevant, or the question did not arise.",
    LeftOut.BY_ONE: "Only one of the two answered this.",
    LeftOut.NOT_APPLICABLE: "One or both answered “not applicable”, which is no grade.",
    LeftOut.NOT_EVIDENCED: "One or both answered “not evidenced”, which is no grade.",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class About:
    """What is compared: the answers to the question ``key``. ``is_graded`` when they are grades of the tool's scale."""

    key: str
    title: str
    is_graded: bool = True
    is_section: bool = False

    def scale(self, tool: ToolDefinition) -> Scale:
        """Its possible answers that have an order, for this version of the tool."""
        return scale_of(tool) if self.is_graded else JUDGED


OVERALL = About(OVERALL_GRADE, "Overall grade")


@dataclass(frozen=True, slots=True)
class PairsAlike:
    """``n`` pairs with the same two grades, as keys of the scale. ``is_turned``: the first auditor's id is the higher."""

    first: str
    second: str
    n: int
    is_turned: bool = False


@dataclass(frozen=True, slots=True)
class Compared:
    """First against second. matrix[first][second] counts pairs over the whole scale, worst to best."""

    about: About
    scale: Scale
    matrix: tuple[tuple[int, ...], ...]
    figures: Agreement

    @property
    def apart(self) -> tuple[int, ...]:
        """How many pairs are 0, 1, 2 … steps apart."""
        steps: Counter[int] = Counter()
        for first, row in enumerate(self.matrix):
            for second, n in enumerate(row):
                steps[abs(first - second)] += n
        return tuple(steps[each] for each in range(len(self.scale.keys)))

    @property
    def further(self) -> int:
        """How many pairs are two steps apart or more."""
        return sum(self.apart[2:])

    @property
    def exact(self) -> Share | None:
        """The pairs with the same grade; None without a pair."""
        return share(self.apart[0], self.figures.pairs) if self.scale.keys else None

    @property
    def within_one(self) -> Share | None:
        """The pairs with the same grade or neighbours on the scale; None without a pair."""
        return share(sum(self.apart[:2]), self.figures.pairs) if self.scale.keys else None

    @property
    def difference(self) -> Estimate:
        """The mean of the first auditor's grade minus the second's, in grade steps, with its bootstrap interval."""
        return mean_difference(
            [
                first - second
                for first, row in enumerate(self.matrix)
                for second, n in enumerate(row)
                for _ in range(n)
            ]
        )


def what_can_be_compared(*versions: ToolDefinition) -> tuple[About, ...]:
    """The overall grade, graded sections, then the tool's own judgements and graded questions in their order.

    Of several versions of a tool, the newest first: what only an older one asks comes last.
    """
    found = {OVERALL.key: OVERALL}
    for tool in versions:
        for about in (*_sections(tool), *_questions(tool)):
            found.setdefault(about.key, about)
    return tuple(sorted(found.values(), key=lambda each: (each.key != OVERALL.key, not each.is_section)))


def asked_in(tool: ToolDefinition, about: About) -> bool:
    """Whether this version of the tool asks it, in the same way."""
    return any(
        each.key == about.key and each.is_graded == about.is_graded for each in what_can_be_compared(tool)
    )


def compared(
    about: About, scale: Scale, pairs: Iterable[PairsAlike], *, are_by_the_same_two: bool = False
) -> Compared:
    """All figures of pairs whose grades are on the scale; KeyError for one that is not.

    Kappa needs pairs ``are_by_the_same_two``: then each has a column of their own, whoever was first.
    """
    by_role: Counter[tuple[int, int]] = Counter()
    by_person: Counter[tuple[int, int]] = Counter()
    for each in pairs:
        first, second = scale.place(each.first) + 1, scale.place(each.second) + 1
        by_role[first, second] += each.n
        by_person[(second, first) if each.is_turned else (first, second)] += each.n
    size = len(scale.keys)
    same_two = _table(by_person, size) if are_by_the_same_two or not by_role else None
    places = range(1, size + 1)
    return Compared(
        about,
        scale,
        tuple(tuple(by_role[first, second] for second in places) for first in places),
        agreement_of_pairs(_table(by_role, size), same_two),
    )


def _table(counts: Mapping[tuple[int, int], int], size: int) -> Ratings:
    return counts_of_ratings(counts, scale=size)


def _sections(tool: ToolDefinition) -> Iterator[About]:
    for section in tool.sections:
        if section.graded:
            yield About(grade_key(section.key), section.title, is_section=True)


def _questions(tool: ToolDefinition) -> Iterator[About]:
    for section in tool.sections:
        for question in section.questions:
            if isinstance(question, (GradeQuestion, JudgementQuestion)):
                yield About(question.key, question.text, is_graded=isinstance(question, GradeQuestion))
