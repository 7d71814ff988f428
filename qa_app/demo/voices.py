"""In whose words does an audit speak?

Chooses from the texts of the ``voices_…`` modules what fits the section, the grade and the child, and takes
what was used least so far, so that four hundred audits do not sound like one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable
from enum import StrEnum
from typing import TYPE_CHECKING, TypeVar

from qa_app.demo import tendencies
from qa_app.demo.voices_actions import ACTIONS, ActionVoice
from qa_app.demo.voices_comments import COMMENTS, GENERAL
from qa_app.demo.voices_differences import DIFFERENCES, Level
from qa_app.demo.voices_findings import (
    IMPROVEMENTS,
    IMPROVEMENTS_OF_ANYTHING,
    STRENGTHS,
    STRENGTHS_OF_ANYTHING,
)
from qa_app.demo.voices_profiles import SYNOPSES
from qa_app.demo.voices_rationales import ANY, CARE, DECISION, FAMILY, RATIONALES

if TYPE_CHECKING:
    from collections.abc import Sequence
    from random import Random

_Said = TypeVar("_Said", bound=Hashable)


class Setting(StrEnum):
    """Whom an audit is about. The values are the keys of ``SYNOPSES``."""

    IN_NEED = "in need"
    PROTECTION = "protection"
    CARE = "care"
    LEAVING = "leaving"
    ASSESSED = "assessed"
    REFERRED_AGAIN = "referred again"


_LEVELS = {
    tendencies.INADEQUATE: Level.WEAK,
    tendencies.REQUIRES_IMPROVEMENT: Level.MIXED,
    tendencies.GOOD: Level.FIRM,
    tendencies.OUTSTANDING: Level.BRIGHT,
}
# What a section is about, where its key is not the name of a subject itself.
_SUBJECTS = {
    "start": "threshold",
    "again": "threshold",
    "quality": "assessment",
    "child": "voice",
    "safe": "risk",
    "plan": "planning",
    "drift": "planning",
    "different": "planning",
    "before": "closure",
    "decision": "closure",
    "after": "closure",
    "leaving-care": "pathway",
}
_GROUPS = {
    Setting.IN_NEED: FAMILY,
    Setting.PROTECTION: FAMILY,
    Setting.CARE: CARE,
    Setting.LEAVING: CARE,
    Setting.ASSESSED: DECISION,
    Setting.REFERRED_AGAIN: DECISION,
}


class Voices:
    """Chooses texts, and remembers what was said."""

    def __init__(self, rng: Random) -> None:
        self._rng = rng
        self._used: Counter[object] = Counter()

    def pick(self, texts: Sequence[_Said]) -> _Said:
        """One of those used least so far."""
        fewest = min(self._used[text] for text in texts)
        said = self._rng.choice([text for text in texts if self._used[text] == fewest])
        self._used[said] += 1
        return said

    def difference(self, section: str, grade: str, setting: Setting) -> str:
        """What difference the work of this section made for the child."""
        level = _LEVELS[grade]
        own = DIFFERENCES.get(_subject(section, setting), {}).get(level, ())
        if setting is Setting.LEAVING:
            return self.pick(own or DIFFERENCES["grown up"][level])
        return self.pick((*own, *DIFFERENCES[GENERAL][level][:2]))

    def comment(self, section: str, answer: str) -> str:
        """What stands beside an answer to a judgement."""
        remarks = COMMENTS[answer]
        own = remarks.get(_SUBJECTS.get(section, section), ())
        return self.pick((*own, *remarks[GENERAL]))

    def rationale(self, grade: str, setting: Setting) -> str:
        """Why this is the right grade."""
        groups = RATIONALES[grade]
        return self.pick((*groups[ANY], *groups[_GROUPS[setting]]))

    def synopsis(self, setting: Setting) -> str:
        """Who the child is, and why the council is involved."""
        return self.pick(SYNOPSES[setting])

    def strength(self, theme: str) -> str:
        """Something done well, under this theme."""
        return self.pick(STRENGTHS.get(theme, STRENGTHS_OF_ANYTHING))

    def improvement(self, theme: str) -> str:
        """Something to do better, under this theme."""
        return self.pick(IMPROVEMENTS.get(theme, IMPROVEMENTS_OF_ANYTHING))

    def action(self, theme: str) -> ActionVoice | None:
        """What to do about it; None where nothing is at hand for the theme."""
        able = [action for action in ACTIONS if action.theme == theme]
        return self.pick(able) if able else None


def _subject(section: str, setting: Setting) -> str:
    subject = _SUBJECTS.get(section, section)
    if setting is Setting.LEAVING:
        return subject if subject == "pathway" else "grown up"
    in_care = f"{subject} in care"
    return in_care if setting is Setting.CARE and in_care in DIFFERENCES else subject
