"""Which pictures show agreement, and how an auditor's grades lie against others'?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from qa_app.domain.agreement import two_places
from qa_app.domain.dot_charts import Dot, DotChart, dot_chart

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qa_app.domain.agreement import Estimate, Severity
    from qa_app.domain.pair_agreement import Compared
    from qa_app.domain.statistics import Share

_WORST = 10
_MINUS = "\u2212"
_AGAINST_OTHER = "Grade steps above or below the other auditor"
_STEPS = (-0.5, 0.5)
"""The axis of grade steps is never shorter, so that a small difference looks small."""


def alphas_by_section(sections: Sequence[tuple[str, Compared]]) -> DotChart | None:
    """Alpha of each section, so that one sees where auditors differ. None below two sections that have one."""
    dots = [_of_estimate(name, each.figures.alpha_ordinal) for name, each in sections]
    return dot_chart(
        "alpha-by-section", "Agreement by section", dots, axis="Krippendorff’s alpha", at_least=(0.0, 1.0)
    )


def severities(named: Sequence[tuple[str, Severity]]) -> DotChart | None:
    """How each auditor grades against the others. None below two auditors."""
    return dot_chart(
        "severity",
        "How each auditor grades against the others",
        [_of_severity(name, each) for name, each in named],
        axis=_AGAINST_OTHER,
        at_least=_STEPS,
    )


def severity_over_time(named: Sequence[tuple[str, Severity | None]]) -> DotChart | None:
    """One auditor's course. None below two periods with pairs."""
    return dot_chart(
        "severity-over-time",
        "Against the other auditor, over time",
        [
            _of_severity(name, each) if each else Dot(name, None, None, None, "no pairs")
            for name, each in named
        ],
        axis=_AGAINST_OTHER,
        at_least=_STEPS,
        is_over_time=True,
    )


def least_alike(questions: Sequence[tuple[str, Share]]) -> DotChart | None:
    """The questions that two auditors answer alike least often, the worst first. None below two questions."""
    worst = sorted(questions, key=lambda each: (each[1].fraction, -each[1].n))[:_WORST]
    return dot_chart(
        "least-alike",
        "Answered alike least often",
        [Dot(name, each.fraction, each.low, each.high, f"{each.percent}%") for name, each in worst],
        axis="Pairs with the same answer",
        at_least=(0.0, 1.0),
        is_of_shares=True,
    )


def signed(value: float) -> str:
    """``+0.42``, with a true minus sign below 0; ``0.00`` without a sign."""
    text = two_places(abs(value))
    if text == "0.00":
        return text
    return f"{'+' if value > 0 else _MINUS}{text}"


def _of_estimate(name: str, estimate: Estimate) -> Dot:
    label = estimate.shown.lower() if estimate.value is None else estimate.shown
    return Dot(name, estimate.value, estimate.low, estimate.high, label)


def _of_severity(name: str, each: Severity) -> Dot:
    return Dot(name, each.shrunk, each.low, each.high, signed(each.shrunk))
