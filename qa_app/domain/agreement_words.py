"""What does a coefficient mean in plain words?

Words for numbers are conventions, not findings, and each says whose it is. They are never shown without the number, its
interval and n. Quadratic weights make every coefficient look higher than unweighted ones, for which the words were made:
M. J. Warrens, Weighted kappas for 3x3 tables, Journal of Probability and Statistics 2013, 325831.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from qa_app.domain.agreement import two_places
from qa_app.domain.statistics import percent

if TYPE_CHECKING:
    from qa_app.domain.agreement import Agreement, Estimate, Severity

_LANDIS_KOCH = (
    (0.2, "slight"), (0.4, "fair"), (0.6, "moderate"), (0.8, "substantial"), (1.0, "almost perfect"),
)  # fmt: skip
WHAT = {
    "alpha_ordinal": "Krippendorff’s alpha (ordinal)",
    "ac2_quadratic": "Gwet’s AC2 (quadratic weights)",
    "kappa_quadratic": "Quadratic weighted kappa",
}
DEFINITIONS = {
    "units": "Cases, or sections of cases, that at least two people graded.",
    "pairs": "Pairs of grades that two people gave to the same thing. Three people make three pairs.",
    "exact": "The share of pairs in which both gave the same grade.",
    "within_one": "The share of pairs in which the two grades are the same or neighbours on the scale.",
    "mean_signed_difference": "With two raters: the mean of the first one’s grade minus the second one’s, in grade "
    "steps. Above 0 the first grades higher.",
    "alpha_ordinal": "Krippendorff’s alpha with his ordinal distances (Krippendorff 2011): 1 is perfect, 0 is what chance "
    "would bring. For any number of raters, some of whom may not have graded everything.",
    "ac2_quadratic": "Gwet’s AC2 with quadratic weights over the whole scale (Gwet 2014). It stays high where nearly "
    "everything has one grade, and flatters where agreement is poor.",
    "kappa_quadratic": "Cohen’s weighted kappa with quadratic weights (Cohen 1968), for two raters. Low where nearly "
    "everything has one grade.",
    "interval": "95% bootstrap interval: units, and one imaginary unit whose two grades are seldom far apart, are drawn "
    "again with replacement; expanded percentiles (Hesterberg 2015).",
}  # fmt: skip
"""One sentence or two for every figure, by its name in ``Agreement``."""


_PARTED = 0.2
"""From so far apart on, alpha and AC2 bring words that contradict each other."""


def landis_koch(value: float) -> str:
    """The word of J. R. Landis and G. G. Koch, Biometrics 33 (1977), 159-174: ``fair agreement``."""
    rounded = round(value, 2)
    if rounded < 0:
        return "less agreement than by chance"
    return f"{next(word for bound, word in _LANDIS_KOCH if rounded <= bound)} agreement"


def krippendorff(value: float) -> str:
    """What alpha is good for by Krippendorff's cut-offs (Content Analysis, 2004, chapter 11): 0.800 and 0.667."""
    if value >= 0.8:
        return "good enough to rely on"
    return (
        "good enough for tentative conclusions only"
        if value >= 0.667
        else "not good enough to draw conclusions"
    )


def in_plain_words(name: str, estimate: Estimate) -> str:
    """The convention's words for a coefficient of ``Agreement``, and how far down its interval reaches; empty without one.

    Krippendorff's cut-offs are for his alpha, Landis and Koch's words for the others.
    """
    if estimate.value is None or estimate.low is None:
        return ""
    words, whose = (
        (krippendorff, "Krippendorff") if name == "alpha_ordinal" else (landis_koch, "Landis and Koch")
    )
    said, least = words(estimate.value), words(estimate.low)
    reaches = f", but its interval reaches down to “{least}”" if least != said else ""
    return f"“{said}” by the convention of {whose}{reaches}"


def prevalence_note(found: Agreement) -> str | None:
    """Why alpha and raw agreement part where one grade dominates; None where it does not.

    The rule: one grade has at least 80 % of the grades, and alpha is below the share of exact agreement.
    """
    if not found.one_grade_dominates or found.dominant is None or found.exact is None:
        return None
    return (
        f"One grade was given in {_percent(found.dominant)} of all ratings. Where one grade dominates, two people agree "
        f"often ({_percent(found.exact)} here) even if they cannot tell cases apart, and alpha and kappa allow for that: "
        "they can be near 0 or below it. AC2 does not, and stays high. Read them side by side; more cases with other "
        "grades would show which is nearer."
    )


def parting_note(found: Agreement) -> str | None:
    """Why alpha and AC2 say different things of the same pairs, where they are so far apart that a reader must ask."""
    alpha, ac2 = found.alpha_ordinal.value, found.ac2_quadratic.value
    if alpha is None or ac2 is None or ac2 - alpha < _PARTED:
        return None
    return (
        "Alpha and AC2 allow for chance in different ways. Alpha asks whether two people tell these cases apart; AC2 how near "
        "they come on the whole scale, of which these cases use only a part. The lower one is the careful reading."
    )


def difference_words(found: Estimate) -> str:
    """The mean difference between first and second as a sentence; "" where there is none."""
    if found.value is None:
        return ""
    size = two_places(abs(found.value))
    if size == "0.00":
        return "On average first and second are level"
    where = "above" if found.value > 0 else "below"
    sure = (
        "; this may be chance"
        if found.low is None or found.high is None or found.low <= 0 <= found.high
        else ""
    )
    return f"On average the first auditor’s grade is {size} steps {where} the second’s{sure}"


def severity_words(found: Severity | None, than: str = "the others") -> str:
    """An auditor's shrunk mean difference as a sentence, honest about how little is known."""
    if found is None:
        return "No pairs yet"
    pairs = "1 pair" if found.n == 1 else f"{found.n:,} pairs"
    size = two_places(abs(found.shrunk))
    if size == "0.00":
        where = f"Level with {than}"
    else:
        where = f"{size} grade steps {'above' if found.shrunk > 0 else 'below'} {than}"
    if found.low is None or found.high is None:
        return f"{where} ({pairs}, too few for an interval)"
    sure = "" if found.low > 0 or found.high < 0 else "; this may be chance"
    return f"{where} ({pairs}; 95% interval {two_places(found.low)} to {two_places(found.high)}{sure})"


def severity_in_brief(found: Severity | None) -> str:
    """The same in a word or two for a cell of a table."""
    if found is None:
        return "No pairs"
    if found.low is None or found.high is None:
        return "One pair says nothing"
    if found.low <= 0 <= found.high:
        return "May be chance"
    return "Grades higher" if found.shrunk > 0 else "Grades lower"


def _percent(share: float) -> str:
    return f"{percent(round(share * 10**6), 10**6)}%"
