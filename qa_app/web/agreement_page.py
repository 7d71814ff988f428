"""How are figures of agreement laid out on a page? Every number has its n, its interval and plain words beside it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from qa_app.domain.agreement import RESAMPLES, SEED
from qa_app.domain.agreement_words import (
    DEFINITIONS,
    WHAT,
    difference_words,
    in_plain_words,
    parting_note,
    prevalence_note,
)
from qa_app.domain.charts_of_agreement import alphas_by_section
from qa_app.queries.agreement import named_sections
from qa_app.web.drawing import NOTHING, Drawn, drawn

if TYPE_CHECKING:
    from qa_app.domain.agreement import Estimate
    from qa_app.queries.agreement import Found, SectionCompared


_NAMES = {
    "pairs": "Pairs",
    "exact": "The same",
    "within_one": "Within one step",
    "mean_signed_difference": "First minus second",
    **WHAT,
    "interval": "Intervals",
}
_OURS = {
    "pairs": "Two audits of one case by two people, each made without knowing of the other, both handed in. What counts "
    "is what each chose when first handing in; it stays whatever was returned, decided or reopened later.",
    "exact": "The share of pairs in which both chose the same, with its 95% Wilson interval.",
    "within_one": "The share of pairs in which the two are the same or neighbours on the scale, with its 95% Wilson "
    "interval.",
    "mean_signed_difference": "The mean of the first auditor’s grade minus the second’s, in steps of the scale. The "
    "first is whoever was given the case first; with many auditors it should be near 0.",
    "interval": f"{DEFINITIONS['interval']} Made from {RESAMPLES:,} draws with seed {SEED}, so that the same pairs give "
    "the same interval. No coefficient is made from fewer than ten pairs.",
}  # fmt: skip
MEANINGS = tuple((key, name, _OURS.get(key, DEFINITIONS[key])) for key, name in _NAMES.items())
"""Key, name and definition of every figure of the page, in its order."""


@dataclass(frozen=True, slots=True)
class CoefficientLine:
    """One coefficient: its key among the definitions, its name, its number or why there is none, and plain words."""

    key: str
    name: str
    estimate: Estimate
    words: str


@dataclass(frozen=True, slots=True)
class SectionLine:
    """One section with a name that says whose it is where tools are counted together."""

    name: str
    section: SectionCompared


@dataclass(frozen=True, slots=True)
class LaidAgreement:
    """Everything that the page shows beside the counts of ``found``."""

    found: Found
    lead: str
    difference: Estimate | None
    coefficients: tuple[CoefficientLine, ...]
    note: str | None
    sections: tuple[SectionLine, ...]
    chart: Drawn


def laid_out(found: Found) -> LaidAgreement:
    """The figures in the order in which they are read."""
    all_ = found.compared
    if all_ is None:
        return LaidAgreement(found, "", None, (), None, (), NOTHING)
    lines = []
    for key, name in WHAT.items():
        estimate: Estimate = getattr(all_.figures, key)
        lines.append(CoefficientLine(key, name, estimate, in_plain_words(key, estimate)))
    sections = tuple(
        SectionLine(name, each)
        for (name, _), each in zip(named_sections(found.sections), found.sections, strict=True)
    )
    return LaidAgreement(
        found,
        _lead(found),
        all_.difference,
        tuple(lines),
        prevalence_note(all_.figures) or parting_note(all_.figures),
        sections,
        drawn(alphas_by_section([(line.name, line.section.compared) for line in sections])),
    )


def _lead(found: Found) -> str:
    """The whole in two sentences, for those who read no tables."""
    all_ = found.compared
    if all_ is None or all_.exact is None:
        return ""
    pairs = "1 pair" if all_.exact.n == 1 else f"{all_.exact.n:,} pairs"
    what = "gave the same grade" if all_.about.is_graded else "gave the same answer"
    return (
        f"In {all_.exact.k:,} of {pairs} both auditors {what}, and in {all_.further:,} they were two steps apart or more. "
        f"{difference_words(all_.difference)}."
    )
