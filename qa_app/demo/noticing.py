"""Which strengths and areas for improvement does an auditor note, and what should be done about them?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from qa_app.demo.tendencies import GRADES

if TYPE_CHECKING:
    from random import Random

    from qa_app.demo.voices import Voices
    from qa_app.demo.voices_actions import ActionVoice
    from qa_app.domain.tools import ToolDefinition

# What an audit of each overall grade has of strengths and of areas for improvement.
_HOW_MANY = {
    "inadequate": ((0, 1, 1), (2, 3, 3, 4)),
    "requires_improvement": ((1, 1, 2), (2, 2, 3)),
    "good": ((2, 2, 3), (1, 1, 2)),
    "outstanding": ((2, 3, 3), (0, 0, 1)),
}
# The sections that a theme is likely to be seen in; the first that the tool has counts.
_SEEN_IN = {
    "voice": ("voice", "child", "safe"),
    "direct_work": ("voice", "child"),
    "risk_assessment": ("risk", "safe", "quality", "child"),
    "neglect": ("risk", "safe", "quality", "child"),
    "domestic_abuse": ("risk", "quality", "child"),
    "exploitation": ("risk",),
    "missing": ("risk",),
    "analysis": ("assessment", "quality", "again"),
    "fathers": ("assessment", "quality", "again"),
    "identity": ("identity", "quality"),
    "planning": ("planning", "plan", "different"),
    "drift": ("planning", "drift", "permanence"),
    "plo": ("legal", "drift", "planning"),
    "step_decisions": ("planning", "plan", "before"),
    "premature_closure": ("planning", "before"),
    "thresholds": ("threshold", "start", "again"),
    "closed_too_early": ("decision", "before"),
    "assessed_without_need": ("start",),
    "early_help": ("after", "before", "different"),
    "management_oversight": ("oversight", "decision", "drift", "again"),
    "reviews": ("together", "oversight", "drift"),
    "partnership": ("together", "quality", "again", "plan"),
    "family_engagement": ("planning", "after", "different"),
    "permanence": ("permanence",),
    "life_story": ("permanence",),
    "home_stability": ("home",),
    "family_time": ("home",),
    "health": ("health",),
    "education": ("learning",),
    "transition": ("leaving-care",),
    "pathway_planning": ("leaving-care",),
}
# What comes up most, so that a published month has something to say.
_COMMON = {
    "strength": {"voice": 5, "family_engagement": 4, "direct_work": 3, "partnership": 3, "home_stability": 3},
    "improvement": {
        "drift": 5,
        "management_oversight": 5,
        "planning": 4,
        "fathers": 3,
        "analysis": 3,
        "voice": 2,
    },
}


@dataclass(frozen=True, slots=True)
class Noticed:
    """One finding: ``kind`` is "strength" or "improvement"; section and themes are keys of the tool."""

    kind: str
    section: str | None
    text: str
    themes: tuple[str, ...]


def notice(
    tool: ToolDefinition, overall: str, sections: dict[str, str], voices: Voices, rng: Random
) -> tuple[Noticed, ...]:
    """What to note for an audit with this overall grade (a key) and these grades of sections.

    Strengths are seen in the better graded sections, areas for improvement in the worse.
    """
    strengths, improvements = (rng.choice(number) for number in _HOW_MANY[overall])
    return (
        *_noticed("strength", strengths, tool, sections, voices, rng),
        *_noticed("improvement", improvements, tool, sections, voices, rng),
    )


def answering(
    noticed: tuple[Noticed, ...], voices: Voices, rng: Random
) -> tuple[tuple[Noticed, ActionVoice], ...]:
    """Actions, each with the area for improvement that it answers; some findings need none."""
    answered = []
    for each in noticed:
        if each.kind == "improvement" and rng.random() < 0.6:
            action = voices.action(each.themes[0])
            if action is not None:
                answered.append((each, action))
    return tuple(answered)


def _noticed(  # noqa: PLR0917
    kind: str, number: int, tool: ToolDefinition, sections: dict[str, str], voices: Voices, rng: Random
) -> list[Noticed]:
    chances = {theme.key: _chance(kind, theme.key, sections) for theme in tool.themes}
    found = []
    for _ in range(number):
        theme = rng.choices(tuple(chances), tuple(chances.values()))[0]
        del chances[theme]
        text = voices.strength(theme) if kind == "strength" else voices.improvement(theme)
        found.append(Noticed(kind, _section_of(theme, sections), text, (theme,)))
        if not chances:
            break
    return found


def _chance(kind: str, theme: str, sections: dict[str, str]) -> float:
    """Common themes come up more often; good sections have strengths, and poor ones do not."""
    section = _section_of(theme, sections)
    position = GRADES.index(sections[section]) if section else 1.5
    fits = position + 0.3 if kind == "strength" else 3.3 - position
    return _COMMON[kind].get(theme, 1) * fits**2


def _section_of(theme: str, sections: dict[str, str]) -> str | None:
    return next((section for section in _SEEN_IN.get(theme, ()) if section in sections), None)
