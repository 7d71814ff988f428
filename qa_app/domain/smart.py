"""Is this action SMART, and if not, what would make it so?

Kent's 2012 review found that only 12 to 15 % of 88 targets were. A machine cannot judge whether an action is
achievable, so that place is taken by what makes it so in practice: one named person who owns it. The check
advises while the action is written; it never stops anybody.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from qa_app.domain.statistics import Share, share

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date


@dataclass(frozen=True, slots=True)
class Smart:
    """Which of the five are there, and one sentence of advice for each that is not."""

    specific: bool
    measurable: bool
    owned: bool
    relevant: bool
    time_bound: bool
    advice: tuple[str, ...]

    @property
    def met(self) -> int:
        """How many of the five, 0 to 5."""
        return sum((self.specific, self.measurable, self.owned, self.relevant, self.time_bound))

    @property
    def is_smart(self) -> bool:
        """All five."""
        return self.met == 5


_VAGUE = re.compile(
    r"(be aware|be mindful|bear in mind|consider|continue|ensure|explore|focus on|improve|look at|look into|"
    r"monitor|remember|think about|try|work on|work towards)\b",
    re.IGNORECASE,
)
_COUNTED = re.compile(
    r"\d|%|\b(all|any|both|each|every|half|no|none|one|two|three|four|five|six|seven|eight|nine|ten|weekly|"
    r"fortnightly|monthly|quarterly)\b",
    re.IGNORECASE,
)
_EVIDENCE = re.compile(
    r"\b(agreed|assessment|attended|audit|care plan|case note|certificate|chronology|completed|evidence|"
    r"feedback|file|held|letter|minute|minutes|note|notes|on file|pathway plan|plan|policy|record|recorded|"
    r"records|register|report|reviewed|sample|seen|shown|signed|supervision|survey|updated|written)\b",
    re.IGNORECASE,
)
_SEVERAL = re.compile(r"[,;/&+]|\band\b|\b(all|staff|team|teams|managers|workers|everyone)\b", re.IGNORECASE)


def smart(
    *, what: str, measure: str, owner: str, findings: int, begins_on: date, due_on: date | None
) -> Smart:
    """Check one action. ``owner`` is the owner's name, ``findings`` how many findings the action answers.

    ``begins_on`` is the day it is proposed: a date that is already past gives nobody time to act.
    """
    checks = {
        "specific": _is_specific(what),
        "measurable": bool(_COUNTED.search(measure) or _EVIDENCE.search(measure)),
        "owned": bool(owner.strip()) and not _SEVERAL.search(owner),
        "relevant": findings > 0,
        "time_bound": due_on is not None and due_on >= begins_on,
    }
    return Smart(**checks, advice=tuple(_ADVICE[name] for name, is_met in checks.items() if not is_met))


def share_smart(checked: Iterable[Smart]) -> Share | None:
    """The share of actions that meet all five; None when there are no actions."""
    results = [check.is_smart for check in checked]
    return share(sum(results), len(results))


_ADVICE = {
    "specific": "Begin with what will be done, such as write, visit or agree, and say what, where or with whom.",
    "measurable": "Say how you will know it is done: a number, or the record that will show it.",
    "owned": "Name one person who owns the action.",
    "relevant": "Choose the finding that the action answers.",
    "time_bound": "Give a due date that is still to come.",
}


def _is_specific(what: str) -> bool:
    stated = what.strip()
    return len(stated.split()) >= 5 and _VAGUE.match(stated) is None
