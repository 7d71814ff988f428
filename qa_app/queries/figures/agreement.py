"""How alike do auditors judge? Blind pairs whose grade became final in the period, without anybody's name.

The pairs are those of the audits that all other figures are about, so that a published month never changes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from qa_app.domain.agreement_breakdowns import by_distance, published_figures
from qa_app.domain.pairs import SETTLED
from qa_app.models.pairs import Pair
from qa_app.queries.agreement import named_sections, pairs_compared, sections_compared
from qa_app.queries.comparisons import ground_of

if TYPE_CHECKING:
    from qa_app.domain.breakdowns import Breakdown
    from qa_app.domain.figures import Figure
    from qa_app.queries.figures.subjects import Subject


@dataclass(frozen=True, slots=True)
class AgreementFigures:
    """Coefficients, and how far apart pairs are; both empty without a pair."""

    figures: tuple[Figure, ...]
    tables: tuple[Breakdown, ...]


def agreement(subject: Subject) -> AgreementFigures:
    """Four statements. Tools with another scale than most pairs are left out; kappa is left to the consistency page."""
    conditions = [subject.audited(), Pair.status.in_(SETTLED)]
    on = ground_of(conditions)
    found = pairs_compared(on, conditions)[0] if on.used else None
    if found is None:
        return AgreementFigures((), ())
    rows = [(found.about.title, found), *named_sections(sections_compared(on, conditions))]
    table = by_distance(
        rows,
        words=on.words,
        excluded="A section that only one of the two graded is left out of its row.",
        protected=True,
    )
    return AgreementFigures(published_figures(found), (table,))
