"""Which questions of a tool do their work, and which should be rewritten or dropped?

Written rules put a question on the list, each with the least number of audits or pairs below which it says nothing. The
list is for the tool's owner: a rule finds questions to look at, it does not judge them.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from qa_app.domain.statistics import share

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from qa_app.domain.statistics import Share

LEAST_AUDITS, LEAST_PAIRS = 20, 10
"""Below so many audits, or pairs, no rule speaks."""
_SELDOM, _NOT_SHOWN, _SAME, _CHANGED, _SHORT = 50, 40, 60, 30, 15


class Advice(StrEnum):
    """What the owner of the tool may want to do."""

    DROP = "Drop"
    REWRITE = "Rewrite"


class Rule(StrEnum):
    """Why a question is on the list."""

    NO_VARIATION = "no-variation"
    SELDOM_APPLIES = "seldom-applies"
    NOT_EVIDENCED = "not-evidenced"
    READ_DIFFERENTLY = "read-differently"
    OVERTURNED = "overturned"
    FEW_WORDS = "few-words"

    @property
    def advice(self) -> Advice:
        """Drop or rewrite."""
        return Advice.DROP if self in {Rule.NO_VARIATION, Rule.FEW_WORDS} else Advice.REWRITE

    @property
    def words(self) -> str:
        """The rule as it is written down."""
        return _RULES[self]


_RULES = {
    Rule.NO_VARIATION: f"All of at least {LEAST_AUDITS} audits to which it applied have the same answer: it tells no two "
    "cases apart.",
    Rule.SELDOM_APPLIES: f"Not applicable in {_SELDOM}% or more of at least {LEAST_AUDITS} audits: ask it only where it "
    "can apply.",
    Rule.NOT_EVIDENCED: f"Not evidenced in {_NOT_SHOWN}% or more of at least {LEAST_AUDITS} audits to which it applied: "
    "say where the record would show it.",
    Rule.READ_DIFFERENTLY: f"The same answer in less than {_SAME}% of at least {LEAST_PAIRS} blind pairs: two auditors "
    "read it differently.",
    Rule.OVERTURNED: f"The grade was changed in {_CHANGED}% or more of at least {LEAST_AUDITS} audits that somebody "
    "looked at: its descriptors are read differently.",
    Rule.FEW_WORDS: f"Answered in words, with a median below {_SHORT} characters in at least {LEAST_AUDITS} audits: hardly "
    "anything is written.",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Reason:
    """A rule that holds, and the figures by which it does."""

    rule: Rule
    figures: str


@dataclass(frozen=True, slots=True)
class Tallied:
    """Plain counts of one question.

    ``answers``: choice → audits, empty for what is typed. ``pairs`` and ``same`` are of blind pairs. ``decided`` audits
    had their grade looked at by somebody, ``changed`` had it changed. ``lengths``: characters written → audits, of
    comments or, for what is typed, of answers.
    """

    answered: int
    answers: Mapping[str, int]
    not_applicable: int
    not_evidenced: int
    pairs: int
    same: int
    decided: int
    changed: int
    lengths: Mapping[int, int]


@dataclass(frozen=True, slots=True)
class QuestionHealth:
    """One question's figures; a share is None where it has no meaning or nothing stands behind it.

    ``is_grade``: ``overturned`` is its own grade, otherwise that of its section. ``is_standing``: every tool asks it, so
    that it can be neither dropped nor reworded; its grades' descriptors can. ``can_be_compared``: its answers have an
    order.
    """

    key: str
    text: str
    is_grade: bool
    is_standing: bool
    is_in_words: bool
    can_be_compared: bool
    answered: int
    not_applicable: Share | None
    not_evidenced: Share | None
    is_always_the_same: bool | None
    same: Share | None
    overturned: Share | None
    written: int
    median_length: float | None

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """The rules that put it on the list; empty for most questions."""
        return tuple(each for each in _reasons(self) if not self.is_standing or each.rule in _OF_GRADES)


def health(
    key: str,
    text: str,
    kind: str,
    found: Tallied,
    *,
    is_grade_of_its_own: bool,
    is_standing: bool,
    can_be_compared: bool,
) -> QuestionHealth:
    """The figures of one question from its counts."""
    is_judged, is_chosen = kind == "judgement", kind in _CHOSEN
    applied = found.answered - found.not_applicable
    written = sum(found.lengths.values())
    return QuestionHealth(
        key,
        text,
        is_grade_of_its_own,
        is_standing,
        kind in {"short_text", "long_text"},
        can_be_compared,
        found.answered,
        share(found.not_applicable, found.answered) if is_judged else None,
        share(found.not_evidenced, applied) if is_judged else None,
        max(found.answers.values(), default=0) == applied if is_chosen and applied else None,
        share(found.same, found.pairs),
        share(found.changed, found.decided),
        written,
        _median(found.lengths),
    )


_OF_GRADES = {Rule.READ_DIFFERENTLY, Rule.OVERTURNED}
_CHOSEN = {"judgement", "grade", "one_of", "many_of"}


def _reasons(found: QuestionHealth) -> Iterator[Reason]:
    applied = found.not_evidenced.n if found.not_evidenced else found.answered
    if found.is_always_the_same and applied >= LEAST_AUDITS:
        yield Reason(Rule.NO_VARIATION, f"The same in all {applied:,} audits")
    if _is_much(found.not_applicable, _SELDOM):
        yield Reason(Rule.SELDOM_APPLIES, f"Not applicable in {_of(found.not_applicable)} audits")
    if _is_much(found.not_evidenced, _NOT_SHOWN):
        yield Reason(Rule.NOT_EVIDENCED, f"Not evidenced in {_of(found.not_evidenced)} audits")
    same = found.same
    if same and same.n >= LEAST_PAIRS and 100 * same.k < _SAME * same.n:
        yield Reason(Rule.READ_DIFFERENTLY, f"The same answer in {_of(same)} pairs")
    if found.is_grade and _is_much(found.overturned, _CHANGED):
        yield Reason(Rule.OVERTURNED, f"Changed in {_of(found.overturned)} audits")
    if found.is_in_words and found.written >= LEAST_AUDITS and (found.median_length or 0) < _SHORT:
        yield Reason(
            Rule.FEW_WORDS, f"A median of {found.median_length:g} characters in {found.written:,} audits"
        )


def _is_much(found: Share | None, per_cent: int) -> bool:
    return found is not None and found.n >= LEAST_AUDITS and 100 * found.k >= per_cent * found.n


def _of(found: Share | None) -> str:
    return f"{found.k:,} of {found.n:,}" if found else ""


def _median(lengths: Mapping[int, int]) -> float | None:
    """The middle length, or the mean of the middle two; None when nothing was written."""
    n, seen = sum(lengths.values()), 0
    middle = []
    for length in sorted(lengths):
        before, seen = seen, seen + lengths[length]
        middle += [length for place in ((n - 1) // 2, n // 2) if before <= place < seen]
    return sum(middle) / 2 if middle else None
