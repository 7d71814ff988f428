"""Which of a question's options would an auditor choose?

Most are chosen by chance. Where the kind of case decides (is this section relevant, what is the child's
status), it decides here too.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from qa_app.demo.voices import Setting
from qa_app.domain.standing_questions import NOT_RELEVANT, RELEVANT

if TYPE_CHECKING:
    from random import Random

    from qa_app.domain.questions import Question

# How often an optional section is relevant, by setting; where nothing is said, as often as not.
_RELEVANT: dict[str, dict[Setting, float]] = {
    "threshold-relevance": {Setting.IN_NEED: 0.7, Setting.PROTECTION: 0.6},
    "legal-relevance": {Setting.IN_NEED: 0.06, Setting.PROTECTION: 0.35},
    "permanence-relevance": {Setting.CARE: 0.95, Setting.LEAVING: 0.0},
    "leaving-care-relevance": {Setting.CARE: 0.25, Setting.LEAVING: 1.0},
}
_FITTING: dict[str, dict[Setting, tuple[str, ...]]] = {
    "profile-status": {
        Setting.IN_NEED: ("child_in_need", "child_in_need", "stepped_down"),
        Setting.PROTECTION: ("child_protection",),
        Setting.CARE: ("care_order", "care_order", "interim_order", "section_20", "placement_order"),
        Setting.LEAVING: ("care_leaver",),
    },
    "profile-home": {
        Setting.CARE: ("foster", "foster", "foster", "kinship", "residential", "parents"),
        Setting.LEAVING: ("supported", "own_home", "own_home", "staying_put"),
    },
    "plan-level": dict.fromkeys(Setting, ("right", "right", "right", "right", "too_low")),
    "decision-reason": dict.fromkeys(
        Setting, ("no_need", "no_need", "met_elsewhere", "family_change", "declined")
    ),
}
# Chosen alone, and seldom.
_ALONE = frozenset({"nobody", "unknown"})
_SELDOM = frozenset({"other", "unsafe", "pressure"})


def choose_one(question: Question, setting: Setting, rng: Random) -> str:
    """The key of one option."""
    keys = [choice.key for choice in question.choices]
    if set(keys) == {RELEVANT, NOT_RELEVANT}:
        often = _RELEVANT.get(question.key, {}).get(setting, 0.5)
        return RELEVANT if rng.random() < often else NOT_RELEVANT
    fitting = [key for key in _FITTING.get(question.key, {}).get(setting, ()) if key in keys]
    return rng.choice(fitting or [key for key in keys if key not in _SELDOM] or keys)


def choose_many(question: Question, rng: Random) -> str:
    """The keys of one to three options, one a line, in the order of the question."""
    keys = [choice.key for choice in question.choices]
    alone = [key for key in keys if key in _ALONE]
    if alone and rng.random() < 0.08:
        return alone[0]
    usual = [key for key in keys if key not in _ALONE | _SELDOM] or keys
    chosen = set(rng.sample(usual, min(len(usual), rng.choice((1, 2, 2, 3)))))
    return "\n".join(key for key in keys if key in chosen)
